//! Method: how the report was made, so that somebody else can make it again.

use super::tables::column;
use crate::model::{Cell, Confidence, Database, LakeFacts, Section, Statement, Table, Time};
use crate::networks::state_databases;
use crate::sql::SOURCES_QUERY;

/// Sentences on how the report was made.
const METHOD: [&str; 8] = [
    "The report was made from the records of the lake alone; nothing was asked over a network.",
    "Records that were imported twice count once. Each is named by its Id, its file or blob, its line or place, and the SHA-256 of its text.",
    "A session is what one session id was used for from one network with one program on one device; where records have no id, ~ marks a surrogate: one user, address, program and app without a pause of two hours.",
    "A session is taken for the attacker's when findings of high level stand in it, or when it shares a session id or an address with one of these; but never when its own address or device was used on two days or more before the first finding, unless the analyst says so. With such an address or device it is taken for the owner's if findings do not outweigh that. All others are undetermined.",
    "A country or an owner of a network that is new for the account, and two addresses too far apart for a journey, count little: they never decide by themselves. Addresses in networks of Microsoft say nothing about who acted: they are no indicators, and no session is taken for the attacker's because it shares one.",
    "A record without session and address is tied to the session around it when all records of the user within five minutes are of one class.",
    "Times are those of the service, in UTC, in whole seconds; the order within a second is not known.",
    "Recorded: a record says so. Finding: a rule found the records, and what they mean is the rule's inference. Very likely, likely: an inference with two supports or one. Possible: consistent with the records, not supported by them. No evidence: looked for in data that is complete for the question. Cannot be determined: data is missing.",
];

/// Writes the section.
pub(crate) fn method(lake: &LakeFacts, databases: &[Database]) -> Section {
    let said = |text: &&str| Statement {
        confidence: Confidence::Recorded,
        text: (*text).to_owned(),
        ..Statement::default()
    };
    let rows = lake.sources.iter().map(|source| {
        vec![
            Cell::Text(source.name.clone()),
            source.sha256.clone().map_or(Cell::Missing, Cell::Text),
            source.bytes.map_or(Cell::Missing, |bytes| Cell::Number(bytes as i64)),
            Cell::Number(source.records as i64),
            source.imported_at.map_or(Cell::Missing, |at| Cell::Time(Time(at.0))),
        ]
    });
    let table = Table {
        key: "sources".to_owned(),
        title: "Files and blobs".to_owned(),
        note: "What the records came from, as the ledger of the lake has it.".to_owned(),
        columns: vec![
            column("source", "File or blob"),
            column("sha256", "SHA-256"),
            column("bytes", "Bytes"),
            column("records", "Records"),
            column("imported_at", "Imported (UTC)"),
        ],
        rows: rows.collect(),
        query: SOURCES_QUERY.to_owned(),
    };
    Section {
        key: "method".to_owned(),
        title: "Method".to_owned(),
        statements: METHOD.iter().map(said).chain(state_databases(databases)).collect(),
        tables: vec![table],
    }
}
