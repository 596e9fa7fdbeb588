//! Queries of a person's own.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use super::file::send_file;
use crate::data::console::{Ran, run};
use crate::data::engine::Engine;
use crate::data::export::export_sql;
use crate::data::failure::Failure;
use crate::data::names::names;
use crate::data::params::address;
use crate::layout::editor::editor;
use crate::layout::tables::grid;
use crate::layout::words;

/// Cells that the table of a result has at most.
const MOST_CELLS: usize = 20_000;

/// A query to begin with.
const FIRST: &str = "SELECT operation, count(*) AS records, min(creation_time) AS first, max(creation_time) AS last\nFROM events\nGROUP BY operation\nORDER BY records DESC\nLIMIT 100";

/// Answers with the page. A query in the address is shown and not run: a link of another site shall start nothing.
pub(crate) async fn answer(ask: Ask) -> Response {
    if ask.is_json() {
        return ask.fail(&Failure::missing("sql", "send the query by POST: an address alone starts nothing"));
    }
    let sql = ask.params.get("sql").unwrap_or(FIRST).to_owned();
    ask.plain(
        axum::http::StatusCode::OK,
        "SQL",
        |frame| html! { h1 { "SQL" } (editor(frame, &sql)) div #result {} (examples()) (help()) },
    )
}

/// Runs the query of the form and answers with its first rows.
pub(crate) async fn answer_run(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let is_part = request.headers().contains_key("hx-request");
    let ask = Ask::of_form(engine, request).await;
    let found = run(&ask.engine, &ask.params).await;
    ask.answer("SQL", found, |frame, ran: &Ran| {
        if is_part {
            return result(ran);
        }
        html! { h1 { "SQL" } (editor(frame, &ran.sql)) div #result { (result(ran)) } (examples()) (help()) }
    })
}

/// Answers with the rows of the query of the form as a file.
pub(crate) async fn answer_export(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    match export_sql(Arc::clone(&ask.engine), &ask.params).await {
        Ok(file) => send_file(file),
        Err(failure) => ask.fail(&failure),
    }
}

/// Answers with the names that a query may have; as a page, with the functions.
pub(crate) async fn answer_names(ask: Ask) -> Response {
    ask.answer_value("Functions of SQL", Ok(names()), |_, names| {
        html! { h1 { "Functions of SQL" } dl .members { @for function in &names.functions { div { dt { code { (function.syntax) } } dd { (function.description) } } } } }
    })
}

/// Queries that show what can be asked.
const EXAMPLES: [(&str, &str); 5] = [
    (
        "Sign-ins that failed, by address",
        "SELECT client_ip, count(*) AS attempts, count(DISTINCT user_id) AS users\nFROM sign_ins\nWHERE outcome = 'failed'\nGROUP BY client_ip\nORDER BY attempts DESC\nLIMIT 50",
    ),
    (
        "Inbox rules with their conditions",
        "SELECT creation_time, user_id, parameters\nFROM exchange_admin\nWHERE operation IN ('New-InboxRule', 'Set-InboxRule')\nORDER BY creation_time",
    ),
    (
        "Records an hour",
        "SELECT time_bucket(INTERVAL '1 hour', creation_time) AS hour, count(*) AS records\nFROM events\nGROUP BY hour\nORDER BY hour",
    ),
    (
        "Who acted from a network",
        "SELECT user_id, operation, count(*) AS records\nFROM events\nWHERE in_network(client_ip, '203.0.113.0/24')\nGROUP BY user_id, operation\nORDER BY records DESC",
    ),
    ("What is missing from the data", "SELECT * FROM lake.gaps"),
];

fn examples() -> Markup {
    html! {
        details {
            summary { "Examples" }
            ul { @for (name, sql) in EXAMPLES { li { a href=(address("/sql", [("sql", sql)])) { (name) } } } }
        }
    }
}

fn result(ran: &Ran) -> Markup {
    let rows = ran.grid.rows.len() as u64;
    let shown = ran.grid.shown(MOST_CELLS);
    let (of_columns, columns) = (ran.grid.columns.len() as u64, shown.columns.len() as u64);
    html! {
        section aria-labelledby="rows" {
            h2 #rows {
                @if ran.is_plan { "Plan" } @else if ran.grid.more { "The first " (words::counted(rows, "row")) } @else { (words::counted(rows, "row")) }
                small { (words::grouped(ran.milliseconds)) " ms" @if !ran.is_plan && ran.files.all > 0 { ", " (words::files(ran.files.read, ran.files.all)) } }
            }
            @if ran.grid.more { p .note { "There are more rows; reading stopped at these. CSV and JSON Lines have all of them; --rows of " code { "trail365 ui" } " shows more here." } }
            @if columns < of_columns { p .note { (words::grouped(of_columns - columns)) " of " (words::counted(of_columns, "column")) " have no value in these rows and are left out." } }
            @if shown.rows.len() < ran.grid.rows.len() { p .note { "The table has the first " (words::counted(shown.rows.len() as u64, "row")) " of them: a page of more cells would be slow. Name the columns that you need to show fewer columns and more rows." } }
            (grid("Result", &shown))
        }
    }
}

fn help() -> Markup {
    html! {
        details {
            summary { "What there is to ask" }
            p { code { "events" } " has one row an event, " code { "activity" } " every record, " code { "ledger" } " every source, " code { "rejected" } " what is no record. Some views:" }
            ul {
                @for view in trail365_sql::INVESTIGATION_VIEWS.iter().chain(&trail365_sql::SESSION_VIEWS).chain(&trail365_sql::LAKE_VIEWS) {
                    li { code { (view.qualified_name()) } ": " (view.description) }
                }
            }
            p { code { "SHOW COLUMNS FROM events" } " lists columns, " code { "SHOW TABLES" } " every view. " a href="/sql/names" { "Functions" } }
        }
    }
}
