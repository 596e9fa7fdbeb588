//! The rows of the report as JSON has them, with what the tables need beside.

use serde::Serialize;
use trail365_records::{DeviationKind, JsonKind};

use super::findings::Finding;
use super::kinds::Key;
use super::record_types::RecordType;
use super::survey::Survey;
use super::unreadable::Pieces;
use crate::input::{Place, Sources};

/// Records of a type.
#[derive(Serialize)]
pub struct TypeRow<'a> {
    pub number: Option<i64>,
    name: Option<&'a str>,
    pub known: bool,
    pub count: u64,
    share: f64,
    #[serde(skip)]
    pub record_type: &'a RecordType,
}

/// Pieces that are no records, for one reason.
#[derive(Serialize)]
pub struct PieceRow<'a> {
    pub reason: &'a str,
    pub remedy: &'static str,
    pub count: u64,
    places: Vec<PlaceName>,
    #[serde(skip)]
    pub at: &'a [Place],
}

/// A deviation that records have in common.
#[derive(Serialize)]
pub struct DeviationRow<'a> {
    pub kind: Key<DeviationKind>,
    pub schema: &'static str,
    pub record_types: Vec<TypeIn<'a>>,
    pub path: &'a str,
    pub expected: Option<&'a str>,
    pub found: Option<Key<JsonKind>>,
    pub count: u64,
    first: PlaceName,
    pub example: Option<&'a str>,
    #[serde(skip)]
    pub at: Place,
}

/// How often a deviation occurs in records of a type.
#[derive(Serialize)]
pub struct TypeIn<'a> {
    number: Option<i64>,
    name: Option<&'a str>,
    count: u64,
    #[serde(skip)]
    pub record_type: &'a RecordType,
}

#[derive(Serialize)]
struct PlaceName {
    file: String,
    line: u64,
}

impl<'a> TypeRow<'a> {
    /// So many of all records have this type.
    pub fn new(record_type: &'a RecordType, count: u64, records: u64) -> Self {
        Self {
            number: record_type.number(),
            name: record_type.name(),
            known: record_type.is_known(),
            count,
            share: share(count, records),
            record_type,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no file has more records than an f64 counts exactly")]
fn share(part: u64, total: u64) -> f64 {
    part as f64 / total.max(1) as f64
}

impl<'a> PieceRow<'a> {
    /// The pieces with this reason.
    pub fn new(reason: &'a str, pieces: &'a Pieces, sources: &Sources) -> Self {
        Self {
            reason,
            remedy: pieces.remedy,
            count: pieces.count,
            places: pieces.places.iter().map(|place| PlaceName::new(sources, *place)).collect(),
            at: &pieces.places,
        }
    }
}

impl<'a> DeviationRow<'a> {
    /// The row of a finding.
    pub fn new(finding: Finding<'a>, sources: &Sources, survey: &'a Survey) -> Self {
        let type_in = |(index, count)| TypeIn::new(survey.record_types.get(index), count);
        Self {
            kind: Key(finding.kind),
            schema: finding.schema,
            record_types: finding.record_types.into_iter().map(type_in).collect(),
            path: finding.path,
            expected: Some(finding.expected).filter(|expected| !expected.is_empty()),
            found: finding.found.map(Key),
            count: finding.count,
            first: PlaceName::new(sources, finding.first),
            example: finding.example,
            at: finding.first,
        }
    }
}

impl<'a> TypeIn<'a> {
    fn new(record_type: &'a RecordType, count: u64) -> Self {
        Self { number: record_type.number(), name: record_type.name(), count, record_type }
    }
}

impl PlaceName {
    fn new(sources: &Sources, place: Place) -> Self {
        Self { file: sources.name(place.source).to_owned(), line: place.line }
    }
}
