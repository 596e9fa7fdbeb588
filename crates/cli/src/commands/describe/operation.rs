//! The answer about an operation.

use serde::Serialize;
use trail365_schema::describe::Cmdlet;
use trail365_schema::glossary::Operation;
use trail365_schema::record_type;
#[cfg(feature = "sql")]
use trail365_text::near;

use super::carriers::Carriers;
use crate::output::{Block, Document, Fact, Report, enumerate};

/// The answer about the operations of one name.
#[derive(Serialize)]
pub struct Answer {
    name: String,
    record_types: Carriers,
    views: Vec<String>,
    /// Titles of the rules that watch it.
    rules: Vec<String>,
    meanings: Vec<Meaning>,
    #[serde(skip)]
    nearest_view: Option<&'static str>,
}

/// The meaning of the operation in one service.
#[derive(Serialize)]
struct Meaning {
    workload: Option<&'static str>,
    also_in: Vec<&'static str>,
    service: &'static str,
    area: Option<&'static str>,
    #[serde(rename = "meaning")]
    happened: String,
    actor: &'static str,
    object: &'static str,
    record_types: Carriers,
    licence: Option<&'static str>,
    recorded: Option<String>,
    proves: Option<&'static str>,
    proves_not: Option<&'static str>,
    attack: Vec<&'static str>,
    observed: bool,
    doubt: Option<&'static str>,
}

/// Doubt about a cmdlet that is known by its name alone.
const BY_NAME: &str = "known by the rule of its name alone: no list at hand has it";

impl Answer {
    /// Answers what the operations are, which all have one name.
    pub fn new(operations: &'static [Operation]) -> Self {
        let name = operations.first().map(|o| o.name.to_owned()).unwrap_or_default();
        let numbers: Vec<_> = operations.iter().flat_map(|o| &o.record_types).copied().collect();
        let first = operations.first().map_or(&[][..], |o| &o.record_types);
        let own = view_called(&name);
        let mut answer = Self::with_meanings(name, &numbers, operations);
        answer.views.splice(0..0, own.map(str::to_owned));
        answer.nearest_view = own.or_else(|| nearest_view(first));
        answer
    }

    /// Answers what a cmdlet is that no list has.
    pub fn of_cmdlet(cmdlet: &Cmdlet) -> Self {
        let types = cmdlet.record_types;
        Self {
            meanings: vec![Meaning::of_cmdlet(cmdlet)],
            nearest_view: nearest_view(types),
            ..Self::with_meanings(cmdlet.name.clone(), types, &[])
        }
    }

    fn with_meanings(name: String, record_types: &[i32], operations: &'static [Operation]) -> Self {
        Self {
            views: views_of(record_types),
            rules: rules_watching(&name),
            name,
            record_types: carriers(record_types),
            meanings: operations.iter().map(Meaning::new).collect(),
            nearest_view: None,
        }
    }

    /// Returns commands that show records with the operation.
    fn next_steps(&self) -> String {
        // Names come from the command line, too, and the lines are meant to be copied into a shell.
        let is_plain = self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let name = if is_plain { self.name.clone() } else { format!("\"{}\"", self.name) };
        let search = format!("trail365 search --operation {name}");
        match &self.nearest_view {
            Some(view) => format!("Next: {search}\nThen: trail365 tables {view}"),
            None => format!("Next: {search}"),
        }
    }
}

fn carriers(numbers: &[i32]) -> Carriers {
    Carriers::new(numbers.iter().filter_map(|&number| record_type(number)))
}

/// Returns the views that show records of these types.
#[cfg(feature = "sql")]
fn views_of(record_types: &[i32]) -> Vec<String> {
    let holds = |types: &[i32]| types.iter().any(|number| record_types.contains(number));
    let views = trail365_sql::VIEWS.iter().filter(|view| holds(view.record_types));
    views.map(trail365_sql::View::qualified_name).collect()
}

/// Returns the view that is called as an operation, and so shows its records alone.
#[cfg(feature = "sql")]
fn view_called(operation: &str) -> Option<&'static str> {
    let name = near::fold_name(operation);
    let views = trail365_sql::VIEWS.iter().filter(|view| view.schema == "public");
    views.map(|view| view.name).find(|view| near::fold_name(view) == name)
}

/// Returns the view that shows records of these types and fewest others.
#[cfg(feature = "sql")]
fn nearest_view(record_types: &[i32]) -> Option<&'static str> {
    let holds = |types: &[i32]| types.iter().any(|number| record_types.contains(number));
    let views = trail365_sql::VIEWS.iter().filter(|view| view.schema == "public" && holds(view.record_types));
    views.min_by_key(|view| view.record_types.len()).map(|view| view.name)
}

/// Returns the titles of the rules that watch an operation.
#[cfg(feature = "sql")]
fn rules_watching(operation: &str) -> Vec<String> {
    trail365_findings::rules_watching(operation)
}

