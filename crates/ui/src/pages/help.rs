//! Keys, words of the search, and limits.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use crate::assets::VENDORED;
use crate::data::filter::Field;
use crate::data::limits::Limits;
use crate::layout::words;

/// The keys. None acts while a field has the focus.
const KEYS: [(&str, &str); 14] = [
    ("/", "search"),
    ("j, k", "next and previous record of a list"),
    ("Enter, o", "open the record"),
    ("[", "the next page of a list"),
    ("f", "most frequent values"),
    ("g h", "home"),
    ("g s", "search page"),
    ("g t", "timeline"),
    ("g a", "alerts"),
    ("g r", "rules"),
    ("g p", "reports"),
    ("g q", "SQL"),
    ("g l", "health"),
    ("?", "this page"),
];

/// Answers with the page.
pub(crate) async fn answer(ask: Ask) -> Response {
    let limits = *ask.engine.limits();
    ask.plain(StatusCode::OK, "Help", |_| help_page(&limits))
}

fn help_page(limits: &Limits) -> Markup {
    html! {
        h1 { "Help" }
        section {
            h2 { "Words of the search" }
            p { "A word is looked for anywhere in a record; quotes hold words together. A word that is an address finds records that have it. " code { "field:value" } " compares one field; several values of a field are alternatives, several fields must all match, " code { "*" } " stands for any text." }
            table { thead { tr { th scope="col" { "Field" } th scope="col" { "Compares" } } } tbody { @for field in Field::ALL { tr { th scope="row" { code { (field.name()) ":" } } td { (field.label()) } } } } }
            p { "Times are UTC: a date, " code { "2026-03-04T12:00:00Z" } ", or an age before the newest record, such as " code { "7d" } ", " code { "24h" } " and " code { "30m" } ". Without one the last day of the data is searched; an empty field searches all times." }
        }
        section {
            h2 { "Keys" }
            table { thead { tr { th scope="col" { "Key" } th scope="col" { "Does" } } } tbody { @for (key, does) in KEYS { tr { th scope="row" { kbd { (key) } } td { (does) } } } } }
        }
        section {
            h2 { "Limits" }
            p { "A page's queries run for at most " (limits.time.as_secs()) " seconds (--time-limit), " (limits.queries) " at the same time (--queries), with " (words::size(limits.memory_bytes as u64)) " of memory together (--memory). The SQL page shows " (words::counted(limits.rows as u64, "row")) " (--rows); files have all." }
            p { "Every page is also there as JSON: put " code { "/api/v1" } " in front of its path, and send the token as " code { "Authorization: Bearer" } "." }
        }
        section {
            h2 { "What others wrote" }
            ul .plain { @for vendored in VENDORED { li { (vendored.name) ": " (vendored.source) ", " (vendored.licence) ", SHA-256 " code { (vendored.sha256) } } } }
        }
    }
}
