//! The report as JSON.

use serde::Serialize;
use trail365_read::{Compression, Encoding, Format};
use trail365_records::DeviationKind;
use trail365_records::survey::{Activity, OutcomeCounts, Survey};

use super::rows::{DeviationRow, PieceRow, TypeRow, Word};
use crate::input::{Sources, Tally};
use crate::output::grouped;

/// Contents and deviations of the files.
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
    // Tables name files by it.
    #[serde(skip)]
    pub sources: &'a Sources,
}

/// Contents of one file.
#[derive(Serialize)]
pub struct Input<'a> {
    file: &'a str,
    pub format: Option<Word<Format>>,
    pub encoding: Option<Word<Encoding>>,
    pub compression: Vec<Word<Compression>>,
    pub replaced_characters: u64,
    pub bytes: u64,
    pub records: u64,
    pub unreadable: u64,
    pub notices: &'a [String],
    pub failure: Option<&'a str>,
}

/// Contents of all files.
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

/// Time range of the activity, UTC.
#[derive(Serialize)]
pub struct Time {
    pub first: Option<String>,
    pub last: Option<String>,
    pub records_without: u64,
}

/// Number of records by how their activity ended.
#[derive(Serialize)]
pub struct Outcomes {
    pub succeeded: u64,
    pub failed: u64,
    pub partial: u64,
    pub unknown: u64,
}

/// Counts beyond the limits of the survey.
#[derive(Serialize)]
pub struct Further {
    pub record_types: u64,
    pub deviations: Vec<FurtherKind>,
    pub unlisted_deviations: u64,
}

/// Deviations of a kind beyond the limit.
#[derive(Serialize)]
pub struct FurtherKind {
    pub kind: Word<DeviationKind>,
    pub count: u64,
}

impl<'a> Report<'a> {
    /// Makes the report of a survey.
    pub fn new(sources: &'a Sources, tallies: &'a [Tally], survey: &'a Survey) -> Self {
        let total = Total::new(tallies, survey);
        let types = survey.record_types().by_count();
        let pieces = survey.unreadable().by_count();
        Self {
            // Every JSON document of the program says what it is.
            kind: "validation",
            inputs: tallies.iter().enumerate().map(|(i, it)| Input::new(sources.name(i), it)).collect(),
            time: Time::new(survey.activity()),
            outcomes: Outcomes::new(survey.activity().outcomes),
            record_types: types.into_iter().map(|(it, n)| TypeRow::new(it, n, total.records)).collect(),
            unreadable: pieces.into_iter().map(|(reason, it)| PieceRow::new(reason, it, sources)).collect(),
            deviations: survey.findings().into_iter().map(|it| DeviationRow::new(it, sources)).collect(),
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
            format: tally.format.map(Word),
            encoding: tally.encoding.map(Word),
            compression: tally.compression.iter().copied().map(Word).collect(),
            replaced_characters: tally.replaced_characters,
            bytes: tally.bytes,
            records: tally.records,
            unreadable: tally.unreadable,
            notices: &tally.notices,
            failure: tally.failure.as_deref(),
        }
    }

    /// Describes format, encoding and compression; `None` for a file that could not be read.
    pub fn describe_form(&self) -> Option<String> {
        let mut form = self.format.as_ref()?.0.to_string();
        // UTF-8 goes without saying.
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
            deviating_records: survey.deviating_records(),
            deviations: survey.deviations(),
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

impl Outcomes {
    fn new(counts: OutcomeCounts) -> Self {
        let OutcomeCounts { succeeded, failed, partial, unknown, .. } = counts;
        Self { succeeded, failed, partial, unknown }
    }
}

impl Further {
    fn new(survey: &Survey) -> Self {
        let of = |kind| FurtherKind { kind: Word(kind), count: survey.further_deviations(kind) };
        let all = DeviationKind::ALL.iter().copied().map(of);
        Self {
            record_types: survey.record_types().further_records(),
            deviations: all.filter(|it| it.count > 0).collect(),
            unlisted_deviations: survey.unlisted_deviations(),
        }
    }
}
