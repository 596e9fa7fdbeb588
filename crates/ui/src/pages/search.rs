//! The search: conditions, records over time, rows, and the same as SQL, as a command and as a file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use trail365_shapes::Shape;

use super::ask::Ask;
use super::file::send_file;
use crate::data::engine::Engine;
use crate::data::export::export_search;
use crate::data::facets::{Facet, Frequencies, count_values};
use crate::data::failure::Failure;
use crate::data::filter::{Chip, Field, Filter, has_patterns};
use crate::data::histogram::{Histogram, count_over_time};
use crate::data::params::{Params, address};
use crate::data::property::Property;
use crate::data::search::{Found, find};
use crate::layout::cells;
use crate::layout::charts::bars;
use crate::layout::frame::Frame;
use crate::layout::tables::{Order, sorted_records};
use crate::layout::words;
use crate::layout::wrong::Wrong;

/// Answers with the page.
pub(crate) async fn answer(State(engine): State<Arc<Engine>>, ask: Ask) -> Response {
    let found = find(&engine, &ask.params).await;
    let lake = engine.location().to_string();
    let title = title(&ask.params);
    ask.answer_or_form(&title, found, sent_form, |frame, found| search_page(frame, found, &lake))
}

/// Conditions that the title of a page names.
const MOST_TITLED: usize = 3;

/// Writes a title that tells searches in several tabs apart.
fn title(params: &Params) -> String {
    let chips = Filter::read(params).chips;
    let values: Vec<_> = chips.iter().take(MOST_TITLED).map(|chip| cells::folded(&chip.value)).collect();
    if values.is_empty() { "Search".to_owned() } else { format!("{} · Search", values.join(", ")) }
}

/// Answers with the records over time alone.
pub(crate) async fn answer_histogram(ask: Ask) -> Response {
    let found = count_over_time(&ask.engine, &ask.params).await;
    ask.answer("Records over time", found, |frame, of: &Histogram| bars(frame, of))
}

/// Answers with the most frequent values alone.
pub(crate) async fn answer_facets(ask: Ask) -> Response {
    let found = count_values(&ask.engine, &ask.params).await;
    ask.answer("Most frequent values", found, facet_lists)
}

/// Answers with the records as a file.
pub(crate) async fn answer_export(ask: Ask) -> Response {
    match export_search(Arc::clone(&ask.engine), &ask.params).await {
        Ok(file) => send_file(file),
        Err(failure) => ask.fail(&failure),
    }
}

fn search_page(frame: &Frame, found: &Found, lake: &str) -> Markup {
    let part = |path: &str| frame.link(path, found.filter.params());
    html! {
        h1 { "Search" }
        (form(&found.filter, "", &found.columns, Wrong(None)))
        (chips(frame, &found.filter))
        section aria-label="Records over time" #histogram hx-get=(part("/search/histogram")) hx-trigger="load" hx-swap="innerHTML" hx-nonce=(frame.nonce) {
            p .note { a href=(part("/search/histogram")) { "Records over time" } }
        }
        details .facets #facets hx-get=(part("/search/facets")) hx-trigger="toggle once" hx-target="#facet-lists" hx-swap="innerHTML" hx-nonce=(frame.nonce) {
            summary aria-keyshortcuts="f" { "Most frequent values" }
            div #facet-lists { p .note { a href=(part("/search/facets")) { "Count the most frequent users, addresses, operations, apps and objects" } } }
        }
        details hx-get=(saved(frame)) hx-trigger="toggle once" hx-target="#saved" hx-swap="innerHTML" hx-nonce=(frame.nonce) {
            summary { "Saved searches" }
            div #saved { p .note { a href=(saved(frame)) { "Save this search, or open one" } } }
        }
        section aria-labelledby="rows" {
            h2 #rows { (headline(found)) small { (words::files(found.files.read, found.files.all)) } }
            @if found.rows.is_empty() { (nothing(frame, &found.filter)) } @else {
                (sorted_records(frame, "Records", &found.rows, &found.columns, &order(frame, found)))
                (paging(frame, found))
            }
        }
        (elsewhere(frame, found, lake))
    }
}

/// Writes the address of the saved searches with the conditions as they were asked: ages stay ages.
fn saved(frame: &Frame) -> String {
    let query = frame.here.split_once('?').map_or("", |(_, query)| query);
    address(
        "/search/saved",
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "v" && name != "after"),
    )
}

/// Shows the form as it was sent. A condition that is wrong stands among the words, where it can be corrected.
fn sent_form(params: &Params, failure: &Failure) -> Markup {
    let (filter, words) = read_sent(params, failure);
    let columns: Vec<_> = params.all("column").map(str::to_owned).collect();
    form(&filter, &words, &columns, Wrong(Some(failure)))
}

