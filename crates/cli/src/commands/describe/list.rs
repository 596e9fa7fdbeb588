//! Lists of everything of a kind.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::Result;
use serde::Serialize;
use trail365_schema::describe::{SubjectKind, field_places};
use trail365_schema::glossary::{
    App, Operation, PropertyKey, SignInError, apps, operations, property_keys, sign_in_errors,
};
use trail365_schema::{ENUMS, Enum, RECORD_TYPES, RecordType, SCHEMAS, SOURCE, Schema};

use crate::args::Format;
use crate::output::{self, Block, Column, Document, Report, Table, enumerate};

/// Writes the list of a kind.
pub fn write(kind: SubjectKind, format: Format, out: &mut dyn Write) -> Result<()> {
    match kind {
        SubjectKind::RecordType => {
            List::new(kind, RECORD_TYPES.iter().map(RecordTypeItem::new)).write(format, out)
        }
        SubjectKind::Schema => List::new(kind, SCHEMAS.iter().map(SchemaItem::new)).write(format, out),
        SubjectKind::Enum => List::new(kind, ENUMS.iter().map(EnumItem::new)).write(format, out),
        SubjectKind::Field => List::new(kind, fields()).write(format, out),
        SubjectKind::Operation => {
            List::new(kind, operations().iter().map(OperationItem::new)).write(format, out)
        }
        SubjectKind::SignInError => {
            List::new(kind, sign_in_errors().iter().map(SignInErrorItem::new)).write(format, out)
        }
        SubjectKind::App => List::new(kind, apps().iter().map(AppItem::new)).write(format, out),
        SubjectKind::PropertyKey => {
            List::new(kind, property_keys().iter().map(PropertyKeyItem::new)).write(format, out)
        }
    }
}

/// Everything of one kind, and where the knowledge comes from.
#[derive(Serialize)]
struct List<T> {
    kind: &'static str,
    of: &'static str,
    #[serde(skip)]
    of_kind: SubjectKind,
    documentation: Documentation,
    items: Vec<T>,
}

#[derive(Serialize)]
struct Documentation {
    repository: &'static str,
    document: &'static str,
    commit: &'static str,
    date: &'static str,
}

/// One line of a list.
trait Item: Serialize {
    const COLUMNS: &'static [Column];

    fn cells(&self) -> Vec<String>;
}

impl<T: Item> List<T> {
    fn new(of: SubjectKind, items: impl Iterator<Item = T>) -> Self {
        let documentation = Documentation {
            repository: SOURCE.repository,
            document: SOURCE.document,
            commit: SOURCE.commit,
            date: SOURCE.date,
        };
        Self { kind: "list", of: of.as_str(), of_kind: of, documentation, items: items.collect() }
    }

    fn write(&self, format: Format, out: &mut dyn Write) -> Result<()> {
        output::write(self, format, out)
    }
}

impl<T: Item> Report for List<T> {
    fn document(&self) -> Document {
        let table =
            Table { columns: T::COLUMNS.to_vec(), rows: self.items.iter().map(Item::cells).collect() };
        Document {
            title: format!("{} {}s", self.items.len(), self.of_kind.words()),
            blocks: vec![Block::Table(table), Block::Text(what_else(self.of_kind))],
        }
    }
}

/// Suggests the next questions.
fn what_else(shown: SubjectKind) -> String {
    let others = SubjectKind::ALL
        .into_iter()
        .filter(|&kind| kind != shown)
        .map(|kind| format!("--kind {}", kind.as_str()));
    format!(
        "More on one of them: trail365 describe NAME. NAME is a record type (name, number, Graph name or former \
         name), a schema, an enum, a field (MailboxOwnerUPN, mailbox_owner_upn, AffectedItems.Subject), an operation \
         (MailItemsAccessed), a sign-in error (50126), an app (id or name) or a property key (MailAccessType). Words \
         work, too: trail365 describe \"inbox rule\".\nOther lists: trail365 describe with {}.\nAs documented on {}, with what real \
         records show.",
        enumerate(others),
        SOURCE.date
    )
}

#[derive(Serialize)]
struct RecordTypeItem {
    number: i32,
    name: &'static str,
    graph_name: &'static str,
    former_names: &'static [&'static str],
    schema: Option<&'static str>,
    removed: Option<&'static str>,
    meaning: &'static str,
}

impl RecordTypeItem {
    fn new(record_type: &'static RecordType) -> Self {
        Self {
            number: record_type.value,
            name: record_type.name,
            graph_name: record_type.graph,
            former_names: record_type.former,
            schema: record_type.schema.map(|id| id.get().name),
            removed: record_type.removed,
            meaning: record_type.meaning,
        }
    }
}

impl Item for RecordTypeItem {
    const COLUMNS: &'static [Column] =
        &[Column::Number("Number"), Column::Name("Name"), Column::Name("Schema"), Column::Text("Meaning")];

    fn cells(&self) -> Vec<String> {
        let schema = match self.schema {
            None => "-",
            // One looks through this column for the types whose schema has another name.
            Some(schema) if schema == self.name => "(same)",
            Some(schema) => schema,
        };
        let removed = self.removed.map(|day| format!(" Removed: last documented {day}.")).unwrap_or_default();
        let meaning = format!("{}{removed}", self.meaning);
        vec![self.number.to_string(), self.name.to_owned(), schema.to_owned(), meaning]
    }
}

