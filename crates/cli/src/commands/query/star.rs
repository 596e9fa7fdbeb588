//! Which queries ask for all columns there are.

use datafusion::sql::sqlparser::ast::{SelectItem, SetExpr, Statement};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

/// For each query of a text, whether it says `select *`: whoever does has no use for columns without a value.
pub fn stars(text: &str) -> Vec<bool> {
    let statements = Parser::parse_sql(&GenericDialect {}, text).unwrap_or_default();
    statements
        .iter()
        .map(|statement| matches!(statement, Statement::Query(query) if has_star(&query.body)))
        .collect()
}

fn has_star(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select
            .projection
            .iter()
            .any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..))),
        SetExpr::Query(query) => has_star(&query.body),
        SetExpr::SetOperation { left, .. } => has_star(left),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::stars;

    #[test]
    fn a_star_is_seen_where_it_makes_the_columns() {
        assert_eq!(
            stars("select * from a; select a.* from a; select b from (select * from a)"),
            [true, true, false]
        );
        assert_eq!(stars("select count(*) from a; select * from a union all select * from b"), [false, true]);
        assert_eq!(stars("select ("), [false; 0]);
    }
}
