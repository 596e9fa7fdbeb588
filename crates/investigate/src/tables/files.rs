//! Which tables become which files.
//!
//! Tables of the same section and name are one file over all accounts, with the account in the first column.

use std::collections::BTreeSet;

use crate::layout::{
    addresses_table, evidence_table, networks_table, sessions_table, sources_table, timeline_table,
};
use crate::model::{Account, Cell, Column, Report, Section, Table};

/// Tables that stand beside the report; others are in the folder `tables`.
const BESIDE_REPORT: [&str; 3] = ["timeline", "messages", "indicators"];

/// Files of all tables of a report.
#[derive(Debug)]
pub struct TableFiles<'a> {
    /// The files in the order of the report.
    pub files: Vec<FileTable<'a>>,
}

/// A table that is a file.
#[derive(Debug)]
pub struct FileTable<'a> {
    /// Its name without folder and ending.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What a row is, and what the table proves.
    pub note: String,
    /// Its columns, `account` first where its parts are of accounts.
    pub columns: Vec<Column>,
    /// Keys of the section and the table.
    key: (&'a str, &'a str),
    parts: Vec<FilePart<'a>>,
}

/// Rows of a file that are of one account, or of none.
#[derive(Debug)]
struct FilePart<'a> {
    account: Option<&'a str>,
    rows: Rows<'a>,
}

/// Rows of the report, or rows that are made when they are needed: a timeline may be long.
#[derive(Debug, Clone, Copy)]
enum Rows<'a> {
    Table(&'a Table),
    OfAccount(fn(&Account) -> Table, &'a Account),
    OfReport(fn(&Report) -> Table, &'a Report),
}

impl Rows<'_> {
    /// Returns the table without its rows.
    fn head(&self) -> Table {
        match self {
            Rows::Table(table) => Table {
                key: table.key.clone(),
                title: table.title.clone(),
                note: table.note.clone(),
                columns: table.columns.clone(),
                ..Table::default()
            },
            Rows::OfAccount(make, _) => make(&Account::default()),
            Rows::OfReport(make, _) => make(&Report::default()),
        }
    }

    fn with_table<T>(&self, use_table: impl FnOnce(&Table) -> T) -> T {
        match self {
            Rows::Table(table) => use_table(table),
            Rows::OfAccount(make, account) => use_table(&make(account)),
            Rows::OfReport(make, report) => use_table(&make(report)),
        }
    }
}

/// Returns the files of all tables of a report.
pub fn table_files(report: &Report) -> TableFiles<'_> {
    let mut files = TableFiles { files: Vec::new() };
    for account in &report.accounts {
        let user = Some(account.user.as_str());
        files.add(("timeline", "timeline"), user, Rows::OfAccount(timeline_table, account));
        files.add(("access", "sessions"), user, Rows::OfAccount(sessions_table, account));
        files.add(("access", "networks"), user, Rows::OfAccount(networks_table, account));
        files.add(("access", "addresses"), user, Rows::OfAccount(addresses_table, account));
        account.sections.iter().for_each(|section| files.add_section(user, section));
    }
    files.add_section(None, &report.coverage);
    report.common.iter().for_each(|section| files.add_section(None, section));
    files.add(("evidence", "evidence"), None, Rows::OfReport(evidence_table, report));
    if !files.files.iter().any(|file| file.is_table("sources")) {
        files.add(("sources", "sources"), None, Rows::OfReport(sources_table, report));
    }
    files.name_files();
    files
}

impl<'a> TableFiles<'a> {
    /// Returns the path of the file that has a table of a section.
    pub fn path_of(&self, section: &str, table: &str) -> Option<String> {
        self.files.iter().find(|file| file.key == (section, table)).map(FileTable::path)
    }

    fn add_section(&mut self, account: Option<&'a str>, section: &'a Section) {
        for table in &section.tables {
            self.add((&section.key, &table.key), account, Rows::Table(table));
        }
    }

    fn add(&mut self, key: (&'a str, &'a str), account: Option<&'a str>, rows: Rows<'a>) {
        let part = FilePart { account, rows };
        match self.files.iter_mut().find(|file| file.key == key) {
            Some(file) => file.add_part(part),
            None => self.files.push(FileTable::new(key, part)),
        }
    }

    /// Names the files by their tables, and by their sections where two tables share a name.
    fn name_files(&mut self) {
        let mut taken = BTreeSet::new();
        for file in &mut self.files {
            let (section, table) = file.key;
            let names = [plain_name(table), plain_name(&format!("{section}_{table}"))];
            let numbered = (2..).map(|number| format!("{}_{number}", names[1]));
            let mut candidates = names.iter().cloned().chain(numbered);
            file.name = candidates.find(|name| taken.insert(name.clone())).unwrap_or_default();
        }
    }
}

/// Returns a name that every file system takes.
fn plain_name(key: &str) -> String {
    let plain: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .take(60)
        .collect();
    if plain.is_empty() { "table".to_owned() } else { plain }
}

impl<'a> FileTable<'a> {
    fn new(key: (&'a str, &'a str), part: FilePart<'a>) -> Self {
        let Table { title, note, .. } = part.rows.head();
        let mut file = Self { name: String::new(), title, note, columns: Vec::new(), key, parts: Vec::new() };
        if part.account.is_some() {
            file.columns.push(Column { key: "account".to_owned(), title: "Account".to_owned() });
        }
        file.add_part(part);
        file
    }

    fn add_part(&mut self, part: FilePart<'a>) {
        let columns = part.rows.head().columns;
        let own = usize::from(part.account.is_some());
        for column in columns {
            if !self.columns.iter().skip(own).any(|known| known.key == column.key) {
                self.columns.push(column);
            }
        }
        self.parts.push(part);
    }

    /// Reports whether this is the table of a key, of whatever section.
    pub fn is_table(&self, key: &str) -> bool {
        self.key.1 == key
    }

    /// Returns the path of the CSV file below the report's folder.
    pub fn path(&self) -> String {
        let folder = if BESIDE_REPORT.contains(&self.name.as_str()) { "" } else { "tables/" };
        format!("{folder}{}.csv", self.name)
    }

    /// Returns the query of each part, with the account that it is of.
    pub fn queries(&self) -> Vec<(Option<&str>, String)> {
        let query = |part: &FilePart<'a>| part.rows.with_table(|table| table.query.clone());
        self.parts.iter().map(|part| (part.account, query(part))).collect()
    }

    /// Calls `visit` with each row: a cell a column.
    ///
    /// # Errors
    /// Those of `visit`, at once.
    pub fn visit_rows<E>(&self, mut visit: impl FnMut(&[&Cell]) -> Result<(), E>) -> Result<(), E> {
        for part in &self.parts {
            let account = part.account.map(|account| Cell::Text(account.to_owned()));
            part.rows.with_table(|table| {
                let places = self.places_in(table, account.is_some());
                for row in &table.rows {
                    let cell =
                        |place: &Option<usize>| place.and_then(|p| row.get(p)).unwrap_or(&Cell::Missing);
                    let cells: Vec<_> = account.iter().chain(places.iter().map(cell)).collect();
                    visit(&cells)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Returns the place in a table of each column of the file behind the account.
    fn places_in(&self, table: &Table, has_account: bool) -> Vec<Option<usize>> {
        let columns = self.columns.iter().skip(usize::from(has_account));
        columns.map(|column| table.columns.iter().position(|c| c.key == column.key)).collect()
    }
}
