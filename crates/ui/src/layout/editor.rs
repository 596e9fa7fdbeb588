//! The form that a query is written in.

use maud::{Markup, html};
use trail365_shapes::Shape;

use super::frame::Frame;
use crate::assets;

/// Shows the form with a query.
pub(crate) fn editor(frame: &Frame, sql: &str) -> Markup {
    html! {
        form .sql #query method="post" action="/sql" {
            label for="sql" { "Query" }
            // A first line end is the parser's, not the query's.
            textarea #sql name="sql" rows="8" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="sql-keys" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="sql-names" { "\n" (sql) }
            p #sql-keys .note { "Ctrl+Enter runs it. It can only read. Names are offered as you write, and at Ctrl+Space: the down arrow chooses, Enter takes." }
            p .buttons {
                // Not on the form: htmx would send what is to be a file, too.
                @for (action, name) in [("run", "Run"), ("plan", "Plan")] {
                    button type="submit" name="action" value=(action) hx-post="/sql" hx-target="#result" hx-swap="innerHTML" hx-nonce=(frame.nonce) { (name) }
                }
                button type="button" #cancel hidden { "Cancel" }
                button type="submit" name="format" value="csv" formaction="/sql/export" { "CSV" }
                button type="submit" name="format" value="jsonl" formaction="/sql/export" { "JSON Lines" }
                button type="submit" name="format" value="parquet" formaction="/sql/export" { "Parquet" }
            }
            details {
                summary { "Documents for another tool" }
                p .note { "Made of the column " code { "record" } ", as " code { "SELECT record FROM event_records" } " has it." }
                p .buttons { @for shape in Shape::ALL { button type="submit" name="format" value=(shape.name()) formaction="/sql/export" { (shape.title()) } } }
            }
            // Below the buttons: they stay in their place when it comes and goes.
            ul #sql-names role="listbox" aria-label="Names" hidden {}
            details hidden { summary { "Earlier queries of this tab" } ul #sql-past .plain {} }
        }
        script type="module" src=(assets::url("sql.js")) nonce=(frame.nonce) {}
    }
}
