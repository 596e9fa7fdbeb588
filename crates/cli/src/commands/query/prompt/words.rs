//! Completion of keywords, tables, columns, functions and commands.

use std::collections::BTreeSet;

use datafusion::prelude::SessionContext;
use trail365_sql::{INVESTIGATION_VIEWS, LAKE_VIEWS, TABLES, VIEWS, View};

/// Keywords of SQL that people type.
const KEYWORDS: &[&str] = &[
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "COUNT",
    "CROSS",
    "DESC",
    "DISTINCT",
    "ELSE",
    "END",
    "EXCEPT",
    "EXISTS",
    "EXPLAIN",
    "FALSE",
    "FILTER",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "ILIKE",
    "IN",
    "INNER",
    "INTERSECT",
    "INTERVAL",
    "IS",
    "JOIN",
    "LAST",
    "LEFT",
    "LIKE",
    "LIMIT",
    "NOT",
    "NULL",
    "NULLS",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OVER",
    "PARTITION",
    "RIGHT",
    "SELECT",
    "THEN",
    "TIMESTAMP",
    "TRUE",
    "UNION",
    "UNNEST",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WITH",
];

const COMMANDS: &[&str] =
    &[".columns", ".exit", ".format", ".functions", ".help", ".quit", ".rows", ".schema", ".tables"];

/// Words to complete, by kind.
#[derive(Debug, Default)]
pub struct Words {
    tables: BTreeSet<String>,
    /// Columns, functions and keywords.
    others: BTreeSet<String>,
}

/// Gathers the words of a session.
pub fn of(session: &SessionContext) -> Words {
    let views = VIEWS.iter().chain(&INVESTIGATION_VIEWS).chain(&LAKE_VIEWS).map(View::qualified_name);
    let state = session.state();
    let functions = state.scalar_functions().keys().chain(state.aggregate_functions().keys());
    let functions = functions.chain(state.window_functions().keys()).filter(|name| !name.starts_with('_'));
    let columns = trail365_columns::schema().fields().iter().map(|field| field.name().clone());
    Words {
        tables: views.chain(TABLES.iter().map(|table| table.name.to_owned())).collect(),
        others: functions
            .cloned()
            .chain(trail365_sql::FUNCTIONS.iter().map(|function| function.name.to_owned()))
            .chain(columns)
            .chain(KEYWORDS.iter().map(|&word| word.to_owned()))
            .collect(),
    }
}

impl Words {
    /// Returns the start of the word that ends at `end`, and its completions: tables after FROM and JOIN, all else elsewhere.
    pub fn complete(&self, line: &str, end: usize) -> (usize, Vec<String>) {
        let before = &line[..end];
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
        let start = before
            .rfind(|c| !is_word(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        if start == 0 && word.starts_with('.') {
            return (
                start,
                COMMANDS
                    .iter()
                    .filter(|name| starts_with_word(name, word))
                    .map(|&name| name.to_owned())
                    .collect(),
            );
        }
        let previous = before[..start].split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let wants_table = matches!(previous.as_str(), "from" | "join" | ".schema" | ".columns" | "\\d");
        // Without a letter every column, function and keyword would fit.
        if word.is_empty() && !wants_table {
            return (start, Vec::new());
        }
        // Behind a schema and a dot only the name of a table or view can follow.
        let tables = self.tables.iter().filter(|_| wants_table || word.contains('.'));
        let others = self.others.iter().filter(|_| !wants_table);
        (start, tables.chain(others).filter(|name| starts_with_word(name, word)).cloned().collect())
    }
}

/// Reports whether a name starts with a word, in any case.
fn starts_with_word(name: &str, word: &str) -> bool {
    // `get`, because the length of a word may end within a character of the name.
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::{Words, of};

    fn check(words: &Words, line: &str, start: usize, has: &str, lacks: &str) {
        let (at, names) = words.complete(line, line.len());
        assert_eq!(at, start, "{line}");
        assert!(names.iter().any(|name| name == has), "{line}: {names:?}");
        assert!(!names.iter().any(|name| name == lacks), "{line}: {names:?}");
    }

    #[test]
    fn what_fits_is_offered() {
        let words = of(&datafusion::prelude::SessionContext::new());
        check(&words, "select user_i", 7, "user_id", "activity");
        check(&words, "SEL", 0, "SELECT", "select");
        check(&words, "select * from ", 14, "activity", "user_id");
        check(&words, "select * from ACT", 14, "activity", "ledger");
        check(&words, "select count(in_n", 13, "in_network", "in_list");
        check(&words, ".sch", 0, ".schema", ".tables");
        check(&words, ".schema led", 8, "ledger", "activity");
        check(&words, "where é=client_i", 9, "client_ip", "activity");
        assert_eq!(words.complete("select ", 7), (7, Vec::new()));
    }
}
