//! Splits a file into documents, so that one that is broken does not take the others with it.

/// Text of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chunk<'t> {
    pub text: &'t str,
    /// Lines of the file before it.
    pub lines_before: usize,
}

/// Returns the documents of a file without those that hold only comments, blanks and directives.
///
/// A line that begins with `---` or `...` ends a document wherever it stands: YAML forbids it inside a value.
pub(crate) fn split_documents(text: &str) -> impl Iterator<Item = Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut chunk = Chunk { text: "", lines_before: 0 };
    let mut start = 0;
    let mut offset = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end_mark = is_mark(line, "...");
        if end_mark || is_mark(line, "---") {
            chunk.text = &text[start..offset];
            chunks.push(chunk);
            start = if end_mark { offset + line.len() } else { offset };
            chunk.lines_before = number + usize::from(end_mark);
        }
        offset += line.len();
    }
    chunk.text = &text[start..];
    chunks.push(chunk);
    chunks.into_iter().filter(|chunk| has_content(chunk.text))
}

/// Returns the text of a document by its number in the file, from 1 on, as [`Place`](crate::Place) has it.
///
/// ```
/// let text = "title: One\n---\ntitle: Two\n";
/// assert_eq!(trail365_sigma::document_text(text, 2), Some("---\ntitle: Two\n"));
/// assert_eq!(trail365_sigma::document_text(text, 3), None);
/// ```
pub fn document_text(text: &str, number: usize) -> Option<&str> {
    split_documents(text).nth(number.checked_sub(1)?).map(|chunk| chunk.text)
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

fn has_content(text: &str) -> bool {
    text.lines().any(|line| {
        let content = line.strip_prefix("---").unwrap_or(line).trim();
        !content.is_empty() && !content.starts_with('#') && !line.starts_with('%')
    })
}
