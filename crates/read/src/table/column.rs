//! Which field a column stands for, and how its value is written.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The columns of `OfficeActivity` that are not named as their field, or hold more than text.
const OFFICE_ACTIVITY: &str = include_str!("../../data/office_activity.csv");

/// What the portal adds to the names of columns with times.
const UTC: &str = " [UTC]";

/// How the columns of a table are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// As those of `OfficeActivity`.
    Office,
    /// As fields, with the type at the end. `TimeGenerated` is the time of the record, unless there is another.
    Suffixed { has_time: bool },
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Lists and objects, as JSON in text.
    Json,
    Bool,
    Number,
    /// A time as the portal shows it.
    Time,
    /// What the platform adds, and is no part of the record.
    Platform,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its own name.
    pub name: String,
    /// The field.
    pub field: String,
    pub kind: Kind,
    /// Whether another column may stand for the same field.
    pub is_shared: bool,
}

impl Column {
    pub(crate) fn new(name: &str, form: Form) -> Self {
        let plain = name.strip_suffix(UTC).unwrap_or(name);
        let column = match form {
            Form::Office => office(name, plain),
            Form::Suffixed { has_time } => suffixed(name, plain, has_time),
        };
        match column.kind {
            Kind::Text if name.ends_with(UTC) => Self { kind: Kind::Time, ..column },
            _ => column,
        }
    }

    fn of(name: &str, field: &str, kind: Kind) -> Self {
        let is_shared = name != field || is_target(field);
        Self { name: name.to_owned(), field: field.to_owned(), kind, is_shared }
    }
}

/// Exports double some columns, with an underscore behind their name.
fn office(name: &str, plain: &str) -> Column {
    let known = known();
    let bare = plain.strip_suffix('_').unwrap_or(plain);
    match known.get(plain).or_else(|| known.get(bare)) {
        Some(&(field, kind)) => Column::of(name, field, kind),
        None => Column::of(name, bare, Kind::Text),
    }
}

fn suffixed(name: &str, plain: &str, has_time: bool) -> Column {
    if plain == "TimeGenerated" {
        let kind = if has_time { Kind::Platform } else { Kind::Text };
        return Column::of(name, "CreationTime", kind);
    }
    if let Some(&(_, Kind::Platform)) = known().get(plain) {
        return Column::of(name, plain, Kind::Platform);
    }
    let kind = match plain.as_bytes() {
        [.., b'_', b's'] => Kind::Json,
        [.., b'_', b'd'] => Kind::Number,
        [.., b'_', b'b'] => Kind::Bool,
        [.., b'_', b't' | b'g'] => Kind::Text,
        _ => return Column::of(name, plain, Kind::Text),
    };
    Column::of(name, &plain[..plain.len() - 2], kind)
}

/// Whether columns of other names stand for `field`.
fn is_target(field: &str) -> bool {
    known().iter().any(|(name, (target, _))| *target == field && *name != field)
}

/// Field and kind by column.
fn known() -> &'static HashMap<&'static str, (&'static str, Kind)> {
    static KNOWN: OnceLock<HashMap<&str, (&str, Kind)>> = OnceLock::new();
    KNOWN.get_or_init(|| OFFICE_ACTIVITY.lines().skip(1).filter_map(row).collect())
}

fn row(line: &'static str) -> Option<(&'static str, (&'static str, Kind))> {
    let mut cells = line.split(',');
    let (name, field, kind) = (cells.next()?, cells.next()?, cells.next()?);
    let kind = match kind {
        "json" => Kind::Json,
        "bool" => Kind::Bool,
        "number" => Kind::Number,
        "platform" => Kind::Platform,
        _ => Kind::Text,
    };
    Some((name, (field, kind)))
}

#[cfg(test)]
mod tests {
    use super::{Column, Form, Kind, known};

    fn check(form: Form, name: &str, field: &str, kind: Kind) {
        let column = Column::new(name, form);
        assert_eq!((column.field.as_str(), column.kind), (field, kind), "{name}");
    }

    #[test]
    fn the_table_is_read_whole() {
        assert_eq!(known().len(), super::OFFICE_ACTIVITY.lines().count() - 1);
        assert!(known().values().all(|(field, kind)| field.is_empty() == (*kind == Kind::Platform)));
    }

    #[test]
    fn renamed_columns_stand_for_their_fields() {
        check(Form::Office, "OfficeId", "Id", Kind::Text);
        check(Form::Office, "TimeGenerated [UTC]", "CreationTime", Kind::Time);
        check(Form::Office, "Start_Time [UTC]", "StartTime", Kind::Time);
        check(Form::Office, "Parameters", "Parameters", Kind::Json);
        check(Form::Office, "UserId_", "UserId", Kind::Text);
        check(Form::Office, "Site_Url_", "SiteUrl", Kind::Text);
        check(Form::Office, "Operation", "Operation", Kind::Text);
        check(Form::Office, "TenantId", "", Kind::Platform);
    }

    #[test]
    fn types_at_the_end_of_names_are_taken_off() {
        let form = Form::Suffixed { has_time: false };
        check(Form::Suffixed { has_time: true }, "TimeGenerated", "CreationTime", Kind::Platform);
        check(form, "Workload_s", "Workload", Kind::Json);
        check(form, "RecordType_d", "RecordType", Kind::Number);
        check(form, "CreationTime_t", "CreationTime", Kind::Text);
        check(form, "TimeGenerated", "CreationTime", Kind::Text);
        check(form, "ExternalAccess_b", "ExternalAccess", Kind::Bool);
        check(form, "Odd", "Odd", Kind::Text);
        check(form, "TenantId", "TenantId", Kind::Platform);
    }
}
