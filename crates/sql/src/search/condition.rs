//! Conditions of SQL with texts inside.

/// Writes a text as a literal of SQL. Nothing in the text can end it.
pub fn quoted_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Compares an expression with texts, one of which it has to equal; `None` where there are none. Many texts are one list: as
/// comparisons joined by OR they take much longer to plan.
pub(super) fn equals_any(expr: &str, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    let texts: Vec<_> = texts.into_iter().map(|text| quoted_text(text.as_ref())).collect();
    match &texts[..] {
        [] => None,
        [text] => Some(format!("{expr} = {text}")),
        texts => Some(format!("{expr} IN ({})", texts.join(", "))),
    }
}

/// Calls a function with an expression and texts; `None` where there are none.
pub(super) fn call_with(function: &str, expr: &str, texts: &[impl AsRef<str>]) -> Option<String> {
    let texts: Vec<_> = texts.iter().map(|text| quoted_text(text.as_ref())).collect();
    (!texts.is_empty()).then(|| format!("{function}({expr}, {})", texts.join(", ")))
}

/// Compares a column with texts in which `*` stands for any text, whatever the case.
fn fits_any(column: &str, patterns: &[&str]) -> Option<String> {
    match patterns {
        [pattern] => Some(format!("{column} ILIKE {}", quoted_text(&escape_like(pattern).replace('*', "%")))),
        patterns => {
            let patterns: Vec<_> = patterns.iter().map(|pattern| escape_wildcards(pattern)).collect();
            call_with("any_like", column, &patterns)
        }
    }
}

/// Compares an expression with texts, in any case; `*` stands for any text.
pub(super) fn is_pattern_of(expr: &str, texts: &[String]) -> Option<String> {
    let Wanted { patterns, names, exact } = Wanted::of(texts);
    let lower = names.into_iter().chain(exact).map(str::to_lowercase);
    any_of([equals_any(&format!("lower({expr})"), lower), fits_any(expr, &patterns)])
}

/// Compares the operation of a record with names, in any case; `*` stands for any text. Entra ID writes a dot at the end of its
/// sentences, which its portal and people leave out: a name of several words matches with and without it.
pub(super) fn operation_matches(operations: &[String]) -> Option<String> {
    let Wanted { patterns, names, exact } = Wanted::of(operations);
    let exact = exact.into_iter().map(str::to_lowercase);
    let names = names.into_iter().flat_map(operation_spellings).chain(exact);
    any_of([equals_any("lower(operation)", names), fits_any("operation", &patterns)])
}

/// Returns the operations, in lower case, that a name without a wildcard means.
pub(super) fn operation_spellings(name: &str) -> Vec<String> {
    let sentence = name.trim().trim_end_matches('.').to_lowercase();
    if sentence.contains(' ') {
        let with_dot = format!("{sentence}.");
        return vec![sentence, with_dot];
    }
    vec![name.to_lowercase()]
}

/// Compares the user of a record with names, in any case; `*` stands for any text. A UserId mostly is a principal name such as
/// `lena.berg@example.com`, and people search for `lena.berg`; services have ids without an `@`, which `split_part` leaves
/// whole.
pub(super) fn user_matches(users: &[String]) -> Option<String> {
    let Wanted { patterns, names, exact } = Wanted::of(users);
    let (bare, mut full): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| is_bare_name(name));
    full.extend(exact);
    let lower = |names: Vec<&str>| names.into_iter().map(str::to_lowercase).collect::<Vec<_>>();
    any_of([
        equals_any("lower(user_id)", lower(full)),
        equals_any("lower(split_part(user_id, '@', 1))", lower(bare)),
        fits_any("user_id", &patterns),
    ])
}

/// Reports whether a user is named without a domain, without a wildcard and without the mark of exactness.
pub(super) fn is_bare_name(user: &str) -> bool {
    !user.contains(['@', '*']) && !user.starts_with(EXACTLY)
}

