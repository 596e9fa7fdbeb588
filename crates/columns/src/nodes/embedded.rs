//! JSON that stands in a string where an object or a list is documented.

use trail365_records::{Cursor, Parser, meaning};

use super::fit::Fit;
use crate::buffers::Texts;

/// Reads the string at the cursor as the object or list that its text is, with `read`. The string itself must be kept
/// beside: it cannot be written again from the column.
///
/// Some collectors and exports deliver nested values so.
#[cold]
pub(super) fn read_embedded(
    cursor: &mut Cursor<'_>,
    texts: &mut Texts,
    read: impl FnOnce(&mut Cursor<'_>, &mut Texts) -> Fit,
) -> Fit {
    let raw = cursor.string();
    if !raw.body.trim_start().starts_with(['{', '[']) {
        return Fit::Nothing;
    }
    let (text, _) = meaning::decode(raw.body);
    // The parser takes objects alone, so the value becomes the member of one.
    let object = format!("{{\"\":{text}}}");
    let mut parser = Parser::new();
    let Ok(record) = parser.parse(object.as_bytes()) else { return Fit::Nothing };
    let mut inside = record.cursor();
    inside.step();
    inside.string();
    inside.next();
    let mut behind = inside;
    behind.value();
    // Text such as `{},"a":{}` is valid within the object, but is no JSON value itself.
    if behind.next() != b'}' {
        return Fit::Nothing;
    }
    read(&mut inside, texts).max(Fit::Meaning)
}
