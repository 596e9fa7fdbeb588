//! Alerts: what rules found, the records behind it, and what people say of it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use trail365_findings::{Status, technique_name};

use super::ask::Ask;
use super::reports::investigate_button;
use crate::data::alerts::{
    Alert, AlertList, Conditions, Episode, LEVELS, LONGEST_NOTE, LONGEST_WHO, Member, Said, list, note, show,
};
use crate::data::engine::Engine;
use crate::data::entity::Kind;
use crate::data::failure::Failure;
use crate::data::params::{Params, address};
use crate::layout::cells;
use crate::layout::frame::Frame;
use crate::layout::tables::scroll;
use crate::layout::words;
use crate::layout::wrong::Wrong;

/// Accounts of an alert that are investigated together.
const MOST_INVESTIGATED: usize = 5;

/// Answers with the list.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = list(&ask.engine, &ask.params).await;
    let lake = ask.engine.location().to_string();
    let form = |params: &Params, failure: &Failure| conditions_form(&Conditions::of(params), Some(failure));
    ask.answer_or_form("Alerts", found, form, |frame, alerts| list_page(frame, alerts, &lake))
}

/// Answers with one alert.
pub(crate) async fn answer_one(ask: Ask) -> Response {
    let found = show(&ask.engine, &ask.params).await;
    ask.answer("Alert", found, episode_page)
}

/// Keeps what somebody says of an alert, and leads back to it.
pub(crate) async fn answer_note(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    match note(&ask.engine, &ask.params).await {
        Ok(key) => {
            let there = HeaderValue::from_str(&address("/alert", [("key", key)]));
            let mut response = StatusCode::SEE_OTHER.into_response();
            response.headers_mut().insert(LOCATION, there.unwrap_or(HeaderValue::from_static("/alerts")));
            response
        }
        Err(failure) => ask.fail_with_form(&failure, sent_note),
    }
}

/// Shows the form of a note as it was sent.
fn sent_note(params: &Params, failure: &Failure) -> Markup {
    let text = |name: &str| params.get(name).unwrap_or_default();
    note_form(text("key"), text("status"), text("note"), Some(text("who")), Wrong(Some(failure)))
}

fn note_form(key: &str, status: &str, note: &str, who: Option<&str>, wrong: Wrong<'_>) -> Markup {
    html! {
        form .search method="post" action="/alert" {
            input type="hidden" name="key" value=(key);
            label { span { "It is" } select name="status" { @for other in Status::ALL { option value=(other.as_str()) selected[other.as_str() == status] { (other.as_str()) } } } (wrong.at("status")) }
            label .wide { span { "Why" } input name="note" value=(note) maxlength=(LONGEST_NOTE) aria-invalid=[wrong.is_at("note")]; (wrong.at("note")) }
            @if let Some(who) = who { label { span { "Who" } input name="who" value=(who) maxlength=(LONGEST_WHO) size="14" aria-invalid=[wrong.is_at("who")]; (wrong.at("who")) } }
            button type="submit" { "Keep" }
        }
    }
}

fn list_page(frame: &Frame, of: &AlertList, lake: &str) -> Markup {
    html! {
        h1 { "Alerts" }
        (conditions_form(&of.conditions, None))
        @if of.alerts.is_empty() {
            @if of.conditions == Conditions::default() {
                p .note { "There is none. " code { "trail365 detect --lake " (lake) } " asks the rules about this lake and keeps what they find." }
            } @else {
                p .note { "No alert meets all conditions. " a href=(frame.link::<&str>("/alerts", [])) { "Show all alerts" } }
            }
        } @else {
            @let shown = of.alerts.len() as u64;
            @if shown == of.total { p .note { (words::counted(of.total, "alert")) } }
            @if shown < of.total { p .note { "The first " (words::grouped(shown)) " of " (words::counted(of.total, "alert")) ": open ones of the highest level first. " code { "SELECT * FROM alerts" } " has all." } }
            (scroll("Alerts", &alert_table(frame, &of.alerts)))
        }
    }
}

/// Shows the form that narrows the list.
fn conditions_form(of: &Conditions, wrong: Option<&Failure>) -> Markup {
    let chosen = |value: &Option<String>, word: &str| value.as_deref() == Some(word);
    let wrong = Wrong(wrong);
    html! {
        form .search action="/alerts" {
            label { span { "Status" } select name="status" {
                option value="" { "any" }
                @for status in Status::ALL { option value=(status.as_str()) selected[chosen(&of.status, status.as_str())] { (status.as_str()) } }
            } (wrong.at("status")) }
            label { span { "Level" } select name="level" {
                option value="" { "any" }
                @for level in LEVELS { option value=(level) selected[chosen(&of.level, level)] { (level) } }
            } (wrong.at("level")) }
            label { span { "User" } input name="user" value=[of.user.as_deref()] size="18"; }
            label { span { "Rule or title" } input name="rule" value=[of.rule.as_deref()] size="18"; }
            label { span { "Not before" } input name="since" value=[of.since.as_deref()] placeholder="2026-03-01, 7d" size="14" aria-invalid=[wrong.is_at("since")]; (wrong.at("since")) }
            label { span { "Not after" } input name="until" value=[of.until.as_deref()] placeholder="2026-03-04" size="14" aria-invalid=[wrong.is_at("until")]; (wrong.at("until")) }
            button type="submit" { "Show" }
        }
    }
}

