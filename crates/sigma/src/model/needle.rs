//! Values that fields are compared with.

use std::fmt;

use super::date_part::DatePart;
use super::network::Network;
use super::number::{Comparison, Number};
use super::pattern::Pattern;
use super::position::Position;
use super::template::Template;

/// A comparison with one value of a rule. All modifiers are resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Needle {
    /// The whole value as text fits the pattern.
    Text {
        /// The pattern.
        pattern: Pattern,
        /// Letters count with their case.
        cased: bool,
    },
    /// The field is present and is the empty text.
    Empty,
    /// The field is absent or null.
    Null,
    /// The value is this boolean, or its word without case, or 1 for true and 0 for false.
    Bool(bool),
    /// The value equals the number, or as text the number's text: audit records write numbers as text.
    Number(Number),
    /// The value as a number compares so with the number.
    Compare(Comparison, Number),
    /// The field is there, whatever its value.
    Exists,
    /// The value is an address in the network.
    Network(Network),
    /// The regular expression is found in the value.
    Regex(Regex),
    /// The value compares with that of another field of the record.
    Field {
        /// Name of the other field.
        field: String,
        /// Place in the value at which the other one is looked for.
        position: Position,
        /// Letters count with their case.
        cased: bool,
    },
    /// A part of a time in UTC compares so with the number.
    Date(DatePart, Comparison, i64),
    /// A value with placeholders. [`Rule::fill`](crate::Rule::fill) replaces them; a compiler refuses what is left.
    Template(Template),
}

/// A regular expression that the crate `regex` compiles.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Regex {
    /// The expression as the rule has it.
    pub source: String,
    /// `i`: letters match without case.
    pub ignore_case: bool,
    /// `m`: `^` and `$` match at lines.
    pub multi_line: bool,
    /// `s`: `.` matches line breaks.
    pub dot_all: bool,
}

/// Writes the expression with its flags in front, as `(?im)...`.
impl fmt::Display for Regex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = [('i', self.ignore_case), ('m', self.multi_line), ('s', self.dot_all)];
        let set: String = flags.iter().filter(|(_, set)| *set).map(|(flag, _)| *flag).collect();
        if !set.is_empty() {
            write!(f, "(?{set})")?;
        }
        f.write_str(&self.source)
    }
}
