//! The rows of the report as JSON, with the values that only tables need.

use std::fmt::Display;

use serde::{Serialize, Serializer};
use trail365_records::survey::{Finding, Pieces, RecordPlace, SurveyedType};
use trail365_records::{DeviationKind, JsonKind};

use crate::input::Sources;

/// A value as JSON has it: the library's word for it, in lower case and with hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Display> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_string().to_lowercase().replace(' ', "-"))
    }
}

/// Records of a type.
#[derive(Serialize)]
pub struct TypeRow<'a> {
    pub number: Option<i64>,
    name: Option<&'a str>,
    pub known: bool,
    pub count: u64,
    share: f64,
    #[serde(skip)]
    pub record_type: &'a SurveyedType,
}

/// Pieces that are not records, for one reason.
#[derive(Serialize)]
pub struct PieceRow<'a> {
    pub reason: &'a str,
    pub remedy: &'static str,
    pub count: u64,
    places: Vec<PlaceName>,
    #[serde(skip)]
    pub at: &'a [RecordPlace],
}

/// A deviation that records have in common.
#[derive(Serialize)]
pub struct DeviationRow<'a> {
    pub kind: Word<DeviationKind>,
    pub schema: &'static str,
    pub record_types: Vec<TypeIn<'a>>,
    pub path: &'a str,
    pub expected: Option<&'a str>,
    pub found: Option<Word<JsonKind>>,
    pub count: u64,
    first: PlaceName,
    pub example: Option<&'a str>,
    #[serde(skip)]
    pub at: RecordPlace,
}

/// Number of deviations in records of a type.
#[derive(Serialize)]
pub struct TypeIn<'a> {
    number: Option<i64>,
    name: Option<&'a str>,
    count: u64,
    #[serde(skip)]
    pub record_type: &'a SurveyedType,
}

#[derive(Serialize)]
struct PlaceName {
    file: String,
    line: u64,
}

impl<'a> TypeRow<'a> {
    /// Makes the row of a type that `count` of all records have.
    pub fn new(record_type: &'a SurveyedType, count: u64, records: u64) -> Self {
        Self {
            number: record_type.number(),
            name: record_type.name(),
            known: record_type.is_known(),
            count,
            share: share_of(count, records),
            record_type,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no file has more records than an f64 counts exactly")]
fn share_of(part: u64, total: u64) -> f64 {
    part as f64 / total.max(1) as f64
}

impl<'a> PieceRow<'a> {
    /// Makes the row of the pieces with a reason.
    pub fn new(reason: &'a str, pieces: &'a Pieces, sources: &Sources) -> Self {
        Self {
            reason,
            remedy: pieces.remedy,
            count: pieces.count,
            places: pieces.places.iter().map(|place| PlaceName::at_place(sources, *place)).collect(),
            at: &pieces.places,
        }
    }
}

impl<'a> DeviationRow<'a> {
    /// Makes the row of a finding.
    pub fn new(finding: Finding<'a>, sources: &Sources) -> Self {
        let type_in = |(record_type, count)| TypeIn::of_type(record_type, count);
        Self {
            kind: Word(finding.kind),
            schema: finding.schema,
            record_types: finding.record_types.into_iter().map(type_in).collect(),
            path: finding.path,
            expected: Some(finding.expected).filter(|expected| !expected.is_empty()),
            found: finding.found.map(Word),
            count: finding.count,
            first: PlaceName::at_place(sources, finding.first),
            example: finding.example,
            at: finding.first,
        }
    }
}

impl<'a> TypeIn<'a> {
    fn of_type(record_type: &'a SurveyedType, count: u64) -> Self {
        Self { number: record_type.number(), name: record_type.name(), count, record_type }
    }
}

// JSON names files in full, for programs. The tables shorten names for a terminal, so their rows keep the place itself.
impl PlaceName {
    fn at_place(sources: &Sources, place: RecordPlace) -> Self {
        Self { file: sources.name(place.source).to_owned(), line: place.line }
    }
}
