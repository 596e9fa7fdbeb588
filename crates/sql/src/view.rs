//! A view: a name and the SQL behind it.

use crate::generated::VIEWS;

/// A view over the table `activity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Schema that it stands in: `public` or `snare`.
    pub schema: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Other names that it answers to.
    pub also: &'static [&'static str],
    /// What its rows are, one line.
    pub description: &'static str,
    /// Table that it selects from: `activity`, or `records`, which has the column `record` too.
    pub base: &'static str,
    /// Numbers of the record types whose rows it shows; empty where another condition chooses its rows, or none.
    pub record_types: &'static [i32],
    /// Names of its columns, in order.
    pub columns: &'static [&'static str],
    /// Text of its file: comments, then one `SELECT` over `activity`.
    pub sql: &'static str,
}

impl View {
    fn is_called(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(self.also).any(|n| n.eq_ignore_ascii_case(name))
    }
}

/// The view with this name, `sign_ins` or `snare.Office365ExchangeItem`; a difference in case is passed over.
///
/// ```
/// let view = trail365_sql::view("SNARE.office365exchangeadmin").unwrap();
/// assert_eq!(view.name, "Office365ExchangeAdmin");
/// assert_eq!(trail365_sql::view("signins").unwrap().name, "sign_ins");
/// ```
pub fn view(name: &str) -> Option<&'static View> {
    let (schema, name) = name.rsplit_once('.').unwrap_or(("public", name));
    view_in(schema, name)
}

/// The view with this name in this schema.
pub(crate) fn view_in(schema: &str, name: &str) -> Option<&'static View> {
    VIEWS.iter().find(|v| v.schema.eq_ignore_ascii_case(schema) && v.is_called(name))
}
