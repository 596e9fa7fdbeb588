//! How to fill a lake that is empty or not there.

use maud::{Markup, html};

/// Says how to fill a lake that is empty or not there.
pub(crate) fn beginning(lake: &str) -> Markup {
    html! {
        section .beginning {
            h2 { "Three ways to begin" }
            dl {
                dt { "An export that you have" }
                dd { pre .code { "trail365 import --lake " (lake) " AuditLog.csv" } }
                dt { "A tenant of your own" }
                dd { pre .code { "trail365 config example > trail365.toml\ntrail365 collect --lake " (lake) } }
                dt { "A week of an invented company, with an intrusion in it" }
                dd { pre .code { "trail365 demo" } }
            }
            p { "This page shows the records as soon as they are there: load it again." }
        }
    }
}
