//! Comparisons of a rule to expressions.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::functions::datetime::expr_fn::date_part;
use datafusion::logical_expr::{Expr, cast, lit, try_cast};
use trail365_sigma::{Comparison, DatePart, Match, Needle, Number, Position, Quantifier, Shape, Subject};

use super::fields::Field;
use super::refusal::{Compiled, Refusal};
use super::subjects::Subjects;
use crate::functions::COMPARISONS;

/// Compiles a comparison. The expression is true or false, never null.
pub(super) fn compile_match(matched: &Match, subjects: &Subjects<'_>) -> Compiled<Expr> {
    let field = subjects.find(&matched.subject)?;
    let comparer = Comparer { field: &field, subjects, is_record: matched.subject == Subject::Record };
    let all = matched.quantifier == Quantifier::All;
    let parts = comparer.compare_all(&matched.needles, all)?;
    Ok(join(parts, all))
}

/// Joins expressions by AND or OR. The tree is balanced: the time to plan a long chain grows with the square of its length.
pub(super) fn join(mut parts: Vec<Expr>, all: bool) -> Expr {
    let behind = if parts.len() > 2 { Some(parts.split_off(parts.len() / 2)) } else { None };
    let two = |a: Expr, b: Expr| if all { a.and(b) } else { a.or(b) };
    match behind {
        Some(behind) => two(join(parts, all), join(behind, all)),
        None => parts.into_iter().reduce(two).unwrap_or_else(|| lit(all)),
    }
}

struct Comparer<'a> {
    field: &'a Field,
    subjects: &'a Subjects<'a>,
    is_record: bool,
}

impl Comparer<'_> {
    /// Compares with each needle; texts that are alternatives go into one call.
    fn compare_all(&self, needles: &[Needle], all: bool) -> Compiled<Vec<Expr>> {
        let mut parts = Vec::new();
        let (mut folded, mut cased, mut regexes) = (Vec::new(), Vec::new(), Vec::new());
        for needle in needles {
            match needle {
                Needle::Text { pattern, cased: false } if !all && !self.is_record => {
                    folded.push(pattern.to_string());
                }
                Needle::Text { pattern, cased: true } if !all && !self.is_record => {
                    cased.push(pattern.to_string());
                }
                // One expression for all is searched once. A group keeps the flags of each to itself.
                // A comment of the flag `x` would swallow the end of its group.
                Needle::Regex(regex) if !all && !regex.source.contains('#') => {
                    regexes.push(format!("(?:{regex})"));
                }
                other => parts.push(self.compare(other)?),
            }
        }
        if !regexes.is_empty() {
            parts.push(self.call("any_regex", [regexes.join("|")]));
        }
        for (function, patterns) in [("any_like", folded), ("any_like_cased", cased)] {
            if !patterns.is_empty() {
                parts.push(self.call(function, patterns));
            }
        }
        Ok(parts)
    }

    fn compare(&self, needle: &Needle) -> Compiled<Expr> {
        Ok(match needle {
            Needle::Text { pattern, cased } => match (self.is_record, pattern.shape()) {
                // A text may stand in JSON inside of a string, with its characters escaped.
                (true, Shape::Contains(text)) if !cased => {
                    self.call("json_holds", [text.to_owned()]).is_true()
                }
                _ => self.call(if *cased { "any_like_cased" } else { "any_like" }, [pattern.to_string()]),
            },
            Needle::Empty => self.call("any_like", [String::new()]),
            Needle::Null => self.call("any_like", ["*".to_owned()]).is_not_true(),
            Needle::Exists => self.call("any_like", ["*".to_owned()]),
            Needle::Bool(true) => self.call("any_like", ["true".to_owned(), "1".to_owned()]),
            Needle::Bool(false) => self.call("any_like", ["false".to_owned(), "0".to_owned()]),
            Needle::Number(number) => self.compare_number(Comparison::Equal, *number),
            Needle::Compare(comparison, number) => self.compare_number(*comparison, *number),
            Needle::Network(network) => self.call("any_in_network", [network.to_string()]),
            Needle::Regex(regex) => self.call("any_regex", [regex.to_string()]),
            Needle::Field { field, position, cased } => self.compare_field(field, *position, *cased)?,
            Needle::Date(part, comparison, number) => self.compare_date(*part, *comparison, *number),
            Needle::Template(template) => {
                let names: Vec<_> = template.names().map(|name| format!("%{name}%")).collect();
                return Err(Refusal::Rule(format!("{} has no values", names.join(", "))));
            }
        })
    }

    fn call(&self, function: &str, texts: impl IntoIterator<Item = String>) -> Expr {
        self.subjects.dialect().call(function, self.text(), texts)
    }

    /// Returns what texts are compared with: a whole bag or object as JSON.
    fn text(&self) -> Expr {
        self.field.json.clone().unwrap_or_else(|| self.field.values.clone())
    }

    fn compare_number(&self, comparison: Comparison, number: Number) -> Expr {
        let sign = COMPARISONS.iter().find(|(_, c)| *c == comparison).map_or("=", |(sign, _)| sign);
        self.call("any_number", [sign.to_owned(), number.to_string()])
    }

    fn compare_field(&self, other: &str, position: Position, cased: bool) -> Compiled<Expr> {
        let other = self.subjects.find(&Subject::Field(other.to_owned()))?;
        let place = match position {
            Position::Whole => "whole",
            Position::Start => "start",
            Position::End => "end",
            Position::Anywhere => "anywhere",
        };
        let function = self.subjects.dialect().function("any_same");
        let mut args = vec![self.field.values.clone(), lit(place), other.values];
        if cased {
            args.push(lit("cased"));
        }
        Ok(function.call(args))
    }

    fn compare_date(&self, part: DatePart, comparison: Comparison, number: i64) -> Expr {
        let part = match part {
            DatePart::Minute => "minute",
            DatePart::Hour => "hour",
            DatePart::Day => "day",
            DatePart::Week => "week",
            DatePart::Month => "month",
            DatePart::Year => "year",
        };
        let dialect = self.subjects.dialect();
        let list = dialect.call("all_values", self.field.values.clone(), []);
        let text = dialect.function("array_element").call(vec![list, lit(1_i64)]);
        let time = try_cast(text, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())));
        let value = cast(date_part(lit(part), time), DataType::Int64);
        let number = lit(number);
        match comparison {
            Comparison::Less => value.lt(number),
            Comparison::LessOrEqual => value.lt_eq(number),
            Comparison::Greater => value.gt(number),
            Comparison::GreaterOrEqual => value.gt_eq(number),
            Comparison::Equal => value.eq(number),
            Comparison::NotEqual => value.not_eq(number),
        }
        .is_true()
    }
}
