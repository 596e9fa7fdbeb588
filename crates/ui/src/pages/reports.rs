//! Reports of investigations: begun, followed, opened.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::ask::Ask;
use super::file::send_file;
use crate::data::engine::Engine;
use crate::data::params::{Params, address};
use crate::data::reports::{PAGE, ReportEntry, ReportList, cancel, list, read, start};
use crate::data::{Progress, State as Job};
use crate::layout::cells::time;
use crate::layout::frame::Frame;
use crate::layout::tables::scroll;
use crate::layout::words;
use crate::layout::wrong::Wrong;

/// Policy of the page of a report: no script, no form, nothing from anywhere, and an origin of its own, so that it reaches no other page.
/// The page itself names the one style that it has.
const REPORT_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Answers with the list.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = list(&ask.engine).await;
    ask.answer_value("Reports", found, list_page)
}

/// Answers with how far the last investigation is.
pub(crate) async fn answer_job(ask: Ask) -> Response {
    let found = list(&ask.engine).await;
    ask.answer_value(
        "Investigation",
        found,
        |frame, of| html! { @if let Some(job) = &of.job { (progress(frame, job)) } },
    )
}

/// Begins an investigation, and leads to its progress.
pub(crate) async fn answer_start(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    let begun = start(&ask.engine, &ask.params).await;
    match begun {
        Ok(_) if !ask.is_json() => to_reports(),
        Err(failure) => ask.fail_with_form(&failure, |params, failure| form(params, Wrong(Some(failure)))),
        begun => ask.answer_value("Investigation", begun, progress),
    }
}

/// Stops an investigation.
pub(crate) async fn answer_cancel(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    match cancel(&ask.engine, &ask.params) {
        Ok(()) => to_reports(),
        Err(failure) => ask.fail(&failure),
    }
}

fn to_reports() -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/reports"));
    response
}

/// Answers with a file of a report: its page to be looked at, all others to be kept.
pub(crate) async fn answer_file(ask: Ask, Path((name, path)): Path<(String, String)>) -> Response {
    let is_page = path == PAGE;
    match read(&ask.engine, name, path).await {
        Err(failure) => ask.fail(&failure),
        Ok(file) => {
            let mut response = send_file(file);
            let headers = response.headers_mut();
            if is_page {
                headers.remove(CONTENT_DISPOSITION);
            }
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(REPORT_POLICY));
            response
        }
    }
}

fn list_page(frame: &Frame, of: &ReportList) -> Markup {
    html! {
        h1 { "Reports" }
        p .lead { "Whether accounts were taken over and what was done with them, with the records behind each sentence." }
        @match &of.folder {
            None => p { "The lake is not on this machine, and no folder was named for reports: start " code { "trail365 ui" } " with " code { "--reports FOLDER" } "." },
            Some(folder) => {
                div #job { @if let Some(job) = &of.job { (progress(frame, job)) } }
                (form(&Params::default(), Wrong(None)))
                section { h2 { "Finished" }
                    @if of.reports.is_empty() { p .note { "There is none yet in " code { (folder) } "." } } @else {
                        p .note { "In " code { (folder) } @if of.reports.len() < of.total { "; the newest " (of.reports.len()) " of " (of.total) } "." }
                        (scroll("Finished reports", &table(frame, &of.reports)))
                    }
                }
            },
        }
    }
}

/// Shows how far an investigation is; while it is under way, it asks again by itself.
fn progress(frame: &Frame, job: &Progress) -> Markup {
    match &job.state {
        Job::Running(step) => html! {
            section hx-get="/reports/job" hx-trigger="load delay:2s" hx-target="#job" hx-swap="innerHTML" hx-nonce=(frame.nonce) {
                h2 { "Under way" }
                p { strong { (job.what) } ", since " (time(frame, Some(&job.began))) ": " (step) ". " a href="/reports" { "Look again" } }
                form method="post" action="/reports/cancel" { input type="hidden" name="id" value=(job.id); button type="submit" .second { "Cancel" } }
            }
        },
        Job::Done(name) => {
            html! { p role="status" { "The report on " strong { (job.what) } " is done: " a href=(place(name, PAGE)) { "open it" } "." } }
        }
        Job::Failed(why) => {
            html! { section .trouble { p .what { "No report on " (job.what) ": " (why) "." } } }
        }
        Job::Cancelled => {
            html! { p role="status" { "The investigation of " strong { (job.what) } " was cancelled." } }
        }
    }
}

/// Writes the address of a file of a report.
fn place(name: &str, path: &str) -> String {
    let part = |text: &str| address("", [("", text)]).trim_start_matches("?=").to_owned();
    format!("/reports/{}/{}", part(name), part(path))
}

/// The fields of the form: name, label, example and width.
const FIELDS: [(&str, &str, &str, &str); 4] = [
    ("attacker_ip", "Addresses of the attacker", "203.0.113.7", "20"),
    ("owner_ip", "Networks of the owner", "198.51.100.0/24", "20"),
    ("case", "Case", "", "10"),
    ("examiner", "Examiner", "", "14"),
];

/// Shows the form with what was sent.
fn form(sent: &Params, wrong: Wrong<'_>) -> Markup {
    let value =
        |name: &str| Some(sent.all(name).collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    html! {
        section {
            h2 { "Investigate" }
            form .search method="post" action="/reports" {
                label .wide { span { "Accounts" } input name="user" value=[value("user")] required placeholder="lena.berg@example.com" aria-invalid=[wrong.is_at("user")]; (wrong.at("user")) }
                @for (name, label, example, size) in FIELDS {
                    label { span { (label) } input name=(name) value=[value(name)] placeholder=(example) size=(size) aria-invalid=[wrong.is_at(name)]; (wrong.at(name)) }
                }
                button type="submit" { "Investigate" }
            }
            p .note { "The rules are asked first, so it takes some seconds in a small lake and minutes in a large one. One at a time; it goes on when this page is left." }
        }
    }
}

/// Shows a button that investigates some accounts.
pub(super) fn investigate_button(users: &[&str]) -> Markup {
    html! {
        form .inline method="post" action="/reports" {
            @for user in users { input type="hidden" name="user" value=(user); }
            button type="submit" .second { "Investigate " @if users.len() == 1 { "this account" } @else { "these accounts" } }
        }
    }
}

fn table(frame: &Frame, reports: &[ReportEntry]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Report" } th scope="col" { "Made (UTC)" } th scope="col" .number { "Version of the lake" } th scope="col" { "Files" } } }
            tbody {
                @for report in reports {
                    tr {
                        th scope="row" { a href=(place(&report.name, PAGE)) { (report.name) } }
                        td .when { (time(frame, Some(&report.made))) }
                        td .number { (report.lake_version) }
                        td {
                            details {
                                summary { (words::counted(report.files.len() as u64, "file")) }
                                ul .plain { @for file in &report.files { li { a href=(place(&report.name, &file.path)) download { (file.path) } " " small { (words::size(file.bytes)) } } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
