//! The options that several commands share: which lake, which configuration and tenant, how rows are printed.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::row_format::RowFormat;

/// Path of the lake when nobody names one.
pub const DEFAULT_LAKE: &str = "trail365-lake";

/// The environment variable that names the lake.
pub const LAKE_VARIABLE: &str = "TRAIL365_LAKE";

/// Path of the configuration when nobody names one.
#[cfg(feature = "collect")]
const DEFAULT_CONFIG: &str = "trail365.toml";

/// The option of commands that work on a lake alone.
#[derive(Debug, Clone, Args)]
pub struct AtLake {
    /// Path of the lake: a folder, or s3://, abfss:// or gs:// in a build that has them
    ///
    /// Without it the environment's TRAIL365_LAKE counts, and without that the folder trail365-lake here. query, search,
    /// tables and worker also take a file FILE.toml that lists lakes, with a name and a lake under each [[lakes]]: their tables have the column lake.
    #[arg(long, global = true, value_name = "LAKE", env = LAKE_VARIABLE, default_value = DEFAULT_LAKE, hide_default_value = true, hide_env = true)]
    pub lake: String,
}

/// The options of commands that ask where addresses are, and whose networks they are in.
#[derive(Debug, Clone, Args)]
pub struct AtGeo {
    /// Places of addresses: a City database in MaxMind's format (MMDB)
    ///
    /// Queries and rules with country_of or distance_km need it. None ships: GeoLite2, DB-IP and others give such files
    /// under terms of their own. One with countries alone does for country_of.
    #[arg(long, value_name = "FILE")]
    pub geo: Option<PathBuf>,

    /// Owners of networks: a database of AS numbers in MaxMind's format (MMDB)
    ///
    /// Queries and rules with asn_of or network_owner_of need it. None ships. A file that has places as well does for both
    /// options.
    #[arg(long, value_name = "FILE")]
    pub asn: Option<PathBuf>,
}

/// The option of commands that take their lake from the configuration.
#[cfg(feature = "collect")]
#[derive(Debug, Clone, Args)]
pub struct InsteadLake {
    /// Path of the lake, instead of the configuration's
    #[arg(long, value_name = "LAKE")]
    pub lake: Option<String>,
}

/// The option that names the configuration.
#[cfg(feature = "collect")]
#[derive(Debug, Clone, Args)]
pub struct AtConfig {
    /// The configuration file
    ///
    /// Without it the environment's TRAIL365_CONFIG counts, and without that the file trail365.toml here.
    #[arg(long, value_name = "FILE", env = "TRAIL365_CONFIG", default_value = DEFAULT_CONFIG, hide_default_value = true, hide_env = true)]
    pub config: PathBuf,
}

#[cfg(feature = "collect")]
impl AtConfig {
    /// Reports whether nobody named a file and the default one is missing.
    pub fn is_absent(&self) -> bool {
        self.config.as_os_str() == DEFAULT_CONFIG && !self.config.exists()
    }
}

/// The options of commands that work on all tenants unless one is named.
#[cfg(feature = "collect")]
#[derive(Debug, Clone, Args)]
pub struct AtTenants {
    #[command(flatten)]
    pub at: AtConfig,

    /// The tenant, by its name in the configuration; without it all of them
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
}

/// The options of commands that work on one tenant.
#[cfg(feature = "collect")]
#[derive(Debug, Clone, Args)]
pub struct AtTenant {
    #[command(flatten)]
    pub at: AtConfig,

    /// The tenant, by its name in the configuration; can be left out where there is only one
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
}

/// Rows that a terminal shows by default.
const USUAL_ROWS: usize = 100;

/// The options of commands that print rows; `F` are the formats.
#[derive(Debug, Clone, Args)]
pub struct RowOptions<F = RowFormat>
where
    F: ValueEnum + Clone + Send + Sync + 'static,
{
    /// Format of the rows [default: by the name of the output file, else table]
    ///
    /// A table fits the terminal: long values are cut with an ellipsis, and columns that do not fit stand below each
    /// other. Without a terminal nothing is cut. Times are RFC 3339 in all formats; lists, maps and objects are JSON in
    /// tables and CSV.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<F>,

    /// File to write instead of stdout; an existing one is kept
    ///
    /// The file gets its name once it is complete. A name that ends in .csv, .json, .jsonl or .parquet selects the
    /// format.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Overwrite the output file if it exists
    #[arg(long, requires = "output")]
    pub force: bool,

    /// Number of rows that a terminal shows, or all
    ///
    /// Files and pipes always get all rows.
    #[arg(long, value_name = "N", default_value_t = Most(Some(USUAL_ROWS)))]
    pub rows: Most,

    /// Write null columns to JSON, too
    #[arg(long)]
    pub nulls: bool,

    /// Leave texts in CSV unchanged that a spreadsheet would take for formulas
    ///
    /// Without it a text that begins with = + - @, a tab or a line end, after blanks or not, gets an apostrophe in
    /// front, so that nobody who writes into a record can run a formula on your machine. Numbers are never touched.
    #[arg(long)]
    pub formulas: bool,
}

impl Default for RowOptions {
    fn default() -> Self {
        let rows = Most(Some(USUAL_ROWS));
        Self { format: None, output: None, force: false, rows, nulls: false, formulas: false }
    }
}

/// A limit on the number of rows; `None` is no limit.
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
