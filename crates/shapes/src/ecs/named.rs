//! Lists of names and values as objects.

use std::borrow::Cow;

use trail365_records::{Json, JsonKind};

use crate::document::{keep_last, member_of, push_key, text_of, with_embedded, write_value};

/// Names and values, the last one of each name, at the place of that.
pub type Named<'a, T> = Vec<(Cow<'a, str>, T)>;

/// Reads a list of `{Name, Value}`; items without a name or a value are left out.
pub fn read_pairs(json: Json<'_>) -> Named<'_, Json<'_>> {
    let pair = |item| Some((member_of(item, "Name").and_then(text_of)?, member_of(item, "Value")?));
    keep_last(json.items().filter_map(pair).collect())
}

/// Returns the text of the value with a name.
pub fn find_text<'a>(pairs: &[(Cow<'a, str>, Json<'a>)], name: &str) -> Option<Cow<'a, str>> {
    pairs.iter().find(|(other, _)| other == name).and_then(|(_, value)| text_of(*value))
}

/// Writes names and values as an object, `parsed` as what its text is the JSON of.
pub fn write_pairs(pairs: &[(Cow<'_, str>, Json<'_>)], parsed: &str, out: &mut Vec<u8>) {
    out.push(b'{');
    for (name, value) in pairs {
        push_key(name, out);
        if name == parsed {
            with_embedded(*value, |value| write_value(value, out));
        } else {
            write_value(*value, out);
        }
    }
    out.push(b'}');
}

/// Writes a list of `{Name, OldValue, NewValue}` as an object by name; false if nothing is left.
pub fn write_changes(json: Json<'_>, out: &mut Vec<u8>) -> bool {
    let changes = keep_last(json.items().filter_map(read_change).collect());
    out.push(b'{');
    for (name, values) in &changes {
        push_key(name, out);
        out.push(b'{');
        if let Some((old, new)) = values {
            push_key("OldValue", out);
            write_value(*old, out);
            push_key("NewValue", out);
            write_value(*new, out);
        }
        out.push(b'}');
    }
    out.push(b'}');
    !changes.is_empty()
}

type Change<'a> = Option<(Json<'a>, Json<'a>)>;

/// Reads the name of a property and both its values; of a property that is only named, the name.
fn read_change(item: Json<'_>) -> Option<(Cow<'_, str>, Change<'_>)> {
    // Dots would nest the names, and blanks cannot be asked for.
    let clean = |name: Cow<'_, str>| name.replace([' ', '.'], "_").into();
    if item.kind() == JsonKind::String {
        return text_of(item).map(|name| (clean(name), None));
    }
    let values = (member_of(item, "OldValue")?, member_of(item, "NewValue")?);
    member_of(item, "Name").and_then(text_of).map(|name| (clean(name), Some(values)))
}
