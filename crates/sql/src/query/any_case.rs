//! Comparisons whatever the case, with bounds under which files and rows are passed over.
//!
//! Nothing in a file says which of its texts equal `lena.berg` once their case is folded. But every such text lies between
//! `LENA.BERG` and `lena.berg`, and with both cases of the first letters written out the spans are narrow. They go behind
//! the comparison, which decides as before, without making small letters of each text: what it leaves is looked at twice.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode as _};
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::logical_expr::expr::{InList, Like, ScalarFunction};
use datafusion::logical_expr::utils::{conjunction, disjunction};
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, Filter, LogicalPlan, Operator, and, lit};
use datafusion::optimizer::AnalyzerRule;

use crate::functions::{literal_text, lowers_to};

/// Spans of a condition at most.
const MOST_SPANS: usize = 12;

/// Letters of which both cases are written out at most.
const LETTERS: usize = 3;

/// Adds the bounds to the filters of a query.
#[derive(Debug)]
pub(crate) struct AnyCaseBounds;

impl AnalyzerRule for AnyCaseBounds {
    fn name(&self) -> &'static str {
        "AnyCaseBounds"
    }

    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let bounded = plan.transform_up_with_subqueries(|plan| match plan {
            LogicalPlan::Filter(filter) => match bounds_of(&filter.predicate, filter.input.schema()) {
                Some(bounds) => {
                    let predicate = and(quick(filter.predicate)?, bounds);
                    Ok(Transformed::yes(LogicalPlan::Filter(Filter::try_new(predicate, filter.input)?)))
                }
                None => Ok(Transformed::no(LogicalPlan::Filter(filter))),
            },
            other => Ok(Transformed::no(other)),
        });
        bounded.data()
    }
}

/// Compares columns in small letters by a function that does not make them.
fn quick(condition: Expr) -> Result<Expr> {
    let quick = condition.transform_up(|expr| {
        let Some(Compared { column, texts, how: How::Lower }) = Compared::of(&expr) else {
            return Ok(Transformed::no(expr));
        };
        let texts = texts.into_iter().map(lit);
        Ok(Transformed::yes(lowers_to().call([column.clone()].into_iter().chain(texts).collect())))
    });
    quick.data()
}

/// Writes what holds wherever a condition does; `None` where nothing can be said.
fn bounds_of(condition: &Expr, schema: &DFSchema) -> Option<Expr> {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            conjunction([left, right].into_iter().filter_map(|side| bounds_of(side, schema)))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            Some(bounds_of(left, schema)?.or(bounds_of(right, schema)?))
        }
        _ => {
            let compared = Compared::of(condition)?;
            compared.bounds(&compared.column.get_type(schema).ok()?)
        }
    }
}

/// A column that is compared with texts whatever the case.
struct Compared<'e> {
    column: &'e Expr,
    /// The texts, in small letters.
    texts: Vec<String>,
    how: How,
}

/// How a column is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// In small letters it is one of the texts.
    Lower,
    /// It is one of the texts whatever the case.
    Whole,
    /// It begins with one of the texts whatever the case.
    Start,
}

