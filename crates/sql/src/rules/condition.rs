//! Conditions of rules to expressions, and what they say of the kind of a record alone.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
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
