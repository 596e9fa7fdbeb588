//! A view's query in another dialect.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    self, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList, FunctionArguments,
    Ident, SelectItem, SetExpr, Statement, Value,
};

use super::engine::Dialect;

/// Rewrites a view's query, which is one `SELECT`.
pub(super) fn rewrite(statement: &mut Statement, dialect: Dialect) {
    let _: ControlFlow<()> = ast::visit_expressions_mut(statement, |expr| {
        rewrite_expr(expr, dialect);
        ControlFlow::Continue(())
    });
    let Statement::Query(query) = statement else { return };
    let SetExpr::Select(select) = query.body.as_mut() else { return };
    for item in &mut select.projection {
        if let SelectItem::ExprWithAlias { alias, .. } = item {
            requote(alias, dialect);
        }
    }
}

fn rewrite_expr(expr: &mut Expr, dialect: Dialect) {
    match expr {
        Expr::Identifier(name) => requote(name, dialect),
        Expr::Cast { expr: inner, data_type, .. } if is_text(data_type) => match inner.as_ref() {
            Expr::Identifier(name) if name.value == "creation_time" => {
                *expr = as_written(&dialect.time_text("creation_time"));
            }
            _ => *data_type = DataType::Custom(vec![Ident::new(dialect.text_type())].into(), Vec::new()),
        },
        Expr::Function(call) => match call.name.to_string().as_str() {
            "json_without" => gather_texts(call, 1, dialect),
            "json_rest" => gather_texts(call, 2, dialect),
            _ => {}
        },
        _ => {}
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Varchar(_))
}

fn requote(name: &mut Ident, dialect: Dialect) {
    if name.quote_style == Some('"') {
        name.quote_style = Some(dialect.quote());
    }
}

/// Makes one list of the texts behind the first arguments: functions of Python take no other number of them.
fn gather_texts(call: &mut Function, first: usize, dialect: Dialect) {
    let FunctionArguments::List(FunctionArgumentList { args, .. }) = &mut call.args else { return };
    let texts: Vec<_> = args.iter().skip(first).filter_map(text_of).collect();
    args.truncate(first);
    args.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(as_written(&dialect.list(&texts)))));
}

fn text_of(argument: &FunctionArg) -> Option<String> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value))) => match &value.value {
            Value::SingleQuotedString(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// An expression that is written as it stands here.
fn as_written(sql: &str) -> Expr {
    Expr::Identifier(Ident::new(sql))
}
