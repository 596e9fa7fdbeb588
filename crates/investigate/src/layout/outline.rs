//! Chapters of the report with their numbers.

use crate::model::{Account, Report, Section};

/// The chapters of a report in their order.
#[derive(Debug)]
pub struct Outline<'a> {
    /// The chapters.
    pub chapters: Vec<Chapter<'a>>,
}

/// A chapter.
#[derive(Debug)]
pub struct Chapter<'a> {
    /// Its number: `3`, or `B3` in the part of the second of several accounts.
    pub number: String,
    /// Its title, which may hold the name of an account.
    pub title: String,
    /// Its name in links: `c3`.
    pub anchor: String,
    /// Depth in the list of contents: 1 or 2.
    pub level: u8,
    /// Its content.
    pub part: Part<'a>,
}

/// Content of a chapter.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// One page an account.
    Summary,
    /// How complete the data is.
    Coverage(&'a Section),
    /// Heading of the chapters of one of several accounts.
    Account(&'a Account),
    /// Key events of an account.
    Timeline(&'a Account),
    /// Sessions of an account.
    Access(&'a Account),
    /// A section about an account.
    AccountSection(&'a Account, &'a Section),
    /// A section about all accounts.
    Section(&'a Section),
    /// Cited records.
    Evidence,
}

/// Returns the chapters of a report. Numbers are those of its one account; with several the parts have letters.
pub fn outline_of(report: &Report) -> Outline<'_> {
    let mut chapters = vec![
        chapter("1", "Summary", 1, Part::Summary),
        chapter("2", title_or(&report.coverage, "Coverage and limits"), 1, Part::Coverage(&report.coverage)),
    ];
    let is_one = report.accounts.len() == 1;
    let mut highest = 2;
    for (index, account) in report.accounts.iter().enumerate() {
        let letter = if is_one { String::new() } else { letters(index) };
        let level = if is_one { 1 } else { 2 };
        if !is_one {
            chapters.push(chapter(&letter, &account.user, 1, Part::Account(account)));
        }
        chapters.push(chapter(&format!("{letter}3"), "Timeline", level, Part::Timeline(account)));
        chapters.push(chapter(&format!("{letter}4"), "Access", level, Part::Access(account)));
        for (number, section) in (5..).zip(&account.sections) {
            let part = Part::AccountSection(account, section);
            chapters.push(chapter(&format!("{letter}{number}"), &section.title, level, part));
        }
        highest = highest.max(4 + account.sections.len());
    }
    for section in &report.common {
        highest += 1;
        chapters.push(chapter(&highest.to_string(), &section.title, 1, Part::Section(section)));
    }
    chapters.push(chapter(&(highest + 1).to_string(), "Cited records", 1, Part::Evidence));
    Outline { chapters }
}

fn chapter<'a>(number: &str, title: &str, level: u8, part: Part<'a>) -> Chapter<'a> {
    Chapter { number: number.to_owned(), title: title.to_owned(), anchor: format!("c{number}"), level, part }
}

fn title_or<'a>(section: &'a Section, title: &'a str) -> &'a str {
    if section.title.is_empty() { title } else { &section.title }
}

/// Returns the letters of a part, as spreadsheets name columns: `A`, `Z`, `AA`.
fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, outline_of};
    use crate::model::{Account, Report, Section};

    fn report(accounts: usize) -> Report {
        let section = |title: &str| Section { title: title.to_owned(), ..Section::default() };
        let account = Account {
            user: "alice@example.com".to_owned(),
            sections: vec![section("Mail read"), section("Mail sent")],
            ..Account::default()
        };
        Report { accounts: vec![account; accounts], common: vec![section("Spread")], ..Report::default() }
    }

    #[test]
    fn one_account_has_plain_numbers_and_several_have_letters() {
        for (accounts, expect) in
            [(1, "1 2 3 4 5 6 7 8"), (2, "1 2 A A3 A4 A5 A6 B B3 B4 B5 B6 7 8"), (0, "1 2 3 4")]
        {
            let report = report(accounts);
            let numbers: Vec<_> = outline_of(&report).chapters.into_iter().map(|c| c.number).collect();
            assert_eq!(numbers.join(" "), expect);
        }
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
