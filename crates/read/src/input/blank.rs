//! Blanks and byte order marks, which may stand around records and belong to none.

/// The UTF-8 byte order mark. Merged exports have it in their middle, too.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Bytes by which a line or row may be longer than the record limit, for the blanks and other cells around its
/// record.
pub(crate) const SLACK_BYTES: usize = 4096;

/// Reports whether a byte is white space of JSON, RFC 8259 section 2.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Counts the blanks that `bytes` begins with.
pub(crate) fn leading_blanks(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_blank(byte)).unwrap_or(bytes.len())
}

/// Returns the length of `bytes` without the blanks at their end.
pub(crate) fn trimmed_len(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|&byte| !is_blank(byte)).map_or(0, |last| last + 1)
}

pub(crate) fn count_newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Reports whether `bytes` begins with a byte order mark; `None` if it is too short to tell.
pub(crate) fn begins_with_bom(bytes: &[u8], last: bool) -> Option<bool> {
    let undecided = !last && bytes.len() < BOM.len() && BOM.starts_with(bytes);
    (!undecided).then(|| bytes.starts_with(BOM))
}
