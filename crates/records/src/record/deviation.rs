//! Deviations of a record from the published schema.

use std::borrow::Cow;
use std::fmt;

use trail365_schema::Origin;
use trail365_text::json as json_text;
use trail365_text::terminal::Escaped;

use super::locate::Locator;
use crate::parse::fit::Fit;
use crate::parse::layout::{Layout, LayoutField, layout_of_schema};
use crate::parse::member::{FieldRef, Finding, FindingKind, Member};
use crate::parse::parsed::Parsed;
use crate::value::json::Json;

/// A place where a record is not as documented. Nothing of the record is lost by it.
///
/// ```
/// use trail365_records::{DeviationKind, Parser};
///
/// let mut parser = Parser::new();
/// let record = parser.parse(br#"{"RecordType":15,"ErrorNumber":50053,"Novel":1}"#)?;
/// let lines: Vec<_> = record.deviations().map(|deviation| deviation.to_string()).collect();
/// assert!(lines.contains(&"Novel: unknown field, found number 1".to_owned()));
/// assert!(record.deviations().any(|deviation| deviation.kind == DeviationKind::Missing));
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation<'a> {
    /// Kind of deviation.
    pub kind: DeviationKind,
    /// Path of the value, such as `AffectedItems[2].Subject`.
    pub path: Cow<'a, str>,
    /// Type or name that the schema documents; empty if it documents nothing.
    pub expected: Cow<'static, str>,
    /// Value of the record; `None` for a missing field.
    pub found: Option<Json<'a>>,
}

/// Kind of a [`Deviation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeviationKind {
    /// A mandatory field is missing or null.
    Missing,
    /// Neither the documentation nor any known record has the field.
    UnknownField,
    /// The documentation lacks the field, but real records are known to carry it, or an earlier schema had it.
    UndocumentedField,
    /// The key is spelled differently from the field's name.
    Respelled,
    /// The key of a known field stands twice. A value counts before null, an exact spelling before another, the last one
    /// before the others. All are kept.
    Doubled,
    /// The value is not of the documented type; it is kept as it is.
    WrongType,
    /// The value is written in another form that has the same meaning, such as a number in a string.
    OtherForm,
    /// The value is not a member of the enum.
    UnknownMember,
}

impl DeviationKind {
    /// Every kind, in the order of [`Ord`].
    pub const ALL: &'static [DeviationKind] = &[
        DeviationKind::Missing,
        DeviationKind::UnknownField,
        DeviationKind::UndocumentedField,
        DeviationKind::Respelled,
        DeviationKind::Doubled,
        DeviationKind::WrongType,
        DeviationKind::OtherForm,
        DeviationKind::UnknownMember,
    ];

    /// Returns the kind as a headline over many deviations.
    pub fn headline(self) -> &'static str {
        match self {
            DeviationKind::Missing => "Missing mandatory fields",
            DeviationKind::UnknownField => "Unknown fields",
            DeviationKind::UndocumentedField => "Undocumented fields",
            DeviationKind::Respelled => "Other spellings",
            DeviationKind::Doubled => "Doubled keys",
            DeviationKind::WrongType => "Wrong types",
            DeviationKind::OtherForm => "Other forms",
            DeviationKind::UnknownMember => "Unknown enum members",
        }
    }

    /// Returns what the kind means to a person who reads of it: one or two sentences.
    pub fn explanation(self) -> &'static str {
        match self {
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
        }
    }
}

impl fmt::Display for DeviationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DeviationKind::Missing => "missing",
            DeviationKind::UnknownField => "unknown field",
            DeviationKind::UndocumentedField => "undocumented field",
            DeviationKind::Respelled => "other spelling",
            DeviationKind::Doubled => "doubled key",
            DeviationKind::WrongType => "wrong type",
            DeviationKind::OtherForm => "other form",
            DeviationKind::UnknownMember => "unknown enum member",
        })
    }
}

/// One line. Text of the record is escaped where it could act on a terminal.
impl fmt::Display for Deviation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Escaped(&self.path), self.kind)?;
        if !self.expected.is_empty() {
            write!(f, ", expected {}", self.expected)?;
        }
        match self.found {
            Some(found) => write!(f, ", found {} {}", found.kind(), Escaped(found.as_str())),
            None => Ok(()),
        }
    }
}

/// Reports whether a member itself deviates, whatever is inside its value.
pub(crate) fn member_deviates(layout: &Layout, member: &Member) -> bool {
    member.fit != Fit::Exact
        || member.respelled
        || layout.field_at(member.slot).is_none_or(|field| !field.is_documented())
}

