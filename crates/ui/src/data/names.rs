//! Names that a query may have: tables with their columns, and functions.

use serde::Serialize;
use trail365_schema::COLUMNS;
use trail365_sql::{FUNCTIONS, TABLES, all_views};

/// Names that a query may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Names {
    /// Tables and views.
    pub tables: Vec<TableNames>,
    /// Functions.
    pub functions: Vec<FunctionName>,
}

/// A table with its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableNames {
    /// Its name, as a query has it.
    pub name: String,
    /// What its rows are.
    pub description: &'static str,
    /// The table whose columns it has, too.
    pub like: Option<&'static str>,
    /// Its columns.
    pub columns: Vec<&'static str>,
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FunctionName {
    /// Its name.
    pub name: &'static str,
    /// Form of a call.
    pub syntax: &'static str,
    /// What it returns.
    pub description: &'static str,
}

/// Tables whose columns are those of `activity`, each with the columns that it has besides.
const LIKE_ACTIVITY: [(&str, &[&str]); 3] =
    [("records", &["record"]), ("events", &[]), ("event_records", &["record"])];

/// Lists the names.
pub(crate) fn names() -> Names {
    let functions = FUNCTIONS.iter().map(|function| FunctionName {
        name: function.name,
        syntax: function.syntax,
        description: function.description,
    });
    let views = all_views().map(|view| TableNames {
        name: view.qualified_name(),
        description: view.description,
        like: None,
        columns: view.columns.to_vec(),
    });
    Names { tables: TABLES.iter().map(table).chain(views).collect(), functions: functions.collect() }
}

fn table(table: &trail365_sql::Table) -> TableNames {
    let like = LIKE_ACTIVITY.iter().find(|(name, _)| *name == table.name);
    let own = trail365_schema::TABLES.iter().find(|own| own.name == table.name);
    let mut columns = Vec::new();
    if table.name == "activity" {
        columns.extend(COLUMNS.iter().flat_map(|column| [Some(column.name), column.port]).flatten());
    }
    columns.extend(own.into_iter().flat_map(|own| own.columns).map(|column| column.name));
    columns.extend(like.into_iter().flat_map(|(_, more)| *more));
    TableNames {
        name: table.name.to_owned(),
        description: table.description,
        like: like.map(|_| "activity"),
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn tables_views_columns_and_functions_have_names() {
        let names = names();
        let columns = |name: &str| {
            let table = names.tables.iter().find(|table| table.name == name).unwrap();
            (table.like, table.columns.clone())
        };
        let (_, activity) = columns("activity");
        for column in ["user_id", "creation_time", "content_hash", "client_ip"] {
            assert!(activity.contains(&column), "{column}");
        }
        assert_eq!(columns("event_records"), (Some("activity"), vec!["record"]));
        assert!(columns("sign_ins").1.contains(&"user_id") && !columns("lake.gaps").1.is_empty());
        assert!(names.functions.iter().any(|function| function.name == "in_network"));
    }
}