/// Reads the conditions of a form and its words. Conditions of the field that is wrong are among the words.
pub(super) fn read_sent(params: &Params, failure: &Failure) -> (Filter, String) {
    let is_words = |name: &str| name == "q" || name == "order";
    let others = params.0.iter().filter(|(name, _)| !is_words(name)).cloned().collect();
    let mut filter =
        Filter { oldest_first: params.get("order") == Some("oldest"), ..Filter::read(&Params(others)) };
    let is_wrong = |chip: &Chip| failure.problem_of(chip.field.name()).is_some();
    let mut words: Vec<_> = params.all("q").map(str::to_owned).collect();
    words.extend(
        filter
            .chips
            .iter()
            .filter(|chip| is_wrong(chip))
            .map(|chip| format!("{}:\"{}\"", chip.field.name(), chip.value)),
    );
    filter.chips.retain(|chip| !is_wrong(chip));
    (filter, words.join(" "))
}

fn form(filter: &Filter, words: &str, columns: &[String], wrong: Wrong<'_>) -> Markup {
    html! {
        form .search action="/search" {
            @for chip in &filter.chips { input type="hidden" name=(chip.field.name()) value=(chip.value); }
            @for column in columns.iter().filter(|_| wrong.is_at("column").is_none()) { input type="hidden" name="column" value=(column); }
            (words_field(words, "invoice  user:lena.berg  ip:203.0.113.0/24  operation:*InboxRule", wrong))
            (range_fields(filter, wrong))
            label { span { "Order" } select name="order" {
                option value="" selected[!filter.oldest_first] { "newest first" }
                option value="oldest" selected[filter.oldest_first] { "oldest first" }
            } }
            label { span { "One more column" } input name="column" list="columns" size="14" value=[columns.last().filter(|_| wrong.is_at("column").is_some())] aria-invalid=[wrong.is_at("column")]; (wrong.at("column")) }
            button type="submit" { "Search" }
            datalist #columns { @for name in COLUMNS { option value=(name) {} } }
        }
    }
}

/// Shows the field of words and conditions. It shows what is wrong with any condition, which has no field of its own.
pub(super) fn words_field(words: &str, example: &str, wrong: Wrong<'_>) -> Markup {
    let names = || Field::ALL.into_iter().map(Field::name).chain(["q"]);
    let is_wrong = names().find_map(|name| wrong.is_at(name));
    html! {
        label .wide {
            span { "Words and conditions" }
            input name="q" type="search" value=[Some(words).filter(|words| !words.is_empty())] placeholder=(example) aria-invalid=[is_wrong];
            @for name in names() { (wrong.at(name)) }
        }
    }
}

/// Shows the fields of a range of time.
pub(super) fn range_fields(filter: &Filter, wrong: Wrong<'_>) -> Markup {
    html! {
        label { span { "Not before" } input name="since" value=[filter.since.as_deref()] placeholder="2026-03-01, 7d" size="20" aria-invalid=[wrong.is_at("since")]; (wrong.at("since")) }
        label { span { "Not after" } input name="until" value=[filter.until.as_deref()] placeholder="2026-03-04" size="20" aria-invalid=[wrong.is_at("until")]; (wrong.at("until")) }
    }
}

/// Columns that people add most; any other of the table can be typed.
const COLUMNS: [&str; 12] = [
    "id",
    "record_type_name",
    "user_agent",
    "client_info_string",
    "logon_error",
    "error_number",
    "source_file_name",
    "site_url",
    "item_type",
    "parameters",
    "extended_properties",
    "source",
];

fn chips(frame: &Frame, filter: &Filter) -> Markup {
    html! {
        ul .chips aria-label="Conditions" {
            @for chip in &filter.chips {
                li {
                    span .label { (chip.field.label()) } " " (chip_value(frame, chip))
                    a .remove href=(frame.link("/search", filter.without(chip).params())) aria-label=(format!("Remove {} {}", chip.field.label(), chip.value)) { "×" }
                }
            }
            @if filter.since.as_deref().is_some_and(|since| !since.is_empty()) || filter.until.as_deref().is_some_and(|until| !until.is_empty()) {
                li {
                    span .label { "Time" } " "
                    @if let Some(since) = filter.since.as_deref().filter(|since| !since.is_empty()) { "from " (words::moment(since)) " " }
                    @if let Some(until) = filter.until.as_deref().filter(|until| !until.is_empty()) { "until " (words::moment(until)) }
                    a .remove href=(frame.link("/search", filter.between("", "").params())) aria-label="Search all times" { "×" }
                }
            }
        }
    }
}

fn chip_value(frame: &Frame, chip: &Chip) -> Markup {
    // A pattern names no one entity.
    match chip.exact().filter(|_| chip.field != Field::Operation) {
        Some(value) => cells::field_value(frame, chip.field, value),
        None => html! { span .value { (chip.value) } },
    }
}

