//! `any_like`, `any_like_cased`, `any_regex`, `any_in_network`, `any_number`, `any_same`: whether one of the values of a row holds a
//! condition.
//!
//! They are never null: a row without a value does not hold the condition, so that `NOT` keeps it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use datafusion::arrow::array::BooleanArray;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use regex::{Regex, RegexBuilder};
use trail365_records::Address;
use trail365_sigma::Comparison;

use super::definition::{Definition, Function, Takes};
use super::texts::Texts;
use super::values::Values;
use super::wildcards::{Patterns, fold_case};
use crate::network::{Network, Networks};

pub(super) const ANY_LIKE: Definition = Definition {
    function: Function {
        name: "any_like",
        syntax: "any_like(values, pattern, ...)",
        description: "Whether a text, or one of a list of texts, fits one of the patterns as a whole, whatever its case: '*' stands for any \
                      run of characters, '?' for one, '\\' makes them plain. False where there is no text.",
        example: "SELECT count(*) FROM activity WHERE any_like(operation, '*-InboxRule', 'UpdateInboxRules')",
    },
    takes: Takes::ValuesAndTexts(2, usize::MAX),
    returns: |_| DataType::Boolean,
    check: None,
    evaluate: |args| any_judged(args, judge_like),
};

pub(super) const ANY_LIKE_CASED: Definition = Definition {
    function: Function {
        name: "any_like_cased",
        syntax: "any_like_cased(values, pattern, ...)",
        description: "As any_like, but capitals count.",
        example: "SELECT count(*) FROM activity WHERE any_like_cased(user_id, 'NT *')",
    },
    takes: Takes::ValuesAndTexts(2, usize::MAX),
    returns: |_| DataType::Boolean,
    check: None,
    evaluate: |args| any_judged(args, judge_like_cased),
};

pub(super) const ANY_REGEX: Definition = Definition {
    function: Function {
        name: "any_regex",
        syntax: "any_regex(values, expression)",
        description: "Whether the regular expression is found in a text, or in one of a list of texts. False where there is no text.",
        example: "SELECT count(*) FROM activity WHERE any_regex(user_agent, '(?i)python|curl/')",
    },
    takes: Takes::ValuesAndTexts(2, 2),
    returns: |_| DataType::Boolean,
    check: Some(check_regex),
    evaluate: |args| any_judged(args, judge_regex),
};

pub(super) const ANY_IN_NETWORK: Definition = Definition {
    function: Function {
        name: "any_in_network",
        syntax: "any_in_network(values, network, ...)",
        description: "Whether a text, or one of a list of texts, is an address in one of the networks, as in_network reads them. False where \
                      there is no address.",
        example: "SELECT count(*) FROM activity WHERE any_in_network(all_values(client_ip, actor_ip_address), '203.0.113.0/24')",
    },
    takes: Takes::ValuesAndTexts(2, usize::MAX),
    returns: |_| DataType::Boolean,
    check: Some(super::network::check_networks),
    evaluate: |args| any_judged(args, judge_network),
};

pub(super) const ANY_NUMBER: Definition = Definition {
    function: Function {
        name: "any_number",
        syntax: "any_number(values, comparison, number)",
        description: "Whether a text, or one of a list of texts, is a number that compares so: '=', '<>', '<', '<=', '>', '>='. \
                      False where there is no number.",
        example: "SELECT count(*) FROM activity WHERE any_number(operation_count, '>=', '100')",
    },
    takes: Takes::ValuesAndTexts(3, 3),
    returns: |_| DataType::Boolean,
    check: Some(check_number),
    evaluate: |args| any_judged(args, judge_number),
};

pub(super) const ANY_SAME: Definition = Definition {
    function: Function {
        name: "any_same",
        syntax: "any_same(values, place, others, [case])",
        description: "Whether one of the values holds one of the others at a place: 'whole', 'start', 'end' or 'anywhere'; capitals count \
                      with 'cased'. Both are a text or a list of texts. False where one of them is missing.",
        example: "SELECT count(*) FROM activity WHERE NOT any_same(user_id, 'whole', mailbox_owner_upn)",
    },
    takes: Takes::TwoValues,
    returns: |_| DataType::Boolean,
    check: Some(check_place),
    evaluate: any_same,
};

/// A test of a text, made of the texts behind the first argument. It gets room to fold the text in.
pub(super) type Judge = Box<dyn Fn(&str, &mut String) -> bool + Send + Sync>;

/// Makes a test of texts, which are the arguments behind the first.
pub(super) type MakeJudge = fn(&[Option<&str>]) -> Judge;

/// Returns, for each row, whether one of its values holds a condition.
fn any_value(args: &ScalarFunctionArgs, mut holds: impl FnMut(usize, &str) -> bool) -> Result<ColumnarValue> {
    let values = Values::new(&args.args[0])?;
    let rows = 0..args.number_rows;
    let found: BooleanArray = rows.map(|row| Some(values.any(row, |text| holds(row, text)))).collect();
    Ok(ColumnarValue::Array(Arc::new(found)))
}

/// Returns, for each row, whether one of its values passes a test.
pub(super) fn any_passing(args: &ScalarFunctionArgs, judge: &Judge) -> Result<ColumnarValue> {
    let mut room = String::new();
    any_value(args, |_, text| judge(text, &mut room))
}

/// Does so with a test that is made once, or once a row where the arguments are not constant.
fn any_judged(args: &ScalarFunctionArgs, make: MakeJudge) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args[1..])?;
    let of_row = |row| make(&texts.iter().map(|text| text.get(row)).collect::<Vec<_>>());
    if texts.iter().all(|text| matches!(text, Texts::One(_))) {
        return any_passing(args, &of_row(0));
    }
    let mut room = String::new();
    any_value(args, |row, text| of_row(row)(text, &mut room))
}

