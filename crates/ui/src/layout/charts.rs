//! Drawings: bars over time, and a map of weekdays and hours. They work without a script.

use maud::{Markup, html};

use super::frame::Frame;
use super::tables::scroll;
use super::words;
use crate::data::filter::Filter;
use crate::data::heat::Heat;
use crate::data::histogram::{Aside, Bar, Histogram};

/// Size of a drawing in its own units; it is stretched to the width that there is.
const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 120.0;

/// Shows records over time. A bar leads to its records, and a range that is drawn over the bars to those of the range.
pub fn bars(frame: &Frame, of: &Histogram) -> Markup {
    let most = of.bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    let (Some(first), Some(last)) = (of.bars.first(), of.bars.last()) else {
        return html! { p .note { "There is nothing to draw." } };
    };
    html! {
        figure .chart {
            figcaption {
                (words::counted(of.total, "record")) ", " (of.step) " a bar"
                @if of.undated > 0 { "; " (words::counted(of.undated, "record")) " without a time not drawn" }
                @for aside in &of.aside { "; " (set_aside(frame, &of.filter, aside)) }
                (legend(&of.series))
            }
            t-histogram data-from=(first.from) data-until=(last.until) data-href=(search_link(frame, &of.filter, "SINCE", "UNTIL")) {
                (drawing(frame, of, most))
            }
            p .axis aria-hidden="true" {
                span { (words::moment(&first.from)) }
                span { "at most " (words::grouped(most)) " a bar" }
                span { (words::moment(&last.until)) }
            }
            details {
                summary { "The bars as a table" }
                (scroll("Records over time", &bar_table(frame, of)))
            }
        }
    }
}

/// Says how many records are not drawn because of their times, and leads to them.
fn set_aside(frame: &Frame, filter: &Filter, aside: &Aside) -> Markup {
    let is_before = aside.since == filter.since;
    let (since, until) = (aside.since.as_deref().unwrap_or(""), aside.until.as_deref().unwrap_or(""));
    html! {
        a href=(search_link(frame, filter, since, until)) { (words::counted(aside.count, "record")) }
        (if is_before { " dated before them" } else { " dated after them" }) " not drawn"
    }
}

fn search_link(frame: &Frame, filter: &Filter, since: &str, until: &str) -> String {
    frame.link("/search", filter.between(since, until).params())
}

fn legend(series: &[String]) -> Markup {
    html! {
        span .legend {
            @for (at, name) in series.iter().enumerate() { span { i class=(format!("swatch s{at}")) {} (name) } }
        }
    }
}

fn drawing(frame: &Frame, of: &Histogram, most: u64) -> Markup {
    let step = WIDTH / of.bars.len() as f64;
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (at, bar) in of.bars.iter().enumerate().filter(|(_, bar)| bar.count > 0) {
                a href=(bar_link(frame, of, bar)) tabindex="-1" {
                    title { (words::moment(&bar.from)) ": " (words::counted(bar.count, "record")) }
                    (stack(bar, step * at as f64, step, most))
                }
            }
        }
    }
}

fn stack(bar: &Bar, left: f64, width: f64, most: u64) -> Markup {
    let mut top = HEIGHT;
    let parts: Vec<_> = bar
        .parts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(at, count)| {
            // Two units at least: a single record beside thousands is still seen.
            let height = (*count as f64 / most.max(1) as f64 * HEIGHT).max(2.0).min(top);
            top -= height;
            (at, top, height)
        })
        .collect();
    html! {
        @for (at, top, height) in parts {
            rect class=(format!("s{at}")) x=(format!("{:.1}", left)) y=(format!("{top:.1}")) width=(format!("{:.1}", (width - 1.0).max(0.5))) height=(format!("{height:.1}")) {}
        }
    }
}

fn bar_link(frame: &Frame, of: &Histogram, bar: &Bar) -> String {
    search_link(frame, &of.filter, &bar.from, &bar.until)
}

fn bar_table(frame: &Frame, of: &Histogram) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "From (UTC)" } th scope="col" .number { "Records" } @for name in &of.series { th scope="col" .number { (name) } } } }
            tbody {
                @for bar in of.bars.iter().filter(|bar| bar.count > 0) {
                    tr {
                        th scope="row" { a href=(bar_link(frame, of, bar)) { (words::moment(&bar.from)) } }
                        td .number { (words::grouped(bar.count)) }
                        @for part in &bar.parts { td .number { (words::grouped(*part)) } }
                    }
                }
            }
        }
    }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Shows records by weekday and hour of a time zone: shades, and the numbers in them.
pub fn heat(of: &Heat, zone: &str) -> Markup {
    let most = of.0.iter().flatten().max().copied().unwrap_or(0);
    // Four shades, by quarters of the fullest field.
    let shade = |count: u64| if count == 0 { 0 } else { (count * 4).div_ceil(most.max(1)) };
    let table = html! {
        table .heat {
            thead { tr { th scope="col" { (zone) } @for hour in 0..24 { th scope="col" { (format!("{hour:02}")) } } } }
            tbody {
                @for (day, hours) in WEEKDAYS.iter().zip(&of.0) {
                    tr { th scope="row" { (day) } @for count in hours { td class=(format!("h{}", shade(*count).min(4))) { @if *count > 0 { (count) } } } }
                }
            }
        }
    };
    scroll("Records by weekday and hour", &table)
}
