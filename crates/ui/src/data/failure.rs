//! Why a page cannot show what was asked for, and what to do about it.

use std::fmt;
use std::time::Duration;

use trail365_sql::Place;

/// The reason why a page cannot be shown. `Display` says what failed; [`Failure::remedy`] what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no lake at the place yet.
    NoLake(String),
    /// The lake cannot be read.
    Lake(String),
    /// The version that a page was pinned to is gone.
    NoVersion(u64),
    /// Nothing has the name or id that was asked for.
    NotFound(String),
    /// A parameter that cannot be understood.
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// Its value; `None` where it has none, or one that is too long to be shown.
        value: Option<String>,
        /// What is wrong with it.
        problem: String,
    },
    /// A parameter that the page does not have.
    Name(String),
    /// A query that is wrong.
    Query {
        /// What is wrong.
        message: String,
        /// The name that was probably meant.
        suggestion: Option<String>,
        /// Where it is wrong.
        place: Option<Place>,
    },
    /// The query ran longer than it may.
    Time(Duration),
    /// The query needed more memory than it may take.
    Memory(usize),
    /// All places for queries were taken for longer than a person waits.
    Busy(usize),
    /// Other work is under way, of which there is one at a time.
    Running(String),
    /// A defect of this program.
    Defect(String),
}

/// Result of a question to the lake.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// Makes the failure of a query, given the memory that it may take.
    pub(crate) fn of_query(error: &trail365_sql::Error, memory_bytes: usize) -> Self {
        if error.is_out_of_memory() {
            return Self::Memory(memory_bytes);
        }
        let suggestion = error.suggestion().map(str::to_owned);
        Self::Query { message: error.message().to_owned(), suggestion, place: error.place() }
    }

    /// Makes the failure of a parameter.
    pub(crate) fn parameter(name: &'static str, value: &str, problem: impl fmt::Display) -> Self {
        Self::Parameter { name, value: Some(value.to_owned()), problem: problem.to_string() }
    }

    /// Makes the failure of a parameter whose value is not shown.
    pub(crate) fn missing(name: &'static str, problem: impl Into<String>) -> Self {
        Self::Parameter { name, value: None, problem: problem.into() }
    }

    /// Returns what is wrong with a parameter, if that is why.
    pub(crate) fn problem_of(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Parameter { name, problem, .. } if *name == wanted => Some(problem),
            _ => None,
        }
    }

    /// Returns the status of HTTP that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::NoLake(_) | Self::NotFound(_) => 404,
            Self::NoVersion(_) => 410,
            Self::Parameter { .. } | Self::Name(_) | Self::Query { .. } => 400,
            Self::Running(_) => 409,
            Self::Busy(_) | Self::Time(_) | Self::Memory(_) => 503,
            Self::Lake(_) | Self::Defect(_) => 500,
        }
    }

    /// Returns what to do about it: the option that lifts a limit is named.
    pub fn remedy(&self) -> String {
        match self {
            Self::NoLake(place) => {
                format!(
                    "import records into it, as by `trail365 import --lake {place} AuditLog.csv`, or collect them"
                )
            }
            Self::Lake(_) => {
                "check that the lake can be reached; `trail365 lake verify` examines what is there".to_owned()
            }
            Self::NoVersion(_) => "open the page without `v=`: it then shows the newest version".to_owned(),
            Self::NotFound(_) => "check how it is written, or search for it".to_owned(),
            Self::Parameter { .. } | Self::Name(_) => "correct it and ask again".to_owned(),
            Self::Query { .. } => "correct the query and run it again; its text is still there".to_owned(),
            Self::Time(_) => {
                "narrow the time range or the conditions, or start `trail365 ui` with a larger --time-limit"
                    .to_owned()
            }
            Self::Memory(_) => {
                "ask for fewer columns or rows, or start `trail365 ui` with a larger --memory".to_owned()
            }
            Self::Busy(_) => "try again in a moment, or start `trail365 ui` with more --queries".to_owned(),
            Self::Running(_) => "wait until it ends, or cancel it on the page of reports".to_owned(),
            Self::Defect(_) => {
                "this is a defect of trail365: please report it with the page's address".to_owned()
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLake(place) => write!(f, "there is no lake at {place} yet"),
            Self::Lake(message) | Self::NotFound(message) | Self::Name(message) | Self::Defect(message) => {
                f.write_str(message)
            }
            Self::NoVersion(version) => write!(f, "version {version} of the lake is no longer there"),
            Self::Parameter { name, value: Some(value), problem } => {
                write!(f, "cannot use {name}=`{value}`: {problem}")
            }
            Self::Parameter { name, value: None, problem } => write!(f, "{name}: {problem}"),
            Self::Query { message, suggestion, place } => {
                f.write_str(message)?;
                place.map_or(Ok(()), |place| write!(f, " at {place}"))?;
                suggestion.as_ref().map_or(Ok(()), |name| write!(f, "; did you mean {name}?"))
            }
            Self::Time(limit) => {
                write!(f, "the query was stopped after {} seconds, the time limit", limit.as_secs())
            }
            Self::Memory(bytes) => {
                write!(f, "the query was stopped at {} MiB, the memory limit", bytes >> 20)
            }
            Self::Running(what) => write!(f, "an investigation of {what} is under way"),
            Self::Busy(queries) => {
                write!(f, "{queries} queries are running, as many as may run at the same time")
            }
        }
    }
}

impl std::error::Error for Failure {}

impl From<trail365_lake::Error> for Failure {
    fn from(error: trail365_lake::Error) -> Self {
        Self::Lake(error.to_string())
    }
}
