//! The frame around every page.

use maud::{DOCTYPE, Markup, html};

use super::nonce::Nonce;
use super::words;
use crate::assets;
use crate::data::params::address;
use crate::data::times::ToCome;
use crate::zone::Zone;

/// What the parts of a page know of the whole.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The mark of its scripts and htmx attributes.
    pub nonce: Nonce,
    /// Version that its links are pinned to; `None` where the page shows no data.
    pub version: Option<u64>,
    /// The newest version.
    pub newest_version: u64,
    /// Records that are dated after now.
    pub to_come: Option<ToCome>,
    /// When another lake was found at the place.
    pub replaced: Option<String>,
    /// It is of a part that is put into a page.
    pub is_part: bool,
    /// Path and query of the page.
    pub here: String,
    /// Scheme of colours that was chosen: `light`, `dark` or empty.
    pub scheme: &'static str,
    /// Time zone whose times stand beside UTC.
    pub zone: Option<Zone>,
    /// The person who signed in at a proxy.
    pub visitor: Option<String>,
}

/// The pages that every page links to, each with the second key of its shortcut.
const SECTIONS: [(&str, &str, &str); 9] = [
    ("/", "Home", "h"),
    ("/search", "Search", "s"),
    ("/timeline", "Timeline", "t"),
    ("/alerts", "Alerts", "a"),
    ("/rules", "Rules", "r"),
    ("/reports", "Reports", "p"),
    ("/sql", "SQL", "q"),
    ("/health", "Health", "l"),
    ("/help", "Help", "?"),
];

impl Frame {
    /// Writes an address that is pinned to the version of this page.
    pub fn link<V: AsRef<str>>(
        &self,
        path: &str,
        params: impl IntoIterator<Item = (&'static str, V)>,
    ) -> String {
        let params = params.into_iter().map(|(name, value)| (name, value.as_ref().to_owned()));
        let version = self.version.map(|version| ("v", version.to_string()));
        address(path, params.chain(version))
    }
}

/// Writes a whole page.
pub fn page(frame: &Frame, title: &str, main: &Markup) -> Markup {
    let here = frame.here.split('?').next().unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang="en" data-scheme=(frame.scheme) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=r#"{"extensions":"hx-csp","includeIndicatorCSS":false,"history":false}"#;
                title { (title) " · trail365" }
                link rel="icon" href=(assets::url("icon.svg"));
                link rel="stylesheet" href=(assets::url("app.css"));
                script defer src=(assets::url("htmx.min.js")) nonce=(frame.nonce) {}
                script defer src=(assets::url("hx-csp.min.js")) nonce=(frame.nonce) {}
                script type="module" src=(assets::url("app.js")) nonce=(frame.nonce) {}
            }
            body {
                a .skip href="#main" { "Skip to the content" }
                header .top {
                    a .brand href="/" { "trail365" }
                    nav aria-label="Pages" {
                        @for (path, name, key) in SECTIONS {
                            a href=(path) aria-current=[(path == here).then_some("page")] aria-keyshortcuts=(format!("g {key}")) { (name) }
                        }
                    }
                    form .find role="search" action="/search" {
                        input name="q" type="search" placeholder="Search: words, user:, ip:, operation:" aria-label="Search all records" aria-keyshortcuts="/";
                    }
                }
                (newer(frame))
                (replaced(frame))
                (to_come(frame))
                main #main tabindex="-1" { (main) }
                (footer(frame))
                div #live .unseen role="status" aria-live="polite" {}
            }
        }
    }
}

/// Says that data has come since the version of this page.
fn newer(frame: &Frame) -> Markup {
    let Some(version) = frame.version.filter(|version| *version < frame.newest_version) else {
        return html! {};
    };
    html! {
        p .newer role="note" {
            "This page shows version " (version) " of the lake; the newest is " (frame.newest_version) ". "
            a href=(without_version(&frame.here)) { "Show the newest" }
        }
    }
}

/// Says that the lake is not the one that was there when the program was started.
fn replaced(frame: &Frame) -> Markup {
    let Some(time) = &frame.replaced else { return html! {} };
    html! { p .newer role="note" { "This is another lake than before: at " (words::moment(time)) " (UTC) the one at this place was found to be replaced." } }
}

/// Says that some records are dated after now. Ages and the last day count without them.
fn to_come(frame: &Frame) -> Markup {
    let Some(to_come) = &frame.to_come else { return html! {} };
    let are = if to_come.count == 1 { "is" } else { "are" };
    html! {
        p .newer role="note" {
            (words::counted(to_come.count, "record")) " " (are) " dated after now. "
            a href=(frame.link("/search", [("since", &to_come.since)])) { "Show" }
        }
    }
}

/// Writes the address of a page at the newest version.
pub(super) fn without_version(here: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let params = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "v");
    address(path, params)
}

/// Says which times the page shows.
fn clock(frame: &Frame) -> Markup {
    let choose = address("/zone", [("back", &frame.here)]);
    html! {
        @match frame.zone {
            None => { "All times are UTC. " a href=(choose) { "Local time" } },
            Some(zone) => { "Times are UTC, beside them " (zone.name()) ". " a href=(choose) { "Change" } },
        }
    }
}

fn footer(frame: &Frame) -> Markup {
    html! {
        footer .bottom {
            p {
                (clock(frame)) " "
                @if let Some(version) = frame.version { " Version " (version) " of the lake." }
                @if let Some(visitor) = &frame.visitor { " You are " (visitor) "." }
            }
            form method="post" action="/scheme" .scheme {
                input type="hidden" name="back" value=(frame.here);
                span { "Colours:" }
                @for (value, name) in [("", "system"), ("light", "light"), ("dark", "dark")] {
                    button name="scheme" value=(value) aria-pressed=(if frame.scheme == value { "true" } else { "false" }) { (name) }
                }
            }
        }
    }
}
