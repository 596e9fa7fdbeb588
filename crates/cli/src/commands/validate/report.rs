//! The report as JSON has it.

use serde::Serialize;
use trail365_read::{Compression, Encoding, Format};
use trail365_records::DeviationKind;

use super::activity::{Activity, Outcomes};
use super::findings::findings;
use super::kinds::Key;
use super::rows::{DeviationRow, PieceRow, TypeRow};
use super::survey::Survey;
use crate::input::{Sources, Tally};
use crate::output::grouped;

/// What is in the files, and what is odd about it.
#[derive(Serialize)]
pub struct Report<'a> {
    kind: &'static str,
    pub inputs: Vec<Input<'a>>,
    pub total: Total,
    pub time: Time,
    pub outcomes: Outcomes,
    pub record_types: Vec<TypeRow<'a>>,
    pub unreadable: Vec<PieceRow<'a>>,
    pub deviations: Vec<DeviationRow<'a>>,
    pub further: Further,
    #[serde(skip)]
    pub sources: &'a Sources,
}

/// What one file holds.
#[derive(Serialize)]
pub struct Input<'a> {
    file: &'a str,
    pub format: Option<Key<Format>>,
    pub encoding: Option<Key<Encoding>>,
    pub compression: Vec<Key<Compression>>,
    pub replaced_characters: u64,
    pub bytes: u64,
    pub records: u64,
    pub unreadable: u64,
    pub notices: &'a [String],
    pub failure: Option<&'a str>,
}

/// What all files hold.
#[derive(Serialize)]
pub struct Total {
    pub inputs: usize,
    pub failed_inputs: usize,
    pub bytes: u64,
    pub records: u64,
    pub unreadable: u64,
    pub deviating_records: u64,
    pub deviations: u64,
}

/// When the activity took place, UTC.
#[derive(Serialize)]
pub struct Time {
    pub first: Option<String>,
    pub last: Option<String>,
    pub records_without: u64,
}

/// What came beyond the limits of the survey.
#[derive(Serialize)]
pub struct Further {
    pub record_types: u64,
    pub deviations: Vec<FurtherKind>,
    pub unlisted_deviations: u64,
}

/// Deviations of a kind beyond the limit.
#[derive(Serialize)]
pub struct FurtherKind {
    pub kind: Key<DeviationKind>,
    pub count: u64,
}

impl<'a> Report<'a> {
    /// The report of a survey.
    pub fn new(sources: &'a Sources, tallies: &'a [Tally], survey: &'a Survey) -> Self {
        let total = Total::new(tallies, survey);
        let types = survey.record_types.by_count();
        let pieces = survey.unreadable.by_count();
        Self {
            kind: "validation",
            inputs: tallies.iter().enumerate().map(|(i, it)| Input::new(sources.name(i), it)).collect(),
            time: Time::new(&survey.activity),
            outcomes: survey.activity.outcomes,
            record_types: types.into_iter().map(|(it, n)| TypeRow::new(it, n, total.records)).collect(),
            unreadable: pieces.into_iter().map(|(reason, it)| PieceRow::new(reason, it, sources)).collect(),
            deviations: findings(survey)
                .into_iter()
                .map(|it| DeviationRow::new(it, sources, survey))
                .collect(),
            further: Further::new(survey),
            total,
            sources,
        }
    }
}

impl<'a> Input<'a> {
    fn new(file: &'a str, tally: &'a Tally) -> Self {
        Self {
            file,
            format: tally.format.map(Key),
            encoding: tally.encoding.map(Key),
            compression: tally.compression.iter().copied().map(Key).collect(),
            replaced_characters: tally.replaced_characters,
            bytes: tally.bytes,
            records: tally.records,
            unreadable: tally.unreadable,
            notices: &tally.notices,
            failure: tally.failure.as_deref(),
        }
    }

    /// How its records stand in it; nothing when it could not be read.
    pub fn form(&self) -> Option<String> {
        let mut form = self.format.as_ref()?.0.to_string();
        let encoding = self.encoding.as_ref().map(|it| it.0).filter(|it| *it != Encoding::Utf8);
        let compression = self.compression.iter().rev().map(|it| it.0.to_string());
        for word in encoding.iter().map(ToString::to_string).chain(compression) {
            form.push_str(", ");
            form.push_str(&word);
        }
        if self.replaced_characters > 0 {
            form.push_str(", broken characters: ");
            form.push_str(&grouped(self.replaced_characters));
        }
        Some(form)
    }
}

impl Total {
    fn new(tallies: &[Tally], survey: &Survey) -> Self {
        Self {
            inputs: tallies.len(),
            failed_inputs: tallies.iter().filter(|it| it.failure.is_some()).count(),
            bytes: tallies.iter().map(|it| it.bytes).sum(),
            records: tallies.iter().map(|it| it.records).sum(),
            unreadable: tallies.iter().map(|it| it.unreadable).sum(),
            deviating_records: survey.deviating_records,
            deviations: survey.groups.deviations() + survey.unlisted,
        }
    }
}

impl Time {
    fn new(activity: &Activity) -> Self {
        let (first, last) = activity.span.unzip();
        Self {
            first: first.map(|time| time.to_string()),
            last: last.map(|time| time.to_string()),
            records_without: activity.without_time,
        }
    }
}

impl Further {
    fn new(survey: &Survey) -> Self {
        let of = |kind| FurtherKind { kind: Key(kind), count: survey.groups.further(kind) };
        let all = DeviationKind::ALL.iter().copied().map(of);
        Self {
            record_types: survey.record_types.further(),
            deviations: all.filter(|it| it.count > 0).collect(),
            unlisted_deviations: survey.unlisted,
        }
    }
}
