//! The answer about a field: its meaning in each schema that has it.

use std::collections::BTreeSet;

use serde::Serialize;
use trail365_schema::describe::{
    FieldPath, FieldPlace, column_at, field_places, has_at_top, is_same_name, routes_to,
};
use trail365_schema::{RECORD_TYPES, Schema, Type, snake_case};

use super::carriers::Carriers;
use super::field_facts::FieldFacts;
use crate::output::{Block, Document, Fact, Report, enumerate};

/// The answer about a field, or about the fields that a path leads to.
#[derive(Serialize)]
pub struct Answer {
    names: BTreeSet<String>,
    similar: Vec<&'static str>,
    definitions: Vec<Definition>,
}

/// The field as one or several schemas define it alike.
#[derive(Serialize)]
struct Definition {
    #[serde(flatten)]
    facts: FieldFacts,
    defined_in: Vec<&'static str>,
    documented_in: Vec<&'static str>,
    paths: BTreeSet<String>,
    /// Where it is in the table `activity`.
    columns: BTreeSet<String>,
    record_types: Carriers,
    #[serde(skip)]
    ty: Type,
}

impl Answer {
    /// Answers for the fields that were found; those with the same meaning become one definition.
    pub fn new(hits: &[FieldPath]) -> Self {
        let mut groups: Vec<(FieldFacts, Vec<&FieldPath>)> = Vec::new();
        for hit in hits {
            let facts = FieldFacts::new(hit.end.field);
            match groups.iter_mut().find(|(other, _)| *other == facts) {
                Some((_, group)) => group.push(hit),
                None => groups.push((facts, vec![hit])),
            }
        }
        let mut definitions: Vec<_> =
            groups.into_iter().map(|(facts, group)| Definition::new(facts, &group)).collect();
        // Whoever asks for a bare name most likely has a record of a widespread type at hand.
        definitions.sort_by_key(|definition| std::cmp::Reverse(definition.record_types.count()));
        Self { names: names(hits), similar: similar(hits), definitions }
    }

    fn heading(&self, definition: &Definition) -> String {
        let owners = definition.owners();
        if self.names.len() > 1 {
            format!("{} in {owners}", definition.facts.name)
        } else {
            format!("In {owners}")
        }
    }
}

/// Returns the name or path as records spell it: several if keys differ in letter case.
fn names(hits: &[FieldPath]) -> BTreeSet<String> {
    hits.iter().map(|hit| format!("{}{}", hit.start.field.name, hit.rest)).collect()
}

/// Returns other keys that differ from those found in letter case only.
fn similar(hits: &[FieldPath]) -> Vec<&'static str> {
    let found: BTreeSet<_> = hits.iter().map(|hit| hit.end.field.name).collect();
    let names = field_places().map(|place| place.field.name);
    let close = names.filter(|name| !found.contains(name) && found.iter().any(|f| is_same_name(f, name)));
    close.collect::<BTreeSet<_>>().into_iter().collect()
}

impl Definition {
    fn new(facts: FieldFacts, hits: &[&FieldPath]) -> Self {
        let mut paths = BTreeSet::new();
        let mut columns = BTreeSet::new();
        let mut tops: Vec<FieldPlace> = Vec::new();
        for hit in hits {
            for route in routes_to(hit.start) {
                let path = format!("{}{}", route.path, hit.rest);
                columns.extend(column_of_path(route.top, &path));
                paths.insert(path);
                tops.push(route.top);
            }
        }
        let carried = RECORD_TYPES.iter().filter(|t| tops.iter().any(|&top| has_at_top(t, top)));
        let ends = || hits.iter().map(|hit| hit.end);
        Self {
            facts,
            defined_in: sorted(ends().map(|end| end.schema.name)),
            documented_in: sorted(ends().filter_map(|end| end.field.source)),
            paths,
            columns,
            record_types: Carriers::new(carried),
            ty: ends().next().map_or(Type::Json, |end| end.field.ty),
        }
    }

    fn owners(&self) -> String {
        match self.defined_in.as_slice() {
            few if few.len() <= 3 => few.join(", "),
            many => format!("{} schemas", many.len()),
        }
    }

    fn facts(&self) -> Vec<Fact> {
        // A field that is only at the top of records is found at its own name, which the title says already.
        let nested = self.paths.iter().any(|path| path.contains('.'));
        let known = [
            Fact::unless_empty("Meaning", self.facts.meaning),
            Fact::unless_empty("Type", self.facts.ty.as_str()),
            Fact::unless_empty("Values", enum_words(self.ty)),
            Fact::unless_empty("Fields in it", complex_words(self.ty)),
            Fact::unless_empty("Mandatory", self.facts.mandatory_word().unwrap_or("not stated")),
        ];
        let remarks = self.facts.remarks().into_iter().map(|r| Fact::unless_empty(r.label, r.text));
        let whereabouts = [
            Fact::unless_empty("Defined in", enumerate(&self.defined_in)),
            Fact::unless_empty("Found at", if nested { enumerate(&self.paths) } else { String::new() }),
            Fact::unless_empty("Column", enumerate(&self.columns)),
            Fact::unless_empty("Record types", self.record_types.words()),
        ];
        known.into_iter().chain(remarks).chain(whereabouts).flatten().collect()
    }
}

/// Returns the column that a path in a record begins in, and the way inside of it: `aggregated_folders.path`.
fn column_of_path(top: FieldPlace, path: &str) -> Option<String> {
    let inside = path.split('.').skip(1).map(|key| format!(".{}", snake_case(key)));
    Some(format!("{}{}", column_at(top)?.name, inside.collect::<String>()))
}

fn sorted(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Lists the members of an enum, or says how many there are if they are many.
fn enum_words(ty: Type) -> String {
    // A dozen members fit on a few lines; the enum of record types has 269.
    const FEW: usize = 12;
    let Some(found) = ty.enum_type() else { return String::new() };
    if found.members.len() > FEW {
        return format!("{} of them: trail365 describe {} --kind enum", found.members.len(), found.name);
    }
    let members = found.members.iter().map(|member| match member.value {
        Some(number) => format!("{number} {}", member.name),
        None => member.name.to_owned(),
    });
    enumerate(members)
}

fn complex_words(ty: Type) -> String {
    let names = ty.complex_type().into_iter().flat_map(Schema::all_fields).map(|(_, field)| field.name);
    enumerate(names)
}

impl Report for Answer {
    fn document(&self) -> Document {
        let mut blocks = Vec::new();
        let several = self.definitions.len() > 1;
        if several {
            let text = format!("It means {} things, the most widespread first.", self.definitions.len());
            blocks.push(Block::Text(text));
        }
        for definition in &self.definitions {
            if several {
                blocks.push(Block::Heading(self.heading(definition)));
            }
            blocks.push(Block::Facts(definition.facts()));
        }
        if !self.similar.is_empty() {
            blocks.push(Block::Text(format!("Other schemas spell the key {}.", enumerate(&self.similar))));
        }
        Document { title: format!("{} (field)", enumerate(&self.names)), blocks }
    }
}
