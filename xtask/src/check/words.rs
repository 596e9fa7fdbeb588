//! Figures of names and comments: how the source reads, by rules that a script can count.
//!
//! They are measures to work by and no gate: a comment written for a figure is worse than none.

use std::fmt;
use std::path::Path;

use super::source::all_tokens;

/// Folders whose files do not count: made by a program, or read by those who look for something in them.
const LEFT_OUT: [&str; 5] = ["generated", "tests", "benches", "examples", "target"];

/// Words that open a clause without a subject and a verb, such as "What of a record ...".
const HEADLESS: [&str; 10] =
    ["What", "Whether", "How", "Who", "Whose", "Where", "When", "Which", "That", "Why"];

/// A file below this many lines of code is always read together with others.
const SMALL_FILE_LINES: usize = 30;

/// Figures of some source files, each up to its first inline test.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct WordFigures {
    /// Lines of code of each file: neither blank nor comment.
    code_lines: Vec<usize>,
    docs: usize,
    headless: usize,
    functions: usize,
    one_word: usize,
    comment_lines: usize,
    doc_lines: usize,
}

/// A line that one of the figures counts against the source.
#[derive(Debug, PartialEq, Eq)]
pub struct Offender {
    pub line: usize,
    pub text: String,
}

/// Reports whether a file counts, by its path below the repository's root.
pub fn is_counted(path: &Path) -> bool {
    !path.components().any(|part| LEFT_OUT.iter().any(|folder| part.as_os_str() == *folder))
}

impl WordFigures {
    /// Adds a file, and returns the lines that count against it.
    pub fn add_file(&mut self, text: &str) -> Vec<Offender> {
        let mut offenders = Vec::new();
        let mut code = 0;
        let mut was_doc = false;
        // Tests read by other rules: their names are sentences, and their helpers say little else.
        let lines = text.lines().map(str::trim).take_while(|line| *line != "#[cfg(test)]");
        for (line, text) in (1..).zip(lines) {
            let doc = doc_text(text);
            if let Some(doc) = doc {
                self.doc_lines += 1;
                self.add_doc_line(doc, was_doc, line, &mut offenders);
            } else if text.starts_with("//") {
                self.comment_lines += 1;
            } else if !text.is_empty() {
                code += 1;
                self.add_code_line(text, line, &mut offenders);
            }
            was_doc = doc.is_some();
        }
        self.code_lines.push(code);
        offenders
    }

    fn add_doc_line(&mut self, doc: &str, was_doc: bool, line: usize, offenders: &mut Vec<Offender>) {
        if was_doc || doc.is_empty() {
            return;
        }
        self.docs += 1;
        let first = doc.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if HEADLESS.contains(&first) {
            self.headless += 1;
            offenders.push(Offender { line, text: format!("headless: {doc}") });
        }
    }

    fn add_code_line(&mut self, text: &str, line: usize, offenders: &mut Vec<Offender>) {
        let tokens = all_tokens(text);
        let pairs = tokens.windows(2).filter(|pair| pair[0].word() == Some("fn"));
        let names = pairs.filter_map(|pair| pair[1].word());
        for name in names {
            self.functions += 1;
            if !name.trim_matches('_').contains('_') {
                self.one_word += 1;
                offenders.push(Offender { line, text: format!("one word: {name}") });
            }
        }
    }

    /// Adds the figures of other files.
    pub fn add_figures(&mut self, other: &WordFigures) {
        self.code_lines.extend(&other.code_lines);
        self.docs += other.docs;
        self.headless += other.headless;
        self.functions += other.functions;
        self.one_word += other.one_word;
        self.comment_lines += other.comment_lines;
        self.doc_lines += other.doc_lines;
    }

    /// Returns the lines of code that so many hundredths of the files stay below.
    fn percentile(&self, hundredths: usize) -> usize {
        let mut sorted = self.code_lines.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() * hundredths / 100).copied().unwrap_or(0)
    }
}

/// The figures as cells of a Markdown row.
impl fmt::Display for WordFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code: usize = self.code_lines.iter().sum();
        let lines = code + self.comment_lines + self.doc_lines;
        let small = self.code_lines.iter().filter(|lines| **lines < SMALL_FILE_LINES).count();
        write!(
            f,
            "{} | {} / {} | {small} | {} | {} | {} | {}",
            self.code_lines.len(),
            self.percentile(50),
            self.percentile(90),
            Percent(self.headless, self.docs),
            Percent(self.one_word, self.functions),
            Percent(self.comment_lines, lines),
            Percent(self.doc_lines, lines),
        )
    }
}

/// Returns the text of a line of documentation.
fn doc_text(line: &str) -> Option<&str> {
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// Head of the table that the rows go into.
pub const TABLE_HEAD: &str = "\
| crate | files | code lines, median / p90 | files under 30 | headless docs | one-word functions | plain comments | doc lines |
|---|---|---|---|---|---|---|---|";

struct Percent(usize, usize);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Percent(part, whole) = *self;
        let thousandths = (part * 1000 + whole / 2).checked_div(whole).unwrap_or(0);
        write!(f, "{}.{} %", thousandths / 10, thousandths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! What a file is.

use a;
/// Returns it.
/// What it is does not count: a line of the same comment.
fn one() {}

/// Whether it is so.
// A reason.
fn is_so(f: fn(u8)) {} fn __two__() {}
#[cfg(test)]
fn not_counted() {}
";

    #[test]
    fn lines_are_counted_by_kind() {
        let mut figures = WordFigures::default();
        let offenders = figures.add_file(TEXT);
        let expect = WordFigures {
            code_lines: vec![3],
            docs: 3,
            headless: 2,
            functions: 3,
            one_word: 2,
            comment_lines: 1,
            doc_lines: 4,
        };
        assert_eq!(figures, expect);
        let lines: Vec<_> = offenders.iter().map(|o| (o.line, o.text.as_str())).collect();
        assert_eq!(
            lines,
            [
                (1, "headless: What a file is."),
                (6, "one word: one"),
                (8, "headless: Whether it is so."),
                (10, "one word: __two__")
            ]
        );
        assert_eq!(figures.to_string(), "1 | 3 / 3 | 1 | 66.7 % | 66.7 % | 12.5 % | 50.0 %");
    }

    #[test]
    fn files_that_programs_make_do_not_count() {
        assert!(is_counted(Path::new("crates/schema/src/lib.rs")));
        assert!(!is_counted(Path::new("crates/schema/src/generated/enums.rs")));
        assert!(!is_counted(Path::new("crates/cli/tests/cli/main.rs")));
    }
}
