//! `json_holds`: whether one of some texts stands somewhere in JSON, however it is written there.

use std::borrow::Cow;
use std::mem::swap;
use std::sync::Arc;

use datafusion::arrow::array::BooleanBuilder;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use memchr::memmem::Finder;

use super::definition::{Definition, Function, Takes};
use super::texts::{Prepared, Texts};

pub(super) const JSON_HOLDS: Definition = Definition {
    function: Function {
        name: "json_holds",
        syntax: "json_holds(json, text, ...)",
        description: "Whether one of the texts stands anywhere in the JSON, also in JSON inside of its strings, whatever its case and however its \
                      characters are escaped there.",
        example: "SELECT count(*) FROM records WHERE json_holds(record, 'invoices/März')",
    },
    takes: Takes::Texts(2, usize::MAX),
    returns: |_| DataType::Boolean,
    check: None,
    evaluate: json_holds,
};

/// Levels of escapes that are removed: the JSON itself, JSON in its strings, and JSON in those. Records nest no deeper.
const LEVELS: usize = 4;

fn json_holds(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let make = |text: &str| Some(Finder::new(&to_lower_case(text.to_owned())).into_owned());
    let wanted: Vec<_> = texts[1..].iter().map(|text| (text, Prepared::new(text, make))).collect();
    let mut levels = Levels::default();
    let mut out = BooleanBuilder::with_capacity(args.number_rows);
    for row in 0..args.number_rows {
        out.append_option(texts[0].get(row).and_then(|json| {
            let finders: Vec<_> = wanted.iter().filter_map(|(text, made)| made.value(text, row)).collect();
            // Null where no text is given.
            (!finders.is_empty()).then(|| levels.hold_one(json, &finders))
        }));
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// A text whose escapes are taken away level by level.
#[derive(Default)]
struct Levels {
    text: String,
    below: String,
}

impl Levels {
    fn hold_one(&mut self, json: &str, wanted: &[Cow<'_, Finder<'static>>]) -> bool {
        self.text.clear();
        self.text.push_str(json);
        for _ in 0..LEVELS {
            // Lower case comes before the search at each level, because an escape may hide a capital: \u00c4 is Ä.
            self.text = to_lower_case(std::mem::take(&mut self.text));
            if wanted.iter().any(|text| text.find(self.text.as_bytes()).is_some()) {
                return true;
            }
            // Most records have no escape, so most end at the first level.
            if !self.text.contains('\\') {
                return false;
            }
            self.below.clear();
            append_unescaped(&self.text, &mut self.below);
            swap(&mut self.text, &mut self.below);
        }
        false
    }
}

/// Character by character, so that what is around one makes no difference.
fn to_lower_case(mut text: String) -> String {
    // In place; most records are ASCII.
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

fn append_unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = append_escape(&rest[at + 1..], out);
    }
    out.push_str(rest);
}

/// Adds what stands for the escape at the front, without its backslash; gives what is behind. What is none stays.
fn append_escape<'t>(text: &'t str, out: &mut String) -> &'t str {
    let mut chars = text.chars();
    match chars.next() {
        Some('n') => out.push('\n'),
        Some('r') => out.push('\r'),
        Some('t') => out.push('\t'),
        Some('b') => out.push('\u{8}'),
        Some('f') => out.push('\u{c}'),
        Some(c @ ('"' | '\\' | '/')) => out.push(c),
        Some('u') => {
            if let Some((c, rest)) = read_code_point(text) {
                out.push(c);
                return rest;
            }
            out.push_str("\\u");
        }
        // A backslash that escapes nothing was none of JSON at this level: it stays, and what follows is text.
        other => {
            out.push('\\');
            out.extend(other);
        }
    }
    chars.as_str()
}

/// The character of one escape, or of the two of a pair, and what is behind.
fn read_code_point(text: &str) -> Option<(char, &str)> {
    let (high, rest) = read_unit(text)?;
    if let Some(c) = char::from_u32(high.into()) {
        return Some((c, rest));
    }
    let (low, rest) = read_unit(rest.strip_prefix('\\')?)?;
    let c = char::decode_utf16([high, low]).next()?.ok()?;
    Some((c, rest))
}

fn read_unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix('u')?;
    let unit = u16::from_str_radix(digits.get(..4)?, 16).ok()?;
    Some((unit, &digits[4..]))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use memchr::memmem::Finder;

    use super::{Levels, to_lower_case};

    fn check(json: &str, text: &str, expected: bool) {
        let finder = |text: &str| Cow::Owned(Finder::new(&to_lower_case(text.to_owned())).into_owned());
        // One that is nowhere makes no difference.
        let finders = [finder("\u{1f995}"), finder(text)];
        assert_eq!(Levels::default().hold_one(json, &finders), expected, "{text} in {json}");
    }

    #[test]
    fn escapes_and_case_make_no_difference() {
        for json in [
            r#"{"a":"l'été ÉTÉ \ud83d\ude00 R&D https://x/café"}"#,
            r#"{"a":"L\u0027\u00C9T\u00e9 \u00e9t\u00e9 😀 r\u0026D https:\/\/x\/caf\u00E9"}"#,
            r#"{"a":"[{\"b\":\"l'\\u00e9t\\u00e9 ete \\ud83d\\ude00 R\u0026d https:\\/\\/x\\/café\"}]"}"#,
        ] {
            for text in ["l'été", "L'ÉTÉ", "😀", "R&D", "x/CAFÉ", "https://X"] {
                check(json, text, true);
            }
            check(json, "l'éte", false);
        }
        check(r#"{"a":"C:\\Temp\\new"}"#, r"c:\temp\new", true);
        check(r#"{"a":"C:\\Temp\\new"}"#, r"C:\\Temp", true);
        check(r#"{"a":"ΟΔΟΣ ΟΔΟΣΑ"}"#, "οδοσ", true);
    }

    #[test]
    fn what_is_no_escape_stays() {
        for json in [r"\", r"\u", r"\u12", r"\ud800", r"\ud800\u0041", r"\ué000", r"\x \u+123"] {
            check(json, json, true);
            check(json, "nothing", false);
        }
        check(r"\ud800 é", "é", true);
    }
}
