//! A view: a name and the SQL behind it.

/// A view over the tables of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Schema that it stands in: `public`, `snare` or `lake`.
    pub schema: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Other names that it answers to.
    pub also: &'static [&'static str],
    /// One line on what its rows are.
    pub description: &'static str,
    /// Table that it selects from: `events`, `event_records`, which has the column `record` too, or `marks`. The view is
    /// there where its table is.
    pub base: &'static str,
    /// Numbers of the record types whose rows it shows; empty where another condition chooses its rows, or none.
    pub record_types: &'static [i32],
    /// Names of its columns, in order.
    pub columns: &'static [&'static str],
    /// Text of its file: comments, then one query.
    pub sql: &'static str,
}

impl View {
    /// Writes its name as queries do: with its schema, unless that is the one they look in first.
    ///
    /// ```
    /// assert_eq!(trail365_sql::view("signins").unwrap().qualified_name(), "sign_ins");
    /// assert_eq!(trail365_sql::view("lake.gaps").unwrap().qualified_name(), "lake.gaps");
    /// ```
    pub fn qualified_name(&self) -> String {
        match self.schema {
            PUBLIC => self.name.to_owned(),
            schema => format!("{schema}.{}", self.name),
        }
    }

    /// Reports whether this is one of its names, in any case.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(self.also).any(|n| n.eq_ignore_ascii_case(name))
    }
}

/// Schema of the tables and of the views of record schemas. Names without a schema are looked for here.
pub(crate) const PUBLIC: &str = "public";
