//! A record: what it says, what that means, where it came from, and what happened around it.

use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use trail365_schema::glossary::operations_named;

use super::ask::Ask;
use crate::data::entity::Kind;
use crate::data::filter::{Field, exact_value};
use crate::data::record::{Detail, Neighbours, Provenance, neighbours, show};
use crate::data::typed::{Change, Member, Shown, Typed};
use crate::layout::cells;
use crate::layout::frame::Frame;
use crate::layout::tables::{records, scroll};
use crate::layout::words;

/// Answers with the page.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = show(&ask.engine, &ask.params).await;
    ask.answer("Record", found, record_page)
}

/// Answers with the records before and after.
pub(crate) async fn answer_near(ask: Ask) -> Response {
    let found = neighbours(&ask.engine, &ask.params).await;
    ask.answer("Before and after", found, near_lists)
}

fn record_page(frame: &Frame, detail: &Detail) -> Markup {
    let row = &detail.row;
    html! {
        h1 { (row.operation.as_deref().unwrap_or("A record without an operation")) }
        (meaning(row.operation.as_deref()))
        dl .figures {
            div { dt { "Time (UTC)" } dd { (cells::time(frame, row.time.as_deref())) } }
            div { dt { "User" } dd { (cells::entity_or_none(frame, Kind::User, row.user.as_deref())) } }
            div { dt { "Address" } dd { (cells::entity_or_none(frame, Kind::Address, row.address.as_deref())) (cells::address_place(detail.place.as_ref())) } }
            div { dt { "App" } dd { (cells::app_of(frame, row)) } }
            div { dt { "Service" } dd { (row.workload.as_deref().unwrap_or("–")) } }
            div { dt { "Outcome" } dd { (cells::outcome(row.outcome.as_deref())) } }
        }
        (around(frame, detail))
        @match &detail.typed {
            Some(typed) => (typed_section(frame, typed)),
            None => p .note { "The text of this record cannot be read as a record; it stands below as it is." },
        }
        (provenance_section(frame, detail))
        section { h2 { "As it is" } @if !detail.provenance.is_raw { p .note { "Its bytes were not kept: this is the same JSON, written again from the columns." } } pre .code .raw tabindex="0" { (pretty(&detail.json)) } }
    }
}

fn meaning(operation: Option<&str>) -> Markup {
    let known = operation.and_then(|name| operations_named(name).first());
    html! {
        @if let Some(operation) = known {
            p .lead { (operation.meaning) }
            @if let Some(proves) = operation.proves { p .note { "It proves: " (proves) } }
            @if let Some(not) = operation.proves_not { p .note { "It does not prove: " (not) } }
        }
    }
}

fn typed_section(frame: &Frame, typed: &Typed) -> Markup {
    html! {
        section {
            h2 { "What it says" }
            p .note { "Schema " (typed.schema) ": " (typed.schema_meaning) }
            (members(frame, &typed.members))
            @if !typed.deviations.is_empty() {
                details { summary { (words::counted(typed.deviations.len() as u64, "deviation")) " from the documentation" } ul { @for line in &typed.deviations { li { (line) } } } }
            }
        }
    }
}

fn members(frame: &Frame, members: &[Member]) -> Markup {
    html! {
        dl .members {
            @for member in members {
                div {
                    dt { (member.name) }
                    dd {
                        (value(frame, member))
                        @if let Some(words) = &member.words { " " span .words { (words) } }
                        @if let Some(meaning) = member.meaning { p .meaning { (meaning) } }
                    }
                }
            }
        }
    }
}

fn value(frame: &Frame, member: &Member) -> Markup {
    match (&member.value, &member.pivot) {
        (Shown::Text(text) | Shown::Plain(text), Some(pivot)) => {
            match cells::fitting_link(cells::pivot_link(frame, pivot)) {
                Some(link) => html! { a href=(link) { (cells::folded(text)) } },
                None => long_text(text),
            }
        }
        (shown, _) => shown_value(frame, &member.name, shown),
    }
}

fn shown_value(frame: &Frame, name: &str, shown: &Shown) -> Markup {
    match shown {
        Shown::Text(text) if text.is_empty() => cells::none("an empty text"),
        Shown::Text(text) => long_text(text),
        Shown::Plain(text) => html! { code { (text) } },
        Shown::Changes { changes } => change_table(name, changes),
        Shown::Members(inner) => members(frame, inner),
        Shown::List(items) if items.is_empty() => cells::none("an empty list"),
        Shown::List(items) if is_table(items) => item_table(frame, name, items),
        Shown::List(items) => {
            html! { ol .items { @for item in items { li { (shown_value(frame, name, item)) } } } }
        }
    }
}

