//! Values as links: whatever a record names leads to its page.

use std::borrow::Cow;
use std::collections::HashSet;

use maud::{Markup, html};
use trail365_schema::glossary::{app, operations_named};

use super::frame::Frame;
use super::words;
use crate::data::entity::Kind;
use crate::data::filter::{Field, exact_value};
use crate::data::places::AddressPlace;
use crate::data::property::Property;
use crate::data::search::Row;
use crate::data::typed::Pivot;
use crate::zone::Zone;

/// Shows a time, and beside it that of the zone which was chosen.
pub fn time(frame: &Frame, text: Option<&str>) -> Markup {
    html! {
        @match text {
            Some(text) => { time datetime=(text) { (words::moment(text)) } @if let Some(zone) = frame.zone { (local_time(zone, text, true)) } },
            None => (none("no time")),
        }
    }
}

fn local_time(zone: Zone, text: &str, is_named: bool) -> Markup {
    let Ok(time) = text.parse() else { return html! {} };
    html! { " " small .local { (zone.write(time)) @if is_named { " " (zone.name()) } } }
}

/// Shows the absence of a value.
pub fn none(words: &str) -> Markup {
    html! { span .none title=(words) { "–" } }
}

/// Characters that fit into a cell; a longer text is cut by the style, and its hint has all of it.
const FITTING: usize = 24;

/// Characters of a text that a cell has: an attacker's may have a million.
const LONGEST: usize = 300;

/// Bytes of an address that every server and proxy takes.
const LONGEST_LINK: usize = 4000;

/// Cuts a text to what a cell can have.
pub fn folded(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => text.into(),
        Some((end, _)) => format!("{}… ({} in all)", &text[..end], words::size(text.len() as u64)).into(),
    }
}

/// Returns an address, unless the server would not take it.
pub fn fitting_link(link: String) -> Option<String> {
    Some(link).filter(|link| link.len() <= LONGEST_LINK)
}

/// Shows an entity as a link to its page.
pub fn entity(frame: &Frame, kind: Kind, name: &str) -> Markup {
    let path = format!("/{}", kind.word());
    let shown = if kind == Kind::App { app(name).map_or(name, |app| app.name) } else { name };
    let hint = (name.len() > FITTING || shown != name).then(|| folded(name));
    match fitting_link(frame.link(&path, [("name", name)])) {
        Some(link) => html! { a .value href=(link) title=[hint] { (folded(shown)) } },
        None => html! { span .value title=[hint] { (folded(shown)) } },
    }
}

