//! Chapters of the page.

use std::collections::BTreeSet;

use askama::Template;

use super::statements::StatementsView;
use super::summary::SummaryView;
use super::tables::TableView;
use crate::layout::{
    CLASSES, CONFIDENCES, Chapter, Part, addresses_table, class_meaning, class_word, confidence_key,
    confidence_meaning, confidence_word, evidence_table, first_records, hours_of, hours_table, moment,
    networks, networks_table, sessions_table, sources_table, timeline_table,
};
use crate::model::{Account, Branch, Cell, Report, Section, Statement, Table, Time};
use crate::render::limits::{MOST_RECORDS, MOST_ROWS};
use crate::render::svg::{Chart, draw_events, draw_hours, draw_lanes, draw_networks};
use crate::tables::TableFiles;

/// A chapter of the page.
#[derive(Debug, Template)]
#[template(path = "chapter.html")]
pub struct ChapterView<'a> {
    number: &'a str,
    title: &'a str,
    anchor: &'a str,
    level: u8,
    blocks: Vec<Block>,
}

/// A block of a chapter, rendered.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    /// A heading inside the chapter.
    Heading(String),
    /// A plain sentence.
    Sentence(String),
    /// Text of the examiner, a paragraph a line.
    Notes(Vec<String>),
    /// HTML of a template below.
    Html(String),
    /// A drawing: its label, its SVG, the sentence below.
    Chart(String, String, String),
    /// Words and their meanings: name of the style, word, meaning.
    Words(Vec<(String, &'static str, &'static str)>),
}

/// Makes the blocks of chapters.
pub struct Chapters<'a> {
    /// The report.
    pub report: &'a Report,
    /// The files of its tables.
    pub files: &'a TableFiles<'a>,
    /// Number of the records that the page links.
    pub linked: &'a BTreeSet<u32>,
}

/// Most branches whose reasons the page lists.
const MOST_REASONED: usize = 60;

impl<'a> Chapters<'a> {
    /// Renders a chapter.
    ///
    /// # Errors
    /// If a template fails, which none does on its own.
    pub fn render(&self, chapter: &'a Chapter<'_>) -> askama::Result<String> {
        let blocks = match chapter.part {
            Part::Summary => self.summary()?,
            Part::Coverage(section) => self.coverage(&chapter.anchor, section)?,
            Part::Account(account) => vec![Block::Sentence(format!(
                "The chapters with the letter {} are about {}.",
                chapter.number, account.user
            ))],
            Part::Timeline(account) => self.timeline(&chapter.anchor, account)?,
            Part::Access(account) => self.access(&chapter.anchor, account)?,
            Part::AccountSection(_, section) | Part::Section(section) => {
                self.section(&chapter.anchor, section)?
            }
            Part::Evidence => self.evidence(&chapter.anchor)?,
        };
        ChapterView {
            number: &chapter.number,
            title: &chapter.title,
            anchor: &chapter.anchor,
            level: chapter.level,
            blocks,
        }
        .render()
    }

    fn summary(&self) -> askama::Result<Vec<Block>> {
        let mut blocks = Vec::new();
        let accounts = &self.report.accounts;
        for (place, account) in accounts.iter().enumerate() {
            blocks.push(Block::Html(
                SummaryView::new(account, &self.report.question, place, accounts.len() > 1).render()?,
            ));
        }
        if accounts.is_empty() {
            blocks.push(Block::Sentence("No account was asked for.".to_owned()));
        }
        if let Some(notes) = &self.report.case.notes {
            blocks.push(Block::Heading("Notes of the examiner, word for word".to_owned()));
            blocks.push(Block::Notes(notes.lines().map(str::to_owned).collect()));
        }
        blocks.push(Block::Heading("How to read this report".to_owned()));
        blocks.push(Block::Sentence(
            "Each sentence has a word that says how sure it is, and the numbers of the records that it stands on. A number leads to \
             the list of cited records at the end, with file, line and SHA-256. Times are UTC. An address is not a person."
                .to_owned(),
        ));
        blocks.push(Block::Words(meanings_of_words()));
        Ok(blocks)
    }

    fn coverage(&self, anchor: &str, section: &'a Section) -> askama::Result<Vec<Block>> {
        let mut blocks = self.section(anchor, section)?;
        if !self.report.lake.sources.is_empty() && self.files.path_of("sources", "sources").is_some() {
            let table = sources_table(self.report);
            blocks.push(self.table(format!("{anchor}-sources"), "sources", &table)?);
        }
        Ok(blocks)
    }

