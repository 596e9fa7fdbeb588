//! Cells as the page shows them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::layout::{CLASSES, class_word, first_records, group_digits, moment};
use crate::model::{Cell, Class};
use crate::render::limits::MOST_RECORDS;

/// A cell of the page.
#[derive(Debug)]
pub enum CellView<'a> {
    /// Nothing.
    Missing,
    /// A text.
    Text(Cow<'a, str>),
    /// Several texts, a line each, and how many more there are.
    Lines(Vec<Cow<'a, str>>, usize),
    /// Several short texts on a line, and how many more there are.
    Words(String, usize),
    /// A moment for programs and for people.
    Time(String, String),
    /// A number.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// A class: its name and its word.
    Class(&'static str, &'static str),
    /// Numbers of records with links, and how many more there are.
    Records(Vec<u32>, usize),
}

/// Returns a cell of a column as the page shows it.
pub fn view_cell<'a>(column: &str, cell: &'a Cell) -> CellView<'a> {
    match cell {
        Cell::Missing => CellView::Missing,
        Cell::Text(text) => match class_of(column, text) {
            Some(class) => CellView::Class(class.key(), class_word(class)),
            None => CellView::Text(cut_text(text)),
        },
        Cell::Texts(texts) => view_texts(texts),
        Cell::Time(time) => CellView::Time(time.to_string(), moment(*time)),
        Cell::Number(number) => CellView::Number(signed_digits(*number)),
        Cell::Flag(flag) => CellView::Flag(*flag),
        Cell::Records(records) => {
            let shown = first_records(&records.records, MOST_RECORDS);
            let all = records.records.iter().collect::<BTreeSet<_>>().len();
            let more = all - shown.len();
            CellView::Records(shown, more)
        }
    }
}

/// Characters of a text in a cell.
const MOST_CHARACTERS: usize = 1_000;

/// Texts of a cell that stand on lines of their own, and short ones that share a line.
const MOST_LINES: usize = 6;
const MOST_WORDS: usize = 12;
const LONGEST_WORD: usize = 16;

fn view_texts(texts: &[String]) -> CellView<'_> {
    if texts.iter().all(|text| text.chars().count() <= LONGEST_WORD) {
        let shown = &texts[..texts.len().min(MOST_WORDS)];
        return CellView::Words(shown.join(", "), texts.len() - shown.len());
    }
    let shown = &texts[..texts.len().min(MOST_LINES)];
    CellView::Lines(shown.iter().map(|text| cut_text(text)).collect(), texts.len() - shown.len())
}

fn cut_text(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => Cow::Owned(format!("{} … (cut)", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

impl CellView<'_> {
    /// Reports whether the cell does not show all that it has.
    pub fn is_cut(&self) -> bool {
        match self {
            CellView::Text(Cow::Owned(_)) => true,
            CellView::Lines(lines, more) => {
                *more > 0 || lines.iter().any(|line| matches!(line, Cow::Owned(_)))
            }
            CellView::Words(_, more) | CellView::Records(_, more) => *more > 0,
            _ => false,
        }
    }
}

fn class_of(column: &str, text: &str) -> Option<Class> {
    let is_class = matches!(column, "class" | "whose");
    CLASSES.into_iter().find(|class| is_class && class.key() == text)
}

fn signed_digits(number: i64) -> String {
    let digits = group_digits(number.unsigned_abs());
    if number < 0 { format!("−{digits}") } else { digits }
}
