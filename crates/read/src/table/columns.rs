//! The columns of a table: which field each stands for, and how its values are written.

use std::collections::HashMap;
use std::sync::OnceLock;

use trail365_schema::{OFFICE_ACTIVITY, OfficeColumn, OfficeKind};

use super::fields::{FieldForm, field_form, is_telling};

/// Suffix that the portal adds to the names of columns with times.
const UTC: &str = " [UTC]";

/// The way in which the columns of a table are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum NameForm {
    /// Names of `OfficeActivity`.
    Office,
    /// Names of `CopilotActivity`, `LLMActivity` and `PowerBIActivity`.
    Activity,
    /// Names of fields with the type at the end. `TimeGenerated` is the time of the record, unless there is
    /// another.
    Suffixed { has_time: bool },
}

/// The kind of values in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    Text,
    /// Lists and objects, as JSON in text.
    Json,
    Bool,
    Number,
    /// A time as the portal shows it.
    Time,
    /// Values that the platform adds, and that are no part of the record.
    Platform,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Name of the column.
    pub name: String,
    /// Field that it stands for.
    pub field: String,
    pub kind: CellKind,
    /// True if another column may stand for the same field.
    pub is_shared: bool,
}

impl Column {
    pub(crate) fn new(name: &str, form: NameForm) -> Self {
        let plain = name.strip_suffix(UTC).unwrap_or(name);
        let column = match form {
            NameForm::Office => office_column(name, plain),
            NameForm::Activity => activity_column(name, plain),
            NameForm::Suffixed { has_time } => suffixed_column(name, plain, has_time),
        };
        match column.kind {
            CellKind::Text if name.ends_with(UTC) => Self { kind: CellKind::Time, ..column },
            _ => column,
        }
    }

    fn of(name: &str, field: &str, kind: CellKind) -> Self {
        let is_shared = name != field || is_target(field);
        Self { name: name.to_owned(), field: field.to_owned(), kind, is_shared }
    }
}

/// Returns a column of `OfficeActivity`. Exports double some columns, with an underscore behind their name.
fn office_column(name: &str, plain: &str) -> Column {
    let known = known_columns();
    let bare = plain.strip_suffix('_').unwrap_or(plain);
    match known.get(plain).or_else(|| known.get(bare)) {
        Some(&(field, kind)) => Column::of(name, field, kind),
        None => Column::of(name, bare, CellKind::Text),
    }
}

/// Columns of the tables for agents and Power BI that are called otherwise than their fields.
const ACTIVITY: [(&str, &str, CellKind); 12] = [
    ("TimeGenerated", "CreationTime", CellKind::Text),
    ("RecordId", "Id", CellKind::Text),
    ("ActorName", "UserId", CellKind::Text),
    ("ActorUserId", "UserKey", CellKind::Text),
    ("ActorUserType", "UserType", CellKind::Text),
    ("SrcIpAddr", "ClientIP", CellKind::Text),
    ("LLMEventData", "CopilotEventData", CellKind::Json),
    ("OperationName", "Operation", CellKind::Text),
    ("TenantId", "", CellKind::Platform),
    ("SourceSystem", "", CellKind::Platform),
    ("Type", "", CellKind::Platform),
    ("_ResourceId", "", CellKind::Platform),
];

/// Returns a column of the tables for agents and Power BI.
fn activity_column(name: &str, plain: &str) -> Column {
    match ACTIVITY.iter().find(|(column, ..)| *column == plain) {
        Some((_, field, kind)) => Column::of(name, field, *kind),
        None if field_form(plain) == FieldForm::Scalar => Column::of(name, plain, CellKind::Text),
        None => Column::of(name, plain, CellKind::Json),
    }
}

fn suffixed_column(name: &str, plain: &str, has_time: bool) -> Column {
    // Where another column has the time of the record, this one is the platform's own.
    if plain == "TimeGenerated" {
        let kind = if has_time { CellKind::Platform } else { CellKind::Text };
        return Column::of(name, "CreationTime", kind);
    }
    if let Some(&(_, CellKind::Platform)) = known_columns().get(plain) {
        return Column::of(name, plain, CellKind::Platform);
    }
    let kind = match plain.as_bytes() {
        [.., b'_', b's'] => CellKind::Json,
        [.., b'_', b'd'] => CellKind::Number,
        [.., b'_', b'b'] => CellKind::Bool,
        [.., b'_', b't' | b'g'] => CellKind::Text,
        _ => return Column::of(name, plain, CellKind::Text),
    };
    Column::of(name, &plain[..plain.len() - 2], kind)
}