/// Characters of a text that is shown at once.
const LONGEST_TEXT: usize = 2000;

/// Shows a text; a long one is unfolded by a click.
fn long_text(text: &str) -> Markup {
    html! {
        @if text.chars().nth(LONGEST_TEXT).is_none() { span .text { (text) } } @else {
            details { summary { (cells::folded(text)) } span .text { (text) } }
        }
    }
}

/// Members of an item that fit side by side.
const MOST_SIDE_BY_SIDE: usize = 6;

/// Reports whether a list is of small objects: they stand in a table.
fn is_table(items: &[Shown]) -> bool {
    let is_small = |members: &[Member]| {
        members.len() <= MOST_SIDE_BY_SIDE
            && members.iter().all(|member| matches!(member.value, Shown::Text(_) | Shown::Plain(_)))
    };
    items.iter().all(|item| matches!(item, Shown::Members(members) if is_small(members)))
}

fn item_table(frame: &Frame, name: &str, items: &[Shown]) -> Markup {
    let rows: Vec<&[Member]> = items
        .iter()
        .filter_map(|item| if let Shown::Members(members) = item { Some(&members[..]) } else { None })
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for member in rows.iter().copied().flatten() {
        if !names.contains(&member.name.as_str()) {
            names.push(&member.name);
        }
    }
    let table = html! {
        table {
            thead { tr { @for name in &names { th scope="col" { (name) } } } }
            tbody { @for row in &rows { tr { @for name in &names { td {
                @if let Some(member) = row.iter().find(|member| member.name == **name) { (value(frame, member)) @if let Some(words) = &member.words { " " span .words { (words) } } }
            } } } } }
        }
    };
    scroll(name, &table)
}

fn change_table(name: &str, changes: &[Change]) -> Markup {
    let table = html! {
        table .changes {
            thead { tr { th scope="col" { "Property" } th scope="col" { "Before" } th scope="col" { "After" } } }
            tbody {
                @for change in changes {
                    tr {
                        th scope="row" title=[change.meaning] { (change.name) }
                        td .before { @match &change.before { Some(text) => del { (text) }, None => (cells::none("nothing before")) } }
                        td .after { @match &change.after { Some(text) => ins { (text) }, None => (cells::none("nothing after")) } }
                    }
                }
            }
        }
    };
    scroll(name, &table)
}

/// Time before and after a record that its links show.
const AROUND: TimeDelta = TimeDelta::hours(1);

fn around(frame: &Frame, detail: &Detail) -> Markup {
    let row = &detail.row;
    let Some(time) = row.time.as_deref().and_then(|time| time.parse::<DateTime<Utc>>().ok()) else {
        return html! {};
    };
    let session = row.more.get("session").and_then(|session| session.as_str());
    let user = row.user.as_deref().map(|user| exact_value(Field::User, user));
    let by = [
        ("user", "user", user.as_deref()),
        ("ip", "address", row.address.as_deref()),
        ("session", "session", session),
    ];
    let (since, until) = ((time - AROUND).to_rfc3339(), (time + AROUND).to_rfc3339());
    let id = row.id.as_deref().unwrap_or_default();
    html! {
        section {
            h2 { "Before and after" }
            @for (name, words, value) in by.into_iter().filter_map(|(name, words, value)| Some((name, words, value?))) {
                details hx-get=(frame.link("/record/near", [(name, value), ("time", row.time.as_deref().unwrap_or_default()), ("id", id)])) hx-trigger="toggle once" hx-target=(format!("#near-{name}")) hx-swap="innerHTML" hx-nonce=(frame.nonce) {
                    summary { "By the same " (words) }
                    div #(format!("near-{name}")) { p { a href=(frame.link("/search", [(name, value), ("since", &since), ("until", &until), ("order", "oldest")])) { "An hour before and after, by the " (words) " " (value) } } }
                }
            }
        }
    }
}

fn near_lists(frame: &Frame, near: &Neighbours) -> Markup {
    let mut before = near.before.clone();
    before.reverse();
    html! {
        h3 { "Before" }
        @if before.is_empty() { p .note { "Nothing is recorded before." } } @else { (records(frame, "Records before", &before, &[])) }
        h3 { "After" }
        @if near.after.is_empty() { p .note { "Nothing is recorded after." } } @else { (records(frame, "Records after", &near.after, &[])) }
        p { a href=(frame.link("/search", [(near.by.name(), near.value.as_str()), ("since", "")])) { "All records of " (near.value) } }
    }
}

