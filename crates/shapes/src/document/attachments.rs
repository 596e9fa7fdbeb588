//! `Item.Attachments`: names and sizes in one text.

/// A file of a mail.
#[derive(Debug, PartialEq, Eq)]
pub struct Attachment<'a> {
    pub name: &'a str,
    pub extension: &'a str,
    pub size_bytes: u64,
}

/// Reads `name.ext (123b);other.ext (45b)`; what has no extension or no size is left out.
pub fn read_attachments(text: &str) -> Vec<Attachment<'_>> {
    text.split(';').filter_map(read_attachment).collect()
}

fn read_attachment(text: &str) -> Option<Attachment<'_>> {
    let (name, size) = text.trim().strip_suffix("b)")?.rsplit_once('(')?;
    let name = name.trim_end();
    let (_, extension) = name.rsplit_once('.').filter(|(_, extension)| !extension.is_empty())?;
    Some(Attachment { name, extension, size_bytes: size.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{Attachment, read_attachments};

    #[test]
    fn names_may_have_any_sign_but_the_one_between_them() {
        let files = read_attachments("a (1).pdf (123b); no size.txt;b.tar.gz (45b);none (6b)");
        let expect = [
            Attachment { name: "a (1).pdf", extension: "pdf", size_bytes: 123 },
            Attachment { name: "b.tar.gz", extension: "gz", size_bytes: 45 },
        ];
        assert_eq!(files, expect);
    }
}
