//! Attachments as ECS nests them.

use trail365_text::json as json_text;

use crate::document::{push_key, read_attachments};

/// Writes the files of a text; false if it names none.
pub fn write_attachments(text: &str, out: &mut Vec<u8>) -> bool {
    let files = read_attachments(text);
    json_text::write_items(*b"[]", files.iter(), out, |file, out| {
        out.extend_from_slice(b"{\"file\":{");
        push_key("name", out);
        json_text::encode(file.name, out);
        push_key("extension", out);
        json_text::encode(file.extension, out);
        out.extend_from_slice(format!(",\"size\":{}}}}}", file.size_bytes).as_bytes());
    });
    !files.is_empty()
}
