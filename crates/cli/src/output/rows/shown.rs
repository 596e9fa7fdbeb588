//! What became of a result.

use std::time::Duration;

use super::super::number::{count_of, grouped};

/// How much there was, and how much of it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Rows that came.
    pub rows: u64,
    /// More rows were on their way when counting ended.
    pub more: bool,
    /// Rows that were written.
    pub written: u64,
    /// Columns that were left out because they hold nothing.
    pub hidden: usize,
}

impl Shown {
    /// A line for a person.
    pub fn line(&self, took: Duration) -> String {
        let cut = self.more || self.written < self.rows;
        let rows = match (self.more, cut) {
            (true, _) => {
                format!("the first {} of more than {} rows", grouped(self.written), grouped(self.rows))
            }
            (_, true) => format!("the first {} of {}", grouped(self.written), count_of(self.rows, "row")),
            _ => count_of(self.rows, "row"),
        };
        let all = if cut { " (--rows all shows all)" } else { "" };
        let hidden = match self.hidden {
            0 => String::new(),
            some => format!(", {} without a value left out", count_of(some as u64, "column")),
        };
        format!("{rows}{all}{hidden}, {:.3} s", took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Shown;

    fn check(shown: &Shown, line: &str) {
        assert_eq!(shown.line(Duration::from_millis(124)), line);
    }

    #[test]
    fn what_is_not_shown_is_said() {
        let all = Shown { rows: 1, written: 1, ..Shown::default() };
        check(&all, "1 row, 0.124 s");
        check(
            &Shown { hidden: 1200, ..all.clone() },
            "1 row, 1,200 columns without a value left out, 0.124 s",
        );
        let some = Shown { rows: 4443, written: 100, ..Shown::default() };
        check(&some, "the first 100 of 4,443 rows (--rows all shows all), 0.124 s");
        check(
            &Shown { more: true, ..some },
            "the first 100 of more than 4,443 rows (--rows all shows all), 0.124 s",
        );
    }
}
