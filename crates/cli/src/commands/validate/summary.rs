//! The first lines of the report: all of it at a glance.

use trail365_records::DeviationKind;
use trail365_records::survey::SurveyedType;

use super::report::Report;
use super::rows::TypeRow;
use crate::output::{Fact, bytes, count_of, enumerate, grouped, percent};

/// Says how many records there are, and where.
pub fn write_title(report: &Report<'_>) -> String {
    let records = count_of(report.total.records, "record");
    match &report.inputs[..] {
        [_] => format!("{records} in {}", report.sources.title(0)),
        inputs => format!("{records} in {} files", grouped(inputs.len() as u64)),
    }
}

/// Sums up the contents of the files, and how much of them is odd.
pub fn list_facts(report: &Report<'_>) -> Vec<Fact> {
    let all = [
        Fact::unless_empty("Read", describe_input(report)),
        Fact::unless_empty("Not read", not_read(report)),
        Fact::unless_empty("Unreadable", describe_unreadable(report)),
        Fact::unless_empty("Time", describe_time(report)),
        Fact::unless_empty("Outcome", describe_outcomes(report)),
        Fact::unless_empty("Types", describe_types(report)),
        Fact::unless_empty("Deviations", describe_deviations(report)),
    ];
    all.into_iter().flatten().collect()
}

fn describe_input(report: &Report<'_>) -> String {
    let size = bytes(report.total.bytes);
    match &report.inputs[..] {
        [input] => input.describe_form().map(|form| format!("{size}, {form}")).unwrap_or_default(),
        _ => size,
    }
}

fn not_read(report: &Report<'_>) -> String {
    match report.total.failed_inputs as u64 {
        0 => String::new(),
        failed => format!("{}, or not to the end; see below", count_of(failed, "file")),
    }
}

fn describe_unreadable(report: &Report<'_>) -> String {
    match report.total.unreadable {
        // Of an input without a byte nothing can be said.
        0 if report.total.bytes == 0 => String::new(),
        0 => "none".to_owned(),
        1 => "1 piece is no record; see below".to_owned(),
        pieces => format!("{} pieces are no records; see below", grouped(pieces)),
    }
}

fn describe_time(report: &Report<'_>) -> String {
    let range = report.time.first.as_ref().zip(report.time.last.as_ref());
    let range = range.map(|(first, last)| format!("{} to {} UTC", plain_time(first), plain_time(last)));
    let without = match report.time.records_without {
        0 => None,
        records => Some(format!("{} without a time", count_of(records, "record"))),
    };
    range.into_iter().chain(without).collect::<Vec<_>>().join("; ")
}

/// Returns a time without the letters of ISO 8601.
fn plain_time(time: &str) -> String {
    time.trim_end_matches('Z').replace('T', " ")
}

fn describe_outcomes(report: &Report<'_>) -> String {
    let all = &report.outcomes;
    let counts = [
        // Failures stand first: they are what one looks for.
        (all.failed, "failed"),
        (all.partial, "partial"),
        (all.succeeded, "succeeded"),
        (all.unknown, "not told"),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    enumerate(some.map(|(n, word)| format!("{} {word} ({})", grouped(n), percent(n, report.total.records))))
}

fn describe_types(report: &Report<'_>) -> String {
    let rows = |is: fn(&TypeRow<'_>) -> bool| report.record_types.iter().filter(move |row| is(row));
    let known = rows(|row| row.known).count() as u64;
    let unknown = rows(|row| !row.known && *row.record_type != SurveyedType::None).count() as u64;
    let without: u64 = rows(|row| *row.record_type == SurveyedType::None).map(|row| row.count).sum();
    // The survey tells only so many unknown types apart.
    let more = if report.further.record_types > 0 { "more than " } else { "" };
    let parts = [
        (known, format!("{} known", grouped(known))),
        (unknown, format!("{more}{} unknown", grouped(unknown))),
        (without, format!("{} without a type", count_of(without, "record"))),
    ];
    enumerate(parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words))
}

fn describe_deviations(report: &Report<'_>) -> String {
    let (deviating, records) = (report.total.deviating_records, report.total.records);
    let place = match deviating {
        0 if records == 0 => return String::new(),
        0 => return "none: every record is as documented".to_owned(),
        1 if records == 1 => "in the only record".to_owned(),
        _ if deviating == records => format!("in all {}", count_of(records, "record")),
        _ => format!("in {} of {}", grouped(deviating), count_of(records, "record")),
    };
    let words = DeviationKind::ALL.iter().copied().filter_map(|kind| of_kind(report, kind));
    format!("{place}: {}", enumerate(words))
}

/// Names a kind of deviation with the number of its rows.
fn of_kind(report: &Report<'_>, kind: DeviationKind) -> Option<String> {
    let rows = report.deviations.iter().filter(|it| it.kind.0 == kind).count() as u64;
    let further = report.further.deviations.iter().any(|it| it.kind.0 == kind);
    let than = if further { "more than " } else { "" };
    let words = || format!("{} ({than}{})", kind.headline().to_lowercase(), grouped(rows));
    (rows > 0 || further).then(words)
}
