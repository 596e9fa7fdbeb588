//! What of a record deviates from the published schema.

use std::borrow::Cow;
use std::fmt;

use trail365_schema::Origin;

use crate::json::Json;
use crate::layout::{Layout, LayoutField, layout};
use crate::locate::Locator;
use crate::member::{FieldOf, Finding, Fit, Member, What};
use crate::record::Record;
use trail365_text::json as json_text;
use trail365_text::terminal::Escaped;

/// One place where a record is not as documented. The record is whole all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation<'a> {
    /// What kind of deviation.
    pub kind: DeviationKind,
    /// Where, such as `AffectedItems[2].Subject`.
    pub path: Cow<'a, str>,
    /// What the schema documents; empty where there is nothing to expect.
    pub expected: Cow<'static, str>,
    /// What the record has; `None` for what is missing.
    pub found: Option<Json<'a>>,
}

/// Kind of a [`Deviation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeviationKind {
    /// A mandatory field is missing or null.
    Missing,
    /// Nobody knows the field.
    UnknownField,
    /// The documentation lacks the field; real records are known to carry it, or an earlier schema had it.
    UndocumentedField,
    /// The key is spelled otherwise than the field's name.
    Respelled,
    /// A known field's key stands twice. A value counts before null, an exact spelling before another, the last one
    /// before the others; all are kept.
    Doubled,
    /// The value is not of the documented type; it is kept as it is.
    WrongType,
    /// The value is written in another form that has the same meaning, such as a number in a string.
    OtherForm,
    /// The value is no member of the enum.
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

/// One line; what of the record's text could drive a terminal is escaped.
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

/// Whether a member itself, not what is inside its value, deviates.
pub(crate) fn deviates(layout: &Layout, member: &Member) -> bool {
    member.fit != Fit::Exact || member.respelled || layout.get(member.slot).is_none_or(|f| !f.documented())
}

/// All deviations of a record.
pub(crate) fn of(record: Record<'_>) -> impl Iterator<Item = Deviation<'_>> {
    let own_layout = record.layout();
    let mut findings = record.findings().iter().peekable();
    let members = record.members().iter().flat_map(move |m| {
        // Most members deviate in nothing and allocate nothing.
        let own = if deviates(own_layout, m) { of_member(record, m) } else { Vec::new() };
        let mut inside: Vec<_> = std::iter::from_fn(|| findings.next_if(|f| f.at < m.value.1)).collect();
        own.into_iter().chain(of_findings(record, m, &mut inside))
    });
    members.chain(missing(record))
}

fn missing(record: Record<'_>) -> impl Iterator<Item = Deviation<'_>> {
    let bits = record.missing_bits();
    let own_layout = record.layout();
    own_layout.mandatory_slots(bits).filter_map(|slot| own_layout.get(slot)).map(|field| Deviation {
        kind: DeviationKind::Missing,
        path: field.definition.name.into(),
        expected: field.type_name.as_str().into(),
        found: None,
    })
}

fn of_member<'a>(record: Record<'a>, m: &Member) -> Vec<Deviation<'a>> {
    let span = |(start, end): (u32, u32)| &record.as_str()[start as usize..end as usize];
    let (key, found) = (json_text::decode(span(m.key)), Some(Json::new(span(m.value))));
    let deviation = |kind, expected| Deviation { kind, path: key.clone(), expected, found };
    let Some(field) = record.layout().get(m.slot) else {
        return vec![deviation(DeviationKind::UnknownField, "".into())];
    };
    let mut all = Vec::new();
    if !field.documented() {
        all.push(deviation(DeviationKind::UndocumentedField, undocumented(field).into()));
    }
    if m.respelled {
        all.push(deviation(DeviationKind::Respelled, field.definition.name.into()));
    }
    if m.fit != Fit::Exact {
        all.push(deviation(kind_of(m.fit), field.type_name.as_str().into()));
    }
    all
}

/// Deviations inside a member's value.
fn of_findings<'a>(record: Record<'a>, m: &Member, findings: &mut [&Finding]) -> Vec<Deviation<'a>> {
    if findings.is_empty() {
        return Vec::new();
    }
    // What is found of a key comes behind what is found inside its value.
    findings.sort_by_key(|f| f.at);
    let mut locator = Locator::new(record.as_str(), m);
    findings.iter().map(|f| of_finding(&mut locator, f)).collect()
}

fn of_finding<'a>(locator: &mut Locator<'a>, finding: &Finding) -> Deviation<'a> {
    let found = locator.go_to(finding.at as usize);
    let path = locator.path();
    let field = |of: FieldOf| layout(of.schema).get(of.slot);
    let (kind, expected): (_, Cow<'static, str>) = match finding.what {
        What::MissingKey(of) => return missing_inside(path, field(of)),
        What::Value(fit, ty) => (kind_of(fit), ty.describe().into()),
        What::UnknownKey => (DeviationKind::UnknownField, "".into()),
        What::UndocumentedKey(of) => {
            (DeviationKind::UndocumentedField, field(of).map_or("", undocumented).into())
        }
        What::RespelledKey(of) => {
            (DeviationKind::Respelled, field(of).map_or("", |f| f.definition.name).into())
        }
        What::DoubledKey => (DeviationKind::Doubled, "each key once".into()),
    };
    Deviation { kind, path: path.to_owned().into(), expected, found: Some(found) }
}

/// A mandatory field that an object inside the record lacks.
fn missing_inside<'a>(object: &str, field: Option<&'static LayoutField>) -> Deviation<'a> {
    let (name, expected) = field.map_or(("", ""), |f| (f.definition.name, f.type_name.as_str()));
    let path = format!("{object}.{name}");
    Deviation { kind: DeviationKind::Missing, path: path.into(), expected: expected.into(), found: None }
}

/// What is said of a field that the documentation lacks.
fn undocumented(field: &LayoutField) -> &'static str {
    match field.definition.origin {
        Origin::Former => "no such field, an earlier schema had it",
        _ => "no such field, real records carry it",
    }
}

fn kind_of(fit: Fit) -> DeviationKind {
    match fit {
        Fit::OtherForm => DeviationKind::OtherForm,
        Fit::UnknownMember => DeviationKind::UnknownMember,
        Fit::WrongType | Fit::Exact => DeviationKind::WrongType,
    }
}