    fn timeline(&self, anchor: &str, account: &Account) -> askama::Result<Vec<Block>> {
        if account.timeline.is_empty() {
            return Ok(vec![Block::Sentence("There is no key event.".to_owned())]);
        }
        let mut blocks = Vec::new();
        blocks.extend(
            draw_events(account, &format!("{anchor}-events")).map(|c| chart("Key events over time", c)),
        );
        let table = timeline_table(account);
        blocks.push(self.table(format!("{anchor}-timeline"), "timeline", &table)?);
        let hours = hours_of(account);
        blocks.push(Block::Heading("Hours of the week".to_owned()));
        let map = draw_hours(account, &hours, &format!("{anchor}-hours"));
        blocks.extend(map.map(|c| chart("Key events by weekday and hour", c)));
        blocks.push(self.table(format!("{anchor}-weekdays"), "hours", &hours_table(&hours))?);
        Ok(blocks)
    }

    fn access(&self, anchor: &str, account: &Account) -> askama::Result<Vec<Block>> {
        if account.sessions.is_empty() {
            return Ok(vec![Block::Sentence("There is no session.".to_owned())]);
        }
        let file = |table: &str| self.files.path_of("access", table).unwrap_or_default();
        let mut blocks = Vec::new();
        let lanes = draw_lanes(account, &format!("{anchor}-lanes"), &file("sessions"));
        blocks.extend(lanes.map(|c| chart("Sessions over time", c)));
        let table = drop_untold(select_columns(sessions_table(account), &SESSION_COLUMNS));
        blocks.push(self.table(format!("{anchor}-sessions"), "sessions", &table)?);
        blocks.extend(reasons_blocks(&account.sessions)?);
        blocks.push(Block::Heading("Networks".to_owned()));
        let drawn = draw_networks(account, &networks(account), &format!("{anchor}-nets"), &file("networks"));
        blocks.extend(drawn.map(|c| chart("Records by network", c)));
        for (name, table) in [("networks", networks_table(account)), ("addresses", addresses_table(account))]
        {
            blocks.push(self.table(format!("{anchor}-{name}"), name, &drop_untold(table))?);
        }
        Ok(blocks)
    }

    fn section(&self, anchor: &str, section: &'a Section) -> askama::Result<Vec<Block>> {
        let mut blocks = Vec::new();
        if !section.statements.is_empty() {
            blocks.push(Block::Html(StatementsView::new(&section.statements).render()?));
        }
        for (place, table) in section.tables.iter().enumerate() {
            let file = self.files.path_of(&section.key, &table.key);
            blocks.push(render_table(format!("{anchor}-t{}", place + 1), table, file.as_deref())?);
        }
        if blocks.is_empty() {
            blocks.push(Block::Sentence("Nothing to say.".to_owned()));
        }
        Ok(blocks)
    }

    /// Returns the records that the page links: the list would be long with all others.
    fn evidence(&self, anchor: &str) -> askama::Result<Vec<Block>> {
        let mut table = evidence_table(self.report);
        let all = table.rows.len();
        table.rows.retain(|row| matches!(row.first(), Some(Cell::Number(number)) if self.linked.contains(&(*number as u32))));
        table.columns.pop();
        if all == 0 {
            return Ok(vec![Block::Sentence("No record is cited.".to_owned())]);
        }
        let left_out = all - table.rows.len();
        let mut blocks = Vec::new();
        if left_out > 0 {
            blocks.push(Block::Sentence(format!(
                "{left_out} more records are cited in the files only; the file tables/evidence.csv lists all {all}."
            )));
        }
        let view = EvidenceView {
            id: format!("{anchor}-records"),
            caption: &table.title,
            note: &table.note,
            report: self.report,
            linked: self.linked,
        };
        blocks.push(Block::Html(view.render()?));
        Ok(blocks)
    }

    fn table(&self, id: String, name: &str, table: &Table) -> askama::Result<Block> {
        let known = ["timeline", "access", "evidence", "sources"];
        let file = known.iter().find_map(|section| self.files.path_of(section, name));
        render_table(id, table, file.as_deref())
    }
}

/// The list of cited records, each with the anchor that footnotes lead to.
#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidenceView<'a> {
    id: String,
    caption: &'a str,
    note: &'a str,
    report: &'a Report,
    linked: &'a BTreeSet<u32>,
}

impl EvidenceView<'_> {
    #[allow(clippy::unused_self, clippy::trivially_copy_pass_by_ref)] // a template can call nothing else
    fn moment(&self, time: &Time) -> String {
        moment(*time)
    }
}

/// Columns that are empty where no database tells them.
const OF_DATABASES: [&str; 6] =
    ["countries", "network_owners", "country", "as_number", "network_owner", "kind"];

/// Columns of sessions that the page shows; the file has all.
const SESSION_COLUMNS: [&str; 12] = [
    "session",
    "class",
    "first_time",
    "last_time",
    "records",
    "network",
    "countries",
    "network_owners",
    "agent",
    "apps",
    "score",
    "decided_by",
];

