//! Views by name.

use super::investigation::INVESTIGATION_VIEWS;
use super::lake::LAKE_VIEWS;
use super::sessions::SESSION_VIEWS;
use crate::generated::{SHAPE_VIEWS, VIEWS};
use crate::view::{PUBLIC, View};

/// Lists the views of all families.
pub fn all_views() -> impl Iterator<Item = &'static View> + Clone {
    VIEWS.iter().chain(&SHAPE_VIEWS).chain(&INVESTIGATION_VIEWS).chain(&SESSION_VIEWS).chain(&LAKE_VIEWS)
}

/// Finds the view with this name, `sign_ins` or `snare.Office365ExchangeItem`, in any case.
///
/// ```
/// let view = trail365_sql::view("SNARE.office365exchangeadmin").unwrap();
/// assert_eq!(view.name, "Office365ExchangeAdmin");
/// assert_eq!(trail365_sql::view("signins").unwrap().name, "sign_ins");
/// ```
pub fn view(name: &str) -> Option<&'static View> {
    let (schema, name) = name.rsplit_once('.').unwrap_or((PUBLIC, name));
    view_in(schema, name)
}

/// Finds the view with this name in a schema.
pub(crate) fn view_in(schema: &str, name: &str) -> Option<&'static View> {
    all_views().find(|v| v.schema.eq_ignore_ascii_case(schema) && v.is_called(name))
}
