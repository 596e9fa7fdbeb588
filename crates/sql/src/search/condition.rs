//! Conditions of SQL with texts inside.

/// Writes a text as a literal. Nothing in the text can end it.
pub(super) fn quoted_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Compares a column with a text in any case; `*` in the text stands for any text.
pub(super) fn text_matches(column: &str, text: &str) -> String {
    if text.contains('*') {
        format!("{column} ILIKE {}", quoted_text(&escape_like(text).replace('*', "%")))
    } else {
        format!("lower({column}) = {}", quoted_text(&text.to_lowercase()))
    }
}

/// Compares the operation of a record with a name. Entra ID writes a dot at the end of its sentences, which its portal and
/// people leave out: a name of several words matches with and without it.
pub(super) fn operation_matches(operation: &str) -> String {
    let name = operation.trim().trim_end_matches('.');
    if operation.contains('*') || !name.contains(' ') {
        return text_matches("operation", operation);
    }
    let name = name.to_lowercase();
    format!("lower(operation) IN ({}, {})", quoted_text(&name), quoted_text(&format!("{name}.")))
}

/// Compares the user of a record with a name. A UserId mostly is a principal name such as `lena.berg@example.com`, and
/// people search for `lena.berg`; services have ids without an `@`, which `split_part` leaves whole.
pub(super) fn user_matches(user: &str) -> String {
    if is_bare_name(user) {
        format!("lower(split_part(user_id, '@', 1)) = {}", quoted_text(&user.to_lowercase()))
    } else {
        text_matches("user_id", user)
    }
}

/// Reports whether a user is named without a domain and without a wildcard.
pub(super) fn is_bare_name(user: &str) -> bool {
    !user.contains(['@', '*'])
}

/// Joins conditions by OR, if there are any. Parentheses stand wherever an AND could come next to the OR.
pub(super) fn any_of(conditions: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<_> = conditions.collect();
    let joined = all.join(" OR ");
    let is_single = all.len() == 1 && !joined.contains(" OR ");
    (!all.is_empty()).then(|| if is_single { joined } else { format!("({joined})") })
}

/// Escapes the characters that have a meaning in a pattern of `LIKE`.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::{operation_matches, text_matches, user_matches};

    #[test]
    fn no_text_gets_out_of_its_quotes() {
        assert_eq!(text_matches("a", "x' OR '1'='1"), "lower(a) = 'x'' or ''1''=''1'");
        assert_eq!(text_matches("a", "*'; drop"), "a ILIKE '%''; drop'");
        assert_eq!(text_matches("a", "LENA*@x_y.example"), "a ILIKE 'LENA%@x\\_y.example'");
        let both = "lower(operation) IN ('add member to role', 'add member to role.')";
        assert_eq!(operation_matches("Add member to role"), both);
        assert_eq!(operation_matches("Add member to role."), both);
        assert_eq!(operation_matches("x ' y"), "lower(operation) IN ('x '' y', 'x '' y.')");
        assert_eq!(user_matches("x' --"), "lower(split_part(user_id, '@', 1)) = 'x'' --'");
    }
}