#[derive(Serialize)]
struct SchemaItem {
    name: &'static str,
    schema_kind: &'static str,
    meaning: &'static str,
}

impl SchemaItem {
    fn new(schema: &'static Schema) -> Self {
        Self { name: schema.name, schema_kind: schema.kind.as_str(), meaning: schema.meaning }
    }
}

impl Item for SchemaItem {
    const COLUMNS: &'static [Column] = &[Column::Name("Name"), Column::Name("Kind"), Column::Text("Meaning")];

    fn cells(&self) -> Vec<String> {
        [self.name, self.schema_kind, self.meaning].map(str::to_owned).to_vec()
    }
}

#[derive(Serialize)]
struct EnumItem {
    name: &'static str,
    members: usize,
    meaning: &'static str,
}

impl EnumItem {
    fn new(found: &'static Enum) -> Self {
        Self { name: found.name, members: found.members.len(), meaning: found.meaning }
    }
}

impl Item for EnumItem {
    const COLUMNS: &'static [Column] =
        &[Column::Name("Name"), Column::Number("Members"), Column::Text("Meaning")];

    fn cells(&self) -> Vec<String> {
        vec![self.name.to_owned(), self.members.to_string(), self.meaning.to_owned()]
    }
}

#[derive(Serialize)]
struct FieldItem {
    name: &'static str,
    types: BTreeSet<String>,
    defined_in: Vec<&'static str>,
}

/// Returns the fields of all schemas, by name.
fn fields() -> impl Iterator<Item = FieldItem> {
    let mut by_name: BTreeMap<&'static str, FieldItem> = BTreeMap::new();
    for place in field_places() {
        let name = place.field.name;
        let item = by_name.entry(name).or_insert_with(|| FieldItem::new(name));
        item.types.insert(place.field.ty.to_string());
        item.defined_in.push(place.schema.name);
    }
    by_name.into_values()
}

impl FieldItem {
    fn new(name: &'static str) -> Self {
        Self { name, types: BTreeSet::new(), defined_in: Vec::new() }
    }
}

impl Item for FieldItem {
    const COLUMNS: &'static [Column] =
        &[Column::Name("Name"), Column::Text("Type"), Column::Text("Defined in")];

    fn cells(&self) -> Vec<String> {
        vec![self.name.to_owned(), enumerate(&self.types), enumerate(&self.defined_in)]
    }
}

#[derive(Serialize)]
struct OperationItem {
    name: &'static str,
    workload: &'static str,
    area: &'static str,
    record_types: &'static [i32],
    meaning: &'static str,
}

impl OperationItem {
    fn new(o: &'static Operation) -> Self {
        Self {
            name: o.name,
            workload: o.workload.name,
            area: o.area,
            record_types: &o.record_types,
            meaning: o.meaning,
        }
    }
}

impl Item for OperationItem {
    const COLUMNS: &'static [Column] =
        &[Column::Name("Name"), Column::Name("Workload"), Column::Text("Meaning")];

    fn cells(&self) -> Vec<String> {
        [self.name, self.workload, self.meaning].map(str::to_owned).to_vec()
    }
}

#[derive(Serialize)]
struct SignInErrorItem {
    number: u32,
    name: &'static str,
    class: &'static str,
    meaning: &'static str,
}

impl SignInErrorItem {
    fn new(e: &'static SignInError) -> Self {
        Self { number: e.number, name: e.name, class: e.class, meaning: e.meaning }
    }
}

impl Item for SignInErrorItem {
    const COLUMNS: &'static [Column] =
        &[Column::Number("Number"), Column::Name("Name"), Column::Text("Meaning")];

    fn cells(&self) -> Vec<String> {
        vec![self.number.to_string(), self.name.to_owned(), self.meaning.to_owned()]
    }
}

#[derive(Serialize)]
struct AppItem {
    id: &'static str,
    name: &'static str,
    app_kind: &'static str,
    watch: bool,
}

impl AppItem {
    fn new(app: &'static App) -> Self {
        Self { id: app.id, name: app.name, app_kind: app.kind, watch: app.watch }
    }
}

impl Item for AppItem {
    const COLUMNS: &'static [Column] = &[Column::Name("Id"), Column::Name("Kind"), Column::Text("Name")];

    fn cells(&self) -> Vec<String> {
        [self.id, self.app_kind, self.name].map(str::to_owned).to_vec()
    }
}

#[derive(Serialize)]
struct PropertyKeyItem {
    name: &'static str,
    bags: &'static [&'static str],
    meaning: &'static str,
}

impl PropertyKeyItem {
    fn new(key: &'static PropertyKey) -> Self {
        Self { name: key.name, bags: &key.bags, meaning: key.meaning }
    }
}

impl Item for PropertyKeyItem {
    const COLUMNS: &'static [Column] =
        &[Column::Name("Name"), Column::Text("Name in lists of"), Column::Text("Meaning")];

    fn cells(&self) -> Vec<String> {
        vec![self.name.to_owned(), enumerate(self.bags), self.meaning.to_owned()]
    }
}
