//! The chapters as Markdown.

use super::escape::escape;
use super::table::push_table;
use crate::layout::{
    Chapter, Part, addresses_table, confidence_word, evidence_table, figures_of, first_records, hours_of,
    hours_table, moment, networks_table, numbers_text, outline_of, record_count, sessions_table,
    sources_table, timeline_table, verdict_word,
};
use crate::model::{Account, Report, Section, Statement, Table, Time};
use crate::render::limits::MOST_RECORDS;
use crate::tables::{TableFiles, table_files};

/// Returns the report as Markdown.
pub fn render_markdown(report: &Report) -> String {
    let files = table_files(report);
    let mut writer = Writer { out: String::new(), report, files: &files };
    writer.write_head();
    for chapter in outline_of(report).chapters {
        writer.write_chapter(&chapter);
    }
    writer.out
}

struct Writer<'a> {
    out: String,
    report: &'a Report,
    files: &'a TableFiles<'a>,
}

impl Writer<'_> {
    fn write_head(&mut self) {
        let users: Vec<_> = self.report.accounts.iter().map(|account| escape(&account.user)).collect();
        self.push(&format!("# Investigation of {}\n\n", users.join(", ")));
        let case = &self.report.case;
        for (name, value) in [("Case", &case.number), ("Examiner", &case.examiner)] {
            if let Some(value) = value {
                self.push(&format!("- {name}: {}\n", escape(value)));
            }
        }
        self.write_question();
        let lake = &self.report.lake;
        let records = record_count(lake.records);
        self.push(&format!("- Data: {records}, version {} of the lake\n", lake.version));
        if let (Some(first), Some(last)) = (lake.first_time, lake.last_time) {
            self.push(&format!("- Time of the data: {} to {}\n", moment(first), moment(last)));
        }
        self.push("- Times are UTC. Numbers in brackets are those of cited records, listed at the end.\n");
    }

    /// Writes the span that was asked for, and what the analyst decided beforehand.
    fn write_question(&mut self) {
        let question = &self.report.question;
        if question.from.is_some() || question.until.is_some() {
            let end = |time: Option<Time>| time.map_or_else(|| "the end of the data".to_owned(), moment);
            self.push(&format!("- Period asked for: {} to {}\n", end(question.from), end(question.until)));
        }
        for (what, values) in [
            ("Addresses of the attacker, as the analyst says", &question.attacker_addresses),
            ("Sessions of the attacker, as the analyst says", &question.attacker_sessions),
            ("Addresses of the owner, as the analyst says", &question.owner_addresses),
        ] {
            if !values.is_empty() {
                let values: Vec<_> = values.iter().map(|value| escape(value)).collect();
                self.push(&format!("- {what}: {}\n", values.join(", ")));
            }
        }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn write_chapter(&mut self, chapter: &Chapter<'_>) {
        let marks = if chapter.level == 1 { "##" } else { "###" };
        self.push(&format!("\n{marks} {} {}\n", chapter.number, escape(&chapter.title)));
        match chapter.part {
            Part::Summary => self.write_summary(),
            Part::Coverage(section) => {
                self.write_section(section);
                if self.files.path_of("sources", "sources").is_some() {
                    self.write_table("sources", &sources_table(self.report));
                }
            }
            Part::Account(_) => {}
            Part::Timeline(account) => {
                self.write_table("timeline", &timeline_table(account));
                self.write_table("timeline", &hours_table(&hours_of(account)));
            }
            Part::Access(account) => {
                self.write_table("access", &sessions_table(account));
                self.write_table("access", &networks_table(account));
                self.write_table("access", &addresses_table(account));
            }
            Part::AccountSection(_, section) | Part::Section(section) => self.write_section(section),
            Part::Evidence => self.write_table("evidence", &evidence_table(self.report)),
        }
    }

    fn write_summary(&mut self) {
        for account in &self.report.accounts {
            self.write_account(account);
        }
        if let Some(notes) = &self.report.case.notes {
            self.push("\nNotes of the examiner, word for word:\n\n");
            for line in notes.lines() {
                self.push(&format!("> {}\n", escape(line)));
            }
        }
    }

    fn write_account(&mut self, account: &Account) {
        if self.report.accounts.len() > 1 {
            self.push(&format!("\n### {}\n", escape(&account.user)));
        }
        let verdict = &account.verdict;
        self.push(&format!("\n**{}.** {}\n\n", verdict_word(verdict.word), escape(&verdict.text)));
        for figure in figures_of(account, &self.report.question) {
            self.push(&format!("- {}: {}\n", figure.label, figure.value));
        }
        self.write_statements(&account.summary);
        for (name, statements) in
            [("Speaks for a takeover", &verdict.speaks_for), ("Speaks against it", &verdict.speaks_against)]
        {
            if !statements.is_empty() {
                self.push(&format!("\n{name}:\n"));
                self.write_statements(statements);
            }
        }
        if !verdict.missing.is_empty() {
            self.push("\nWould decide, but is missing:\n\n");
            for text in &verdict.missing {
                self.push(&format!("- {}\n", escape(text)));
            }
        }
    }

    fn write_section(&mut self, section: &Section) {
        self.write_statements(&section.statements);
        for table in &section.tables {
            self.write_table(&section.key, table);
        }
    }

    fn write_table(&mut self, section: &str, table: &Table) {
        if !table.rows.is_empty() {
            push_table(&mut self.out, table, self.files.path_of(section, &table.key).as_deref());
        }
    }

    fn write_statements(&mut self, statements: &[Statement]) {
        if !statements.is_empty() {
            self.push("\n");
        }
        for statement in statements {
            let word = confidence_word(statement.confidence);
            self.push(&format!("- **{word}:** {}{}\n", escape(&statement.text), records_words(statement)));
        }
    }
}

fn records_words(statement: &Statement) -> String {
    let shown = first_records(&statement.records, MOST_RECORDS);
    let all = statement.record_count.max(statement.records.len() as u64);
    if all == 0 {
        return String::new();
    }
    let more = if all > shown.len() as u64 { format!(" of {}", record_count(all)) } else { String::new() };
    format!(" \\[{}{more}\\]", numbers_text(&shown))
}
