//! The report as JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use trail365_text::terminal::acts_on_terminal;

use crate::model::Report;

/// Depth of the rows of an account's tables: from there on a value is one line.
const LINE_DEPTH: usize = 9;

/// Writes the report as JSON: a line a member, and a line a row of a table. Members stand in the order of the model, and characters
/// that act on a terminal are escaped.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let layout = Layout { pretty: PrettyFormatter::new(), depth: 0 };
    report.serialize(&mut Serializer::with_formatter(&mut *out, layout))?;
    out.write_all(b"\n")
}

/// Lays JSON out over lines down to a depth.
struct Layout {
    pretty: PrettyFormatter<'static>,
    depth: usize,
}

impl Layout {
    fn is_line(&self) -> bool {
        self.depth >= LINE_DEPTH
    }
}

/// Hands a call to one of the two ways of writing.
macro_rules! by_depth {
    ($($name:ident($($argument:ident: $kind:ty),*) $change:tt;)*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            by_depth!(@before self $change);
            let done = if self.is_line() {
                CompactFormatter.$name(out $(, $argument)*)
            } else {
                self.pretty.$name(out $(, $argument)*)
            };
            by_depth!(@after self $change);
            done
        })*
    };
    (@before $self:ident +) => { $self.depth += 1; };
    (@before $self:ident $other:tt) => {};
    (@after $self:ident -) => { $self.depth -= 1; };
    (@after $self:ident $other:tt) => {};
}

impl Formatter for Layout {
    by_depth! {
        begin_array() +;
        end_array() -;
        begin_array_value(first: bool) =;
        end_array_value() =;
        begin_object() +;
        end_object() -;
        begin_object_key(first: bool) =;
        begin_object_value() =;
        end_object_value() =;
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| acts_on_terminal(*c)) {
            out.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[plain..])
    }
}
