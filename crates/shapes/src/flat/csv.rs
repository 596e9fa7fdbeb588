//! Rows as lines of CSV, by RFC 4180: lines end with CR LF. A cell that would be a formula begins with an apostrophe, and
//! characters that act on a terminal are escaped.

use trail365_text::json as json_text;
use trail365_text::spreadsheet::starts_formula;
use trail365_text::terminal;

use crate::document::Draft;
use crate::model::{Slot, Target};

/// Writes the names of the columns.
pub fn write_header(targets: &[Target], out: &mut Vec<u8>) {
    for (at, target) in targets.iter().enumerate() {
        write_cell(at, target.path, out);
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes a row, whose column `own` holds `record`.
pub fn write_line(targets: &[Target], draft: &Draft, own: Option<(Slot, &str)>, out: &mut Vec<u8>) {
    for (at, slot) in (0..targets.len()).zip((0..).map(Slot)) {
        match own.filter(|(own, _)| *own == slot) {
            Some((_, record)) => write_cell(at, record, out),
            None => match draft.get(slot) {
                Some(span) if span.is_text() => write_cell(at, &json_text::decode(draft.text_of(span)), out),
                Some(span) => write_cell(at, draft.text_of(span), out),
                None => write_cell(at, "", out),
            },
        }
    }
    out.extend_from_slice(b"\r\n");
}

fn write_cell(at: usize, cell: &str, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
    let is_formula = starts_formula(cell) && cell.parse::<f64>().is_err();
    let cell = terminal::escape(cell);
    let is_quoted = cell.contains([',', '"']);
    out.extend_from_slice(if is_quoted { b"\"" } else { b"" });
    out.extend_from_slice(if is_formula { b"'" } else { b"" });
    if is_quoted {
        out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(cell.as_bytes());
    }
}
