//! The head of the page: what the report is about, and what it was made from.

use askama::Template;

use crate::layout::{Outline, moment, record_count};
use crate::model::{LakeFacts, Question, Report, Time};

/// Title, facts and contents.
#[derive(Debug, Template)]
#[template(path = "cover.html")]
pub struct CoverView<'a> {
    title: String,
    facts: Vec<(&'static str, String)>,
    contents: Vec<EntryView<'a>>,
}

#[derive(Debug)]
struct EntryView<'a> {
    number: &'a str,
    title: &'a str,
    anchor: &'a str,
    level: u8,
}

impl<'a> CoverView<'a> {
    /// Makes the view of a report's head.
    pub fn new(report: &Report, outline: &'a Outline<'_>) -> Self {
        let entry = |chapter: &'a crate::layout::Chapter<'_>| EntryView {
            number: &chapter.number,
            title: &chapter.title,
            anchor: &chapter.anchor,
            level: chapter.level,
        };
        Self {
            title: title_of(report),
            facts: facts_of(report),
            contents: outline.chapters.iter().map(entry).collect(),
        }
    }
}

/// Returns the title of a report.
pub fn title_of(report: &Report) -> String {
    match report.accounts.as_slice() {
        [account] => format!("Investigation of {}", account.user),
        accounts => format!("Investigation of {} accounts", accounts.len()),
    }
}

fn facts_of(report: &Report) -> Vec<(&'static str, String)> {
    let case = &report.case;
    let mut facts = Vec::new();
    facts.extend(case.number.clone().map(|number| ("Case", number)));
    facts.extend(case.examiner.clone().map(|examiner| ("Examiner", examiner)));
    if report.accounts.len() > 1 {
        let users: Vec<_> = report.accounts.iter().map(|account| account.user.as_str()).collect();
        facts.push(("Accounts", users.join(", ")));
    }
    facts.push(("Period asked for", period_words(&report.question)));
    facts.push(("Data", data_words(&report.lake)));
    if !report.program.is_empty() {
        facts.push(("Made by", report.program.clone()));
    }
    let question = &report.question;
    for (name, values) in [
        ("Attacker's addresses, by the analyst", &question.attacker_addresses),
        ("Attacker's sessions, by the analyst", &question.attacker_sessions),
        ("Owner's addresses, by the analyst", &question.owner_addresses),
    ] {
        if !values.is_empty() {
            facts.push((name, values.join(", ")));
        }
    }
    facts
}

fn period_words(question: &Question) -> String {
    match (question.from, question.until) {
        (None, None) => "all of the data".to_owned(),
        (from, until) => {
            let word = |time: Option<Time>, without: &str| time.map_or_else(|| without.to_owned(), moment);
            format!("{} until {}", word(from, "the data's start"), word(until, "the data's end"))
        }
    }
}

fn data_words(lake: &LakeFacts) -> String {
    let span = match (lake.first_time, lake.last_time) {
        (Some(first), Some(last)) => format!(" from {} to {}", moment(first), moment(last)),
        _ => String::new(),
    };
    format!("{}{span}; version {} of the lake", record_count(lake.records), lake.version)
}
