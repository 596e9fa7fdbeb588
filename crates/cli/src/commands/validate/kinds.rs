//! The words for things that the libraries have as enums.

use std::fmt::Display;

use serde::{Serialize, Serializer};
use trail365_records::DeviationKind;

/// A value as JSON has it: the library's word, in lower case and with hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<T>(pub T);

impl<T: Display> Serialize for Key<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_string().to_lowercase().replace(' ', "-"))
    }
}

/// A kind of deviation as a headline.
pub fn headline(kind: DeviationKind) -> String {
    let words = match kind {
        DeviationKind::Missing => "Missing mandatory fields",
        DeviationKind::UnknownField => "Unknown fields",
        DeviationKind::UndocumentedField => "Undocumented fields",
        DeviationKind::Respelled => "Other spellings",
        DeviationKind::Doubled => "Doubled keys",
        DeviationKind::WrongType => "Wrong types",
        DeviationKind::OtherForm => "Other forms",
        DeviationKind::UnknownMember => "Unknown enum members",
        other => return other.to_string(),
    };
    words.to_owned()
}

/// What a kind of deviation means to whoever reads the report.
pub fn explanation(kind: DeviationKind) -> &'static str {
    match kind {
        DeviationKind::Missing => "Documented as mandatory, but the record lacks it or has null.",
        DeviationKind::UnknownField => {
            "Not in the published schema of the record's type, and in no record known so far: new, of a type without a \
             schema of its own, or made by what exported the file."
        }
        DeviationKind::UndocumentedField => {
            "Not in Microsoft's documentation, but known from real records or an earlier schema: harmless."
        }
        DeviationKind::Respelled => {
            "The key is written otherwise than the field's name; it is read as that field."
        }
        DeviationKind::Doubled => "The key stands twice in one object; the last one counts.",
        DeviationKind::WrongType => "The value is not of the documented type; it is kept as it is.",
        DeviationKind::OtherForm => {
            "The value has the documented meaning in another form, as a number in a string; it is read all the same."
        }
        DeviationKind::UnknownMember => {
            "The value is none of the documented members of its enum; it is kept as it is."
        }
        _ => "See the documentation of the library.",
    }
}