pub(super) fn judge_like(texts: &[Option<&str>]) -> Judge {
    let patterns = Patterns::new(texts.iter().copied().flatten(), false);
    Box::new(move |text, room| patterns.fit(text, room))
}

pub(super) fn judge_like_cased(texts: &[Option<&str>]) -> Judge {
    let patterns = Patterns::new(texts.iter().copied().flatten(), true);
    Box::new(move |text, room| patterns.fit(text, room))
}

/// Largest compiled expression in bytes.
const REGEX_BYTES: usize = 8 << 20;

/// Compiled expressions that are kept: building one takes longer than matching a batch.
const KEPT: usize = 1_000;

fn build_regex(text: &str) -> std::result::Result<Regex, regex::Error> {
    static BUILT: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let kept = || BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = kept().get(text) {
        return Ok(regex.clone());
    }
    let regex = RegexBuilder::new(text).size_limit(REGEX_BYTES).build()?;
    let mut kept = kept();
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(text.to_owned(), regex.clone());
    Ok(regex)
}

fn check_regex(constants: &[Option<&ScalarValue>]) -> Result<()> {
    match constant_text(constants, 1).map(|text| (text, build_regex(text))) {
        Some((text, Err(error))) => plan_err!("no regular expression '{text}': {error}"),
        _ => Ok(()),
    }
}

pub(super) fn judge_regex(texts: &[Option<&str>]) -> Judge {
    match texts.first().copied().flatten().map(build_regex) {
        Some(Ok(regex)) => Box::new(move |text, _| regex.is_match(text)),
        _ => Box::new(|_, _| false),
    }
}

pub(super) fn judge_network(texts: &[Option<&str>]) -> Judge {
    let networks: Networks = texts.iter().copied().flatten().filter_map(Network::parse).collect();
    Box::new(move |text, _| Address::parse(text).ip.is_some_and(|ip| networks.contain(ip)))
}

/// Comparisons of numbers by their signs in SQL.
pub(crate) const COMPARISONS: [(&str, Comparison); 6] = [
    ("=", Comparison::Equal),
    ("<>", Comparison::NotEqual),
    ("<", Comparison::Less),
    ("<=", Comparison::LessOrEqual),
    (">", Comparison::Greater),
    (">=", Comparison::GreaterOrEqual),
];

fn comparison_of(sign: &str) -> Option<Comparison> {
    COMPARISONS.iter().find(|(other, _)| *other == sign).map(|(_, comparison)| *comparison)
}

fn check_number(constants: &[Option<&ScalarValue>]) -> Result<()> {
    if let Some(sign) = constant_text(constants, 1)
        && comparison_of(sign).is_none()
    {
        return plan_err!("no comparison '{sign}': expected one of = <> < <= > >=");
    }
    match constant_text(constants, 2) {
        Some(number) if parse_number(number).is_none() => plan_err!("no number '{number}'"),
        _ => Ok(()),
    }
}

fn parse_number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

pub(super) fn judge_number(texts: &[Option<&str>]) -> Judge {
    let constant = |at: usize| texts.get(at).copied().flatten();
    let sign = constant(0).and_then(comparison_of);
    let whole: Option<i64> = constant(1).and_then(|number| number.trim().parse().ok());
    let (Some(sign), Some(number)) = (sign, constant(1).and_then(parse_number)) else {
        return Box::new(|_, _| false);
    };
    Box::new(move |text, _| {
        let Some(value) = parse_number(text) else { return false };
        let difference = whole.and_then(|whole| difference(text, whole));
        let (value, number) = difference.map_or((value, number), |difference| (difference, 0.0));
        sign.holds(value, number)
    })
}

/// Returns by what a whole number differs from another: long ids that are different are the same float. `None` where it is not whole.
#[expect(clippy::cast_precision_loss, reason = "only the sign of a large difference counts")]
fn difference(text: &str, from: i64) -> Option<f64> {
    let value: i64 = text.trim().parse().ok()?;
    Some((i128::from(value) - i128::from(from)) as f64)
}

/// Test of a text for another one.
type Holds = fn(&str, &str) -> bool;

fn place_named(name: &str) -> Option<Holds> {
    match name {
        "whole" => Some(|text, other| text == other),
        "start" => Some(|text, other| text.starts_with(other)),
        "end" => Some(|text, other| text.ends_with(other)),
        "anywhere" => Some(|text, other| text.contains(other)),
        _ => None,
    }
}

fn check_place(constants: &[Option<&ScalarValue>]) -> Result<()> {
    match (constant_text(constants, 1), constant_text(constants, 3)) {
        (Some(place), _) if place_named(place).is_none() => {
            plan_err!("no place '{place}': expected whole, start, end or anywhere")
        }
        (_, Some(case)) if case != "cased" => plan_err!("'{case}' is not 'cased'"),
        _ => Ok(()),
    }
}

fn any_same(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let place = match &args.args[1] {
        ColumnarValue::Scalar(place) => place.try_as_str().flatten().and_then(place_named),
        ColumnarValue::Array(_) => return exec_err!("the place of any_same has to be a constant"),
    };
    let cased = args.args.len() > 3;
    let fold: fn(&str) -> Cow<'_, str> = if cased { |text| Cow::Borrowed(text) } else { fold_case };
    let others = Values::new(&args.args[2])?;
    any_value(args, |row, text| {
        let text = fold(text);
        place.is_some_and(|holds| others.any(row, |other| holds(&text, &fold(other))))
    })
}

fn constant_text<'a>(constants: &[Option<&'a ScalarValue>], argument: usize) -> Option<&'a str> {
    constants.get(argument).copied().flatten().and_then(|value| value.try_as_str().flatten())
}
