//! Fields that no column takes, as columns of their own.

use std::collections::HashSet;

use trail365_records::JsonKind;
use trail365_schema::snake_case;
use trail365_text::json as json_text;

use crate::document::{Fields, write_value};
use crate::model::{Key, Target};

/// Appends a member for each field that is not in `used`: its name in snake case, lists and objects as JSON in text.
pub fn write_rest(fields: &Fields<'_>, used: &[Key], targets: &[Target], out: &mut Vec<u8>) {
    let mut names: HashSet<String> = targets.iter().map(|target| target.path.to_owned()).collect();
    for (key, name, json) in &fields.members {
        if *key != Key::NONE && used.contains(key) || matches!(json.as_str(), "\"\"" | "[]" | "{}") {
            continue;
        }
        let name = free_name(&json_text::decode(name), &mut names);
        out.push(b',');
        json_text::encode(&name, out);
        out.push(b':');
        if matches!(json.kind(), JsonKind::List | JsonKind::Object) {
            let mut text = Vec::new();
            write_value(*json, &mut text);
            json_text::encode(&String::from_utf8_lossy(&text), out);
        } else {
            write_value(*json, out);
        }
    }
}

/// Two fields can have the same name in snake case, and a field that of a column.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut snake = snake_case(name);
    while snake.is_empty() || taken.contains(&snake) {
        snake.push('_');
    }
    taken.insert(snake.clone());
    snake
}
