//! Conditions: names to searches.

use std::sync::Arc;

use crate::grammar::{Formula, parse_condition};
use crate::model::{Expr, Search};
use crate::suggest::{list, suggest};
use crate::walk::{NEEDLES, Result, Walk};

/// Longest condition in bytes, and most words of it. The parser recurses over brackets and `not`.
const CONDITION_BYTES: usize = 16 << 10;
const CONDITION_WORDS: usize = 2_000;
const CONDITION_NESTING: usize = 30;

const WORDS: [&str; 7] = ["and", "or", "not", "of", "all", "any", "them"];

/// Parses a condition whose names are those of a list.
pub(super) fn read_formula(walk: &mut Walk, text: &str, names: &[&str]) -> Result<Formula> {
    if text.contains('|') {
        return walk.refuse(
            "the pipe `|` of old conditions is not supported",
            "write a correlation rule: `event_count` or `value_count` for counts, `temporal` for near",
        );
    }
    let text = lower_words(walk, text, names);
    check_size(walk, &text)?;
    parse_condition(&text).map_err(|place| {
        let place = place.map_or(String::new(), |(line, column)| match line {
            1 => format!(" at column {column}"),
            line => format!(" at its line {line}, column {column}"),
        });
        walk.fault(
            format!("the condition cannot be read{place}"),
            "use the names of searches, and, or, not, `1 of`, `all of` and brackets",
        )
    })
}

fn check_size(walk: &Walk, text: &str) -> Result<()> {
    let words = text.split([' ', '\t', '\n', '(', ')']).filter(|word| !word.is_empty());
    let mut nots = 0;
    let mut count = 0;
    let mut longest = 0;
    for word in words {
        count += 1;
        nots = if word == "not" { nots + 1 } else { 0 };
        longest = longest.max(nots);
    }
    let mut open = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        longest = longest.max(open);
    }
    if text.len() > CONDITION_BYTES || count > CONDITION_WORDS {
        return walk.refuse("the condition is too long", "use `1 of` and `all of` with patterns of names");
    }
    if longest > CONDITION_NESTING {
        return walk.refuse("the condition is nested too deep", "name its parts as searches");
    }
    Ok(())
}

/// Writes the words of the grammar in lower case, unless a search has the name.
fn lower_words(walk: &mut Walk, text: &str, names: &[&str]) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '*');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(word_end);
        let lower = word.to_ascii_lowercase();
        if lower != word && WORDS.contains(&lower.as_str()) && !names.contains(&word) {
            walk.warn(format!("`{word}` is read as `{lower}`"), "write it in lower case");
            out.push_str(&lower);
        } else {
            out.push_str(word);
        }
        let gap_end = behind.find(is_word).unwrap_or(behind.len());
        out.push_str(&behind[..gap_end]);
        rest = &behind[gap_end..];
    }
    out
}

/// Replaces the names of a formula by their searches.
pub(super) fn resolve_formula(walk: &Walk, formula: &Formula, searches: &[Arc<Search>]) -> Result<Expr> {
    let names: Vec<&str> = searches.iter().map(|search| search.name.as_str()).collect();
    let expr = expand_formula(walk, formula, &names, &|index| Expr::Search(Arc::clone(&searches[index])))?;
    if expr.weight() > NEEDLES {
        return walk.refuse(
            format!("the condition compares more than {NEEDLES} values"),
            "refer to each search once, or split the rule",
        );
    }
    Ok(expr)
}

fn expand_formula(
    walk: &Walk,
    formula: &Formula,
    names: &[&str],
    search: &impl Fn(usize) -> Expr,
) -> Result<Expr> {
    let expand_all = |parts: &[Formula]| -> Result<Vec<Expr>> {
        parts.iter().map(|part| expand_formula(walk, part, names, search)).collect()
    };
    let matching = |pattern| -> Result<Vec<Expr>> {
        Ok(find_names(walk, pattern, names)?.into_iter().map(search).collect())
    };
    match formula {
        Formula::All(parts) => Ok(Expr::all(expand_all(parts)?)),
        Formula::Any(parts) => Ok(Expr::any(expand_all(parts)?)),
        Formula::Not(inner) => Ok(expand_formula(walk, inner, names, search)?.negate()),
        Formula::Name(name) => Ok(search(find_name(walk, name, names)?)),
        Formula::OneOf(pattern) => Ok(Expr::any(matching(pattern.as_deref())?)),
        Formula::AllOf(pattern) => Ok(Expr::all(matching(pattern.as_deref())?)),
        Formula::CountOf(count) => refuse_count(walk, *count),
    }
}

/// Refuses `N of`, which Sigma does not have.
pub(super) fn refuse_count<T>(walk: &Walk, count: u64) -> Result<T> {
    walk.refuse(
        format!("`{count} of` is not supported"),
        "use `1 of`, `all of`, or write the combinations out",
    )
}

/// Returns the index of a name.
pub(super) fn find_name(walk: &Walk, name: &str, names: &[&str]) -> Result<usize> {
    if let Some(index) = names.iter().position(|known| *known == name) {
        return Ok(index);
    }
    let remedy = suggest(name, names.iter().copied());
    walk.refuse(format!("the condition names `{name}`, which is not there"), remedy)
}

/// Returns the indexes of the names that fit a pattern; without one those that do not begin with `_`.
pub(super) fn find_names(walk: &Walk, pattern: Option<&str>, names: &[&str]) -> Result<Vec<usize>> {
    let fits = |name: &str| match pattern {
        Some(pattern) => fits_pattern(name, pattern),
        None => !name.starts_with('_'),
    };
    let found: Vec<usize> = (0..names.len()).filter(|index| fits(names[*index])).collect();
    if found.is_empty() {
        let pattern = pattern.unwrap_or("them");
        return walk.refuse(
            format!("`{pattern}` in the condition fits no name"),
            format!("use a pattern for one of {}", list(names.iter().copied())),
        );
    }
    Ok(found)
}

/// Reports whether a name fits a pattern with `*` anywhere.
fn fits_pattern(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| name.strip_prefix(start)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            let Some(place) = rest.find(middle) else { return false };
            rest = &rest[place + middle.len()..];
        }
    }
    match last {
        Some(end) => rest.ends_with(end),
        None => rest.is_empty(),
    }
}

/// Calls a function with each name that a formula refers to.
pub(super) fn visit_names(formula: &Formula, names: &[&str], visit: &mut impl FnMut(usize)) {
    match formula {
        Formula::All(parts) | Formula::Any(parts) => {
            for part in parts {
                visit_names(part, names, visit);
            }
        }
        Formula::Not(inner) => visit_names(inner, names, visit),
        Formula::Name(name) => names.iter().position(|known| known == name).into_iter().for_each(visit),
        Formula::OneOf(pattern) | Formula::AllOf(pattern) => {
            find_names(&Walk::default(), pattern.as_deref(), names).into_iter().flatten().for_each(visit);
        }
        Formula::CountOf(_) => {}
    }
}