/// Reports whether columns of other names stand for `field`.
fn is_target(field: &str) -> bool {
    known_columns().iter().any(|(name, (target, _))| *target == field && *name != field)
}

/// Returns field and kind by the name of the column; columns of the platform have no field.
fn known_columns() -> &'static HashMap<&'static str, (&'static str, CellKind)> {
    // Looked up for each column of each header and new key, so a search through the table would show.
    static KNOWN: OnceLock<HashMap<&str, (&str, CellKind)>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let named = |column: &OfficeColumn| (column.name, (column.field.unwrap_or(""), column.kind.into()));
        OFFICE_ACTIVITY.iter().map(named).collect()
    })
}

impl From<OfficeKind> for CellKind {
    fn from(kind: OfficeKind) -> Self {
        match kind {
            OfficeKind::Text => CellKind::Text,
            OfficeKind::Json => CellKind::Json,
            OfficeKind::Bool => CellKind::Bool,
            OfficeKind::Number => CellKind::Number,
            OfficeKind::Platform => CellKind::Platform,
        }
    }
}

/// The layout of a table whose columns are the fields of records.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Columns of `OfficeActivity`, or of a table with types at the ends of names.
    Office(NameForm, Vec<Column>),
    /// Fields behind a prefix, one a level, as Elastic's documents have them.
    Dotted { names: Vec<String>, prefix: &'static str },
    /// Fields by their own names. In each row the column with the time shows whether cells are JSON.
    Fields {
        names: Vec<String>,
        time: usize,
        /// Column that has the Id under the portal's name.
        id: Option<usize>,
    },
}

/// Returns the layout by the names of the columns, if they are those of records.
pub(crate) fn find_layout(names: &[Vec<u8>]) -> Option<Layout> {
    let names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let place = |wanted: &str| names.iter().position(|name| name == wanted);
    let columns = |form| Layout::Office(form, names.iter().map(|name| Column::new(name, form)).collect());
    let has_time_generated = place("TimeGenerated").or_else(|| place("TimeGenerated [UTC]")).is_some();
    let has_suffixed_time = ["CreationTime_t", "CreationTime_s", "CreationTime_t [UTC]"]
        .into_iter()
        .any(|name| place(name).is_some());
    if place("Operation").is_some() {
        match place("CreationTime") {
            // A listing of files may have both, too.
            Some(time) if names.len() == 2 || names.iter().any(|name| is_telling_besides(name)) => {
                let id = place("RecordId").filter(|_| place("Id").is_none());
                return Some(Layout::Fields { names, time, id });
            }
            None if has_time_generated => return Some(columns(NameForm::Office)),
            _ => {}
        }
    }
    if has_time_generated && is_activity(&place) {
        return Some(columns(NameForm::Activity));
    }
    let prefix = PREFIXES.into_iter().find(|prefix| {
        let has = |field: &str| place(&format!("{prefix}{field}")).is_some();
        has("Operation") || has("CreationTime")
    });
    if let Some(prefix) = prefix {
        return Some(Layout::Dotted { names, prefix });
    }
    let is_suffixed = place("Operation_s").is_some() && (has_time_generated || has_suffixed_time);
    is_suffixed.then(|| columns(NameForm::Suffixed { has_time: has_suffixed_time }))
}

/// Reports whether a column besides time and operation shows that a table is of records.
fn is_telling_besides(name: &str) -> bool {
    !matches!(name, "CreationTime" | "Operation") && is_telling(name)
}

/// Prefixes of Elastic's columns: those of its module, and of the input below it.
const PREFIXES: [&str; 2] = ["o365.audit.", "o365audit."];

/// Reports whether a table with a time and these columns is one of those for agents and Power BI.
fn is_activity(place: &impl Fn(&str) -> Option<usize>) -> bool {
    let has = |name: &str| place(name).is_some();
    let is_agent = has("LLMEventData") || has("ActorName") && has("AppHost");
    // Sign-in logs have an operation and a user, too, but nothing of a record.
    let is_user = has("UserKey") || has("UserId") && (has("RecordType") || has("Workload"));
    has("RecordType") && is_agent || is_user && (has("OperationName") || has("Activity"))
}

