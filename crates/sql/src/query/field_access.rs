//! Access to fields of structs and values of maps, where DataFusion does not find them by itself.

use std::ops::ControlFlow;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::functions::core::get_field;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawFieldAccessExpr};
use datafusion::logical_expr::{ExprSchemable, GetFieldAccess, lit};
use datafusion::sql::sqlparser::ast::{self, AccessExpr, Value, ValueWithSpan, VisitMut, VisitorMut};

use super::spelling::normalized_name;

/// Plans `parameters['ForwardTo']`. DataFusion compares the keys of a map with a literal of type `Utf8` and finds none where
/// they are `Utf8View`; the literal gets the type of the keys.
#[derive(Debug)]
pub(crate) struct MapKeys;

impl ExprPlanner for MapKeys {
    fn plan_field_access(
        &self,
        access: RawFieldAccessExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawFieldAccessExpr>> {
        let GetFieldAccess::NamedStructField { name } = &access.field_access else {
            return Ok(PlannerResult::Original(access));
        };
        let key = name.try_as_str().flatten().map(str::to_owned);
        match (key, access.expr.get_type(schema)) {
            (Some(key), Ok(DataType::Map(entries, _))) if has_view_keys(entries.data_type()) => {
                let key = lit(ScalarValue::Utf8View(Some(key)));
                Ok(PlannerResult::Planned(get_field().call(vec![access.expr, key])))
            }
            _ => Ok(PlannerResult::Original(access)),
        }
    }
}

fn has_view_keys(entries: &DataType) -> bool {
    matches!(entries, DataType::Struct(fields) if fields.first().is_some_and(|f| *f.data_type() == DataType::Utf8View))
}

/// Lets a field behind brackets follow a dot: `affected_items[1].subject` becomes `affected_items[1]['subject']`.
pub(crate) fn dots_behind_brackets(statement: &mut ast::Statement) {
    let _: ControlFlow<()> = statement.visit(&mut Dots);
}

struct Dots;

impl VisitorMut for Dots {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut ast::Expr) -> ControlFlow<()> {
        if let ast::Expr::CompoundFieldAccess { root, access_chain } = expr {
            let is_name = matches!(root.as_ref(), ast::Expr::Identifier(_));
            // Dots right behind a name are already read as a path: table, column, fields.
            let names = access_chain.iter().take_while(|a| is_name && is_dot(a)).count();
            access_chain[names..].iter_mut().for_each(as_key);
        }
        ControlFlow::Continue(())
    }
}

fn is_dot(access: &AccessExpr) -> bool {
    matches!(access, AccessExpr::Dot(ast::Expr::Identifier(_)))
}

fn as_key(access: &mut AccessExpr) {
    if let AccessExpr::Dot(field) = access
        && let ast::Expr::Identifier(ident) = field
    {
        let (value, span) = (Value::SingleQuotedString(normalized_name(ident)), ident.span);
        *field = ast::Expr::Value(ValueWithSpan { value, span });
    }
}
