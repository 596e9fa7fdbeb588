//! The views that decode records, read for all accounts at once.

use std::collections::HashMap;

use trail365_findings::tenant_domains;
use trail365_sql::Session;

use super::decoded::{Decoded, decoded};
use super::folders::name_folders;
use crate::error::Result;
use crate::span::Span;
use crate::sql::{any_of, quote};

/// Rows of the views that decode records.
#[derive(Debug)]
pub(crate) struct Views {
    pub mail_access: Rows,
    pub mail_sent: Rows,
    pub inbox_rule_changes: Rows,
    pub inbox_rules: Rows,
    pub forwarding: Rows,
    pub identity_changes: Rows,
    pub consents: Rows,
    pub file_access: Rows,
    pub deletions: Rows,
    pub searches: Rows,
    pub teams: Rows,
    pub flows: Rows,
    pub sign_ins: Rows,
    /// Mail domains of the organisation.
    pub domains: Vec<String>,
}

impl Views {
    /// Returns what the rows about an account say of changes, by the content of their records. Rules that Outlook only stored again say
    /// nothing.
    pub fn sentences(&self, user: &str) -> HashMap<i64, String> {
        let rows = [&self.inbox_rule_changes, &self.forwarding, &self.identity_changes, &self.consents];
        let mut sentences: HashMap<i64, String> = HashMap::new();
        for row in rows.into_iter().flat_map(|rows| rows.of(user)) {
            let Some(text) = row.text("sentence").filter(|_| row.text("change") != Some("restamped")) else {
                continue;
            };
            let known = sentences.entry(row.content_hash()).or_default();
            if !known.is_empty() {
                known.push(' ');
            }
            known.push_str(text);
        }
        sentences
    }
}

/// Rows of a view, with the columns that say whose they are.
#[derive(Debug)]
pub(crate) struct Rows {
    view: &'static str,
    decoded: Vec<Decoded>,
    of: &'static [&'static str],
    span: Span,
}

impl Rows {
    /// Lists the rows of an account in the span of the report.
    pub fn of(&self, user: &str) -> Vec<&Decoded> {
        let mut rows = self.of_any_time(user);
        rows.retain(|row| self.span.has(row.time()));
        rows
    }

    /// Lists the rows of an account, whenever they were.
    pub fn of_any_time(&self, user: &str) -> Vec<&Decoded> {
        let is_of = |row: &&Decoded| {
            self.of.iter().any(|column| row.text(column).is_some_and(|of| of.eq_ignore_ascii_case(user)))
        };
        self.decoded.iter().filter(is_of).collect()
    }

    /// Lists the rows of an account in the span of the report, with the query that gives them.
    pub fn listing(&self, user: &str) -> Listing<'_> {
        let mut listing = self.listing_of_any_time(user);
        listing.rows.retain(|row| self.span.has(row.time()));
        listing.conditions.extend(self.span.conditions("time"));
        listing
    }

    /// Lists the rows of an account, whenever they were, with the query that gives them.
    pub fn listing_of_any_time(&self, user: &str) -> Listing<'_> {
        let any: Vec<String> =
            self.of.iter().map(|column| format!("lower({column}) = {}", quote(user))).collect();
        let conditions = vec![format!("({})", any.join(" OR "))];
        Listing { rows: self.of_any_time(user), view: self.view, conditions }
    }
}

/// Rows of a view, with the conditions that they were chosen by.
#[derive(Debug, Clone)]
pub(crate) struct Listing<'v> {
    pub rows: Vec<&'v Decoded>,
    view: &'static str,
    conditions: Vec<String>,
}

impl Listing<'_> {
    /// Keeps some rows; `condition` says the same in SQL.
    pub fn retain(mut self, condition: &str, keep: impl FnMut(&&Decoded) -> bool) -> Self {
        self.rows.retain(keep);
        self.conditions.push(condition.to_owned());
        self
    }

    /// Writes the query of the rows, in order of time.
    pub fn query(&self, columns: &str) -> String {
        format!("SELECT {columns}\n{}\nORDER BY time, content_hash", self.source())
    }

    /// Writes the view with the conditions.
    pub fn source(&self) -> String {
        format!("FROM {}\nWHERE {}", self.view, self.conditions.join("\n  AND "))
    }
}

/// Columns of views about mailboxes: who acted, and in whose mailbox.
const MAILBOX: &[&str] = &["user_id", "mailbox"];

/// Column of views about what somebody did.
const ACTOR: &[&str] = &["user_id"];

/// Reads the views for some accounts: one scan each, however many accounts there are.
pub(crate) async fn read_views(session: &Session, users: &[String], span: Span) -> Result<Views> {
    let read = async |view: &'static str, of: &'static [&'static str]| {
        let conditions: Vec<String> =
            of.iter().map(|column| any_of(&format!("lower({column})"), users)).collect();
        let rows = decoded(session, view, &conditions.join(" OR ")).await?;
        Ok::<_, crate::Error>(Rows { view, decoded: rows, of, span })
    };
    let mut views = Views {
        mail_access: read("mail_access", MAILBOX).await?,
        mail_sent: read("mail_sent", MAILBOX).await?,
        inbox_rule_changes: read("inbox_rule_changes", MAILBOX).await?,
        inbox_rules: read("inbox_rules", MAILBOX).await?,
        forwarding: read("forwarding", MAILBOX).await?,
        identity_changes: read("identity_changes", &["user_id", "target_user"]).await?,
        consents: read("consents", ACTOR).await?,
        file_access: read("file_access", ACTOR).await?,
        deletions: read("deletions", MAILBOX).await?,
        searches: read("searches", ACTOR).await?,
        teams: read("teams_activity", ACTOR).await?,
        flows: read("flows", ACTOR).await?,
        sign_ins: read("sign_in_attempts", ACTOR).await?,
        domains: tenant_domains(session).await?,
    };
    name_folders(session, users, &mut views.inbox_rule_changes.decoded).await?;
    name_folders(session, users, &mut views.inbox_rules.decoded).await?;
    Ok(views)
}