impl<'e> Compared<'e> {
    fn of(condition: &'e Expr) -> Option<Self> {
        match condition {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
                Self::folded(left, vec![literal_text(right)?.to_owned()])
            }
            Expr::InList(InList { expr, list, negated: false }) => Self::folded(
                expr,
                list.iter().map(|item| literal_text(item).map(str::to_owned)).collect::<Option<_>>()?,
            ),
            Expr::Like(Like { negated: false, expr, pattern, escape_char: None, case_insensitive: true }) => {
                let (start, is_whole) = start_of_pattern(literal_text(pattern)?);
                let column = as_column(expr)?;
                let how = if is_whole { How::Whole } else { How::Start };
                Some(Compared { column, texts: vec![start.to_ascii_lowercase()], how })
            }
            _ => None,
        }
    }

    /// Reads `lower(column)` and `lower(split_part(column, '@', 1))`.
    fn folded(expr: &'e Expr, texts: Vec<String>) -> Option<Self> {
        let [inner] = arguments_of(expr, "lower")? else { return None };
        if let Some(column) = as_column(inner) {
            return Some(Compared { column, texts, how: How::Lower });
        }
        let [column, _, part] = arguments_of(inner, "split_part")? else { return None };
        let is_first = matches!(part, Expr::Literal(ScalarValue::Int64(Some(1)), _));
        is_first.then_some(Compared { column: as_column(column)?, texts, how: How::Start })
    }

    fn bounds(&self, ty: &DataType) -> Option<Expr> {
        let literal = |text: String| match ty {
            DataType::Utf8View => Some(lit(ScalarValue::Utf8View(Some(text)))),
            DataType::Utf8 => Some(lit(ScalarValue::Utf8(Some(text)))),
            _ => None,
        };
        let mut either = Vec::new();
        for Span { least, greatest, is_end } in self.spans()? {
            let (least, greatest) = (literal(least)?, literal(greatest)?);
            let column = self.column.clone();
            let until = if is_end { column.clone().lt(greatest) } else { column.clone().lt_eq(greatest) };
            either.push(column.gt_eq(least).and(until));
        }
        disjunction(either)
    }

    /// Returns the spans, with as many letters written out as their number allows.
    fn spans(&self) -> Option<Vec<Span>> {
        (0..=LETTERS).rev().find_map(|letters| {
            let spans = self.texts.iter().map(|text| spans_of(text, self.how != How::Start, letters));
            let spans = spans.collect::<Option<Vec<_>>>()?.concat();
            (spans.len() <= MOST_SPANS).then_some(spans)
        })
    }
}

fn as_column(expr: &Expr) -> Option<&Expr> {
    matches!(expr, Expr::Column(_)).then_some(expr)
}

fn arguments_of<'e>(expr: &'e Expr, name: &str) -> Option<&'e [Expr]> {
    match expr {
        Expr::ScalarFunction(ScalarFunction { func, args }) if func.name() == name => Some(args),
        _ => None,
    }
}

/// Returns the text that stands in front of the first wildcard of a pattern of `LIKE`, and whether there is no wildcard.
fn start_of_pattern(pattern: &str) -> (String, bool) {
    let (mut start, mut chars) = (String::new(), pattern.chars());
    while let Some(char) = chars.next() {
        match char {
            '%' | '_' => return (start, false),
            '\\' => start.push(chars.next().unwrap_or('\\')),
            other => start.push(other),
        }
    }
    (start, true)
}

/// Texts from one to another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    least: String,
    greatest: String,
    /// The greatest is no part of it.
    is_end: bool,
}

/// Returns spans that hold every text which is `text`, or begins with it, once its case is folded. `None` where there are none
/// but all texts.
fn spans_of(text: &str, is_whole: bool, letters: usize) -> Option<Vec<Span>> {
    let ascii = text.find(|char: char| !char.is_ascii());
    // A small letter and a mark behind it may be one capital: `İ`.
    let known = ascii.map_or(text, |end| &text[..end.saturating_sub(1)]);
    let is_whole = is_whole && ascii.is_none();
    if known.is_empty() {
        return None;
    }
    let mut spans = vec![(String::new(), String::new())];
    let mut written = 0;
    for char in known.chars() {
        let all = spellings(char);
        if all.len() > 1 && written < letters {
            written += 1;
            let each = |(least, greatest): &(String, String), char| {
                (format!("{least}{char}"), format!("{greatest}{char}"))
            };
            spans = spans.iter().flat_map(|span| all.iter().map(move |char| each(span, *char))).collect();
        } else {
            for (least, greatest) in &mut spans {
                least.extend(all.first());
                greatest.extend(all.last());
            }
        }
    }
    let end = |(least, mut greatest): (String, String)| {
        if !is_whole {
            let last = greatest.pop()?;
            greatest.push(char::from_u32(u32::from(last) + 1)?);
        }
        Some(Span { least, greatest, is_end: !is_whole })
    };
    spans.into_iter().map(end).collect()
}

