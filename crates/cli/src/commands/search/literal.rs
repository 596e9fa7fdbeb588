//! Text inside of SQL.

use std::fmt::Write;

/// The text as a literal: what it holds cannot end it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The condition that a column is the text, whatever its case; `*` in the text stands for any text.
pub fn matches(column: &str, text: &str) -> String {
    if text.contains('*') {
        format!("{column} ILIKE {}", quoted(&escaped(text).replace('*', "%")))
    } else {
        format!("lower({column}) = {}", quoted(&text.to_lowercase()))
    }
}

/// The condition that a column holds the text somewhere, whatever its case.
pub fn holds(column: &str, text: &str) -> String {
    format!("{column} ILIKE {}", quoted(&format!("%{}%", escaped(text))))
}

/// The ways in which JSON may write a text: plainly, with escaped slashes, and as Windows PowerShell does, which escapes
/// quotes, angle brackets, ampersands and all that is not ASCII.
pub fn json_texts(text: &str) -> Vec<String> {
    let plain = text.replace('\\', "\\\\").replace('"', "\\\"");
    let mut all = vec![plain.replace('/', "\\/"), power_shell(&plain)];
    all.retain(|other| *other != plain);
    all.insert(0, plain);
    all
}

fn power_shell(text: &str) -> String {
    let mut out = String::new();
    for unit in text.encode_utf16() {
        match u8::try_from(unit).map(char::from) {
            Ok(c) if c.is_ascii() && !matches!(c, '\'' | '<' | '>' | '&') => out.push(c),
            // Writing to a string never fails.
            _ => drop(write!(out, "\\u{unit:04x}")),
        }
    }
    out
}

/// What `LIKE` would take for a pattern, made plain.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::{holds, matches};

    #[test]
    fn no_text_gets_out_of_its_quotes() {
        assert_eq!(matches("a", "x' OR '1'='1"), "lower(a) = 'x'' or ''1''=''1'");
        assert_eq!(matches("a", "*'; drop"), "a ILIKE '%''; drop'");
        assert_eq!(matches("a", "LENA*@x_y.example"), "a ILIKE 'LENA%@x\\_y.example'");
        assert_eq!(holds("a", "50 % \\ *"), "a ILIKE '%50 \\% \\\\ *%'");
    }
}
