//! The timeline: a lane for each of the most frequent values of a field.

use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use super::search::{range_fields, read_sent, words_field};
use crate::data::failure::Failure;
use crate::data::filter::Filter;
use crate::data::lanes::{BY, Lane, Timeline, draw};
use crate::data::params::Params;
use crate::layout::cells;
use crate::layout::frame::Frame;
use crate::layout::words;
use crate::layout::wrong::Wrong;

/// Size of a lane in its own units; it is stretched to the width that there is.
const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 24.0;

/// Answers with the page.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = draw(&ask.engine, &ask.params).await;
    ask.answer_or_form("Timeline", found, sent_form, timeline_page)
}

fn timeline_page(frame: &Frame, of: &Timeline) -> Markup {
    html! {
        h1 { "Timeline" }
        nav .choices aria-label="Lanes by" {
            span { "By" }
            @for by in BY { a href=(link(frame, of, "/timeline", Some(by.name()))) aria-current=[(by == of.by).then_some("true")] { (by.label().to_lowercase()) } }
        }
        (form(&of.filter, "", of.by.name(), Wrong(None)))
        @if of.lanes.is_empty() { p .note { "No record matches all conditions." } } @else { (lanes(frame, of)) }
        p { a .button href=(frame.link("/search", of.filter.params())) { "Search these records" } }
    }
}

fn link(frame: &Frame, of: &Timeline, path: &str, by: Option<&'static str>) -> String {
    let params = of.filter.params().into_iter().chain(by.map(|by| ("by", by.to_owned())));
    frame.link(path, params)
}

/// Shows the form as it was sent.
fn sent_form(params: &Params, failure: &Failure) -> Markup {
    let (filter, words) = read_sent(params, failure);
    let by = params.get("by").filter(|by| BY.iter().any(|field| field.name() == *by));
    form(&filter, &words, by.unwrap_or("operation"), Wrong(Some(failure)))
}

fn form(filter: &Filter, words: &str, by: &str, wrong: Wrong<'_>) -> Markup {
    html! {
        form .search action="/timeline" {
            @for chip in &filter.chips { input type="hidden" name=(chip.field.name()) value=(chip.value); }
            input type="hidden" name="by" value=(by);
            (words_field(words, "user:lena.berg", wrong))
            (range_fields(filter, wrong))
            button type="submit" { "Draw" }
        }
        @if !filter.chips.is_empty() {
            ul .chips aria-label="Conditions" { @for chip in &filter.chips { li { span .label { (chip.field.label()) } " " span .value { (chip.value) } " " } } }
        }
    }
}

fn lanes(frame: &Frame, of: &Timeline) -> Markup {
    let (Some(first), Some(last)) = (of.times.first(), of.times.last()) else { return html! {} };
    let zoom = frame.link(
        "/timeline",
        of.filter.between("SINCE", "UNTIL").params().into_iter().chain([("by", of.by.name().to_owned())]),
    );
    html! {
        p .note { "A mark is " (of.step) "; a stronger one has more records. A click shows them; a range drawn over a lane is drawn larger." @if of.others > 0 { " " (words::grouped(of.others)) " other values are not drawn." } @if of.aside > 0 { " Not drawn: " (words::counted(of.aside, "record")) " of these values, dated far before or after the others." } }
        ul .lanes aria-label="Lanes" data-times=(of.times.join(" ")) {
            @for lane in &of.lanes {
                li {
                    p { @if lane.value.is_empty() { (cells::none("no value")) } @else { (cells::field_value(frame, of.by, &lane.value)) } span .number { (words::grouped(lane.count)) } }
                    t-histogram data-from=(first) data-until=(last) data-href=(zoom) data-open=(lane_link(frame, of, lane)) { (drawing(of, lane)) }
                }
            }
        }
        p .axis aria-hidden="true" { span { (words::moment(first)) } span { (words::moment(last)) } }
    }
}

fn drawing(of: &Timeline, lane: &Lane) -> Markup {
    let most = lane.counts.iter().max().copied().unwrap_or(0).max(1);
    let step = WIDTH / lane.counts.len().max(1) as f64;
    let marks = lane.counts.iter().enumerate().filter(|(_, count)| **count > 0);
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (at, count) in marks {
                // Four shades, by quarters of the fullest mark of the lane.
                rect class=(format!("m{}", (count * 4).div_ceil(most))) x=(format!("{:.1}", step * at as f64)) width=(format!("{:.1}", (step - 1.0).max(1.0))) height=(HEIGHT) {
                    title { (words::moment(&of.times[at])) ": " (words::grouped(*count)) }
                }
            }
        }
    }
}

/// Writes the address that the records of a mark have, with words in the places of its times.
fn lane_link(frame: &Frame, of: &Timeline, lane: &Lane) -> String {
    let filter = of.filter.between("SINCE", "UNTIL");
    let filter = if lane.value.is_empty() { filter } else { filter.with(of.by, &lane.value) };
    frame.link("/search", filter.params())
}
