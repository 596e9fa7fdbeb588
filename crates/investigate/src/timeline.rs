//! Key events: findings, and what the attacker did.

use std::collections::HashMap;

use trail365_schema::glossary::{Operation, operations_named};
use trail365_sigma::Level;

use crate::evidence::Book;
use crate::facts::{Act, Cited, REFUSED};
use crate::model::{Class, Event, Time};
use crate::scene::Scene;

/// Acts of one operation in one branch are one event, until there is none for so long; in microseconds.
const PAUSE: i64 = 10 * 60 * 1_000_000;

/// Sentences on records that views decode, by the content of the records.
pub(crate) type Sentences = HashMap<i64, String>;

/// Lists findings of level medium and above by the account's first records in them, and the attacker's acts, in order of time.
pub(crate) fn timeline(scene: &Scene<'_>, sentences: &Sentences, book: &mut Book) -> Vec<Event> {
    let mut events: Vec<Event> = findings(scene, book);
    events.extend(attacker_events(scene, sentences, book));
    events.retain(|event| scene.span.has(event.time.0));
    events.sort_by(|a, b| (a.time, a.record, &a.text).cmp(&(b.time, b.record, &b.text)));
    events
}

fn findings(scene: &Scene<'_>, book: &mut Book) -> Vec<Event> {
    let mut events = Vec::new();
    for alert in scene.alerts.iter().filter(|alert| alert.level >= Level::Medium) {
        let own = || alert.members.iter().filter(|member| scene.has(member.content_hash));
        // A record that shows use goes before one that somebody was refused by.
        let used = own().find(|member| member.operation.as_deref() != Some(REFUSED));
        let Some(member) = used.or(own().next()).or(alert.members.first()) else { continue };
        let whose = scene.whose(member.content_hash);
        events.push(Event {
            time: Time(member.time),
            text: alert.title.clone(),
            operation: member.operation.as_deref().unwrap_or_default().to_owned(),
            class: whose.class,
            branch: whose.branch.map(str::to_owned),
            address: alert.addresses.first().cloned(),
            level: Some(alert.level.as_str().to_owned()),
            record: book.number(Cited::from(member)),
        });
    }
    events
}

/// A run of acts of one operation in one branch, which have the same sentence.
struct Run<'a> {
    first: &'a Act,
    sentence: Option<&'a str>,
    last_time: i64,
    count: u64,
    branch: &'a str,
}

fn attacker_events(scene: &Scene<'_>, sentences: &Sentences, book: &mut Book) -> Vec<Event> {
    let mut events = Vec::new();
    for place in scene.places_of(Class::Attacker) {
        for run in runs(scene, sentences, place) {
            events.push(run.into_event(book));
        }
    }
    events
}

/// Puts the acts of a branch together to runs, in order of their first acts.
fn runs<'a>(scene: &'a Scene<'_>, sentences: &'a Sentences, place: usize) -> Vec<Run<'a>> {
    let draft = &scene.drafts[place];
    let mut runs: Vec<Run<'_>> = Vec::new();
    for act in draft.acts.iter().map(|at| &scene.acts[*at]) {
        let sentence = sentences.get(&act.content_hash).map(String::as_str);
        let goes_on = |run: &&mut Run<'_>| {
            (&run.first.operation, run.sentence) == (&act.operation, sentence)
                && act.time - run.last_time <= PAUSE
        };
        match runs.iter_mut().rev().find(goes_on) {
            Some(run) => {
                run.last_time = act.time;
                run.count += 1;
            }
            None => {
                runs.push(Run { first: act, sentence, last_time: act.time, count: 1, branch: &draft.label });
            }
        }
    }
    runs
}

impl Run<'_> {
    fn into_event(self, book: &mut Book) -> Event {
        let operation = self.first.operation.clone().unwrap_or_default();
        let meaning = self.sentence.unwrap_or_else(|| meaning_of(&operation, self.first.record_type));
        let refused = if self.first.is_refused() { "Refused: " } else { "" };
        let text = match self.count {
            1 => format!("{refused}{meaning}"),
            count => format!("{refused}{meaning} ({count} times until {})", Time(self.last_time)),
        };
        Event {
            time: Time(self.first.time),
            text,
            class: Class::Attacker,
            branch: Some(self.branch.to_owned()),
            address: self.first.client_ip.clone(),
            level: None,
            record: book.number(Cited::from(self.first)),
            operation,
        }
    }
}

/// Returns what an operation means. Services share names: the meaning is that of the record's type, if one is known by it.
fn meaning_of(operation: &str, record_type: Option<i32>) -> &str {
    let known = operations_named(operation);
    let is_of_type = |of: &&Operation| record_type.is_some_and(|number| of.record_types.contains(&number));
    known.iter().find(is_of_type).or(known.first()).map_or(operation, |known| known.meaning)
}

#[cfg(test)]
mod tests {
    use super::meaning_of;

    #[test]
    fn a_name_that_services_share_means_what_its_record_type_says() {
        let (site, community) =
            (meaning_of("FileDownloaded", Some(6)), meaning_of("FileDownloaded", Some(22)));
        assert!(site.contains("site or OneDrive") && !community.contains("OneDrive"), "{site} {community}");
        assert_eq!(meaning_of("FileDownloaded", None), site);
        assert_eq!(meaning_of("NeverHeardOf", Some(6)), "NeverHeardOf");
    }
}