#[cfg(test)]
mod tests {
    use trail365_schema::OFFICE_ACTIVITY;

    use super::{CellKind, Column, Layout, NameForm, find_layout, known_columns};

    fn check(form: NameForm, name: &str, field: &str, kind: CellKind) {
        let column = Column::new(name, form);
        assert_eq!((column.field.as_str(), column.kind), (field, kind), "{name}");
    }

    #[test]
    fn columns_without_a_field_are_those_of_the_platform() {
        assert_eq!(known_columns().len(), OFFICE_ACTIVITY.len());
        assert!(
            known_columns().values().all(|(field, kind)| field.is_empty() == (*kind == CellKind::Platform))
        );
    }

    #[test]
    fn renamed_columns_stand_for_their_fields() {
        check(NameForm::Office, "OfficeId", "Id", CellKind::Text);
        check(NameForm::Office, "TimeGenerated [UTC]", "CreationTime", CellKind::Time);
        check(NameForm::Office, "Start_Time [UTC]", "StartTime", CellKind::Time);
        check(NameForm::Office, "Parameters", "Parameters", CellKind::Json);
        check(NameForm::Office, "UserId_", "UserId", CellKind::Text);
        check(NameForm::Office, "Site_Url_", "SiteUrl", CellKind::Text);
        check(NameForm::Office, "Operation", "Operation", CellKind::Text);
        check(NameForm::Office, "TenantId", "", CellKind::Platform);
    }

    #[test]
    fn types_at_the_end_of_names_are_taken_off() {
        let form = NameForm::Suffixed { has_time: false };
        check(NameForm::Suffixed { has_time: true }, "TimeGenerated", "CreationTime", CellKind::Platform);
        check(form, "Workload_s", "Workload", CellKind::Json);
        check(form, "RecordType_d", "RecordType", CellKind::Number);
        check(form, "CreationTime_t", "CreationTime", CellKind::Text);
        check(form, "TimeGenerated", "CreationTime", CellKind::Text);
        check(form, "ExternalAccess_b", "ExternalAccess", CellKind::Bool);
        check(form, "Odd", "Odd", CellKind::Text);
        check(form, "TenantId", "TenantId", CellKind::Platform);
    }

    fn layout_name(header: &str) -> &'static str {
        let names: Vec<_> = header.split(',').map(|name| name.as_bytes().to_vec()).collect();
        match find_layout(&names) {
            None => "none",
            Some(Layout::Office(NameForm::Office, _)) => "office",
            Some(Layout::Office(NameForm::Suffixed { .. }, _)) => "suffixed",
            Some(Layout::Office(NameForm::Activity, _)) => "activity",
            Some(Layout::Dotted { .. }) => "dotted",
            Some(Layout::Fields { .. }) => "fields",
        }
    }

    #[test]
    fn headers_tell() {
        assert_eq!(layout_name("TenantId,TimeGenerated,Operation"), "office");
        assert_eq!(layout_name("TimeGenerated [UTC],Operation"), "office");
        assert_eq!(layout_name("Operation_s,TimeGenerated,Workload_s"), "suffixed");
        assert_eq!(layout_name("CreationTime_t,Operation_s"), "suffixed");
        assert_eq!(layout_name("Id,CreationTime,Operation,OriginFeed"), "fields");
        assert_eq!(layout_name("TimeGenerated,ActorName,LLMEventData,RecordType"), "activity");
        assert_eq!(layout_name("TimeGenerated [UTC],Activity,UserKey,RecordType"), "activity");
        assert_eq!(layout_name("@timestamp,o365.audit.Operation"), "dotted");
        assert_eq!(layout_name("Date,IP address,User,Activity,Item,Detail"), "none");
        assert_eq!(layout_name("TimeGenerated,OperationName"), "none");
        assert_eq!(layout_name("TimeGenerated,Activity,UserId,Workload,WorkSpaceName"), "activity");
        assert_eq!(
            layout_name("TimeGenerated,OperationName,UserId,UserPrincipalName,AppDisplayName"),
            "none"
        );
        assert_eq!(layout_name("Operation"), "none");
        assert_eq!(layout_name("CreationTime,Operation"), "fields");
        assert_eq!(layout_name("Name,CreationTime,Operation"), "none");
        assert_eq!(layout_name("Name,CreationTime,Operation,UserId"), "fields");
    }
}
