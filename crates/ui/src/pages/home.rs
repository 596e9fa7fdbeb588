//! The start page: what the lake holds.

use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use crate::data::home::{self, Home, Workload};
use crate::layout::beginning::beginning;
use crate::layout::cells::time;
use crate::layout::charts::bars;
use crate::layout::frame::Frame;
use crate::layout::tables::scroll;
use crate::layout::words;

/// Gaps that the start page lists; the others stand on the page of health.
const LISTED_GAPS: usize = 5;

/// Services that the start page lists at once.
const LISTED_SERVICES: usize = 12;

/// Answers with the page.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = home::overview(&ask.engine, &ask.params).await;
    ask.answer("Home", found, home_page)
}

fn home_page(frame: &Frame, home: &Home) -> Markup {
    html! {
        h1 { "What this lake holds" }
        p .place { code { (home.lake) } }
        @if home.records == 0 { (beginning(&home.lake)) } @else { (contents(frame, home)) }
    }
}

fn contents(frame: &Frame, home: &Home) -> Markup {
    html! {
        dl .figures {
            div { dt { "Records" } dd { (words::grouped(home.records)) @if home.copies > 0 { small { (words::grouped(home.copies)) " of them copies" } } } }
            div { dt { "First" } dd { (time(frame, home.first.as_deref())) } }
            div { dt { "Last" } dd { (time(frame, home.last.as_deref())) } }
            div { dt { "Sources" } dd { (words::grouped(home.sources)) @if home.rejected > 0 { small { a href=(frame.link::<&str>("/health", [])) { (words::counted(home.rejected, "piece")) " rejected" } } } } }
        }
        @if let Some(histogram) = &home.histogram {
            section { h2 { "Records over time" } (bars(frame, histogram)) }
        }
        div .columns {
            section { h2 { "By service" } (workloads(frame, home)) }
            div {
                section { h2 { "Open alerts" } (alerts(frame, home)) }
                section { h2 { "What is missing" } (gaps(frame, home)) }
                section { h2 { "Came last" } (sources(frame, home)) }
            }
        }
    }
}

fn workloads(frame: &Frame, home: &Home) -> Markup {
    let (first, rest) = home.workloads.split_at(home.workloads.len().min(LISTED_SERVICES));
    html! {
        (scroll("Records by service", &workload_table(frame, first)))
        @if !rest.is_empty() {
            details { summary { (words::counted(rest.len() as u64, "other service")) } (scroll("Records by other services", &workload_table(frame, rest))) }
        }
    }
}

fn workload_table(frame: &Frame, rows: &[Workload]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Service" } th scope="col" .number { "Records" } th scope="col" { "Last (UTC)" } } }
            tbody {
                @for row in rows {
                    tr {
                        th scope="row" {
                            @match row.name.as_deref() {
                                Some(name) => a href=(frame.link("/search", [("workload", name), ("since", "")])) { (name) },
                                None => "no service",
                            }
                        }
                        td .number { (words::grouped(row.records)) }
                        td .when { (time(frame, row.last.as_deref())) }
                    }
                }
            }
        }
    }
}

fn alerts(frame: &Frame, home: &Home) -> Markup {
    html! {
        @if home.alerts.is_empty() {
            p { "No alert is open. " code { "trail365 detect --lake " (home.lake) } " looks for marks of attacks." }
        } @else {
            ul .plain { @for alerts in &home.alerts { li { a href=(frame.link("/alerts", [("status", "open"), ("level", &alerts.level)])) { (words::grouped(alerts.count)) " " (alerts.level) } } } }
            p { a href=(frame.link("/alerts", [("status", "open")])) { "All open alerts" } }
        }
    }
}

fn gaps(frame: &Frame, home: &Home) -> Markup {
    html! {
        @if home.gaps.missing.is_empty() {
            p { "Nothing is known to be missing from what is collected." }
        } @else {
            ul .plain {
                @for gap in home.gaps.missing.iter().take(LISTED_GAPS) {
                    li { (gap.content_type.as_deref().unwrap_or("content")) ": " (gap.state.as_deref().unwrap_or("missing")) " from " (time(frame, gap.from.as_deref())) }
                }
            }
            p { a href=(frame.link::<&str>("/health", [])) { "All " (words::counted(home.gaps.total, "span")) " that are missing" } }
        }
        @if let Some(since) = home.gaps.pending.iter().filter_map(|span| span.from.as_deref()).min() {
            p .note { "Collected until " (time(frame, Some(since))) "; the next run of " code { "trail365 collect" } " fetches what came since." }
        }
    }
}

fn sources(frame: &Frame, home: &Home) -> Markup {
    html! {
        ul .plain {
            @for source in &home.newest_sources {
                li { (words::counted(source.rows_added.unwrap_or(0), "new record")) ", " (time(frame, source.imported_at.as_deref())) " " span .value title=(source.source) { (source.source) } }
            }
        }
    }
}
