//! Coverage: how complete the data is, and what cannot be told from it.

use std::collections::BTreeSet;

use trail365_sql::Session;

use super::tables::column;
use crate::error::Result;
use crate::facts::{
    Gap, Imported, LICENSED, Licensed, Span, Used, read_gaps, read_imported, read_licensed, read_spans,
    read_used,
};
use crate::model::{Cell, Confidence, Section, Source, Statement, Table, Time};
use crate::sql::any_of;
use crate::words::{count_of, were};

/// Workloads that a report is made from.
const WORKLOADS: [(&str, &str); 5] = [
    ("AzureActiveDirectory", "sign-ins, consents, changes of accounts"),
    ("Exchange", "mail, rules, forwarding"),
    ("SharePoint", "files of sites"),
    ("OneDrive", "files of people"),
    ("MicrosoftTeams", "chats and teams"),
];

/// Rows at which exports of Purview and of the cmdlet end, whether or not there is more.
const EXPORT_LIMITS: [u64; 2] = [50_000, 5_000];

/// What a lake has for the accounts of a question.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    spans: Vec<Span>,
    gaps: Vec<Gap>,
    imported: Vec<Imported>,
    users: Vec<String>,
    licensed: Vec<Licensed>,
    used: Vec<Used>,
    /// Records of the lake without a time.
    without_time: u64,
}

/// Reads what a lake has for some accounts; `without_time` of its records have no time.
pub(crate) async fn read_coverage(
    session: &Session,
    users: &[String],
    without_time: u64,
) -> Result<Coverage> {
    Ok(Coverage {
        spans: read_spans(session, users).await?,
        gaps: read_gaps(session).await?,
        imported: read_imported(session).await?,
        users: users.to_vec(),
        licensed: read_licensed(session, users).await?,
        used: read_used(session, users).await?,
        without_time,
    })
}

impl Coverage {
    /// Returns the number of records.
    pub fn records(&self) -> u64 {
        self.spans.iter().map(|span| span.records).sum()
    }

    /// Returns the times of the first and the last record.
    pub fn span(&self) -> (Option<Time>, Option<Time>) {
        let first = self.spans.iter().filter_map(|span| span.first_time).min();
        let last = self.spans.iter().filter_map(|span| span.last_time).max();
        (first.map(Time), last.map(Time))
    }

    /// Lists what the records came from.
    pub fn sources(&self) -> Vec<Source> {
        let source = |of: &Imported| Source {
            name: of.source.clone(),
            sha256: of.sha256.clone(),
            bytes: of.bytes,
            records: of.rows_added.unwrap_or_default(),
            imported_at: of.at.map(Time),
        };
        self.imported.iter().map(source).collect()
    }

    /// Lists the workloads that an account has records of.
    pub fn workloads_of(&self, user: &str) -> BTreeSet<String> {
        self.used.iter().filter(|used| used.user_id == user).map(|used| used.workload.clone()).collect()
    }

    /// Reports whether accesses to the mailbox of an account are recorded at all.
    pub fn has_mail_access(&self, user: &str) -> bool {
        self.count_licensed(user, "MailItemsAccessed") > 0
    }

    fn count_licensed(&self, user: &str, operation: &str) -> u64 {
        let counts = self.licensed.iter().filter(|of| of.operation == operation && of.is_of(user));
        counts.map(|of| of.records).sum()
    }

    /// Names the data that would decide about an account, where the lake has none: without sign-ins there is no verdict.
    pub fn missing_for_verdict(&self, user: &str) -> Vec<String> {
        let recorded = self.workloads_of(user);
        let missing = WORKLOADS[..2].iter().filter(|(name, _)| !recorded.contains(*name));
        missing.map(|(name, what)| format!("records of {name} ({what})")).collect()
    }

