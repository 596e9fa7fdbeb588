//! The views that decode records, read for all accounts at once.

use trail365_findings::tenant_domains;
use trail365_sql::Session;

use super::decoded::{Decoded, decoded};
use super::folders::name_folders;
use super::rows::any_of;
use crate::error::Result;
use crate::span::Span;

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

/// Rows of a view, with the columns that say whose they are.
#[derive(Debug)]
pub(crate) struct Rows {
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
}

/// Columns of views about mailboxes: who acted, and in whose mailbox.
const MAILBOX: &[&str] = &["user_id", "mailbox"];

/// Column of views about what somebody did.
const ACTOR: &[&str] = &["user_id"];

/// Reads the views for some accounts: one scan each, however many accounts there are.
pub(crate) async fn read_views(session: &Session, users: &[String], span: Span) -> Result<Views> {
    let read = async |view: &str, of: &'static [&'static str]| {
        let conditions: Vec<String> =
            of.iter().map(|column| any_of(&format!("lower({column})"), users)).collect();
        let rows = decoded(session, view, &conditions.join(" OR ")).await?;
        Ok::<_, crate::Error>(Rows { decoded: rows, of, span })
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