/// Stands in front of a text that is meant as it is: `*` is itself there, and a user is no other of the same name before the `@`.
pub(super) const EXACTLY: char = '=';

/// The texts of a condition by what they mean.
#[derive(Default)]
struct Wanted<'t> {
    /// Those with a wildcard.
    patterns: Vec<&'t str>,
    /// Those without.
    names: Vec<&'t str>,
    /// Those that are meant as they are.
    exact: Vec<&'t str>,
}

impl<'t> Wanted<'t> {
    fn of(texts: &'t [String]) -> Self {
        let mut wanted = Wanted::default();
        for text in texts {
            match text.strip_prefix(EXACTLY) {
                Some(exact) => wanted.exact.push(exact),
                None if text.contains('*') => wanted.patterns.push(text),
                None => wanted.names.push(text),
            }
        }
        wanted
    }
}

/// Joins conditions by OR, if there are any. Parentheses stand wherever an AND could come next to the OR.
pub(super) fn any_of(conditions: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let all: Vec<_> = conditions.into_iter().flatten().collect();
    match &all[..] {
        [] => None,
        [one] => Some(one.clone()),
        all => Some(format!("({})", all.join(" OR "))),
    }
}

/// Escapes the characters that have a meaning in a pattern of `any_like`, but for `*`.
fn escape_wildcards(text: &str) -> String {
    text.replace('\\', "\\\\").replace('?', "\\?")
}

/// Escapes the characters that have a meaning in a pattern of `LIKE`.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::{operation_matches, user_matches};

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[track_caller]
    fn check_operations(operations: &[&str], expected: &str) {
        assert_eq!(operation_matches(&texts(operations)).as_deref(), Some(expected));
    }

    #[track_caller]
    fn check_users(users: &[&str], expected: &str) {
        assert_eq!(user_matches(&texts(users)).as_deref(), Some(expected));
    }

    #[test]
    fn no_text_gets_out_of_its_quotes() {
        check_operations(&["x'OR'1'='1"], "lower(operation) = 'x''or''1''=''1'");
        check_operations(&["*'; drop"], "operation ILIKE '%''; drop'");
        check_operations(&["*'; drop", "a*"], "any_like(operation, '*''; drop', 'a*')");
        check_users(&["LENA*@x_y.example"], "user_id ILIKE 'LENA%@x\\_y.example'");
        let both = "lower(operation) IN ('add member to role', 'add member to role.')";
        check_operations(&["Add member to role"], both);
        check_operations(&["Add member to role."], both);
        check_operations(&["x ' y"], "lower(operation) IN ('x '' y', 'x '' y.')");
        check_users(&["x' --"], "lower(split_part(user_id, '@', 1)) = 'x'' --'");
    }

    #[test]
    fn a_text_that_is_meant_as_it_is_is_no_pattern() {
        check_users(&["=a*B@x"], "lower(user_id) = 'a*b@x'");
        check_users(
            &["=admin", "lena"],
            "(lower(user_id) = 'admin' OR lower(split_part(user_id, '@', 1)) = 'lena')",
        );
        check_users(&["= x "], "lower(user_id) = ' x '");
        check_users(&["==x", "="], "lower(user_id) IN ('=x', '')");
        check_operations(&["=Add member to role"], "lower(operation) = 'add member to role'");
        assert_eq!(super::is_pattern_of("o", &texts(&["=*"])).as_deref(), Some("lower(o) = '*'"));
    }

    #[test]
    fn texts_of_one_kind_are_one_list() {
        check_operations(
            &["Send", "*Rule", "Add user", "a?b*"],
            "(lower(operation) IN ('send', 'add user', 'add user.') OR any_like(operation, '*Rule', 'a\\?b*'))",
        );
        check_users(
            &["a@x", "b", "c@x", "D"],
            "(lower(user_id) IN ('a@x', 'c@x') OR lower(split_part(user_id, '@', 1)) IN ('b', 'd'))",
        );
        check_users(&["a*", "b*"], "any_like(user_id, 'a*', 'b*')");
    }
}