pub(super) fn alert_table(frame: &Frame, alerts: &[Alert]) -> Markup {
    html! {
        table .records {
            thead { tr { @for name in ["What", "Level", "Status", "Began (UTC)", "Users", "Addresses"] { th scope="col" { (name) } } th scope="col" .number { "Records" } } }
            tbody {
                @for alert in alerts {
                    tr {
                        td .title { a href=(frame.link("/alert", [("key", &alert.key)])) { (alert.title.as_deref().filter(|title| !title.is_empty()).unwrap_or("An alert without a title")) } }
                        td { (level(alert.level.as_deref().unwrap_or_default())) }
                        td { (alert.status.as_deref().unwrap_or_default()) }
                        td .when { (cells::time(frame, alert.first.as_deref())) }
                        td { (first_of(frame, Kind::User, &alert.users)) }
                        td { (first_of(frame, Kind::Address, &alert.addresses)) }
                        td .number { (words::grouped(alert.count.unwrap_or(0))) }
                    }
                }
            }
        }
    }
}

/// Shows how grave something is.
pub(super) fn level(level: &str) -> Markup {
    html! { span class=(match level { "critical" | "high" => "level grave", "medium" => "level medium", _ => "level" }) { (level) } }
}

fn first_of(frame: &Frame, kind: Kind, names: &[String]) -> Markup {
    html! {
        (cells::entity_or_none(frame, kind, names.first().map(String::as_str)))
        @if names.len() > 1 { " and " (names.len() - 1) " more" }
    }
}

fn episode_page(frame: &Frame, of: &Episode) -> Markup {
    let alert = &of.alert;
    let lists = [
        ("Users", Kind::User, &alert.users),
        ("Addresses", Kind::Address, &alert.addresses),
        ("Apps", Kind::App, &alert.apps),
        ("Sessions", Kind::Session, &alert.sessions),
    ];
    html! {
        p .kind { "Alert" }
        h1 { (alert.title.as_deref().unwrap_or("An alert without a title")) }
        @if let Some(reason) = &alert.reason { p .lead { (reason) } }
        dl .figures {
            div { dt { "Level" } dd { (level(alert.level.as_deref().unwrap_or_default())) } }
            div { dt { "Began (UTC)" } dd { (cells::time(frame, alert.first.as_deref())) } }
            div { dt { "Ended (UTC)" } dd { (cells::time(frame, alert.last.as_deref())) } }
            div { dt { "Records" } dd { (words::grouped(alert.count.unwrap_or(0))) } }
            @for (name, kind, names) in lists.into_iter().filter(|(_, _, names)| !names.is_empty()) {
                div { dt { (name) } @for other in names { dd { (cells::entity(frame, kind, other)) } } }
            }
        }
        @if !alert.techniques.is_empty() {
            p .note { "ATT&CK: " @for (at, id) in alert.techniques.iter().enumerate() { @if at > 0 { ", " } (id) @if let Some(name) = technique_name(id) { " " (name) } } }
        }
        @if let Some(rule) = &alert.rule_id { p { a href=(frame.link("/rule", [("id", rule)])) { "The rule" } ", with what it finds and what else looks like it" } }
        @if !alert.users.is_empty() { (investigate_button(&alert.users.iter().take(MOST_INVESTIGATED).map(String::as_str).collect::<Vec<_>>())) }
        (review(frame, alert, &of.notes))
        section { h2 { "Its records" } (scroll("Its records", &members(frame, &of.members))) }
    }
}

fn members(frame: &Frame, members: &[Member]) -> Markup {
    html! {
        table .records {
            thead { tr { @for name in ["Time (UTC)", "Operation", "Source", "Line"] { th scope="col" { (name) } } } }
            tbody {
                @for member in members {
                    tr {
                        td .when {
                            @match member.id.as_deref().zip(member.hash.as_deref()) {
                                Some((id, hash)) => a href=(frame.link("/record", [("id", id), ("hash", hash)])) { (cells::time(frame, member.time.as_deref())) },
                                None => (cells::time(frame, member.time.as_deref())),
                            }
                        }
                        td { @match member.operation.as_deref() { Some(name) => (cells::operation(frame, name)), None => (cells::none("no operation")) } }
                        td { span .value title=[member.source.as_deref()] { (member.source.as_deref().unwrap_or_default()) } }
                        td .number { @if let Some(line) = member.line { (line) } }
                    }
                }
            }
        }
    }
}

/// Shows what was said of an alert, and the form to say it.
fn review(frame: &Frame, alert: &Alert, notes: &[Said]) -> Markup {
    html! {
        section {
            h2 { "What people say" }
            @if notes.is_empty() { p .note { "Nobody has said anything yet." } }
            ul .plain {
                @for of in notes {
                    li { strong { (of.status.as_deref().unwrap_or_default()) } @if let Some(who) = of.who.as_deref().filter(|who| !who.is_empty()) { ", " (who) } ", " (cells::time(frame, of.noted_at.as_deref())) @if let Some(note) = of.note.as_deref().filter(|note| !note.is_empty()) { ": " (note) } }
                }
            }
            (note_form(&alert.key, alert.status.as_deref().unwrap_or_default(), "", frame.visitor.is_none().then_some(""), Wrong(None)))
            p .note { "It is kept beside the evidence, which stays as it is." }
        }
    }
}
