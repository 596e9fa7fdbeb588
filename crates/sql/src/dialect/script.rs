//! The script that makes the views.

use std::fmt::Write as _;

use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

use super::engine::Dialect;
use super::rewrite::rewrite;
use crate::VIEWS;
use crate::error::{Error, Result};
use crate::search::quoted_text;
use crate::view::View;

/// What a script is written for.
#[derive(Debug, Clone)]
pub struct ViewScript<'a> {
    /// The engine.
    pub dialect: Dialect,
    /// The folder of the lake, or its address in a store.
    pub lake: &'a str,
    /// Version of the lake that the copies are of.
    pub version: u64,
    /// Records that are less full than another with their Id, by Id and hash of the content: no events.
    pub copies: &'a [(String, i64)],
}

impl ViewScript<'_> {
    /// Writes the script: the tables `activity`, `events` and `event_records`, the views of record schemas, and Snare's where the engine
    /// takes functions of Python.
    ///
    /// # Errors
    /// If a view cannot be read, which is a defect.
    pub fn write(&self) -> Result<String> {
        let mut out = self.head();
        self.write_tables(&mut out);
        for view in self.views() {
            let name = self.dialect.view_name(view.schema, view.name);
            let (create, query) = (self.dialect.create(), query_of(view, self.dialect)?);
            let _ = writeln!(out, "\n-- {}\n{create} {name} AS\n{query};", view.description);
        }
        Ok(out)
    }

    /// Lists the views that are written.
    pub fn views(&self) -> impl Iterator<Item = &'static View> {
        let has_functions = self.dialect.takes_functions();
        VIEWS.iter().filter(move |view| has_functions || view.base == "events")
    }

    fn head(&self) -> String {
        let name = self.dialect.name();
        let mut out = format!(
            "-- Views of trail365 for {name}, over version {} of the lake {}.\n-- Made anew where the lake has new copies: {} records with the Id of a fuller one are left out of `events`.\n",
            self.version,
            self.lake,
            self.copies.len()
        );
        match self.dialect {
            Dialect::DuckDb | Dialect::Spark => {
                let _ = writeln!(
                    out,
                    "-- Before it: `prepare_{name}` of the functions that `trail365 lake sql --dialect {name} --functions` prints. Times are UTC."
                );
            }
            Dialect::ClickHouse | Dialect::Trino => {
                out.push_str("-- Snare's views are not among them: they call functions that the engine cannot be given here.\n");
            }
        }
        out
    }

    fn write_tables(&self, out: &mut String) {
        let (create, lake) = (self.dialect.create(), self.lake.trim_end_matches('/'));
        let activity = quoted_text(&format!("{lake}/activity"));
        match self.dialect {
            Dialect::DuckDb => {
                let _ = writeln!(
                    out,
                    "\nCREATE SCHEMA IF NOT EXISTS snare;\n{create} activity AS SELECT * FROM delta_scan({activity});"
                );
            }
            // `prepare_spark` has made it: temporary views of SQL name no path.
            Dialect::Spark => {}
            Dialect::ClickHouse => {
                let _ = writeln!(out, "\n{create} activity AS SELECT * FROM deltaLakeLocal({activity});");
            }
            Dialect::Trino => {
                let _ = writeln!(
                    out,
                    "\n-- CALL delta.system.register_table(schema_name => 'trail365', table_name => 'activity', table_location => {activity});"
                );
            }
        }
        let is_event = self.condition().map(|condition| format!("\nWHERE {condition}")).unwrap_or_default();
        let _ = writeln!(out, "{create} events AS SELECT * FROM activity{is_event};");
        let _ = writeln!(out, "{create} event_records AS SELECT *, raw AS record FROM events;");
    }

    fn condition(&self) -> Option<String> {
        let key = |(id, hash): &(String, i64)| quoted_text(&format!("{id} {hash}"));
        let keys: Vec<_> = self.copies.iter().map(key).collect();
        let hash = format!("CAST(content_hash AS {})", self.dialect.text_type());
        (!keys.is_empty())
            .then(|| format!("id IS NULL OR concat(id, ' ', {hash}) NOT IN ({})", keys.join(", ")))
    }
}

fn query_of(view: &View, dialect: Dialect) -> Result<String> {
    let parsed = Parser::parse_sql(&GenericDialect {}, view.sql);
    let mut statements =
        parsed.map_err(|error| Error::of_setup(DataFusionError::SQL(Box::new(error), None)))?;
    let Some(statement) = statements.first_mut() else { return Ok(String::new()) };
    rewrite(statement, dialect);
    Ok(statement.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Dialect, ViewScript};

    fn script(dialect: Dialect) -> String {
        let copies = [("a'b".to_owned(), -7)];
        ViewScript { dialect, lake: "/data/lake", version: 3, copies: &copies }.write().unwrap()
    }

    #[test]
    fn each_dialect_has_its_own_words() {
        for (dialect, views, words) in [
            (
                Dialect::DuckDb,
                370,
                [
                    "delta_scan('/data/lake/activity')",
                    "json_without(extra, ['ClientIP'",
                    "snare.\"Office365ExchangeItem\"",
                    "CAST(NULL AS VARCHAR) AS \"SYSTEM\"",
                ],
            ),
            (
                Dialect::Spark,
                370,
                [
                    "TEMPORARY VIEW `sign_ins`",
                    "json_without(extra, array('ClientIP'",
                    "`snare_Office365ExchangeItem`",
                    "CAST(NULL AS STRING) AS `SYSTEM`",
                ],
            ),
            (
                Dialect::ClickHouse,
                100,
                [
                    "deltaLakeLocal('/data/lake/activity')",
                    "VIEW `sign_ins`",
                    "Nullable(String)",
                    "WHERE record_type =",
                ],
            ),
            (
                Dialect::Trino,
                100,
                [
                    "table_location => '/data/lake/activity'",
                    "VIEW \"sign_ins\"",
                    "AS VARCHAR",
                    "WHERE record_type =",
                ],
            ),
        ] {
            let text = script(dialect);
            for word in words {
                assert!(text.contains(word), "{dialect:?}: {word}\n{}", &text[..2000]);
            }
            assert!(text.matches("VIEW").count() > views, "{dialect:?}");
            assert!(text.contains("NOT IN ('a''b -7')"), "{dialect:?}");
            assert!(!text.contains("CAST(creation_time AS"), "{dialect:?}");
        }
    }
}