    /// Reports whether a span of time was lost to the collector.
    pub fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Writes the section, what is to be looked at first in front.
    pub fn section(&self, warnings: &[String]) -> Section {
        let mut statements: Vec<Statement> =
            warnings.iter().map(|text| said(Confidence::Recorded, text.clone())).collect();
        for (name, what) in WORKLOADS {
            if !self.spans.iter().any(|span| span.workload == name) {
                let text =
                    format!("The lake has no record of {name} ({what}), so nothing can be said about these.");
                statements.push(said(Confidence::CannotBeDetermined, text));
            }
        }
        for user in &self.users {
            for operation in LICENSED.iter().filter(|operation| self.count_licensed(user, operation) == 0) {
                let text = format!(
                    "No record of {operation} of {user}: it is written only with some licences and audit settings, so its absence says nothing."
                );
                statements.push(said(Confidence::CannotBeDetermined, text));
            }
        }
        if self.without_time > 0 {
            let without = count_of(self.without_time as usize, "record");
            let text =
                format!("{without} of the lake without a time: in no finding, no session and no count.");
            statements.push(said(Confidence::CannotBeDetermined, text));
        }
        statements.extend(self.imported.iter().filter(|of| is_at_limit(of)).map(|of| {
            let text = format!(
                "{} has exactly as many records as an export may have: it is likely cut off.",
                of.source
            );
            said(Confidence::Likely, text)
        }));
        statements.push(if self.has_gaps() {
            let text = format!(
                "{} of content {} lost to the collector; the table of what was lost lists all.",
                count_of(self.gaps.len(), "part"),
                were(self.gaps.len())
            );
            said(Confidence::Recorded, text)
        } else {
            said(Confidence::Recorded, "The ledger knows of no content that was lost.".to_owned())
        });
        let tables =
            vec![self.span_table(), self.gap_table()].into_iter().filter(|table| !table.rows.is_empty());
        Section {
            key: "coverage".to_owned(),
            title: "Coverage and limits".to_owned(),
            statements,
            tables: tables.collect(),
        }
    }

    fn span_table(&self) -> Table {
        let known = self
            .spans
            .iter()
            .filter(|span| WORKLOADS.iter().any(|(name, _)| *name == span.workload) || span.of_accounts > 0);
        let time = |micros: Option<i64>| micros.map_or(Cell::Missing, |micros| Cell::Time(Time(micros)));
        let row = |span: &Span| {
            vec![
                Cell::Text(span.workload.clone()),
                Cell::Number(span.records as i64),
                Cell::Number(span.of_accounts as i64),
                time(span.first_time),
                time(span.last_time),
            ]
        };
        Table {
            key: "workloads".to_owned(),
            title: "Records by workload".to_owned(),
            note: "Workloads that the report is made from, and others with records of the accounts."
                .to_owned(),
            columns: vec![
                column("workload", "Workload"),
                column("records", "Records"),
                column("of_accounts", "Of the accounts"),
                column("first_time", "First (UTC)"),
                column("last_time", "Last (UTC)"),
            ],
            rows: known.map(row).collect(),
            query: self.span_query(),
        }
    }

    fn span_query(&self) -> String {
        let of_accounts = format!("count(*) FILTER (WHERE {})", any_of("lower(user_id)", &self.users));
        format!(
            "SELECT workload, count(*) AS records, {of_accounts} AS of_accounts,\n       min(creation_time) AS first_time, max(creation_time) AS last_time\n\
             FROM events\nGROUP BY workload\nHAVING {} OR {of_accounts} > 0\nORDER BY records DESC, workload",
            any_of("workload", &WORKLOADS.map(|(name, _)| name))
        )
    }

    fn gap_table(&self) -> Table {
        let text = |text: &Option<String>| text.clone().map_or(Cell::Missing, Cell::Text);
        let row = |gap: &Gap| {
            vec![
                text(&gap.content_type),
                Cell::Text(gap.state.clone()),
                text(&gap.from),
                text(&gap.until),
                text(&gap.reason),
            ]
        };
        Table {
            key: "gaps".to_owned(),
            title: "Content that was lost".to_owned(),
            note: "What was to be collected and could not be had, with the reason.".to_owned(),
            columns: vec![
                column("content_type", "Content type"),
                column("state", "State"),
                column("from", "From (UTC)"),
                column("until", "Until (UTC)"),
                column("reason", "Reason"),
            ],
            rows: self.gaps.iter().map(row).collect(),
            query: "SELECT content_type, state, \"from\", until, reason\nFROM lake.gaps\nWHERE state = 'lost'\nORDER BY \"from\", content_type".to_owned(),
        }
    }
}

fn said(confidence: Confidence, text: String) -> Statement {
    Statement { confidence, text, ..Statement::default() }
}

/// Reports whether an import ends where exports end.
fn is_at_limit(of: &Imported) -> bool {
    let is_cut = of.notices.iter().any(|notice| notice.contains("cut"));
    is_cut
        || of.rows_added.is_some_and(|rows| EXPORT_LIMITS.contains(&(rows + of.rejected.unwrap_or_default())))
}
