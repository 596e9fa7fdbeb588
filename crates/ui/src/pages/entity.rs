//! A user, an address, a session, an app or an object: all that the lake knows of it.

use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use super::reports::investigate_button;
use super::search::facet_lists;
use crate::data::entity::{Entity, Kind, Known, describe};
use crate::layout::cells;
use crate::layout::charts::{bars, heat};
use crate::layout::frame::Frame;
use crate::layout::tables::records;
use crate::layout::words;

/// Answers with the page of a kind.
pub(crate) async fn answer(kind: Kind, ask: Ask) -> Response {
    let found = describe(&ask.engine, kind, &ask.params).await;
    let name = ask.params.get("name").unwrap_or_default().to_owned();
    ask.answer(&name, found, entity_page)
}

fn entity_page(frame: &Frame, entity: &Entity) -> Markup {
    let known = entity.known.as_ref();
    let filter = &entity.facets.filter;
    html! {
        p .kind { (entity.kind.word()) }
        h1 .name { (known.map_or(entity.name.as_str(), |known| known.name)) }
        @if let Some(known) = known { (known_app(&entity.name, known)) }
        dl .figures {
            div { dt { "Records" } dd { (words::grouped(entity.facets.total)) } }
            div { dt { "First seen (UTC)" } dd { (cells::time(entity.facets.first.as_deref())) } }
            div { dt { "Last seen (UTC)" } dd { (cells::time(entity.facets.last.as_deref())) } }
        }
        div .buttons {
            a .button href=(frame.link("/search", filter.params())) { "Search all records of this " (entity.kind.word()) }
            a .button .second href=(frame.link("/timeline", filter.params())) { "Timeline" }
            @if entity.kind == Kind::User { (investigate_button(&[&entity.name])) }
        }
        section { h2 { "Over time" } (bars(frame, &entity.histogram)) }
        section { h2 { "Most frequent values" } (facet_lists(frame, &entity.facets)) }
        section { h2 { "Weekdays and hours" } (heat(&entity.heat)) }
        section { h2 { "Newest records" } (records(frame, "Newest records", &entity.rows, &[])) }
    }
}

fn known_app(id: &str, known: &Known) -> Markup {
    html! {
        p { code { (id) } " · " (known.kind) @if known.watch { " · " strong { "intruders are known to use it" } } }
        @if let Some(meaning) = known.meaning { p .lead { (meaning) } }
    }
}
