//! Whether absence is evidence: what is collected, missing and rejected.

use axum::response::Response;
use maud::{Markup, html};

use super::ask::Ask;
use crate::data::health::{Gaps, Health, Span, check};
use crate::layout::cells::{none, time};
use crate::layout::frame::Frame;
use crate::layout::tables::scroll;
use crate::layout::words;

/// Answers with the page.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = check(&ask.engine, &ask.params).await;
    ask.answer("Health", found, health_page)
}

fn health_page(frame: &Frame, health: &Health) -> Markup {
    html! {
        h1 { "Health" }
        p .lead { "Whether the absence of a record means that nothing happened." }
        section { h2 { "What is missing" } (missing(frame, &health.gaps)) }
        @if !health.gaps.pending.is_empty() { section { h2 { "What comes next" } (pending(frame, &health.gaps.pending)) } }
        section { h2 { "What is collected" } @if health.feeds.is_empty() { p { "Nothing is collected into this lake; its records were imported." } } @else { (feeds(frame, health)) } }
        section { h2 { "What is no record" } @if health.rejected.is_empty() { p { "All input was records." } } @else { (rejected(health)) } }
        section { h2 { "The lake" } (lake(health)) }
        section { h2 { "Sources that came last" } (sources(frame, health)) }
    }
}

fn missing(frame: &Frame, gaps: &Gaps) -> Markup {
    let shown = gaps.missing.len() as u64;
    html! {
        @if gaps.missing.is_empty() {
            p { "Nothing is known to be missing from what is collected. A lake of imported files alone cannot know what its exports lacked." }
        } @else {
            @if shown < gaps.total { p .note { "The first " (words::grouped(shown)) " of " (words::counted(gaps.total, "span")) "; " code { "SELECT * FROM lake.gaps" } " has all." } }
            (span_table(frame, "Spans that are missing", &gaps.missing))
        }
    }
}

fn pending(frame: &Frame, spans: &[Span]) -> Markup {
    html! {
        p .note { "The time since the collector last ran. Nothing of it is lost: the service keeps it for seven days, and the next run of " code { "trail365 collect" } " fetches it." }
        (span_table(frame, "Spans that are to be collected", spans))
    }
}

fn span_table(frame: &Frame, label: &str, spans: &[Span]) -> Markup {
    let table = html! {
        table {
            thead { tr { @for name in ["Content", "State", "From (UTC)", "Until (UTC)", "Why"] { th scope="col" { (name) } } } }
            tbody {
                @for gap in spans {
                    tr {
                        th scope="row" { (gap.content_type.as_deref().unwrap_or("–")) }
                        td { (word_for_state(gap.state.as_deref())) }
                        td .when { (time(frame, gap.from.as_deref())) }
                        td .when { (time(frame, gap.until.as_deref())) }
                        td .why { (gap.reason.as_deref().unwrap_or(words_for_state(gap.state.as_deref()))) }
                    }
                }
            }
        }
    };
    scroll(label, &table)
}

fn word_for_state(state: Option<&str>) -> &str {
    match state {
        Some("pending") => "to be collected",
        other => other.unwrap_or("–"),
    }
}

fn words_for_state(state: Option<&str>) -> &'static str {
    match state {
        Some("unreachable") => "older than the seven days that the service keeps",
        Some("expiring") => "the service drops it within a day: collect now",
        Some("pending") => "came after the last run",
        _ => "",
    }
}

fn feeds(frame: &Frame, health: &Health) -> Markup {
    let table = html! {
        table {
            thead { tr {
                @for name in ["Tenant", "Content", "Collected until (UTC)", "Behind by"] { th scope="col" { (name) } }
                @for name in ["Records", "Rejected", "Lost"] { th scope="col" .number { (name) } }
            } }
            tbody {
                @for feed in &health.feeds {
                    tr {
                        td .when { (feed.tenant.as_deref().or(feed.tenant_id.as_deref()).unwrap_or("–")) }
                        th scope="row" { (feed.content_type.as_deref().unwrap_or("–")) }
                        td .when { (time(frame, feed.mark.as_deref())) }
                        td .when { @match feed.lag_seconds { Some(seconds) => (words::length(seconds)), None => (none("never collected")) } }
                        td .number { (words::grouped(feed.records.unwrap_or(0))) }
                        td .number { (words::grouped(feed.rejected.unwrap_or(0))) }
                        td .number { (words::grouped(feed.lost_blobs.unwrap_or(0))) }
                    }
                }
            }
        }
    };
    scroll("What is collected", &table)
}

fn rejected(health: &Health) -> Markup {
    let table = html! {
        table {
            thead { tr { th scope="col" { "Reason" } th scope="col" .number { "Pieces" } th scope="col" { "For example in" } } }
            tbody { @for row in &health.rejected { tr { th scope="row" { (row.reason.as_deref().unwrap_or("–")) } td .number { (words::grouped(row.pieces)) } td { (row.source.as_deref().unwrap_or("–")) } } } }
        }
    };
    scroll("What is no record", &table)
}

fn lake(health: &Health) -> Markup {
    let lake = &health.lake;
    html! {
        dl .figures {
            div { dt { "Records" } dd { (words::grouped(lake.records)) } }
            div { dt { "Size" } dd { (words::size(lake.bytes)) } }
            div { dt { "Files" } dd { (words::grouped(lake.files as u64)) small { (words::grouped(lake.ordered_files as u64)) " in order" } } }
            div { dt { "Format" } dd { (lake.format) @if lake.format < lake.newest_format { small { "upgrade: " code { "trail365 lake upgrade" } } } } }
        }
        @if lake.files.saturating_sub(lake.ordered_files) > 20 { p .note { "Many files are not in order: " code { "trail365 lake compact --lake " (lake.place) } " makes searches faster." } }
    }
}

fn sources(frame: &Frame, health: &Health) -> Markup {
    let table = html! {
        table {
            thead { tr {
                th scope="col" { "Source" } th scope="col" { "Format" }
                @for name in ["Bytes", "Read", "New", "Known", "Rejected"] { th scope="col" .number { (name) } }
                th scope="col" { "Imported (UTC)" }
            } }
            tbody {
                @for source in &health.sources {
                    tr {
                        th scope="row" { span .value title=(source.source) { (source.source) } }
                        td { (source.format.as_deref().unwrap_or("–")) }
                        @for number in [source.bytes, source.rows_read, source.rows_added, source.duplicates, source.rejected] { td .number { (words::grouped(number.unwrap_or(0))) } }
                        td .when { (time(frame, source.imported_at.as_deref())) }
                    }
                }
            }
        }
    };
    scroll("Sources that came last", &table)
}
