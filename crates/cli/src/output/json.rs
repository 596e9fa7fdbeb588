//! JSON: one indented value and a line end.

use std::borrow::Cow;

use anyhow::Result;
use serde::Serialize;

use super::printable::acts;

/// The text of `value`, with everything escaped that a terminal would act on.
pub fn render(value: &impl Serialize) -> Result<String> {
    let mut text = escape(&serde_json::to_string_pretty(value)?).into_owned();
    text.push('\n');
    Ok(text)
}

/// The same JSON with everything escaped that a terminal would act on. JSON has such characters, its line ends aside,
/// inside of strings only.
pub fn escape(json: &str) -> Cow<'_, str> {
    if !json.chars().any(|c| acts(c) && c != '\n') {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if acts(c) && c != '\n' {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn what_drives_a_terminal_is_escaped_and_stays_the_same_value() {
        let value = ["\u{9b}2J\u{1b}", "\u{202e}", "\u{e0041}é\u{7f}\n"];
        let text = render(&value).unwrap();
        assert_eq!(text, "[\n  \"\\u009b2J\\u001b\",\n  \"\\u202e\",\n  \"\\udb40\\udc41é\\u007f\\n\"\n]\n");
        assert_eq!(serde_json::from_str::<[String; 3]>(&text).unwrap(), value);
    }
}
