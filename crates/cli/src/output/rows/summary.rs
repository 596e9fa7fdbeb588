//! The line on stderr about a result.

use std::time::Duration;

use trail365_sql::rows::Written;

use super::super::number::{count_of, grouped};

/// Writes the line about a result for a person: how many rows there are, and what is not shown of them.
pub fn summary(written: &Written, took: Duration) -> String {
    let cut = written.more || written.written < written.rows;
    let rows = match (written.more, cut) {
        (true, _) => {
            format!("the first {} of more than {} rows", grouped(written.written), grouped(written.rows))
        }
        (_, true) => format!("the first {} of {}", grouped(written.written), count_of(written.rows, "row")),
        _ => count_of(written.rows, "row"),
    };
    let all = if cut { " (--rows all shows all)" } else { "" };
    let hidden = match written.hidden_columns {
        0 => String::new(),
        some => format!(", {} without a value left out", count_of(some as u64, "column")),
    };
    format!("{rows}{all}{hidden}, {:.3} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Written, summary};

    fn check(written: &Written, line: &str) {
        assert_eq!(summary(written, Duration::from_millis(124)), line);
    }

    #[test]
    fn what_is_not_shown_is_said() {
        let all = Written { rows: 1, written: 1, ..Written::default() };
        check(&all, "1 row, 0.124 s");
        check(
            &Written { hidden_columns: 1200, ..all.clone() },
            "1 row, 1,200 columns without a value left out, 0.124 s",
        );
        let some = Written { rows: 4443, written: 100, ..Written::default() };
        check(&some, "the first 100 of 4,443 rows (--rows all shows all), 0.124 s");
        check(
            &Written { more: true, ..some },
            "the first 100 of more than 4,443 rows (--rows all shows all), 0.124 s",
        );
    }
}
