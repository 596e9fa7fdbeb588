//! Apps by id and name.

use std::fmt;

use trail365_records::Guid;
use trail365_schema::glossary::{apps, apps_named};
use trail365_text::near;

use super::condition::{any_of, equals_any};
use super::expression::APP_ID;

/// A text that is neither the id of an app nor a known name of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownApp {
    /// The name that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl fmt::Display for UnknownApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither the id of an app nor a name that is known")?;
        self.suggestion.map_or(Ok(()), |near| write!(f, "; did you mean {near}?"))
    }
}

impl std::error::Error for UnknownApp {}

/// Finds the ids of the apps that a text means: an id, or a name of apps that are the same in every tenant.
///
/// ```
/// use trail365_sql::search::app_ids_named;
///
/// assert_eq!(app_ids_named("Microsoft Graph").unwrap(), ["00000003-0000-0000-c000-000000000000"]);
/// assert_eq!(app_ids_named("Microsoft Grph").unwrap_err().suggestion, Some("Microsoft Graph"));
/// ```
///
/// # Errors
/// If no app is called so.
pub fn app_ids_named(text: &str) -> Result<Vec<String>, UnknownApp> {
    let id = text.trim().trim_start_matches('{').trim_end_matches('}');
    if let Some(id) = Guid::parse(id) {
        return Ok(vec![id.to_string()]);
    }
    let named = apps_named(text.trim());
    if named.is_empty() {
        let suggestion = near::nearest(text, apps().iter().map(|app| app.name));
        return Err(UnknownApp { suggestion });
    }
    Ok(named.into_iter().map(|app| app.id.to_owned()).collect())
}

/// Writes the condition that one of these apps acted or was acted on; `None` where there are none.
pub(super) fn app_matches(ids: &[String]) -> Option<String> {
    let ids = || ids.iter().map(|id| id.to_lowercase());
    any_of([equals_any(APP_ID, ids()), equals_any("lower(object_id)", ids())])
}
