//! `Data`: the JSON text of alerts and investigations.

use trail365_records::{FromJson, Json, JsonKind, Timestamp};
use trail365_text::json as json_text;

use crate::document::{keep_last, member_of, parse_ip, push_key, text_of, write_value};
use crate::generated::ecs::ALERT_KEYS;

/// The record type of investigations, whose entities have a time twice.
const INVESTIGATION: i32 = 64;

/// Writes the whole of it under `flattened`, and its known short keys beside that.
pub fn write_data(data: Json<'_>, record_type: i32, out: &mut Vec<u8>) {
    out.push(b'{');
    push_key("flattened", out);
    if record_type == INVESTIGATION {
        write_without_us_times(data, out);
    } else {
        write_value(data, out);
    }
    for key in ALERT_KEYS {
        // One that does not fit its field would have the whole document refused; it is in `flattened` all the same.
        if let Some(value) = member_of(data, key).filter(|value| fits(key, *value)) {
            push_key(key, out);
            write_value(value, out);
        }
    }
    out.push(b'}');
}

/// Reports whether a value fits the field of a short key: an address or a time, where the integration has such a field.
fn fits(key: &str, value: Json<'_>) -> bool {
    let text = || text_of(value).unwrap_or_default();
    match key {
        "sip" => parse_ip(&text()).is_some(),
        "at" | "md" | "te" | "ts" | "ttdt" => {
            value.kind() == JsonKind::Number || Timestamp::from_json(value).is_some()
        }
        _ => true,
    }
}

/// Writes a value without members `QueryTime` whose date is written as in the United States: they stand beside one in ISO
/// form, and no reader of documents takes a key twice.
fn write_without_us_times(json: Json<'_>, out: &mut Vec<u8>) {
    match json.kind() {
        JsonKind::Object => {
            out.push(b'{');
            let is_us_time = |name: &str, value| {
                name == "QueryTime" && text_of(value).is_some_and(|text| text.contains('/'))
            };
            let members = json.members().filter(|(name, value)| !is_us_time(name, *value)).collect();
            for (name, value) in keep_last(members) {
                push_key(&name, out);
                write_without_us_times(value, out);
            }
            out.push(b'}');
        }
        JsonKind::List => json_text::write_items(*b"[]", json.items(), out, write_without_us_times),
        _ => write_value(json, out),
    }
}
