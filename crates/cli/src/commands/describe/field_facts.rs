//! The facts about a field that every answer shows.

use serde::Serialize;
use trail365_schema::describe::SubjectKind;
use trail365_schema::{Field, Origin};

use crate::output::enumerate;

/// The facts about a field that do not depend on where it is documented.
#[derive(Serialize, PartialEq, Eq)]
pub struct FieldFacts {
    /// Key in the JSON of a record.
    pub name: &'static str,
    /// Type of the value, in words.
    #[serde(rename = "type")]
    pub ty: String,
    refers_to: Option<Reference>,
    mandatory: Option<bool>,
    origin: String,
    /// Meaning of the value.
    pub meaning: &'static str,
    other_spellings: &'static [&'static str],
    values: &'static [&'static str],
    personal_data: bool,
    nested_at: Option<&'static str>,
    quirk: Option<&'static str>,
    #[serde(skip)]
    known_from: Origin,
}

/// The enum or schema that a type names.
#[derive(Serialize, PartialEq, Eq)]
struct Reference {
    kind: &'static str,
    name: &'static str,
}

/// Something to add about a field.
pub struct Remark {
    /// Subject of the remark.
    pub label: &'static str,
    /// The remark.
    pub text: String,
}

impl FieldFacts {
    /// Gathers the facts about `field`.
    pub fn new(field: &'static Field) -> Self {
        let schema = field
            .ty
            .complex_type()
            .map(|schema| Reference { kind: SubjectKind::Schema.as_str(), name: schema.name });
        let enumeration = field
            .ty
            .enum_type()
            .map(|found| Reference { kind: SubjectKind::Enum.as_str(), name: found.name });
        Self {
            name: field.name,
            ty: field.ty.to_string(),
            refers_to: schema.or(enumeration),
            mandatory: field.mandatory,
            origin: field.origin.to_string(),
            meaning: field.meaning,
            other_spellings: field.spellings,
            values: field.values,
            personal_data: field.pii,
            nested_at: field.path,
            quirk: field.quirk,
            known_from: field.origin,
        }
    }

    /// Says in a word whether the field is mandatory; `None` if the documentation does not say.
    pub fn mandatory_word(&self) -> Option<&'static str> {
        self.mandatory.map(|mandatory| if mandatory { "yes" } else { "no" })
    }

    /// Returns the remarks on the field, its origin first.
    pub fn remarks(&self) -> Vec<Remark> {
        let remark = |label, text: String| (!text.is_empty()).then_some(Remark { label, text });
        let all = [
            self.mark().and_then(|(label, text)| remark(label, text)),
            remark("Also spelled", enumerate(self.other_spellings)),
            remark("Values", enumerate(self.values)),
            remark("Personal data", if self.personal_data { "can hold some" } else { "" }.to_owned()),
            remark("Note", self.quirk.unwrap_or_default().to_owned()),
        ];
        all.into_iter().flatten().collect()
    }

    fn mark(&self) -> Option<(&'static str, String)> {
        match self.known_from {
            Origin::Documented => None,
            Origin::Observed => Some(("Observed", "in real records, not in the documentation".to_owned())),
            Origin::Former => {
                Some(("Former", "in an earlier published schema; older records carry it".to_owned()))
            }
            Origin::Flattened => {
                let path = self.nested_at.unwrap_or("a deeper level");
                Some(("Flattened", format!("the documentation's samples hold it at {path}")))
            }
        }
    }
}
