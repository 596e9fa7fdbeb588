//! Names of folders of reports.

/// Names the folder of a report by its first account.
///
/// ```
/// use trail365_investigate::folder::suggest_name;
///
/// assert_eq!(suggest_name(&["anna/../x@example.com".to_owned()]), "case-anna_.._x@example.com");
/// ```
pub fn suggest_name(users: &[String]) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '@' | '.' | '-' | '_') { c } else { '_' };
    let first: String = users.first().into_iter().flat_map(|user| user.chars()).map(safe).collect();
    format!("case-{first}{}", if users.len() > 1 { "-and-others" } else { "" })
}
