//! All texts of a report that may hold what a record says.

use crate::model::{Account, Branch, Cell, Report, Section, Statement};

/// Calls `visit` with each text and the key of its column; texts outside of tables have none. Words of the program alone, such as
/// titles, are left out.
pub fn visit_texts(report: &mut Report, visit: &mut dyn FnMut(&str, &mut String)) {
    let case = &mut report.case;
    each(visit, "", [&mut case.number, &mut case.examiner, &mut case.notes].into_iter().flatten());
    let question = &mut report.question;
    each(visit, "user", &mut question.users);
    each(visit, "", &mut question.attacker_addresses);
    each(visit, "", &mut question.attacker_sessions);
    each(visit, "", &mut question.owner_addresses);
    each(visit, "source", report.lake.sources.iter_mut().map(|source| &mut source.name));
    each(visit, "", &mut report.warnings);
    visit_section(&mut report.coverage, visit);
    report.accounts.iter_mut().for_each(|account| visit_account(account, visit));
    report.common.iter_mut().for_each(|section| visit_section(section, visit));
    for record in &mut report.evidence {
        each(visit, "", &mut record.operation);
        each(visit, "source", &mut record.source);
    }
}

fn each<'a>(
    visit: &mut dyn FnMut(&str, &mut String),
    column: &str,
    texts: impl IntoIterator<Item = &'a mut String>,
) {
    texts.into_iter().for_each(|text| visit(column, text));
}

fn visit_account(account: &mut Account, visit: &mut dyn FnMut(&str, &mut String)) {
    visit("user", &mut account.user);
    let verdict = &mut account.verdict;
    visit("", &mut verdict.text);
    each(visit, "", &mut verdict.missing);
    for statements in [&mut account.summary, &mut verdict.speaks_for, &mut verdict.speaks_against] {
        visit_statements(statements, visit);
    }
    account.sessions.iter_mut().for_each(|branch| visit_branch(branch, visit));
    each(visit, "", account.addresses.iter_mut().map(|about| &mut about.address));
    for event in &mut account.timeline {
        each(visit, "", [&mut event.text, &mut event.operation]);
        each(visit, "", event.address.iter_mut());
    }
    account.sections.iter_mut().for_each(|section| visit_section(section, visit));
}

fn visit_branch(branch: &mut Branch, visit: &mut dyn FnMut(&str, &mut String)) {
    // A surrogate names the user.
    visit("", &mut branch.session_key);
    each(visit, "", [&mut branch.network, &mut branch.agent, &mut branch.device_id].into_iter().flatten());
    each(visit, "", branch.addresses.iter_mut().chain(&mut branch.apps));
    visit_statements(&mut branch.reasons, visit);
}

fn visit_statements(statements: &mut [Statement], visit: &mut dyn FnMut(&str, &mut String)) {
    each(visit, "", statements.iter_mut().map(|statement| &mut statement.text));
}

fn visit_section(section: &mut Section, visit: &mut dyn FnMut(&str, &mut String)) {
    visit_statements(&mut section.statements, visit);
    for table in &mut section.tables {
        visit("", &mut table.query);
        for row in &mut table.rows {
            for (cell, column) in row.iter_mut().zip(&table.columns) {
                match cell {
                    Cell::Text(text) => visit(&column.key, text),
                    Cell::Texts(texts) => each(visit, &column.key, texts),
                    _ => {}
                }
            }
        }
    }
}
