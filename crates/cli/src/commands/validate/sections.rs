//! The odd parts: a section for the unreadable pieces, and one for each kind of deviation.

use trail365_records::DeviationKind;
use trail365_records::survey::SurveyedType;

use super::report::Report;
use super::rows::{DeviationRow, PieceRow, Word};
use crate::output::{Block, Column, Table, clipped, count_of, enumerate, grouped, printable};

/// Rows of a section. A person reads no more of them, and JSON has all.
const ROWS: usize = 20;

/// Characters of a path, and of a value.
const PATH: usize = 120;
const VALUE: usize = 40;

/// Record types that are named one by one. A field of all records deviates in hundreds of types.
const TYPES: usize = 3;

/// Lists the pieces that are not records.
pub fn list_unreadable(report: &Report<'_>) -> Vec<Block> {
    if report.unreadable.is_empty() {
        return Vec::new();
    }
    let row = |reason: &PieceRow<'_>| {
        let places = enumerate(reason.at.iter().map(|place| report.sources.short_label(*place)));
        vec![grouped(reason.count), reason.reason.to_owned(), reason.remedy.to_owned(), places]
    };
    let columns = vec![
        Column::Number("Count"),
        Column::Text("Reason"),
        Column::Text("What to do"),
        Column::Text("First at"),
    ];
    let rows = report.unreadable.iter().map(row).collect();
    vec![Block::Heading("Unreadable pieces".to_owned()), Block::Table(Table { columns, rows })]
}

/// Lists the deviations of a kind.
pub fn list_deviations(report: &Report<'_>, kind: DeviationKind) -> Vec<Block> {
    let all: Vec<_> = report.deviations.iter().filter(|it| it.kind.0 == kind).collect();
    let further = report.further.deviations.iter().find(|it| it.kind.0 == kind);
    if all.is_empty() && further.is_none() {
        return Vec::new();
    }
    let mut blocks =
        vec![Block::Heading(kind.headline().to_owned()), Block::Text(kind.explanation().to_owned())];
    if !all.is_empty() {
        blocks.push(Block::Table(deviation_table(&all, report, &cells_of_kind(kind))));
    }
    blocks.extend(note_rest(all.len(), ROWS, "row"));
    blocks.extend(
        further.map(|it| Block::Text(format!("further groups: {}", count_of(it.count, "deviation")))),
    );
    blocks
}

fn deviation_table(all: &[&DeviationRow<'_>], report: &Report<'_>, cells: &[Cell]) -> Table {
    let row = |it: &&DeviationRow<'_>| cells.iter().map(|(_, cell)| cell(it, report)).collect();
    Table {
        columns: cells.iter().map(|(column, _)| *column).collect(),
        rows: all.iter().take(ROWS).map(row).collect(),
    }
}

/// Returns the line below a table that shows only so many rows.
pub fn note_rest(all: usize, shown: usize, thing: &str) -> Option<Block> {
    let rest = all.checked_sub(shown).filter(|rest| *rest > 0)? as u64;
    Some(Block::Text(format!("and {}; --format json has them all", count_of(rest, &format!("more {thing}")))))
}

/// Returns the name of a record type for a person.
pub fn type_name(record_type: &SurveyedType) -> String {
    match (record_type, record_type.name()) {
        (SurveyedType::None, _) => "(none)".to_owned(),
        (SurveyedType::Known(it), _) => it.name.to_owned(),
        (_, Some(name)) => format!("{} (unknown)", clipped(name, PATH)),
        (_, None) => "(unknown)".to_owned(),
    }
}

/// A column, and the cell of a deviation in it.
type Cell = (Column, fn(&DeviationRow<'_>, &Report<'_>) -> String);

const COUNT: Cell = (Column::Number("Count"), |it, _| grouped(it.count));
const FIELD: Cell = (Column::Name("Field"), |it, _| clipped(it.path, PATH));
const EXPECTED: Cell = (Column::Name("Expected"), |it, _| printable(it.expected.unwrap_or_default()));
const FOUND: Cell =
    (Column::Name("Found"), |it, _| it.found.map(|Word(kind)| kind.to_string()).unwrap_or_default());
const SCHEMA: Cell = (Column::Name("Schema"), |it, _| it.schema.to_owned());
const FIRST: Cell = (Column::Path("First at"), |it, report| report.sources.short_label(it.at));
const TYPE_NAMES: Cell = (Column::Text("Record types"), |it, _| name_types(it));
const EXAMPLE: Cell = (Column::Name("Example"), |it, _| clipped(it.example.unwrap_or_default(), VALUE));

// Each kind has only the columns in which its rows differ: what was expected of an unknown field is nothing, and what was
// found of a missing one is nothing, either.
fn cells_of_kind(kind: DeviationKind) -> Vec<Cell> {
    match kind {
        DeviationKind::Missing => vec![COUNT, FIELD, (Column::Name("Type"), EXPECTED.1), SCHEMA, FIRST],
        DeviationKind::UnknownField => vec![COUNT, FIELD, FOUND, FIRST, TYPE_NAMES],
        DeviationKind::UndocumentedField => vec![COUNT, FIELD, FOUND, SCHEMA, FIRST],
        DeviationKind::Respelled => vec![COUNT, FIELD, (Column::Name("Name"), EXPECTED.1), SCHEMA, FIRST],
        DeviationKind::Doubled => vec![COUNT, FIELD, SCHEMA, FIRST],
        DeviationKind::UnknownMember => {
            vec![COUNT, FIELD, (Column::Name("Enum"), EXPECTED.1), EXAMPLE, FIRST]
        }
        _ => vec![COUNT, FIELD, EXPECTED, FOUND, SCHEMA, FIRST],
    }
}

/// Names the first few record types of a deviation.
fn name_types(deviation: &DeviationRow<'_>) -> String {
    let words = |record_type: &SurveyedType| match (record_type.number(), record_type) {
        (Some(number), SurveyedType::Known(it)) => format!("{} ({number})", it.name),
        (Some(number), _) => number.to_string(),
        (None, _) => type_name(record_type),
    };
    let mut all: Vec<_> = deviation.record_types.iter().take(TYPES).map(|it| words(it.record_type)).collect();
    let more = deviation.record_types.len().saturating_sub(TYPES);
    if more > 0 {
        all.push(format!("{more} more"));
    }
    enumerate(all)
}
