//! Engines, and what their SQL has of its own.

use crate::search::quoted_text;

/// The SQL of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB with its extension delta.
    DuckDb,
    /// Apache Spark, and Sail, which speaks the same.
    Spark,
    /// ClickHouse.
    ClickHouse,
    /// Trino.
    Trino,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 4] = [Dialect::DuckDb, Dialect::Spark, Dialect::ClickHouse, Dialect::Trino];

    /// Returns the name: `duckdb`.
    pub const fn name(self) -> &'static str {
        match self {
            Dialect::DuckDb => "duckdb",
            Dialect::Spark => "spark",
            Dialect::ClickHouse => "clickhouse",
            Dialect::Trino => "trino",
        }
    }

    /// Returns the dialect with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// Reports whether Python can give the engine the functions that Snare's views call.
    pub const fn takes_functions(self) -> bool {
        matches!(self, Dialect::DuckDb | Dialect::Spark)
    }

    /// Writes a name.
    pub(super) fn quoted(self, name: &str) -> String {
        format!("{0}{name}{0}", self.quote())
    }

    pub(super) const fn quote(self) -> char {
        match self {
            Dialect::Spark | Dialect::ClickHouse => '`',
            Dialect::DuckDb | Dialect::Trino => '"',
        }
    }

    /// Writes the name of a view. Temporary views of Spark are in no schema.
    pub(super) fn view_name(self, schema: &str, name: &str) -> String {
        match self {
            _ if schema == crate::view::PUBLIC => self.quoted(name),
            Dialect::Spark => self.quoted(&format!("{schema}_{name}")),
            _ => format!("{schema}.{}", self.quoted(name)),
        }
    }

    /// Writes the words in front of a view's name.
    pub(super) const fn create(self) -> &'static str {
        match self {
            Dialect::Spark => "CREATE OR REPLACE TEMPORARY VIEW",
            _ => "CREATE OR REPLACE VIEW",
        }
    }

    /// Names the type of texts.
    pub(super) const fn text_type(self) -> &'static str {
        match self {
            Dialect::DuckDb | Dialect::Trino => "VARCHAR",
            Dialect::Spark => "STRING",
            Dialect::ClickHouse => "Nullable(String)",
        }
    }

    /// Writes a list of texts.
    pub(super) fn list(self, texts: &[String]) -> String {
        let texts: Vec<_> = texts.iter().map(|text| quoted_text(text)).collect();
        match self {
            Dialect::Spark => format!("array({})", texts.join(", ")),
            Dialect::Trino => format!("ARRAY[{}]", texts.join(", ")),
            Dialect::DuckDb | Dialect::ClickHouse => format!("[{}]", texts.join(", ")),
        }
    }

    /// Writes a time as text, as this crate does: RFC 3339 in UTC, with as many digits of a second as it has, by threes.
    pub(super) fn time_text(self, column: &str) -> String {
        let (seconds, micros) = match self {
            Dialect::DuckDb => (
                format!("strftime({column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S')"),
                format!("strftime({column} AT TIME ZONE 'UTC', '%f')"),
            ),
            Dialect::Spark => (
                format!("date_format({column}, \"yyyy-MM-dd'T'HH:mm:ss\")"),
                format!("date_format({column}, 'SSSSSS')"),
            ),
            Dialect::ClickHouse => (
                format!("formatDateTime({column}, '%Y-%m-%dT%H:%i:%S', 'UTC')"),
                format!("formatDateTime({column}, '%f', 'UTC')"),
            ),
            Dialect::Trino => (
                format!("format_datetime({column} AT TIME ZONE 'UTC', 'yyyy-MM-dd''T''HH:mm:ss')"),
                format!(
                    "lpad(CAST(date_diff('microsecond', date_trunc('second', {column}), {column}) AS VARCHAR), 6, '0')"
                ),
            ),
        };
        format!(
            "concat({seconds}, CASE WHEN {micros} = '000000' THEN '' WHEN substr({micros}, 4, 3) = '000' \
             THEN concat('.', substr({micros}, 1, 3)) ELSE concat('.', {micros}) END, 'Z')"
        )
    }
}
