//! Spread: other accounts with an address, a session or an app of the attacker's.

use std::collections::BTreeSet;

use super::tables::column;
use crate::evidence::Book;
use crate::facts::{Other, Shared};
use crate::model::{Cell, Confidence, Records, Section, Statement, Table, Time};
use crate::words::{count_of, were};

/// With more accounts than this behind it, an address says little: an office, a provider.
const MANY: usize = 20;

/// Writes the section.
pub(crate) fn spread(others: &[Other], shared: &Shared, book: &mut Book) -> Section {
    let crowded = crowded(others);
    let query = shared.query(&crowded);
    let let_in = |other: &&Other| other.records > other.refused && !crowded.contains(other.value.as_str());
    let used: Vec<&Other> = others.iter().filter(let_in).collect();
    let users: BTreeSet<&str> = used.iter().map(|other| other.user_id.as_str()).collect();
    let tried: BTreeSet<&str> =
        others.iter().map(|other| other.user_id.as_str()).filter(|user| !users.contains(user)).collect();
    let mut statements = Vec::new();
    if shared.addresses.is_empty() && shared.sessions.is_empty() {
        let text =
            "No session is taken for the attacker's, so there is nothing to look for at other accounts."
                .to_owned();
        statements.push(Statement { confidence: Confidence::Recorded, text, ..Statement::default() });
    } else if users.is_empty() {
        let text =
            "No other account was used from an address, in a session or with an app of the attacker's."
                .to_owned();
        statements.push(Statement { confidence: Confidence::NoEvidence, text, ..Statement::default() });
    } else {
        let text = format!(
            "{} {} used from an address, in a session or with an app that is the attacker's at another account: {}.",
            count_of(users.len(), "account"),
            were(users.len()),
            names(&users)
        );
        statements.push(book.state(Confidence::Likely, text, used.iter().map(|other| other.cited())));
    }
    if !tried.is_empty() {
        let text = format!(
            "{} {} tried from an address of the attacker's, and did not let it in.",
            count_of(tried.len(), "account"),
            were(tried.len())
        );
        let refused = others.iter().filter(|other| tried.contains(other.user_id.as_str()));
        statements.push(book.state(Confidence::Recorded, text, refused.map(Other::cited)));
    }
    for value in crowded {
        let text = format!("More than {MANY} accounts use {value}, so it says nothing about them.");
        statements.push(Statement { confidence: Confidence::Recorded, text, ..Statement::default() });
    }
    let rows = used.iter().map(|other| row(other, book)).collect();
    Section {
        key: "spread".to_owned(),
        title: "Spread".to_owned(),
        statements,
        tables: vec![table(rows, query)],
    }
}

/// Returns the addresses, sessions and apps that many accounts use.
fn crowded(others: &[Other]) -> BTreeSet<&str> {
    let values: BTreeSet<&str> = others.iter().map(|other| other.value.as_str()).collect();
    let is_crowded = |value: &&str| {
        others.iter().filter(|other| other.value == **value && other.records > other.refused).count() > MANY
    };
    values.into_iter().filter(is_crowded).collect()
}

/// Lists a few names.
fn names(users: &BTreeSet<&str>) -> String {
    const FEW: usize = 8;
    let shown: Vec<&str> = users.iter().take(FEW).copied().collect();
    let more = users.len().saturating_sub(FEW);
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn row(other: &Other, book: &mut Book) -> Vec<Cell> {
    vec![
        Cell::Text(other.user_id.clone()),
        Cell::Text(other.kind.clone()),
        Cell::Text(other.value.clone()),
        Cell::Number(other.records as i64),
        Cell::Number(other.refused as i64),
        Cell::Time(Time(other.first_time)),
        Cell::Time(Time(other.last_time)),
        Cell::Records(Records { records: vec![book.number(other.cited())] }),
    ]
}

fn table(rows: Vec<Vec<Cell>>, query: String) -> Table {
    Table {
        key: "other_accounts".to_owned(),
        title: "Other accounts".to_owned(),
        note:
            "Accounts that were used, not only tried, with something of the attacker's. Look at these next."
                .to_owned(),
        columns: vec![
            column("user", "Account"),
            column("kind", "Shares"),
            column("value", "Which"),
            column("records", "Records"),
            column("refused", "Refused"),
            column("first_time", "First (UTC)"),
            column("last_time", "Last (UTC)"),
            column("record", "First record"),
        ],
        rows,
        query,
    }
}
