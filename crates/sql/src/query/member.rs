//! The columns that a person may mean who asks an object for a member that it lacks.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{self, Expr};
use trail365_schema::describe::{columns_with_member, record_types_in_column};
use trail365_schema::{COLUMNS, Column};

use super::spelling::normalized_name;

/// Most columns, and most record types of one, that a hint names.
const MOST: usize = 3;

/// Returns the column that has the member and holds the same key as one that the statement names, or what else has it:
/// `Folders` is in one column for some records and in another for others.
pub(super) fn describe_columns(member: &str, statement: Option<&ast::Statement>) -> Option<String> {
    let named = statement.map(columns_in).unwrap_or_default();
    let all = columns_with_member(member);
    let others = || all.iter().copied().filter(|column| !named.contains(column.name));
    let related: Vec<_> = others().filter(|column| shares_key(column, &named)).collect();
    let chosen = if related.is_empty() { others().collect() } else { related };
    let texts: Vec<_> = chosen.into_iter().take(MOST).map(describe_column).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

fn shares_key(column: &Column, named: &BTreeSet<String>) -> bool {
    let keys = |column: &Column| column.fields.iter().map(|(_, key)| *key).collect::<BTreeSet<_>>();
    let own = keys(column);
    COLUMNS.iter().filter(|other| named.contains(other.name)).any(|other| !own.is_disjoint(&keys(other)))
}

fn describe_column(column: &'static Column) -> String {
    let types = record_types_in_column(column);
    let names: Vec<_> = types.iter().take(MOST).map(|t| t.name).collect();
    if names.is_empty() {
        return column.name.to_owned();
    }
    let more = if types.len() > MOST { " and others" } else { "" };
    format!("{} (records of {}{more})", column.name, names.join(", "))
}

/// Returns every name in a statement that is one of a column.
fn columns_in(statement: &ast::Statement) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let _: ControlFlow<()> = ast::visit_expressions(statement, |expr| {
        match expr {
            Expr::Identifier(ident) => {
                names.insert(normalized_name(ident));
            }
            Expr::CompoundIdentifier(path) => names.extend(path.iter().map(normalized_name)),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    names
}