/// Drops the columns that only databases tell and that are empty.
fn drop_untold(table: Table) -> Table {
    let is_told = |place: usize, key: &str| {
        let is_empty = |cell: &Cell| matches!(cell, Cell::Missing) || *cell == Cell::Texts(Vec::new());
        !OF_DATABASES.contains(&key) || !table.rows.iter().all(|row| is_empty(&row[place]))
    };
    let keys = table.columns.iter().map(|column| column.key.clone()).enumerate();
    let told: Vec<String> = keys.filter(|(place, key)| is_told(*place, key)).map(|(_, key)| key).collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    select_columns(table, &told)
}

fn select_columns(table: Table, keys: &[&str]) -> Table {
    let place = |key: &&str| table.columns.iter().position(|column| column.key == **key);
    let places: Vec<usize> = keys.iter().filter_map(place).collect();
    let cells = |row: &Vec<Cell>| places.iter().map(|p| row.get(*p).cloned().unwrap_or_default()).collect();
    Table {
        rows: table.rows.iter().map(cells).collect(),
        columns: places.iter().map(|place| table.columns[*place].clone()).collect(),
        ..table
    }
}

fn reasons_blocks(sessions: &[Branch]) -> askama::Result<Vec<Block>> {
    let reasoned: Vec<_> = sessions.iter().filter(|branch| !branch.reasons.is_empty()).collect();
    let mut blocks = Vec::new();
    if reasoned.is_empty() {
        return Ok(blocks);
    }
    blocks.push(Block::Heading("Why the sessions are taken for whose they are".to_owned()));
    for branch in reasoned.iter().take(MOST_REASONED) {
        blocks.push(Block::Html(BranchView::new(branch).render()?));
    }
    if reasoned.len() > MOST_REASONED {
        blocks.push(Block::Sentence(format!(
            "The reasons of the first {MOST_REASONED} of {} sessions are shown. The file tables/sessions.csv has all of them.",
            reasoned.len()
        )));
    }
    Ok(blocks)
}

/// A branch with its reasons.
#[derive(Debug, Template)]
#[template(path = "branch.html")]
struct BranchView<'a> {
    branch: &'a Branch,
    class_key: &'static str,
    class_word: &'static str,
    addresses: String,
    reasons: StatementsView<'a>,
}

impl<'a> BranchView<'a> {
    fn new(branch: &'a Branch) -> Self {
        Self {
            branch,
            class_key: branch.class.key(),
            class_word: class_word(branch.class),
            addresses: branch.addresses.join(", "),
            reasons: StatementsView::new(&branch.reasons),
        }
    }
}

fn meanings_of_words() -> Vec<(String, &'static str, &'static str)> {
    let confidences = CONFIDENCES
        .iter()
        .map(|c| (format!("conf conf-{}", confidence_key(*c)), confidence_word(*c), confidence_meaning(*c)));
    let classes =
        CLASSES.iter().map(|c| (format!("class class-{}", c.key()), class_word(*c), class_meaning(*c)));
    confidences.chain(classes).collect()
}

fn chart(label: &str, chart: Chart) -> Block {
    Block::Chart(label.to_owned(), chart.svg, chart.caption)
}

fn render_table(id: String, table: &Table, file: Option<&str>) -> askama::Result<Block> {
    Ok(Block::Html(TableView::new(id, table, file).render()?))
}

/// Returns the numbers of the records that the page links.
pub fn linked_records(report: &Report) -> BTreeSet<u32> {
    let mut linked = BTreeSet::new();
    link_section(&mut linked, &report.coverage);
    for account in &report.accounts {
        let verdict = &account.verdict;
        for statements in [&account.summary, &verdict.speaks_for, &verdict.speaks_against] {
            link_statements(&mut linked, statements);
        }
        for branch in account.sessions.iter().filter(|branch| !branch.reasons.is_empty()).take(MOST_REASONED)
        {
            link_statements(&mut linked, &branch.reasons);
        }
        linked.extend(account.timeline.iter().take(MOST_ROWS).map(|event| event.record));
        account.sections.iter().for_each(|section| link_section(&mut linked, section));
    }
    report.common.iter().for_each(|section| link_section(&mut linked, section));
    linked
}

fn link_section(linked: &mut BTreeSet<u32>, section: &Section) {
    link_statements(linked, &section.statements);
    for cell in section.tables.iter().flat_map(|table| table.rows.iter().take(MOST_ROWS)).flatten() {
        if let Cell::Records(records) = cell {
            linked.extend(first_records(&records.records, MOST_RECORDS));
        }
    }
}

fn link_statements(linked: &mut BTreeSet<u32>, statements: &[Statement]) {
    linked.extend(statements.iter().flat_map(|statement| first_records(&statement.records, MOST_RECORDS)));
}
