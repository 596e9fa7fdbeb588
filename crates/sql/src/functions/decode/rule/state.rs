//! `inbox_rule_states`: the rules of a mailbox as the records leave them.

use std::collections::HashMap;

use super::super::pairs::{read_list, text_of};
use super::super::table::{Columns, Kind, Row, Value};
use super::change::{Act, Change, call_rule, change_of};
use super::part::{Part, Role, describe, diverts, hides, phrases, targets};

pub(in super::super::super) const STATES: &Columns = &[
    ("rule_name", Kind::Text),
    ("rule_id", Kind::Text),
    ("first_time", Kind::Number),
    ("last_time", Kind::Number),
    ("is_present", Kind::Flag),
    ("is_enabled", Kind::Flag),
    ("is_partial", Kind::Flag),
    ("conditions", Kind::Texts),
    ("exceptions", Kind::Texts),
    ("actions", Kind::Texts),
    ("hides", Kind::Flag),
    ("diverts", Kind::Flag),
    ("targets", Kind::Texts),
    ("sentence", Kind::Text),
    ("members", Kind::Texts),
    ("changes", Kind::Number),
    ("last_record", Kind::Text),
];

/// Place of the first text of a change in a record's list: id and time stand in front of it.
const BEFORE: usize = 2;

/// A rule as the records so far leave it.
#[derive(Debug, Default)]
struct State {
    name: Option<String>,
    rule_id: Option<String>,
    first_time: Option<i64>,
    last_time: Option<i64>,
    is_removed: bool,
    enabled: Option<bool>,
    /// Whether all of the rule is known: it was created in the data, or a record carries all of it.
    is_whole: bool,
    parts: Vec<Part>,
    members: Vec<String>,
    changes: i64,
    last_record: String,
}

/// The rules of a mailbox, and which of them a name or an id means.
#[derive(Debug, Default)]
struct Rules {
    states: Vec<State>,
    by_name: HashMap<String, usize>,
}

/// Folds the records of a mailbox, each a JSON list of texts: id, time in microseconds, then the texts that `inbox_rule` takes. They come in
/// the order of time.
pub(in super::super::super) fn fold_rules(records: &[String]) -> Vec<Row> {
    let mut rules = Rules::default();
    for record in records {
        let texts: Vec<_> = read_list(record).iter().map(text_of).collect();
        let given: Vec<_> = texts.iter().skip(BEFORE).map(|text| Some(text.as_str())).collect();
        let state = rules.apply(change_of(&given));
        state.note_record(record, &texts);
    }
    rules.states.into_iter().map(State::into_row).collect()
}

impl Rules {
    fn apply(&mut self, change: Change) -> &mut State {
        let place = self.place_of(&change);
        for name in [&change.called, &change.rule_id, &change.name].into_iter().flatten() {
            self.by_name.insert(name.to_lowercase(), place);
        }
        let state = &mut self.states[place];
        state.apply(change);
        state
    }

    /// Returns the place of the rule that a record means; a new one where no earlier record has it.
    fn place_of(&mut self, change: &Change) -> usize {
        let known = |name: &Option<String>| self.by_name.get(&name.as_deref()?.to_lowercase()).copied();
        let found = match change.act {
            // Names may repeat; Outlook's ids do not.
            Act::Created => known(&change.rule_id).filter(|place| !self.states[*place].is_removed),
            _ => known(&change.called).or_else(|| known(&change.name)),
        };
        found.unwrap_or_else(|| {
            self.states.push(State::default());
            self.states.len() - 1
        })
    }
}

impl State {
    fn apply(&mut self, change: Change) {
        self.name = change.name.or(self.name.take());
        self.rule_id = change.rule_id.or(self.rule_id.take());
        match change.act {
            Act::Removed => self.is_removed = true,
            Act::Enabled => self.enabled = Some(true),
            Act::Disabled => self.enabled = Some(false),
            Act::Created | Act::Changed | Act::Restamped => {
                self.is_removed = false;
                let default = (change.act == Act::Created).then_some(true);
                self.enabled = change.enabled.or(default).or(self.enabled);
                self.take_parts(change.parts, change.is_whole);
            }
        }
    }

    fn take_parts(&mut self, parts: Option<Vec<Part>>, is_whole: bool) {
        let Some(parts) = parts else { return };
        if is_whole {
            self.parts.clear();
            self.is_whole = true;
        }
        for part in parts {
            self.parts.retain(|old| !old.key.eq_ignore_ascii_case(&part.key));
            if !part.is_cleared() {
                self.parts.push(part);
            }
        }
    }

    fn note_record(&mut self, record: &str, texts: &[String]) {
        let time = texts.get(1).and_then(|time| time.parse().ok());
        self.first_time = self.first_time.or(time);
        self.last_time = time.or(self.last_time);
        self.members.extend(texts.first().filter(|id| !id.is_empty()).cloned());
        self.changes += 1;
        record.clone_into(&mut self.last_record);
    }

    fn into_row(self) -> Row {
        let sentence = self.describe();
        vec![
            Value::optional(self.name.as_deref()),
            Value::optional(self.rule_id.as_deref()),
            Value::Number(self.first_time),
            Value::Number(self.last_time),
            Value::flag(!self.is_removed),
            Value::Flag(self.enabled),
            Value::flag(!self.is_whole),
            Value::Texts(phrases(&self.parts, Role::Condition)),
            Value::Texts(phrases(&self.parts, Role::Exception)),
            Value::Texts(phrases(&self.parts, Role::Action)),
            Value::flag(hides(&self.parts)),
            Value::flag(diverts(&self.parts)),
            Value::Texts(targets(&self.parts)),
            Value::text(sentence),
            Value::Texts(self.members),
            Value::Number(Some(self.changes)),
            Value::text(self.last_record),
        ]
    }

    fn describe(&self) -> String {
        let rule = call_rule(self.name.as_deref(), self.rule_id.as_deref());
        let content = match (self.is_whole, self.parts.is_empty()) {
            (true, _) => describe(&self.parts),
            (false, true) => "what it does is not logged".to_owned(),
            (false, false) => format!("as far as logged, {}", describe(&self.parts)),
        };
        let end = match (self.is_removed, self.enabled) {
            (true, _) => " It was removed.",
            (false, Some(false)) => " At the end of the data it is there, switched off.",
            (false, _) => " At the end of the data it is there.",
        };
        format!("{rule}: {content}.{end}")
    }
}
