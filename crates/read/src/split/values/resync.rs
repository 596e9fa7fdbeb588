//! Finds records again after one that is not closed, by the layout of the lines.
//!
//! Counting brackets alone, one object without its last bracket takes all that follow with it. Exports put records
//! that follow each other at the same indent, and what is inside a record deeper. So where counting has failed, a
//! line that begins with a bracket and is indented no deeper than the record's first line begins the next record.

use memchr::memchr;

use super::gap::count_indent;
use crate::json::Scan;

/// Bytes that are searched for a line feed at a time: values of a few bytes on one long line must not search all of
/// it each.
const BLOCK_BYTES: usize = 4096;

/// The ending of the value that some bytes begin with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Ends with its bracket, just before this place.
    Closed(usize),
    /// Ends without its bracket, before the line at this place.
    Broken(usize),
    /// Does not end among these bytes.
    Open,
}

/// Returns the ending of the value at the front of `bytes`, if records are at `record_indent` and strings end with
/// their line.
pub(crate) fn find_ending(bytes: &[u8], record_indent: usize) -> Ending {
    let mut scan = Scan::default();
    let mut at = 0;
    while at < bytes.len() {
        let block = &bytes[at..bytes.len().min(at + BLOCK_BYTES)];
        let newline = memchr(b'\n', block);
        let piece = newline.map_or(block, |newline| &block[..=newline]);
        if let Some(end) = scan.feed(piece) {
            return Ending::Closed(at + end);
        }
        at += piece.len();
        if newline.is_some() {
            // A quote that is never closed must not hide the records behind it.
            scan.end_string();
            if begins_record(&bytes[at..], record_indent) {
                return Ending::Broken(at);
            }
        }
    }
    Ending::Open
}

fn begins_record(line: &[u8], record_indent: usize) -> bool {
    let line_indent = count_indent(line);
    let text = &line[line_indent..];
    let value = text.strip_prefix(b",").map_or(text, |rest| &rest[count_indent(rest)..]);
    line_indent <= record_indent && matches!(value.first(), Some(b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use super::Ending::{Broken, Closed, Open};
    use super::find_ending;

    #[test]
    fn a_line_no_deeper_than_the_record_breaks_it() {
        assert_eq!(find_ending(b"{\n  \"a\": 1,\n{\n", 0), Broken(12));
        assert_eq!(find_ending(b"{\"a\":\"x\n{\"b\":1}\n", 0), Broken(8));
        assert_eq!(find_ending(b"{\"a\":1\n,{\"b\":1}\n", 0), Broken(7));
    }

    #[test]
    fn deeper_lines_and_closed_records_do_not() {
        assert_eq!(find_ending(b"{\n  \"a\": [\n    {\n", 2), Open);
        assert_eq!(find_ending(b"{\n  \"a\": {}\n}\n{\n", 0), Closed(13));
    }
}
