//! A user, an address, a session, an app or an object: all that the lake knows of it.

use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use super::reports::investigate_button;
use super::search::{facet_lists, only, range_fields};
use crate::data::entity::{Entity, Kind, Known, describe};
use crate::data::failure::Failure;
use crate::data::filter::Filter;
use crate::data::new_values::{NewOfProperty, NewValues, find_new};
use crate::data::params::Params;
use crate::layout::cells;
use crate::layout::charts::{bars, heat};
use crate::layout::frame::Frame;
use crate::layout::tables::records;
use crate::layout::words;
use crate::layout::wrong::Wrong;

/// Ranges that a click chooses: ages before the newest record.
const RANGES: [(&str, &str); 4] =
    [("24h", "24 hours"), ("7d", "7 days"), ("30d", "30 days"), ("", "all times")];

/// Answers with the page of a kind.
pub(crate) async fn answer(kind: Kind, ask: Ask) -> Response {
    let found = describe(&ask.engine, kind, &ask.params, ask.zone).await;
    let name = ask.params.get("name").unwrap_or_default().to_owned();
    let form = |params: &Params, failure: &Failure| {
        range_fields_form(kind, &name, &Filter::read(params), Wrong(Some(failure)))
    };
    ask.answer_or_form(&name, found, form, entity_page)
}

/// Answers with what is new of an entity.
pub(crate) async fn answer_new(kind: Kind, ask: Ask) -> Response {
    let found = find_new(&ask.engine, kind, &ask.params).await;
    ask.answer("What is new", found, new_lists)
}

fn entity_page(frame: &Frame, entity: &Entity) -> Markup {
    let known = entity.known.as_ref();
    let filter = &entity.facets.filter;
    let new = frame.link(&format!("/{}/new", entity.kind.word()), with_range(entity, filter));
    html! {
        p .kind { (entity.kind.word()) }
        h1 .name { (known.map_or(entity.name.as_str(), |known| known.name)) }
        @if let Some(known) = known { (known_app(&entity.name, known)) }
        @if entity.place.is_some() { p { (cells::address_place(entity.place.as_ref())) } }
        (range_form(frame, entity))
        dl .figures {
            div { dt { "Records" } dd { (words::grouped(entity.facets.total)) } }
            div { dt { "First seen (UTC)" } dd { (cells::time(frame, entity.facets.first.as_deref())) } }
            div { dt { "Last seen (UTC)" } dd { (cells::time(frame, entity.facets.last.as_deref())) } }
        }
        div .buttons {
            a .button href=(frame.link("/search", filter.params())) { "Search all records of this " (entity.kind.word()) }
            a .button .second href=(frame.link("/timeline", filter.params())) { "Timeline" }
            @if entity.kind == Kind::User { (investigate_button(&[&entity.name])) }
        }
        section { h2 { "Over time" } (bars(frame, &entity.histogram)) }
        section aria-labelledby="what-is-new" {
            h2 #what-is-new { "What is new" }
            div hx-get=(new) hx-trigger="load" hx-swap="innerHTML" hx-nonce=(frame.nonce) { p .note { a href=(new) { "What this " (entity.kind.word()) " did for the first time" } } }
        }
        section { h2 { "Most frequent values" } (facet_lists(frame, &entity.facets)) }
        section { h2 { "Weekdays and hours" } (heat(&entity.heat, entity.heat_zone)) }
        section { h2 { "Newest records" } (records(frame, "Newest records", &entity.rows, &[])) }
    }
}

fn known_app(id: &str, known: &Known) -> Markup {
    html! {
        p { code { (id) } " · " (known.kind) @if known.watch { " · " strong { "intruders are known to use it" } } }
        @if let Some(meaning) = known.meaning { p .lead { (meaning) } }
    }
}

/// Returns name and range for the address of a page of the entity.
fn with_range(entity: &Entity, filter: &Filter) -> Vec<(&'static str, String)> {
    let range = [("since", &filter.since), ("until", &filter.until)];
    let given = range
        .into_iter()
        .filter_map(|(name, time)| Some((name, time.clone().filter(|time| !time.is_empty())?)));
    std::iter::once(("name", entity.name.clone())).chain(given).collect()
}

fn range_form(frame: &Frame, entity: &Entity) -> Markup {
    let (path, filter) = (format!("/{}", entity.kind.word()), &entity.facets.filter);
    let is_chosen = |since: &str| {
        filter.since.as_deref().unwrap_or_default() == since
            && filter.until.as_deref().is_none_or(str::is_empty)
    };
    html! {
        nav .choices aria-label="Range" {
            span { "Within" }
            @for (since, words) in RANGES {
                a href=(frame.link(&path, with_range(entity, &filter.between(since, "")))) aria-current=[is_chosen(since).then_some("true")] { (words) }
            }
        }
        (range_fields_form(entity.kind, &entity.name, filter, Wrong(None)))
    }
}

fn range_fields_form(kind: Kind, name: &str, filter: &Filter, wrong: Wrong<'_>) -> Markup {
    html! {
        form .search action=(format!("/{}", kind.word())) {
            @if wrong.is_at("name").is_some() {
                label { span { "Name" } input name="name" value=(name) aria-invalid="true"; (wrong.at("name")) }
            } @else { input type="hidden" name="name" value=(name); }
            (range_fields(filter, wrong))
            button type="submit" { "Show" }
        }
    }
}

fn new_lists(frame: &Frame, new: &NewValues) -> Markup {
    let word = new.kind.word();
    html! {
        p .note {
            "First recorded of this " (word) " since " (cells::time(frame, new.since.as_deref())) ", compared with its "
            (words::counted(new.earlier, "record")) " before; " (words::counted(new.records, "record")) " since."
            @if new.earlier == 0 { " There is nothing to compare with: all of it is new." }
        }
        @if new.properties.is_empty() { p { "Nothing is new." } }
        div .facet-lists { @for of in &new.properties { (new_list(frame, new, of)) } }
    }
}

fn new_list(frame: &Frame, new: &NewValues, of: &NewOfProperty) -> Markup {
    let others = of.count.saturating_sub(of.values.len() as u64);
    html! {
        section {
            h3 { (of.field.label()) }
            ul .facet {
                @for value in &of.values {
                    li {
                        (cells::property_value(frame, of.field, &value.value, value.place.as_ref()))
                        span .number { (words::grouped(value.records)) }
                        (only(frame, &new.filter, of.field, &value.value))
                        small .since { "since " (cells::time(frame, value.first_time.as_deref())) }
                    }
                }
            }
            @if others > 0 { p .note { "and " (words::grouped(others)) " others, later" } }
        }
    }
}
