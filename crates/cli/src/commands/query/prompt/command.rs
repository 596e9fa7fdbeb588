//! Commands at the prompt: lines that begin with a full stop, or with a backslash as psql has them.

use anyhow::{Error, Result, anyhow};
use clap::ValueEnum;

use crate::args::{Most, RowFormat};
use crate::output::printable;

/// A command at the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Lists the tables and views.
    Tables { all: bool },
    /// Lists the columns of one of them.
    Schema(String),
    /// Lists the functions that trail365 adds.
    Functions,
    /// Changes the format of later results.
    Format(RowFormat),
    /// Changes the number of rows to show.
    Rows(Most),
    /// Lists the commands.
    Help,
    /// Ends the prompt.
    Quit,
}

impl Command {
    /// Parses the command of a line; `None` if it is SQL.
    pub fn of(line: &str) -> Option<Result<Self>> {
        // Habit ends lines with a semicolon, also those that need none.
        let line = line.trim().trim_end_matches(';').trim_end();
        line.starts_with(['.', '\\']).then(|| {
            let mut words = line.split_whitespace();
            let (name, argument) = (words.next().unwrap_or_default(), words.next());
            Self::of_name(name, argument)
        })
    }

    fn of_name(name: &str, argument: Option<&str>) -> Result<Self> {
        match (name, argument) {
            (".tables" | "\\dt", argument) => Ok(Self::Tables { all: argument == Some("all") }),
            ("\\d", None) => Ok(Self::Tables { all: false }),
            (".schema" | ".columns" | "\\d", Some(table)) => Ok(Self::Schema(table.to_owned())),
            (".functions" | "\\df", _) => Ok(Self::Functions),
            (".format", Some(format)) => RowFormat::from_str(format, true)
                .map(Self::Format)
                .map_err(|_| missing_argument(name, "table, csv, json or jsonl")),
            (".rows", Some(rows)) => {
                rows.parse().map(Self::Rows).map_err(|_| missing_argument(name, "a number or all"))
            }
            (".help" | "\\?" | "\\h", _) => Ok(Self::Help),
            (".quit" | ".exit" | "\\q", _) => Ok(Self::Quit),
            (".schema" | ".columns", None) => Err(missing_argument(name, "the name of a table or view")),
            (".format", None) => Err(missing_argument(name, "table, csv, json or jsonl")),
            (".rows", None) => Err(missing_argument(name, "a number or all")),
            _ => Err(anyhow!("there is no command {}; .help lists them", printable(name))),
        }
    }
}

fn missing_argument(name: &str, what: &str) -> Error {
    anyhow!("{} needs {what}", printable(name))
}

#[cfg(test)]
mod tests {
    use super::{Command, Most, RowFormat};

    fn check(line: &str, expected: &Command) {
        assert_eq!(&Command::of(line).unwrap().unwrap(), expected, "{line}");
    }

    #[test]
    fn commands_are_told_from_sql() {
        check(".tables", &Command::Tables { all: false });
        check(" .tables all ;", &Command::Tables { all: true });
        check("\\d sign_ins", &Command::Schema("sign_ins".to_owned()));
        check(".format CSV", &Command::Format(RowFormat::Csv));
        check(".rows all", &Command::Rows(Most(None)));
        check("\\q", &Command::Quit);
        assert!(Command::of("select 1;").is_none());
    }

    #[test]
    fn what_is_wrong_is_said() {
        let message = |line: &str| Command::of(line).unwrap().unwrap_err().to_string();
        assert_eq!(message(".schema"), ".schema needs the name of a table or view");
        assert_eq!(message(".rows 0"), ".rows needs a number or all");
        assert_eq!(message(".tabels"), "there is no command .tabels; .help lists them");
    }
}
