//! Help at the prompt.

use std::fmt::Write;

/// The commands and keys.
pub const TEXT: &str = "\
A query ends with ; and may have several lines.
  .tables [all]     tables and views, those without rows too
  .schema NAME      columns of a table or view and what they mean
  .functions        functions that trail365 adds to SQL
  .format FORMAT    print rows as table, csv, json or jsonl
  .rows N|all       how many rows to show
  .help             this
  .quit             leave; so does Ctrl-D
Keys: Tab completes, Up and Down go through the history, Ctrl-R searches it,
Ctrl-C ends a query or clears the line.
";

/// Lists the functions that trail365 adds, each with an example.
pub fn of_functions() -> String {
    let mut out = String::new();
    for function in trail365_sql::FUNCTIONS {
        // Writing to a string never fails.
        let _ = writeln!(out, "{}\n  {}", function.syntax, function.description);
        if !function.example.is_empty() {
            let _ = writeln!(out, "  {}", function.example);
        }
    }
    out
}