/// Returns all characters that are a small one once their case is folded, in order: `ſ` and the sign of Kelvin are letters, too.
fn spellings(char: char) -> Vec<char> {
    let mut all = vec![char.to_ascii_uppercase(), char.to_ascii_lowercase()];
    all.dedup();
    match char.to_ascii_lowercase() {
        'k' => all.push('\u{212a}'),
        's' => all.push('\u{17f}'),
        _ => {}
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LETTERS, Span, spans_of, spellings, start_of_pattern};

    fn holds(spans: &[Span], text: &str) -> bool {
        let is_in = |span: &Span| {
            let until = if span.is_end { text < &*span.greatest } else { text <= &*span.greatest };
            text >= &*span.least && until
        };
        spans.iter().any(is_in)
    }

    /// What lowers to text of ASCII is known, whatever the script.
    #[test]
    fn all_spellings_are_known() {
        for char in '\0'..=char::MAX {
            let lower: Vec<_> = char.to_lowercase().collect();
            let upper: Vec<_> = char.to_uppercase().collect();
            match (&lower[..], &upper[..]) {
                ([one], _) if one.is_ascii() => assert!(spellings(*one).contains(&char), "{char}"),
                // Two characters, of which the second is not ASCII: such texts are known up to the first alone.
                ([first, ..], _) if first.is_ascii() => assert_eq!(lower, ['i', '\u{307}']),
                // As patterns fold: `ſ` is `s`.
                (_, [one]) if one.is_ascii_alphabetic() && char != 'ı' => {
                    assert!(spellings(one.to_ascii_lowercase()).contains(&char), "{char}");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn spans_are_narrow() {
        let spans = spans_of("lena@x", true, LETTERS).unwrap();
        assert_eq!(spans.len(), 8);
        for (text, is_held) in [
            ("lena@x", true),
            ("LeNA@X", true),
            ("lenb", false),
            ("lemz", false),
            ("Lfoo", false),
            ("a", false),
            ("z", false),
        ] {
            assert_eq!(holds(&spans, text), is_held, "{text}");
        }
        assert_eq!(spans_of("é", true, 3), None);
        assert_eq!(spans_of("", true, 3), None);
        assert_eq!(spans_of("10.0", true, 3).unwrap().len(), 1);
    }

    #[test]
    fn a_pattern_begins_with_its_text() {
        for (pattern, start, is_whole) in [
            ("a%", "a", false),
            ("a\\%b_c", "a%b", false),
            ("abc", "abc", true),
            ("%", "", false),
            ("a\\", "a\\", true),
        ] {
            assert_eq!(start_of_pattern(pattern), (start.to_owned(), is_whole), "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_lost(
            text in "[ikszaA@.0İKſé]{1,6}", spelling in proptest::collection::vec(0..4usize, 6), more in "[a\u{10ffff}~]{0,2}", letters in 0..4usize,
        ) {
            let folded = text.to_lowercase();
            let spelt: String = folded.chars().zip(spelling).map(|(char, at)| {
                let all = spellings(char);
                all[at % all.len()]
            }).collect();
            for text in [&text, &spelt] {
                if text.to_lowercase() == folded && let Some(spans) = spans_of(&folded, true, letters) {
                    prop_assert!(holds(&spans, text), "{text} {spans:?}");
                }
                let longer = format!("{text}{more}");
                if longer.to_lowercase().starts_with(&folded) && let Some(spans) = spans_of(&folded, false, letters) {
                    prop_assert!(holds(&spans, &longer), "{longer} {spans:?}");
                }
            }
        }
    }
}
