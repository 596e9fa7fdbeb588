//! What filters ask of the text of records, for the word indexes of files.
//!
//! A filter can ask for the text itself, `json_holds(record, 'invoice')`, or for a value that records have: where `object_id` is
//! `https://a/b`, the record holds that text.

use datafusion::common::Column;
use datafusion::logical_expr::expr::{InList, ScalarFunction};
use datafusion::logical_expr::{BinaryExpr, Expr, Like, Operator};
use trail365_lake::{Phrase, TextCondition, has_bloom_filter};
use trail365_schema::{COLUMNS, Type};

use super::record::RECORD;
use crate::functions::literal_text;

/// Returns what a filter asks of the text of records; `None` if it says nothing of it, or says it in a way that words do not tell.
pub(super) fn text_condition(filter: &Expr) -> Option<TextCondition> {
    match filter {
        Expr::ScalarFunction(ScalarFunction { func, args }) => {
            let (of, texts) = args.split_first()?;
            match func.name() {
                "json_holds" if is_text_of_record(of) => any_of(texts, |_| true),
                "lowers_to" if Part::of(of).is_some() => any_of(texts, str::is_ascii),
                _ => None,
            }
        }
        Expr::Like(Like { negated: false, expr, pattern, escape_char: None, case_insensitive }) => {
            let pattern = literal_text(pattern).filter(|pattern| pattern.is_ascii() || !case_insensitive)?;
            let is_of_record = is_text_of_record(expr) || Part::of(expr).is_some();
            is_of_record.then(|| like_condition(pattern))
        }
        Expr::InList(InList { expr, list, negated: false }) => equals_any(expr, list),
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            equals_any(left, std::slice::from_ref(right))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            match (text_condition(left), text_condition(right)) {
                (Some(left), Some(right)) => Some(TextCondition::All(vec![left, right])),
                (left, right) => left.or(right),
            }
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            Some(TextCondition::Any(vec![text_condition(left)?, text_condition(right)?]))
        }
        _ => None,
    }
}

/// Returns what it takes to be one of some texts.
fn equals_any(expr: &Expr, texts: &[Expr]) -> Option<TextCondition> {
    match Part::of(expr)? {
        // A filter for whole values is smaller than the words are.
        Part::Column(name) if has_bloom_filter(name) => None,
        Part::Column(_) => any_of(texts, |_| true),
        // Characters in small letters that were not ASCII may not be what an index makes of them.
        Part::Changed => any_of(texts, str::is_ascii),
    }
}

/// Returns what it takes to hold one of some texts.
fn any_of(texts: &[Expr], is_known: impl Fn(&str) -> bool) -> Option<TextCondition> {
    let holds = |text: &Expr| {
        let text = literal_text(text).filter(|text| is_known(text))?;
        Some(TextCondition::Holds(Phrase::new(text)))
    };
    texts.iter().map(holds).collect::<Option<_>>().map(TextCondition::Any)
}

/// Reports whether a filter looks through the text of records.
pub(super) fn looks_through_records(filter: &Expr) -> bool {
    filter.column_refs().iter().any(|column| is_text(column))
}

fn is_text(column: &Column) -> bool {
    column.name == RECORD || column.name == trail365_columns::RAW
}

fn is_text_of_record(expr: &Expr) -> bool {
    match expr {
        Expr::Column(column) => is_text(column),
        Expr::Cast(cast) => is_text_of_record(&cast.expr),
        _ => false,
    }
}

/// An expression whose value stands in the text of the record.
enum Part<'e> {
    /// A column that has a text as the record has it.
    Column(&'e str),
    /// A piece of such columns, or one of several, perhaps in small letters.
    Changed,
}

impl<'e> Part<'e> {
    fn of(expr: &'e Expr) -> Option<Self> {
        match expr {
            Expr::Cast(cast) => Self::of(&cast.expr),
            Expr::Column(column) => {
                // Others are read: an address of many notations is one text, and so is a number or its name.
                let is_string =
                    COLUMNS.iter().any(|known| known.name == column.name && known.ty == Type::String);
                is_string.then_some(Part::Column(&column.name))
            }
            Expr::ScalarFunction(ScalarFunction { func, args }) => {
                let is_part = |arg: &Expr| Part::of(arg).is_some();
                let is_piece = match func.name() {
                    "lower" | "split_part" => args.first().is_some_and(is_part),
                    "coalesce" => args.iter().all(is_part),
                    // Whatever a GUID is found in, the record has it with all its dashes.
                    "first_guid" => args.iter().all(|arg| is_part(arg) || is_from_column(arg)),
                    _ => false,
                };
                is_piece.then_some(Part::Changed)
            }
            _ => None,
        }
    }
}

