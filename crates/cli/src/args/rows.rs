//! The options of every command that prints rows.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::Args;

use crate::output::rows::RowFormat;

/// How many rows a terminal shows when nobody says otherwise.
const USUAL_ROWS: usize = 100;

/// How rows are printed, and where to.
#[derive(Debug, Clone, Args)]
pub struct RowOptions {
    /// How to print the rows [default: what the name of the output file says, else table]
    ///
    /// A table fits the terminal: long values are cut with an ellipsis, columns that do not fit stand below each other.
    /// Without a terminal nothing is cut. Times are RFC 3339 in all forms; lists, maps and objects are JSON in tables
    /// and CSV.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<RowFormat>,

    /// File to write, instead of stdout; refused when it is there already
    ///
    /// The file comes up under its name once it is whole. A name that ends in .csv, .json, .jsonl or .parquet says the
    /// format.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Overwrite the output file when it is there already
    #[arg(long, requires = "output")]
    pub force: bool,

    /// How many rows a terminal shows, or all
    ///
    /// Files and pipes get all rows in any case.
    #[arg(long, value_name = "N", default_value_t = Most(Some(USUAL_ROWS)))]
    pub rows: Most,

    /// Name the columns that are null in JSON, too
    #[arg(long)]
    pub nulls: bool,

    /// Leave texts in CSV as they are that a spreadsheet would take for formulas
    ///
    /// Without it a text that begins with = + - @, a tab or a line end, after blanks or not, gets an apostrophe in
    /// front: whoever wrote the text is not to run a formula on your machine. Numbers are never touched.
    #[arg(long)]
    pub formulas: bool,
}

impl Default for RowOptions {
    fn default() -> Self {
        let rows = Most(Some(USUAL_ROWS));
        Self { format: None, output: None, force: false, rows, nulls: false, formulas: false }
    }
}

/// A number of rows at most; `None` is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Most(pub Option<usize>);

impl std::fmt::Display for Most {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(most) => write!(f, "{most}"),
            None => f.write_str("all"),
        }
    }
}

impl std::str::FromStr for Most {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<usize>() {
            Ok(most) if most > 0 => Ok(Self(Some(most))),
            _ if text.eq_ignore_ascii_case("all") => Ok(Self(None)),
            _ => Err("neither a number from 1 on nor all".to_owned()),
        }
    }
}
