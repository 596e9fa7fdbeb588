//! JSON: one indented value and a line end.

use anyhow::Result;
use serde::Serialize;
pub use trail365_text::json::escape_document as escape_json;

/// Renders a value as indented JSON that no terminal acts on.
pub fn render_json(value: &impl Serialize) -> Result<String> {
    let mut text = escape_json(&serde_json::to_string_pretty(value)?).into_owned();
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::render_json;

    #[test]
    fn what_drives_a_terminal_is_escaped_and_stays_the_same_value() {
        let value = ["\u{9b}2J\u{1b}", "\u{202e}", "\u{e0041}é\u{7f}\n"];
        let text = render_json(&value).unwrap();
        assert_eq!(text, "[\n  \"\\u009b2J\\u001b\",\n  \"\\u202e\",\n  \"\\udb40\\udc41é\\u007f\\n\"\n]\n");
        assert_eq!(serde_json::from_str::<[String; 3]>(&text).unwrap(), value);
    }
}
