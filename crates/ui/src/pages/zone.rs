//! The time zone whose times stand beside UTC: a choice that the browser keeps.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use trail365_text::near::nearest;

use super::ask::Ask;
use crate::cookies::ZONE;
use crate::data::engine::Engine;
use crate::data::failure::Failure;
use crate::data::params::own_path;
use crate::layout::frame::Frame;
use crate::zone::Zone;

/// Answers with the form.
pub(crate) async fn answer(ask: Ask) -> Response {
    let back = own_path(ask.params.get("back").unwrap_or("/"));
    ask.plain(StatusCode::OK, "Local time", |frame| zone_page(frame, &back))
}

/// Keeps a choice and leads back.
pub(crate) async fn choose(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let ask = Ask::of_form(engine, request).await;
    let name = ask.params.get("zone").unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return ask.keep(ZONE, "");
    }
    match Zone::named(&name) {
        Some(zone) => ask.keep(ZONE, zone.name()),
        None => ask.fail(&Failure::parameter("zone", &name, problem(&name))),
    }
}

fn problem(name: &str) -> String {
    let near = nearest(name, Zone::names()).map(|near| format!("; did you mean {near}?"));
    format!("no zone of the time zone database{}", near.unwrap_or_default())
}

fn zone_page(frame: &Frame, back: &str) -> Markup {
    let chosen = frame.zone.map(Zone::name);
    html! {
        h1 { "Local time" }
        p .lead { "Times are UTC, as records have them. Those of a zone can stand beside them; weekdays and hours are then counted in it, too. Times that are typed stay UTC." }
        form .search method="post" action="/zone" {
            input type="hidden" name="back" value=(back);
            label { span { "Time zone" }
                select name="zone" data-guess=[chosen.is_none().then_some("zone")] {
                    option value="" selected[chosen.is_none()] { "none: UTC alone" }
                    @for name in Zone::names() { option value=(name) selected[chosen == Some(name)] { (name) } }
                }
            }
            button type="submit" { "Keep" }
        }
    }
}