fn provenance_section(frame: &Frame, detail: &Detail) -> Markup {
    let id = detail.row.id.as_deref().unwrap_or_default();
    html! {
        section {
            h2 { "Where it came from" }
            (provenance(&detail.provenance, id))
            @if !detail.copies.is_empty() {
                p { "The lake has " (words::counted(detail.copies.len() as u64, "other record")) " with this Id:" }
                ul { @for copy in &detail.copies {
                    li { a href=(frame.link("/record", [("id", id), ("hash", copy.hash.as_str())])) { (copy.source.as_deref().unwrap_or("another source")) @if let Some(line) = copy.line { ", line " (line) } } " " (copy.same_id.as_deref().or(copy.incomplete.as_deref()).unwrap_or_default()) }
                } }
            }
        }
    }
}

fn provenance(of: &Provenance, id: &str) -> Markup {
    let line = of.line.map(|line| line.to_string());
    let version = of.origin.version.map(|version| version.to_string());
    let facts: [(&str, Option<&str>); 11] = [
        ("Id", Some(id)),
        ("Hash of the content", Some(&of.hash)),
        ("Source", of.source.as_deref()),
        ("Line", line.as_deref()),
        ("SHA-256 of the source", of.origin.sha256.as_deref()),
        ("Format", of.origin.format.as_deref()),
        ("Imported", of.origin.imported_at.as_deref()),
        ("Version of the lake", version.as_deref()),
        ("Tenant", of.origin.tenant_id.as_deref()),
        ("Content type", of.origin.content_type.as_deref()),
        ("Incomplete", of.incomplete.as_deref()),
    ];
    html! { dl .members { @for (name, fact) in facts.into_iter().filter_map(|(name, fact)| Some((name, fact?))) { div { dt { (name) } dd { code { (fact) } } } } } }
}

/// Indents JSON; a text that is none stays as it is.
fn pretty(json: &str) -> String {
    let value = serde_json::from_str::<&serde_json::value::RawValue>(json).ok().and_then(|_| indent(json));
    value.unwrap_or_else(|| json.to_owned())
}

/// Puts line ends and blanks between the tokens of JSON. Keys, numbers and escapes stay as they are written.
fn indent(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut last = ' ';
    for c in json.chars() {
        if quoted {
            out.push(c);
            (quoted, escaped) = (escaped || c != '"', !escaped && c == '\\');
            last = c;
            continue;
        }
        if c.is_ascii_whitespace() {
            continue;
        }
        if matches!(last, '{' | '[') && !matches!(c, '}' | ']') {
            depth += 1;
            new_line(&mut out, depth);
        }
        if matches!(c, '}' | ']') && !matches!(last, '{' | '[') {
            depth = depth.checked_sub(1)?;
            new_line(&mut out, depth);
        }
        out.push(c);
        match c {
            '"' => quoted = true,
            ',' => new_line(&mut out, depth),
            ':' => out.push(' '),
            _ => (),
        }
        // Behind a text the last character is its quote, whatever the text ends in.
        last = c;
    }
    Some(out)
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
#[path = "../../tests/ui/evil.rs"]
mod evil;

#[cfg(test)]
mod tests {
    use super::evil::{HOSTILE, assert_inert, read_names, records};
    use super::{Frame, pretty, typed_section};
    use crate::data::typed::read_typed;
    use crate::layout::nonce::Nonce;

    #[test]
    fn no_field_of_no_schema_acts() {
        let frame = Frame {
            to_come: None,
            replaced: None,
            is_part: false,
            nonce: Nonce::fresh().unwrap(),
            version: None,
            newest_version: 0,
            here: HOSTILE.to_owned(),
            scheme: "",
            zone: None,
            visitor: Some(HOSTILE.to_owned()),
        };
        let records = records();
        assert!(records.len() > 100, "{} schemas", records.len());
        for record in records {
            let json = record.to_string();
            let typed = read_typed(&json).unwrap();
            let page = typed_section(&frame, &typed).into_string();
            assert_inert(typed.schema, &trail365_text::html::show_hidden(&page));
            assert!(page.matches("evil-c").count() > 10 && read_names(&page).len() > 20, "{page}");
        }
    }

    #[test]
    fn json_is_indented_and_nothing_else() {
        let json = r#"{"a":[1.50,{}],"b\"{":"x, y: [","c":[],"d":"\\"}"#;
        let expected = "{\n  \"a\": [\n    1.50,\n    {}\n  ],\n  \"b\\\"{\": \"x, y: [\",\n  \"c\": [],\n  \"d\": \"\\\\\"\n}";
        assert_eq!(pretty(json), expected);
        assert_eq!(pretty("no json"), "no json");
    }
}
