//! Conditions of rules to expressions, and what they say of the kind of a record alone.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::{Column, DFSchema};
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, Operator, lit};
use trail365_sigma::Expr as Condition;

use super::comparison::{compile_match, join};
use super::dialect::Dialect;
use super::element::{any_element, element_schema};
use super::refusal::{Compiled, Refusal};
use super::subjects::Subjects;

/// Columns that make the kind of a record.
pub(super) static KIND: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    let number = Field::new("record_type", DataType::Int32, true);
    Arc::new(Schema::new(vec![text("operation"), number, text("record_type_name"), text("workload")]))
});

/// Compiles a condition. The expression is true or false, never null.
pub(super) fn compile_condition(condition: &Condition, subjects: &Subjects<'_>) -> Compiled<Expr> {
    let all_of = |parts: &[Condition], all: bool| {
        let parts = parts.iter().map(|part| compile_condition(part, subjects)).collect::<Compiled<_>>()?;
        Ok(join(parts, all))
    };
    match condition {
        Condition::All(parts) => all_of(parts, true),
        Condition::Any(parts) => all_of(parts, false),
        Condition::Not(inner) => Ok(compile_condition(inner, subjects)?.is_not_true()),
        Condition::Search(search) => compile_condition(&search.expr, subjects),
        Condition::Match(matched) => compile_match(matched, subjects),
        Condition::Element { field, body } => compile_element(field, body, subjects),
    }
}

fn compile_element(name: &str, body: &Condition, subjects: &Subjects<'_>) -> Compiled<Expr> {
    let no_list = || Refusal::Rule(format!("`{name}` is no list that the schema knows"));
    let list = subjects.list(name)?.ok_or_else(no_list)?;
    let ty = list.get_type(subjects.dialect().schema())?;
    let schema = element_schema(&ty).ok_or_else(no_list)?;
    let dialect = Dialect::new(&schema).map_err(|e| Refusal::Rule(e.to_string()))?;
    let inside = Subjects::Element(Box::new(dialect));
    let body = compile_condition(body, &inside)?;
    let planned = inside.dialect().plan(body.clone())?;
    Ok(any_element(list, schema, &body, planned))
}

/// Splits a condition into parts that all have to hold, the cheap ones first: each is asked only of the rows that hold those before it.
pub(super) fn split_condition(condition: Expr, schema: &DFSchema) -> Vec<Expr> {
    let mut parts = Vec::new();
    push_parts(condition, &mut parts);
    parts.sort_by_cached_key(|part| cost(part, schema));
    parts
}

fn push_parts(condition: Expr, parts: &mut Vec<Expr>) {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            push_parts(*left, parts);
            push_parts(*right, parts);
        }
        // Conditions are true or false: neither of two holds where both do not.
        Expr::IsNotTrue(inner) => match *inner {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
                push_parts(left.is_not_true(), parts);
                push_parts(right.is_not_true(), parts);
            }
            inner => parts.push(inner.is_not_true()),
        },
        part => parts.push(part),
    }
}

/// Cost of a column that is made of others, beside one that is not.
const NESTED: usize = 10;

fn cost(part: &Expr, schema: &DFSchema) -> usize {
    let column_cost = |column: &Column| match schema.field_with_unqualified_name(&column.name) {
        Ok(field) if field.data_type().is_nested() => NESTED,
        _ => 1,
    };
    part.column_refs().into_iter().map(column_cost).sum()
}

/// Returns the condition that the kind of a record has to hold if the record is to hold this one: comparisons with anything else are
/// taken to hold.
pub(super) fn bound_of_kind(condition: &Expr) -> Expr {
    bound(condition, true)
}

/// `above`: the bound holds wherever the condition does; else it fails wherever the condition does.
fn bound(condition: &Expr, above: bool) -> Expr {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op: op @ (Operator::And | Operator::Or), right }) => {
            let (left, right) = (bound(left, above), bound(right, above));
            if *op == Operator::And { left.and(right) } else { left.or(right) }
        }
        Expr::IsNotTrue(inner) => bound(inner, !above).is_not_true(),
        Expr::IsTrue(inner) => bound(inner, above).is_true(),
        other if other.column_refs().iter().all(|c| KIND.column_with_name(&c.name).is_some()) => {
            other.clone()
        }
        _ => lit(above),
    }
}
