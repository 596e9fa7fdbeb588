//! Text inside of SQL.

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

/// What `LIKE` would take for a pattern, made plain.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn no_text_gets_out_of_its_quotes() {
        assert_eq!(matches("a", "x' OR '1'='1"), "lower(a) = 'x'' or ''1''=''1'");
        assert_eq!(matches("a", "*'; drop"), "a ILIKE '%''; drop'");
        assert_eq!(matches("a", "LENA*@x_y.example"), "a ILIKE 'LENA%@x\\_y.example'");
    }
}