fn headline(found: &Found) -> String {
    let count = words::counted(found.rows.len() as u64, "record");
    let (first, last) = (found.rows.first(), found.rows.last());
    let times = first.and_then(|row| row.time.as_deref()).zip(last.and_then(|row| row.time.as_deref()));
    let range = times
        .map(|(first, last)| format!(", {} to {}", words::moment(first), words::moment(last)))
        .unwrap_or_default();
    match (found.is_later_page, found.next.is_some()) {
        (false, false) => format!("{count}{range}"),
        (true, _) => format!("The next {count}{range}"),
        (false, true) if found.filter.oldest_first => format!("The oldest {count}{range}"),
        (false, true) => format!("The newest {count}{range}"),
    }
}

/// The other order of the rows.
fn order(frame: &Frame, found: &Found) -> Order {
    let turned = Filter { oldest_first: !found.filter.oldest_first, ..found.filter.clone() };
    let columns = found.columns.iter().map(|column| ("column", column.clone()));
    Order {
        oldest_first: found.filter.oldest_first,
        other: frame.link("/search", turned.params().into_iter().chain(columns)),
    }
}

fn paging(frame: &Frame, found: &Found) -> Markup {
    let Some(next) = &found.next else { return html! {} };
    let mut params = found.filter.params();
    params.extend(found.columns.iter().map(|column| ("column", column.clone())));
    params.push(("after", next.clone()));
    let words = if found.filter.oldest_first { "Later records" } else { "Earlier records" };
    html! { p .paging { a .button rel="next" href=(frame.link("/search", params)) aria-keyshortcuts="[" { (words) } } }
}

fn nothing(frame: &Frame, filter: &Filter) -> Markup {
    html! {
        div .note {
            p { "No record matches all conditions." }
            ul {
                @if filter.since.as_deref() != Some("") || filter.until.is_some() {
                    li { a href=(frame.link("/search", filter.between("", "").params())) { "Search all times" } }
                }
                @for chip in &filter.chips {
                    li { a href=(frame.link("/search", filter.without(chip).params())) { "Search without " (chip.field.label().to_lowercase()) " " (chip.value) } }
                }
                li { a href=(frame.link::<&str>("/health", [])) { "See what is missing from the data" } }
            }
        }
    }
}

fn elsewhere(frame: &Frame, found: &Found, lake: &str) -> Markup {
    let export = |format: &str| {
        let params = found.filter.params().into_iter().chain([("format", format.to_owned())]);
        frame.link("/search/export", params)
    };
    html! {
        section .elsewhere {
            h2 { "The same elsewhere" }
            p { a href=(frame.link("/timeline", found.filter.params())) { "As a timeline" } ", a lane an operation, user, address, session or app" }
            details { summary { "As SQL" } pre .code { (found.sql) } p { a href=(address("/sql", [("sql", &found.sql)])) { "Open it in the SQL page" } } }
            details { summary { "As a command" } pre .code { (found.filter.command(lake)) } }
            p { "As a file: " a href=(export("csv")) download { "CSV" } ", " a href=(export("jsonl")) download { "JSON Lines" } ", " a href=(export("parquet")) download { "Parquet" } ". As JSON: " a href=(frame.link("/api/v1/search", found.filter.params())) { "this page" } "." }
            details {
                summary { "As documents for another tool" }
                ul .plain { @for shape in Shape::ALL { li { a href=(export(shape.name())) download { (shape.title()) } } } }
            }
        }
    }
}

/// Shows the most frequent values of each field. A value narrows the search.
pub(crate) fn facet_lists(frame: &Frame, facets: &Frequencies) -> Markup {
    html! {
        p .note { "Of all " (words::counted(facets.total, "record")) " that match, exact." }
        div .facet-lists { @for facet in &facets.facets { (facet_list(frame, facets, facet)) } }
    }
}

fn facet_list(frame: &Frame, facets: &Frequencies, facet: &Facet) -> Markup {
    let others = facet.distinct.saturating_sub(facet.values.len() as u64);
    html! {
        section {
            h3 { (facet.field.label()) }
            ul .facet {
                @for counted in &facet.values {
                    li {
                        @match counted.value.as_deref() {
                            Some(value) => {
                                (cells::property_value(frame, facet.field, value, counted.place.as_ref()))
                                span .number { (words::grouped(counted.count)) }
                                (only(frame, &facets.filter, facet.field, value))
                            }
                            None => { (cells::none("no value")) span .number { (words::grouped(counted.count)) } span {} }
                        }
                    }
                }
            }
            @if others > 0 { p .note { "and " (words::grouped(others)) " others" } }
        }
    }
}

/// Shows a link that narrows a search to a value; of a property that a search does not compare, nothing.
pub(crate) fn only(frame: &Frame, filter: &Filter, property: Property, value: &str) -> Markup {
    html! {
        @match property.field() {
            Some(field) if has_patterns(field) || !value.is_empty() => @match cells::fitting_link(frame.link("/search", filter.with(field, value).params())) {
                Some(link) => a .narrow href=(link) aria-label=(format!("Only {}", if value.is_empty() { "empty" } else { value })) title="Only these" { "+" },
                None => span {},
            },
            _ => span {},
        }
    }
}