/// Reports whether an expression takes values from a column by their names.
fn is_from_column(expr: &Expr) -> bool {
    match expr {
        Expr::ScalarFunction(ScalarFunction { func, args }) if func.name() == "values_at" => {
            let of_record = |name: &str| COLUMNS.iter().any(|known| known.name == name);
            matches!(args.first(), Some(Expr::Column(column)) if of_record(&column.name))
        }
        _ => false,
    }
}

/// Returns what the parts of a pattern between its wildcards ask for.
fn like_condition(pattern: &str) -> TextCondition {
    // A backslash may escape a wildcard, and cuts the pattern here, too: what is left is still in the text.
    let parts = pattern.split(['%', '_', '\\']);
    TextCondition::All(parts.map(|part| TextCondition::Holds(Phrase::new(part))).collect())
}

#[cfg(test)]
mod tests {
    use datafusion::common::ScalarValue;
    use datafusion::logical_expr::{Expr, col, lit, not};
    use trail365_lake::TextCondition;

    use super::text_condition;
    use crate::functions::{lowers_to, scalar_functions};

    fn holds(column: &str, texts: &[&str]) -> Expr {
        let function = scalar_functions(None).find(|f| f.name() == "json_holds").unwrap();
        function.call(std::iter::once(col(column)).chain(texts.iter().map(|text| lit(*text))).collect())
    }

    fn call(name: &str, args: Vec<Expr>) -> Expr {
        let all = datafusion::functions::all_default_functions();
        let own = scalar_functions(None).find(|function| function.name() == name);
        let function = own.or_else(|| all.into_iter().find(|function| function.name() == name));
        function.unwrap().call(args)
    }

    #[test]
    fn values_that_stand_in_records_are_found_in_filters() {
        let narrows = |filter: &Expr| text_condition(filter).as_ref().is_some_and(TextCondition::narrows);
        let lower = |of: Expr| call("lower", vec![of]);
        let session = |of: Expr| call("first_guid", vec![of]).eq(lit("0f8fad5b-d9cb-469f-a165-70867728950e"));
        for filter in [
            col("operation").eq(lit("New-InboxRule")),
            col("object_id").in_list(vec![lit("one thing"), lit("another")], false),
            lower(col("user_id")).eq(lit("lena.berg@example.com")),
            lowers_to().call(vec![col("user_id"), lit("lena.berg@example.com")]),
            col("user_id").ilike(lit("%lena.berg%")),
            call("coalesce", vec![col("object_id"), col("mailbox_owner_upn")]).eq(lit("invoice")),
            session(col("session_id")),
            session(call("values_at", vec![col("device_properties"), lit("SessionId")])),
            holds("record", &["invoice"]).or(col("operation").eq(lit("Send"))),
        ] {
            assert!(narrows(&filter), "{filter}");
        }
        for filter in [
            // A bloom filter knows it.
            col("user_id").eq(lit("lena.berg@example.com")),
            // One address has many notations, and one type of records a number and names.
            col("sender_ip").eq(lit("2001:db8::abcd")),
            col("record_type_name").eq(lit("ExchangeItem")),
            col("operation").not_eq(lit("Send")),
            col("operation").in_list(vec![lit("Send")], true),
            lower(col("object_id")).eq(lit("übersicht")),
            col("object_id").ilike(lit("%Übersicht%")),
            call("concat", vec![col("object_id"), lit("x")]).eq(lit("invoicex")),
            session(lit("0f8fad5b-d9cb-469f-a165-70867728950e")),
            session(call("concat", vec![col("session_id"), lit("x")])),
        ] {
            assert!(!narrows(&filter), "{filter}");
        }
    }

    #[test]
    fn texts_of_records_are_found_in_filters() {
        let narrows = |filter: &Expr| text_condition(filter).as_ref().is_some_and(TextCondition::narrows);
        assert!(narrows(&holds("record", &["invoice", "payroll"])));
        assert!(narrows(&holds("record", &["invoice"]).or(holds("raw", &["payroll"]))));
        assert!(narrows(&col("operation").eq(lit("Send")).and(holds("record", &["invoice"]))));
        assert!(narrows(&col("raw").like(lit("%Invoice\\_2026%"))));
        assert!(narrows(&col("record").ilike(lit(ScalarValue::Utf8View(Some("%invoice%".to_owned()))))));
        for filter in [
            holds("record", &["invoice", "77"]),
            holds("extra", &["invoice"]),
            holds("record", &["invoice"]).or(col("record_type").eq(lit(2))),
            not(holds("record", &["invoice"])),
            col("record").ilike(lit("%Übersicht%")),
            col("record").like(lit("%77%")),
        ] {
            assert!(!narrows(&filter), "{filter}");
        }
    }
}
