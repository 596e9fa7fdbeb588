//! What an analyst reads in one look: accounts to look at, and the verdict on some.

use trail365_investigate::Candidate;
use trail365_investigate::layout::count_sessions;
use trail365_investigate::model::{Account, Class, Statement, Time, VerdictWord};

use crate::output::{Block, Column, Document, Table, clipped, count_of, grouped, render};

/// Most accounts that are listed, the longest name, and titles of findings that are named.
const ACCOUNTS: usize = 20;
const LONGEST: usize = 48;
const TITLES: usize = 2;

/// Findings that are named for an account.
const FINDINGS: usize = 6;

/// Renders the accounts to look at first, of so many records.
pub fn render_candidates(candidates: &[Candidate], records: u64) -> String {
    let title = match candidates.len() {
        0 if records == 0 => "The lake has no records with a time: import some".to_owned(),
        0 => "No account to look at: there is no finding of level medium or above".to_owned(),
        all => format!("{} to look at, the first one first", count_of(all as u64, "account")),
    };
    let row = |of: &Candidate| {
        let titles: Vec<&str> = of.titles.iter().take(TITLES).map(String::as_str).collect();
        vec![
            clipped(&of.user, LONGEST),
            of.level.to_string(),
            grouped(of.titles.len() as u64),
            minute(of.first_time),
            titles.join("; "),
        ]
    };
    let columns = vec![
        Column::Name("Account"),
        Column::Name("Highest"),
        Column::Number("Findings"),
        Column::Name("First (UTC)"),
        Column::Text("Such as"),
    ];
    let rows: Vec<_> = candidates.iter().take(ACCOUNTS).map(row).collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table { columns, rows }));
        blocks.push(Block::Text("trail365 investigate ACCOUNT writes the report on one.".to_owned()));
    }
    render(&Document { title, blocks })
}

/// Renders the verdict on an account.
pub fn render_account(account: &Account) -> String {
    let verdict = &account.verdict;
    let mut blocks = vec![Block::Text(verdict.text.clone())];
    if let (Some(first), Some(last)) = (account.first_act, account.last_act) {
        blocks.push(Block::Text(format!("The attacker acted from {first} to {last}.")));
    }
    blocks.push(Block::Table(by_class(account)));
    blocks.extend(account.summary.iter().map(|statement| Block::Text(statement.text.clone())));
    if !verdict.speaks_for.is_empty() {
        blocks.push(Block::Text(findings(&verdict.speaks_for)));
    }
    blocks.extend(verdict.missing.iter().map(|what| Block::Text(format!("Missing: {what}"))));
    render(&Document { title: format!("{}: {}", account.user, word_of(verdict.word)), blocks })
}

fn by_class(account: &Account) -> Table {
    let row = |(class, name): (Class, &str)| {
        let (sessions, records) = count_sessions(account, class);
        vec![name.to_owned(), grouped(sessions), grouped(records)]
    };
    let classes = [
        (Class::Attacker, "attacker"),
        (Class::Undetermined, "undetermined"),
        (Class::Owner, "owner"),
        (Class::Service, "service"),
    ];
    let columns = vec![Column::Name("Whose"), Column::Number("Sessions"), Column::Number("Records")];
    Table { columns, rows: classes.into_iter().map(row).collect() }
}

fn findings(statements: &[Statement]) -> String {
    let named: Vec<&str> =
        statements.iter().take(FINDINGS).map(|statement| statement.text.as_str()).collect();
    let more = statements.len().saturating_sub(FINDINGS);
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    format!("Findings: {}{more}", named.join("; "))
}

/// Returns the verdict in words.
fn word_of(word: VerdictWord) -> &'static str {
    match word {
        VerdictWord::Confirmed => "taken over, confirmed",
        VerdictWord::Likely => "likely taken over",
        VerdictWord::Possible => "possibly taken over",
        VerdictWord::NoSign => "no sign of a takeover",
        VerdictWord::Undecidable => "cannot be decided",
    }
}

fn minute(time: Time) -> String {
    time.to_string().chars().take(16).collect::<String>().replace('T', " ")
}
