//! Placeholders in values.

use crate::model::TemplatePiece;

/// Splits a value at its placeholders. `\%` is a percent sign.
pub(super) fn split_placeholders(text: &str) -> Vec<TemplatePiece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("\\%") {
            plain.push('%');
            rest = behind;
        } else if let Some((name, behind)) = read_placeholder(rest) {
            if !plain.is_empty() {
                pieces.push(TemplatePiece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(TemplatePiece::Placeholder(name.to_owned()));
            rest = behind;
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push(TemplatePiece::Text(plain));
    }
    pieces
}

/// Reads `%name%` at the start of a text.
fn read_placeholder(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.strip_prefix('%')?.split_once('%')?;
    let is_name_char = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(is_name_char)).then_some((name, behind))
}