/// Iterates over all deviations of a record.
pub(crate) fn deviations_of(parsed: Parsed<'_>) -> impl Iterator<Item = Deviation<'_>> {
    let mut findings = parsed.findings.iter().peekable();
    let of_members = parsed.members.all.iter().flat_map(move |m| {
        // Most members deviate in nothing: for those nothing is allocated.
        let own = if member_deviates(parsed.layout(), m) { of_member(&parsed, m) } else { Vec::new() };
        // The walk notes findings in the order of the members, so those of a member end where its value does.
        let mut inside: Vec<_> = std::iter::from_fn(|| findings.next_if(|f| f.at < m.value.1)).collect();
        own.into_iter().chain(of_findings(&parsed, m, &mut inside))
    });
    of_members.chain(missing_fields(&parsed))
}

/// Iterates over the mandatory fields that the record itself lacks.
fn missing_fields<'a>(parsed: &Parsed<'a>) -> impl Iterator<Item = Deviation<'a>> + use<'a> {
    let (bits, layout) = (parsed.missing_bits(), parsed.layout());
    layout.mandatory_slots(bits).filter_map(|slot| layout.field_at(slot)).map(|field| Deviation {
        kind: DeviationKind::Missing,
        path: field.definition.name.into(),
        expected: field.type_name.as_str().into(),
        found: None,
    })
}

/// Returns the deviations of a member itself.
fn of_member<'a>(parsed: &Parsed<'a>, m: &Member) -> Vec<Deviation<'a>> {
    let key = json_text::decode(parsed.span_text(m.key));
    let found = Some(Json::new(parsed.span_text(m.value)));
    let deviation = |kind, expected| Deviation { kind, path: key.clone(), expected, found };
    let Some(field) = parsed.layout().field_at(m.slot) else {
        return vec![deviation(DeviationKind::UnknownField, "".into())];
    };
    let mut all = Vec::new();
    if !field.is_documented() {
        all.push(deviation(DeviationKind::UndocumentedField, undocumented_reason(field).into()));
    }
    if m.respelled {
        all.push(deviation(DeviationKind::Respelled, field.definition.name.into()));
    }
    if m.fit != Fit::Exact {
        all.push(deviation(kind_of_fit(m.fit), field.type_name.as_str().into()));
    }
    all
}

/// Returns the deviations inside a member's value.
fn of_findings<'a>(parsed: &Parsed<'a>, m: &Member, findings: &mut [&Finding]) -> Vec<Deviation<'a>> {
    if findings.is_empty() {
        return Vec::new();
    }
    // The walk notes a deviation of a key behind those inside the key's value. The locator only goes forward.
    findings.sort_by_key(|f| f.at);
    let mut locator = Locator::new(parsed, m);
    findings.iter().map(|f| of_finding(&mut locator, f)).collect()
}

fn of_finding<'a>(locator: &mut Locator<'a>, finding: &Finding) -> Deviation<'a> {
    let found = locator.go_to(finding.at as usize);
    let path = locator.current_path();
    let field = |of: FieldRef| layout_of_schema(of.schema).field_at(of.slot);
    let (kind, expected): (_, Cow<'static, str>) = match finding.kind {
        FindingKind::MissingKey(of) => return missing_inside(path, field(of)),
        FindingKind::Value(fit, ty) => (kind_of_fit(fit), ty.describe().into()),
        FindingKind::UnknownKey => (DeviationKind::UnknownField, "".into()),
        FindingKind::UndocumentedKey(of) => {
            (DeviationKind::UndocumentedField, field(of).map_or("", undocumented_reason).into())
        }
        FindingKind::RespelledKey(of) => {
            (DeviationKind::Respelled, field(of).map_or("", |f| f.definition.name).into())
        }
        FindingKind::DoubledKey => (DeviationKind::Doubled, "each key once".into()),
    };
    Deviation { kind, path: path.to_owned().into(), expected, found: Some(found) }
}

/// Returns the deviation of an object inside the record that lacks a mandatory field.
fn missing_inside<'a>(object: &str, field: Option<&'static LayoutField>) -> Deviation<'a> {
    let (name, expected) = field.map_or(("", ""), |f| (f.definition.name, f.type_name.as_str()));
    let path = format!("{object}.{name}");
    Deviation { kind: DeviationKind::Missing, path: path.into(), expected: expected.into(), found: None }
}

/// Returns what a deviation says of a field that the documentation lacks.
fn undocumented_reason(field: &LayoutField) -> &'static str {
    match field.definition.origin {
        Origin::Former => "no such field, an earlier schema had it",
        _ => "no such field, real records carry it",
    }
}

fn kind_of_fit(fit: Fit) -> DeviationKind {
    match fit {
        Fit::OtherForm => DeviationKind::OtherForm,
        Fit::UnknownMember => DeviationKind::UnknownMember,
        Fit::WrongType | Fit::Exact => DeviationKind::WrongType,
    }
}
