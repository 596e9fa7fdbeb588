//! The survey itself: each count in its place.

use super::activity::Activity;
use super::findings::{Finding, collect_findings};
use super::groups::Groups;
use super::place::RecordPlace;
use super::record_types::RecordTypes;
use super::unreadable::Unreadable;
use crate::error::Error;
use crate::record::Record;
use crate::record::deviation::DeviationKind;

/// Counts over a set of records, see [the module](crate::survey). Its memory is bounded, whatever the records hold:
/// counts beyond a limit go into a sum.
#[derive(Debug, Default)]
pub struct Survey {
    records: u64,
    deviating_records: u64,
    /// Deviations that records have beyond those that they list.
    unlisted: u64,
    record_types: RecordTypes,
    groups: Groups,
    activity: Activity,
    unreadable: Unreadable,
}

impl Survey {
    /// Creates a survey of no records.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a record.
    pub fn add_record(&mut self, place: RecordPlace, record: &Record<'_>) {
        self.records += 1;
        let record_type = self.record_types.add_record(record);
        self.activity.add_record(record);
        // Most records of most inputs deviate in nothing, and `deviates` knows that without a list.
        if record.deviates() {
            self.deviating_records += 1;
            self.unlisted += record.unlisted_deviations() as u64;
            for deviation in record.deviations() {
                self.groups.add_deviation(record_type, place, &deviation);
            }
        }
    }

    /// Counts a piece of the input that the parser refused.
    pub fn add_error(&mut self, place: RecordPlace, error: &Error) {
        self.add_unreadable(place, &error.reason(), error.remedy());
    }

    /// Counts a piece of the input that never came to the parser. `reason` has to be the same for each piece with this
    /// problem, so it names no place and quotes no text; `remedy` says what a person can do about it.
    pub fn add_unreadable(&mut self, place: RecordPlace, reason: &str, remedy: &'static str) {
        self.unreadable.add_piece(place, reason, remedy);
    }

    /// Returns the number of records.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Returns the number of records that deviate from their schema.
    pub fn deviating_records(&self) -> u64 {
        self.deviating_records
    }

    /// Returns the number of all deviations, those beyond a limit included.
    pub fn deviations(&self) -> u64 {
        self.groups.deviations() + self.unlisted
    }

    /// Returns the number of deviations that the records themselves did not list, see
    /// [`Record::unlisted_deviations`].
    pub fn unlisted_deviations(&self) -> u64 {
        self.unlisted
    }

    /// Returns the number of deviations of a kind that are in no [`Finding`], because there are too many different ones.
    pub fn further_deviations(&self, kind: DeviationKind) -> u64 {
        self.groups.further_deviations(kind)
    }

    /// Returns the deviations that records have in common: by kind, each kind with the most frequent first.
    pub fn findings(&self) -> Vec<Finding<'_>> {
        collect_findings(&self.groups, &self.record_types)
    }

    /// Returns the records by their type.
    pub fn record_types(&self) -> &RecordTypes {
        &self.record_types
    }

    /// Returns the time range and the outcomes of the recorded activity.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Returns the pieces of the input that are not records, by reason.
    pub fn unreadable(&self) -> &Unreadable {
        &self.unreadable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parser::Parser;

    fn survey_of(lines: &[&str]) -> Survey {
        let (mut parser, mut survey) = (Parser::new(), Survey::new());
        for (line, json) in (1..).zip(lines) {
            let place = RecordPlace { source: 0, line };
            match parser.parse(json.as_bytes()) {
                Ok(record) => survey.add_record(place, &record),
                Err(error) => survey.add_error(place, &error),
            }
        }
        survey
    }

    #[test]
    fn deviations_of_several_types_are_one_finding_of_the_schema_that_has_the_field() {
        let survey = survey_of(&[
            r#"{"RecordType":15,"UserId":7}"#,
            r#"{"RecordType":15,"UserId":8}"#,
            r#"{"RecordType":6,"UserId":9}"#,
        ]);
        let findings = survey.findings();
        let of_user =
            findings.iter().find(|it| it.path == "UserId" && it.kind == DeviationKind::WrongType).unwrap();
        assert_eq!((of_user.schema, of_user.count, of_user.first.line), ("Common", 3, 1));
        let types: Vec<_> = of_user.record_types.iter().map(|(it, count)| (it.number(), *count)).collect();
        assert_eq!(types, [(Some(15), 2), (Some(6), 1)]);
    }

    #[test]
    fn every_deviation_is_counted() {
        let lines =
            [r#"{"RecordType":15,"UserId":7,"Novel":1}"#, r#"{"Novel":{"a":[]},"RecordType":"x"}"#, "{}"];
        let survey = survey_of(&lines);
        let mut parser = Parser::new();
        let expect: usize =
            lines.iter().map(|json| parser.parse(json.as_bytes()).unwrap().deviations().count()).sum();
        assert_eq!(survey.deviations(), expect as u64);
        assert_eq!(survey.findings().iter().map(|it| it.count).sum::<u64>(), expect as u64);
        assert_eq!((survey.records(), survey.deviating_records()), (3, 3));
    }

    #[test]
    fn errors_of_a_kind_have_one_reason_wherever_reading_stopped() {
        let survey = survey_of(&[r#"{"a":}"#, r#"{"abc":}"#, "[]"]);
        let reasons: Vec<_> = survey.unreadable().by_count().iter().map(|(it, p)| (*it, p.count)).collect();
        assert_eq!(reasons, [("expected a value", 2), ("record is not a JSON object", 1)]);
    }

    #[test]
    fn a_flood_of_unknown_fields_is_bounded() {
        let mut survey = Survey::new();
        let mut parser = Parser::new();
        for line in 0..6_000 {
            let json = format!(r#"{{"RecordType":15,"Novel{line}":1}}"#);
            survey.add_record(RecordPlace { source: 0, line }, &parser.parse(json.as_bytes()).unwrap());
        }
        let unknown = survey.findings().iter().filter(|it| it.kind == DeviationKind::UnknownField).count();
        assert_eq!(unknown, 5_000);
        assert_eq!(survey.further_deviations(DeviationKind::UnknownField), 1_000);
        assert_eq!(survey.further_deviations(DeviationKind::Missing), 0);
    }
}
