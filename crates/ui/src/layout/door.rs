//! The page in front of the site, for whoever comes without the token.

use maud::{DOCTYPE, html};
use trail365_text::html::show_hidden;

use crate::assets;
use crate::data::params::own_path;

/// Writes the page. `here` is the path and query that was asked for.
pub(crate) fn door(here: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Token needed · trail365" }
                link rel="icon" href=(assets::url("icon.svg"));
                link rel="stylesheet" href=(assets::url("app.css"));
            }
            body {
                main #main {
                    h1 { "This page needs its token" }
                    p { "Open the address that " code { "trail365 ui" } " printed: it ends in " code { "?token=…" } ". Each start of the program has a new one." }
                    // The cookie is not sent when another site leads here; it is when this page does.
                    p { "If you have opened it in this browser before and came by a link: " a href=(own_path(here)) { "continue" } "." }
                }
            }
        }
    };
    show_hidden(&page.into_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::door;

    #[test]
    fn an_address_is_inert() {
        assert!(!door("/\"><script>").contains("<script"));
    }
}
