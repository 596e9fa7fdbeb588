//! `Item.Attachments`: names and sizes in one text.

use trail365_text::json as json_text;

use crate::document::push_key;

/// Writes `name.ext (123b);other.ext (45b)` as a list of files; false if none has an extension and a size.
pub fn write_attachments(text: &str, out: &mut Vec<u8>) -> bool {
    let files: Vec<_> = text.split(';').filter_map(read_attachment).collect();
    json_text::write_items(*b"[]", files.iter(), out, |(name, extension, size), out| {
        out.extend_from_slice(b"{\"file\":{");
        push_key("name", out);
        json_text::encode(name, out);
        push_key("extension", out);
        json_text::encode(extension, out);
        out.extend_from_slice(format!(",\"size\":{size}}}}}").as_bytes());
    });
    !files.is_empty()
}

/// Reads name, extension and size in bytes.
fn read_attachment(text: &str) -> Option<(&str, &str, u64)> {
    let (name, size) = text.trim().strip_suffix("b)")?.rsplit_once('(')?;
    let name = name.trim_end();
    let (_, extension) = name.rsplit_once('.').filter(|(_, extension)| !extension.is_empty())?;
    Some((name, extension, size.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::write_attachments;

    #[test]
    fn names_may_have_any_sign_but_the_one_between_them() {
        let mut out = Vec::new();
        assert!(write_attachments("a (1).pdf (123b); no size.txt;b.tar.gz (45b);none (6b)", &mut out));
        let expect = r#"[{"file":{"name":"a (1).pdf","extension":"pdf","size":123}},{"file":{"name":"b.tar.gz","extension":"gz","size":45}}]"#;
        assert_eq!(String::from_utf8(out).unwrap(), expect);
    }
}
