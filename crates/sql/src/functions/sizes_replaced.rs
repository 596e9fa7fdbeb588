//! Bytes of texts in which some parts become others.

#![expect(clippy::cast_precision_loss, reason = "no sum of sizes comes near the bits that a f64 loses")]

use std::cell::RefCell;

use datafusion::common::Result;
use datafusion::logical_expr::ColumnarValue;
use memchr::memmem;
use regex::Regex;

use super::sizes::OfRow;
use super::texts::Texts;

/// Bytes up to which the most that a row could make counts. Where it could be more, parts are counted, which takes as long as the
/// function itself.
const COUNTED: f64 = 4096.0;

/// Measures `replace(text, from, to)`.
pub(super) fn measure_replaced(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [text, from, to, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (text, from, to) = (Texts::new(text)?, Texts::new(from)?, Texts::new(to)?);
    Ok(Box::new(move |row| {
        let (Some(text), Some(from), Some(to)) = (text.get(row), from.get(row), to.get(row)) else {
            return 0.0;
        };
        // Nothing stands between all characters, in front of the first and behind the last.
        let most = if from.is_empty() { text.len() + 1 } else { text.len() / from.len() };
        let added = to.len().saturating_sub(from.len()) as f64;
        let most_bytes = text.len() as f64 + most as f64 * added;
        if most_bytes <= COUNTED || from.is_empty() {
            return most_bytes;
        }
        text.len() as f64 + memmem::find_iter(text.as_bytes(), from).count() as f64 * added
    }))
}

/// Measures `regexp_replace(text, pattern, to, flags)`.
pub(super) fn measure_regex_replaced(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [text, pattern, to, flags @ ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (text, pattern, to) = (Texts::new(text)?, Texts::new(pattern)?, Texts::new(to)?);
    let flags = flags.first().map(Texts::new).transpose()?;
    let last = RefCell::new(None);
    Ok(Box::new(move |row| {
        let (Some(text), Some(pattern), Some(to)) = (text.get(row), pattern.get(row), to.get(row)) else {
            return 0.0;
        };
        let flags = flags.as_ref().and_then(|flags| flags.get(row)).unwrap_or_default();
        // A reference to a group stands for all that matches at most.
        let references = to.matches(['\\', '$']).count() as f64;
        let bytes =
            |matches: f64, matched: f64| text.len() as f64 + matches * to.len() as f64 + references * matched;
        let is_global = flags.contains('g');
        let most = bytes(if is_global { text.len() as f64 + 1.0 } else { 1.0 }, text.len() as f64);
        if most <= COUNTED || !is_global {
            return most;
        }
        let pattern = written(pattern, flags);
        let mut last = last.borrow_mut();
        if last.as_ref().is_none_or(|(of, _)| *of != pattern) {
            let regex = Regex::new(&pattern).ok();
            *last = Some((pattern, regex));
        }
        // A pattern that is none is told by the function.
        let Some((_, Some(regex))) = last.as_ref() else { return 0.0 };
        let lengths = regex.find_iter(text).map(|found| found.len() as f64);
        let (count, matched) = lengths.fold((0.0, 0.0), |(count, sum), length| (count + 1.0, sum + length));
        bytes(count, matched)
    }))
}

/// Writes a pattern with its flags, of which `g` is none of the pattern.
fn written(pattern: &str, flags: &str) -> String {
    let flags = flags.replace('g', "");
    if flags.is_empty() { pattern.to_owned() } else { format!("(?{flags}){pattern}") }
}