/// Shows what is known of an address beside the records.
pub fn address_place(place: Option<&AddressPlace>) -> Markup {
    let Some(place) = place else { return html! {} };
    let number = place.as_number.map(|number| format!("AS{number}"));
    let owner: Vec<_> = number.as_deref().into_iter().chain(place.network_owner.as_deref()).collect();
    let parts = [
        place.country.clone(),
        (!owner.is_empty()).then(|| owner.join(" ")),
        place.is_private.then(|| "private network".to_owned()),
        place.is_microsoft.then(|| "services of Microsoft".to_owned()),
    ];
    html! { small .place { (parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")) } }
}

/// Shows an entity, or its absence.
pub fn entity_or_none(frame: &Frame, kind: Kind, name: Option<&str>) -> Markup {
    match name.filter(|name| !name.trim().is_empty()) {
        Some(name) => entity(frame, kind, name),
        None => none(&format!("no {}", kind.word())),
    }
}

/// Shows an entity in a list of records: as [`entity`], in fewer bytes.
pub fn short_entity(frame: &Frame, kind: Kind, name: Option<&str>) -> Markup {
    let name = name.filter(|name| !name.trim().is_empty());
    let link = |name: &str| fitting_link(frame.link(&format!("/{}", kind.word()), [("name", name)]));
    html! { @if let Some(name) = name { @match link(name) { Some(link) => a href=(link) { (folded(name)) }, None => (folded(name)) } } }
}

/// Shows an operation in a list of records, with its meaning where it stands there for the first time.
pub fn short_operation<'r>(frame: &Frame, name: &'r str, seen: &mut HashSet<&'r str>) -> Markup {
    let meaning = || operations_named(name).first().map(|operation| operation.meaning);
    let meaning = if seen.insert(name) { meaning() } else { None };
    operation_link(frame, name, meaning, None)
}

fn operation_link(frame: &Frame, name: &str, meaning: Option<&str>, class: Option<&str>) -> Markup {
    let link = frame.link("/search", [("operation", &*exact_value(Field::Operation, name)), ("since", "")]);
    match fitting_link(link) {
        Some(link) => html! { a class=[class] href=(link) title=[meaning] { (folded(name)) } },
        None => html! { span class=[class] { (folded(name)) } },
    }
}

/// Shows an operation as a link to its records; its meaning is the hint.
pub fn operation(frame: &Frame, name: &str) -> Markup {
    let meaning = operations_named(name).first().map(|operation| operation.meaning);
    operation_link(frame, name, meaning, Some("value"))
}

/// Shows an outcome: a word, and a colour that says the same.
pub fn outcome(word: Option<&str>) -> Markup {
    match word {
        Some(word) => html! { span class=[outcome_class(word)] { (word) } },
        None => none("no outcome"),
    }
}

/// Returns the class that gives an outcome its colour.
pub fn outcome_class(word: &str) -> Option<&'static str> {
    ["succeeded", "failed", "partial"].into_iter().find(|known| *known == word)
}

/// Shows an app by its name, or its id where no name is known.
pub fn app_of(frame: &Frame, row: &Row) -> Markup {
    match (&row.app_id, &row.app) {
        (Some(id), name) => {
            let shown = name.as_deref().or_else(|| app(id).map(|app| app.name)).unwrap_or(id);
            html! { a href=(frame.link("/app", [("name", id)])) { (shown) } }
        }
        (None, Some(name)) => html! { span { (name) } },
        (None, None) => none("no app"),
    }
}

/// Shows a value of a field as a link to what it names.
pub fn field_value(frame: &Frame, field: Field, value: &str) -> Markup {
    match (Kind::of_field(field), field) {
        (Some(Kind::App), _) => {
            let name = app(value).map_or(value, |app| app.name);
            html! { a .value href=(frame.link("/app", [("name", value)])) title=(value) { (name) } }
        }
        (Some(kind), _) => entity(frame, kind, value),
        (None, Field::Operation) => operation(frame, value),
        (None, Field::Outcome) => outcome(Some(value)),
        (None, _) => html! { span .value title=(folded(value)) { (folded(value)) } },
    }
}

/// Shows a value of a property, and what is known of it.
pub fn property_value(
    frame: &Frame,
    property: Property,
    value: &str,
    place: Option<&AddressPlace>,
) -> Markup {
    match property.field() {
        _ if value.is_empty() => html! { span .value { "(empty)" } },
        Some(field) => html! { span { (field_value(frame, field, value)) (address_place(place)) } },
        None => html! { span .value title=(folded(value)) { (folded(value)) } },
    }
}

/// Writes the address of what a value leads to.
pub fn pivot_link(frame: &Frame, pivot: &Pivot) -> String {
    match pivot {
        Pivot::Entity(kind, name) => frame.link(&format!("/{}", kind.word()), [("name", name.as_str())]),
        Pivot::Operation(name) => {
            frame.link("/search", [("operation", &*exact_value(Field::Operation, name)), ("since", "")])
        }
        Pivot::Type(number) => frame.link("/search", [("type", number.as_str()), ("since", "")]),
    }
}

/// Writes the address of a record; `None` for one without an Id.
pub fn record_link(frame: &Frame, row: &Row) -> Option<String> {
    let id = row.id.as_deref()?;
    fitting_link(frame.link("/record", [("id", id), ("hash", row.hash.as_str())]))
}

/// Shows the time of a record as a link to it.
pub fn record_time(frame: &Frame, row: &Row) -> Markup {
    let shown = row.time.as_deref().map_or_else(|| "no time".to_owned(), words::moment);
    // The head of the column names the zone.
    let local = frame.zone.zip(row.time.as_deref()).map(|(zone, time)| local_time(zone, time, false));
    html! {
        @match record_link(frame, row) {
            Some(link) => a href=(link) { (shown) },
            None => (shown),
        }
        (local.unwrap_or_default())
    }
}