/// Returns no rules: a program without queries has none.
#[cfg(not(feature = "sql"))]
fn rules_watching(_: &str) -> Vec<String> {
    Vec::new()
}

/// Returns no view: a program without queries has none.
#[cfg(not(feature = "sql"))]
fn view_called(_: &str) -> Option<&'static str> {
    None
}

#[cfg(not(feature = "sql"))]
fn nearest_view(_: &[i32]) -> Option<&'static str> {
    None
}

/// Returns no views: a program without queries has none.
#[cfg(not(feature = "sql"))]
fn views_of(_: &[i32]) -> Vec<String> {
    Vec::new()
}

impl Meaning {
    fn new(o: &'static Operation) -> Self {
        Self {
            workload: Some(o.workload.name),
            also_in: o.also_in.clone(),
            service: o.workload.title,
            area: Some(o.area),
            happened: o.meaning.to_owned(),
            actor: o.actor,
            object: o.object,
            record_types: carriers(&o.record_types),
            licence: o.licence,
            recorded: recorded_words(o),
            proves: o.proves,
            proves_not: o.proves_not,
            attack: o.attack.clone(),
            observed: o.observed,
            doubt: o.doubt,
        }
    }

    fn of_cmdlet(cmdlet: &Cmdlet) -> Self {
        Self {
            workload: None,
            also_in: Vec::new(),
            service: "administration by cmdlets",
            area: None,
            happened: cmdlet.meaning.clone(),
            actor: "UserId is the account that ran it.",
            object: "ObjectId is what it changed; Parameters lists what it was given.",
            record_types: carriers(cmdlet.record_types),
            licence: None,
            recorded: None,
            proves: None,
            proves_not: None,
            attack: Vec::new(),
            observed: false,
            doubt: Some(BY_NAME),
        }
    }

    fn facts(&self, has_siblings: bool) -> Vec<Fact> {
        // Of a single meaning the document names the record types.
        let carriers = if has_siblings { self.record_types.words() } else { String::new() };
        let all = [
            Fact::unless_empty("What happened", self.happened.as_str()),
            Fact::unless_empty("Who", self.actor),
            Fact::unless_empty("On what", self.object),
            Fact::unless_empty("Proves", self.proves.unwrap_or_default()),
            Fact::unless_empty("Proves not", self.proves_not.unwrap_or_default()),
            Fact::unless_empty("Service", self.service_words()),
            Fact::unless_empty("Record types", carriers),
            Fact::unless_empty("Licence", self.licence.unwrap_or_default()),
            Fact::unless_empty("Recorded", self.recorded.clone().unwrap_or_default()),
            Fact::unless_empty("May be a sign of", enumerate(&self.attack)),
            Fact::unless_empty("Note", self.doubt.unwrap_or_default()),
        ];
        all.into_iter().flatten().collect()
    }

    fn service_words(&self) -> String {
        let area = self.area.map(|area| format!(": {area}")).unwrap_or_default();
        let Some(workload) = self.workload else { return format!("{}{area}", self.service) };
        let names: Vec<_> = std::iter::once(workload).chain(self.also_in.iter().copied()).collect();
        format!("{}{area} (Workload {})", self.service, names.join(" or "))
    }
}

/// Says when the operation is recorded, where that is known.
fn recorded_words(o: &Operation) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(
        o.by_default.map(|by_default| if by_default { "by default" } else { "only where switched on" }),
    );
    let logons = (!o.logons.is_empty()).then(|| format!("for access as {}", o.logons.join(" or ")));
    parts.extend(logons.as_deref());
    parts.extend(o.note);
    (!parts.is_empty()).then(|| parts.join("; "))
}

impl Report for Answer {
    fn document(&self) -> Document {
        let several = self.meanings.len() > 1;
        let mut blocks = Vec::new();
        if several {
            let text = format!("{} services have an operation of this name.", self.meanings.len());
            blocks.push(Block::Text(text));
        }
        for meaning in &self.meanings {
            if several {
                blocks.push(Block::Heading(meaning.service.to_owned()));
            }
            blocks.push(Block::Facts(meaning.facts(several)));
        }
        let places = [
            Fact::unless_empty("Record types", self.record_types.words()),
            Fact::unless_empty("Views", enumerate(&self.views)),
        ];
        if several {
            blocks.push(Block::Heading("Where to find its records".to_owned()));
        }
        blocks.push(Block::Facts(places.into_iter().flatten().collect()));
        if !self.rules.is_empty() {
            blocks.push(Block::Text(format!("Rules that watch it: {}.", self.rules.join("; "))));
        }
        blocks.push(Block::Text(self.next_steps()));
        Document { title: format!("{} (operation)", self.name), blocks }
    }
}
