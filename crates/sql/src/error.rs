//! Errors of sessions, queries and the writing of rows.

use std::fmt;
use std::io;

use arrow::error::ArrowError;
use datafusion::common::{Column, DataFusionError, SchemaError};
use datafusion::sql::sqlparser::parser::ParserError;
use parquet::errors::ParquetError;
use trail365_text::near;

use crate::place::{self, Place};

/// A query that could not be parsed, planned or run, or whose rows could not be written.
///
/// `Display` gives the message, the place and the suggestion in one line; each has its own accessor too. One type for all:
/// a caller shows the message and branches on [`Error::kind`]; the variants behind it change with DataFusion.
///
/// ```
/// let error = trail365_sql::parse("SELECT\n  1,, 2").unwrap_err();
/// assert_eq!(error.kind(), trail365_sql::ErrorKind::Syntax);
/// assert_eq!(error.place().unwrap().to_string(), "line 2, column 5");
/// ```
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    problem: Problem,
    message: String,
    place: Option<Place>,
    suggestion: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug)]
enum Problem {
    Empty,
    Several(usize),
    Refused(String),
    Syntax(String),
    Column(String),
    Table(String),
    Function(String),
    Arguments {
        function: String,
        message: String,
    },
    Invalid(String),
    Setup(String),
    Lake(String),
    Execution(String),
    /// Rows that cannot be written.
    Write(String),
}

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is no SQL, or not exactly one statement where one is wanted.
    Syntax,
    /// The statement would change something, or reach beyond the tables.
    Refused,
    /// No column, table or function is called so.
    UnknownName,
    /// The query makes no sense: a sum of texts.
    Invalid,
    /// Reading failed while the query ran, or it met its limits.
    Execution,
    /// The session could not be made.
    Setup,
    /// The rows of the result could not be written.
    Write,
}

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    fn new(problem: Problem) -> Self {
        let message = problem.to_string();
        Error(Box::new(Inner { problem, message, place: None, suggestion: None, source: None }))
    }

    pub(crate) fn no_query() -> Self {
        Error::new(Problem::Empty)
    }

    pub(crate) fn many_statements(count: usize) -> Self {
        Error::new(Problem::Several(count))
    }

    pub(crate) fn refused_statement(what: String, place: Option<Place>) -> Self {
        Error::new(Problem::Refused(what)).with_place(place)
    }

    /// A statement that is nested deeper than a stack holds.
    pub(crate) fn too_deep(place: Option<Place>) -> Self {
        Error::new(Problem::Invalid(TOO_DEEP.to_owned())).with_place(place)
    }

    /// `unnest` with a number for each item.
    pub(crate) fn no_ordinality(clause: &str) -> Self {
        let message = format!(
            "unnest {clause} is not supported: number the items with row_number() over (partition by id)"
        );
        Error::new(Problem::Invalid(message))
    }

    /// `unnest` of a list of another query, where no join can be made of it.
    pub(crate) fn unreachable_list() -> Self {
        Error::new(Problem::Invalid(UNREACHABLE_LIST.to_owned()))
    }

    pub(crate) fn of_setup(error: DataFusionError) -> Self {
        Error::new(Problem::Setup(plain_message(&error))).with_source(error)
    }

    /// A lake whose log cannot be read; the lake's own error is the source.
    pub(crate) fn of_lake(error: trail365_lake::Error) -> Self {
        Error::new(Problem::Lake(error.to_string())).with_source(error)
    }

    /// A file that is to say where addresses are and cannot.
    pub(crate) fn no_places(file: &str, why: &str) -> Self {
        Error::new(Problem::Invalid(format!("cannot read the places in {file}: {why}")))
    }

    /// A file that is to say whose networks addresses are in and cannot.
    pub(crate) fn no_owners(file: &str, why: &str) -> Self {
        Error::new(Problem::Invalid(format!("cannot read the AS numbers in {file}: {why}")))
    }

    /// A text that is to name addresses and does not.
    pub(crate) fn no_network(text: &str) -> Self {
        Error::new(Problem::Invalid(format!(
            "no network '{text}': expected an address like 192.0.2.7, or a network like 10.0.0.0/8 or 2001:db8::/32"
        )))
    }

    /// Rows that cannot be written, for this cause.
    pub(crate) fn of_write(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Error::new(Problem::Write(cause.to_string())).with_source(cause)
    }

    /// Rows that are to be written as text in a format that is none.
    pub(crate) fn not_text() -> Self {
        Error::new(Problem::Write("Parquet is no text: write it to a file".to_owned()))
    }

    /// Rows without a column of records, of which documents are to be made.
    pub(crate) fn no_record() -> Self {
        let message = "documents are made of the column record, which this result lacks: SELECT record FROM event_records";
        Error::new(Problem::Write(message.to_owned()))
    }

    /// Columns of a result for which Parquet has no type.
    pub(crate) fn no_parquet(cause: ParquetError) -> Self {
        let message = "the columns of this result do not go into Parquet".to_owned();
        Error::new(Problem::Write(message)).with_source(cause)
    }

    /// Adds a place, unless there is one.
    pub(crate) fn with_place(mut self, place: Option<Place>) -> Self {
        self.0.place = self.0.place.or(place);
        self
    }

    /// Adds a suggestion, unless there is one.
    pub(crate) fn with_suggestion(mut self, suggestion: impl FnOnce(&Error) -> Option<String>) -> Self {
        if self.0.suggestion.is_none() {
            self.0.suggestion = suggestion(&self);
        }
        self
    }

    /// Says which columns have the member that an object lacks.
    pub(crate) fn with_columns_of_member(mut self, member: &str, columns: Option<String>) -> Self {
        if let Some(columns) = columns {
            self.0.message = format!("no field {member} in this object; these columns have it: {columns}");
        }
        self
    }

    fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        match self.0.problem {
            Problem::Empty | Problem::Several(_) | Problem::Syntax(_) => ErrorKind::Syntax,
            Problem::Refused(_) => ErrorKind::Refused,
            Problem::Column(_) | Problem::Table(_) | Problem::Function(_) => ErrorKind::UnknownName,
            Problem::Arguments { .. } | Problem::Invalid(_) => ErrorKind::Invalid,
            Problem::Setup(_) | Problem::Lake(_) => ErrorKind::Setup,
            Problem::Execution(_) => ErrorKind::Execution,
            Problem::Write(_) => ErrorKind::Write,
        }
    }

    /// Reports whether the query ended because it needed more memory than the session may take.
    pub fn is_out_of_memory(&self) -> bool {
        matches!(&self.0.problem, Problem::Execution(message) if message == EXHAUSTED)
    }

    /// Returns the message without the place and the suggestion.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the place in the query's text, if that is known.
    pub fn place(&self) -> Option<Place> {
        self.0.place
    }

    /// Returns the name that was probably meant, if one is near.
    pub fn suggestion(&self) -> Option<&str> {
        self.0.suggestion.as_deref()
    }

    /// The unknown name of a column.
    pub(crate) fn unknown_column(&self) -> Option<&str> {
        if let Problem::Column(name) = &self.0.problem { Some(name) } else { None }
    }

    /// The unknown name of a table.
    pub(crate) fn unknown_table(&self) -> Option<&str> {
        if let Problem::Table(name) = &self.0.problem { Some(name) } else { None }
    }

    /// The function whose arguments do not fit.
    pub(crate) fn misused_function(&self) -> Option<&str> {
        if let Problem::Arguments { function, .. } = &self.0.problem { Some(function) } else { None }
    }

    /// The member that an object lacks.
    pub(crate) fn missing_member(&self) -> Option<&str> {
        let Problem::Invalid(message) = &self.0.problem else { return None };
        message.strip_prefix("field ").and_then(|text| text.strip_suffix(" not found in struct"))
    }

    /// Whether a right or full join reads a list of its left side.
    pub(crate) fn is_lateral(&self) -> bool {
        matches!(&self.0.problem, Problem::Invalid(message) if message == LATERAL_JOIN)
    }

    /// The unknown name of a function.
    pub(crate) fn unknown_function(&self) -> Option<&str> {
        if let Problem::Function(name) = &self.0.problem { Some(name) } else { None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Empty => f.write_str("no query"),
            Problem::Several(count) => write!(f, "{count} statements where one query is wanted"),
            Problem::Refused(what) => write!(f, "only queries are run, not {what}"),
            Problem::Column(name) => write!(f, "no column {name}"),
            Problem::Table(name) => write!(f, "no table {name}"),
            Problem::Function(name) => write!(f, "no function {name}"),
            Problem::Setup(message) => write!(f, "set up the session: {message}"),
            Problem::Arguments { message, .. }
            | Problem::Lake(message)
            | Problem::Syntax(message)
            | Problem::Invalid(message)
            | Problem::Execution(message)
            | Problem::Write(message) => f.write_str(message),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(place) = self.0.place {
            write!(f, " at {place}")?;
        }
        match &self.0.suggestion {
            Some(name) => write!(f, "; did you mean {name}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::of_write(error)
    }
}

impl From<ArrowError> for Error {
    fn from(error: ArrowError) -> Self {
        DataFusionError::from(error).into()
    }
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Self {
        Error::of_write(error)
    }
}

/// An error of DataFusion, from planning a query or from running it.
impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        let (problem, suggestion) = read_problem(&error);
        let place = place::place_of_error(&error);
        let mut made = Error::new(problem).with_place(place).with_source(error);
        made.0.suggestion = suggestion;
        made
    }
}

/// Reads the meaning of an error of DataFusion, and the near name that it knows.
fn read_problem(error: &DataFusionError) -> (Problem, Option<String>) {
    if let Some((field, valid)) = missing_column(error) {
        let near = near::nearest(&field.name, valid.iter().map(|c| c.name.as_str()));
        return (Problem::Column(field.flat_name()), near.map(str::to_owned));
    }
    // The diagnostic is the one place where DataFusion names an unknown table or function apart from its prose.
    let noted = error.diagnostic().map(|d| d.message.as_str()).unwrap_or_default();
    if let Some(name) = noted.strip_prefix("table '").and_then(|m| m.strip_suffix("' not found")) {
        return (Problem::Table(name.to_owned()), None);
    }
    if let Some(name) = noted.strip_prefix("Invalid function '").and_then(|m| m.strip_suffix('\'')) {
        return (Problem::Function(name.to_owned()), None);
    }
    (problem_of(error, noted), None)
}

/// Advice where memory does not suffice; DataFusion's account of its reservations is in the source.
const EXHAUSTED: &str = "the query needs more memory than it may take: ask for fewer columns, or for fewer rows with WHERE or LIMIT, \
                         and join the smaller of two tables to the larger";

/// Advice where a statement is nested too deep.
const TOO_DEEP: &str = "the query is nested too deep or has too many terms: write a list, `user_id IN ('a', 'b')` or `concat(a, b)`, in place \
                        of a long chain, or split it into several queries";

/// Advice where `unnest` reads a list of a query further out.
const UNREACHABLE_LIST: &str = "unnest cannot reach this list from where it stands: put it into FROM, `from activity cross join \
                                unnest(affected_items) as t(i)`, or into the select list, `select i from (select \
                                unnest(affected_items) as i from activity)`";

/// Advice where a right or full join is to take a list of its left side apart.
const LATERAL_JOIN: &str = "a right or full join cannot read this list of its left side: `from activity left join unnest(affected_items) as t(i) \
                            on true` keeps the rows without items, as a full join would, and `cross join` leaves them out, as a right join \
                            would";

/// Advice where a subquery reads columns of the query around it in a way that cannot be run.
const UNREACHABLE_COLUMN: &str = "a subquery reads a column of the query around it in a way that cannot be run: join the two \
                                  queries instead, or compute the column before";

/// Longest message of DataFusion that is shown; what is behind are its inner structures.
const LONGEST_MESSAGE: usize = 500;

/// Classifies an error; `noted` is DataFusion's note for a person.
fn problem_of(error: &DataFusionError, noted: &str) -> Problem {
    let message = plain_message(error);
    if let Some(arguments) = misfit_arguments(&message) {
        return arguments;
    }
    match error.find_root() {
        DataFusionError::SQL(parser, _) if matches!(**parser, ParserError::RecursionLimitExceeded) => {
            Problem::Invalid(TOO_DEEP.to_owned())
        }
        // The parser appends the place to its message; it stands apart in ours.
        DataFusionError::SQL(..) => Problem::Syntax(place::without_place(&message)),
        _ if message.contains("OuterReferenceColumn") => Problem::Invalid(UNREACHABLE_COLUMN.to_owned()),
        _ if message.starts_with("LATERAL syntax is not supported for") => {
            Problem::Invalid(LATERAL_JOIN.to_owned())
        }
        DataFusionError::ResourcesExhausted(_) => Problem::Execution(EXHAUSTED.to_owned()),
        DataFusionError::Plan(_) | DataFusionError::SchemaError(..) | DataFusionError::NotImplemented(_) => {
            Problem::Invalid(if noted.is_empty() { shorten(&message) } else { noted.to_owned() })
        }
        _ => Problem::Execution(shorten(&message)),
    }
}

/// Cuts arguments that do not fit out of DataFusion's long message; a function of this crate says so in its own words.
fn misfit_arguments(message: &str) -> Option<Problem> {
    let (text, call) = message.split_once("No function matches the given name and argument types '")?;
    let call = call.split_once('\'').map_or(call, |(call, _)| call);
    let function = call.split('(').next().unwrap_or(call).to_owned();
    // Functions of this crate refuse arguments with their own syntax; DataFusion wraps that into several lines about
    // coercion.
    let own = text.split_once("coercion failed with: Error during planning: ");
    let message = match own {
        Some((_, own)) => own.trim_end_matches(['.', ' ']).to_owned(),
        None => format!("{function} does not fit what it was given: {call}"),
    };
    Some(Problem::Arguments { function, message })
}

/// Returns the column that a query names and no table has, and the columns that there are.
pub(crate) fn missing_column(error: &DataFusionError) -> Option<(&Column, &[Column])> {
    match error.find_root() {
        DataFusionError::SchemaError(inner, _) => match inner.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => Some((field, valid_fields)),
            _ => None,
        },
        _ => None,
    }
}

/// Returns DataFusion's message without the parts that only its developers need, in lower case.
fn plain_message(error: &DataFusionError) -> String {
    let text = match error.find_root() {
        DataFusionError::SQL(parser, _) => parser.to_string(),
        // A build with backtraces appends one to every message.
        root => root.strip_backtrace(),
    };
    let mut text = text.trim().trim_end_matches('.');
    for prefix in PREFIXES {
        text = text.strip_prefix(prefix).unwrap_or(text);
    }
    lower_first(text)
}

/// Cuts DataFusion's writing of its own structures off a message: `Field { name: ...`, and lists of hundreds of columns.
fn shorten(text: &str) -> String {
    let structures = ["(On(", "(Using(", "(Field {", "Field {", "Column {", "Alias {", "Literal("];
    let dump = structures.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let longest = text.floor_char_boundary(LONGEST_MESSAGE.min(dump));
    if longest == text.len() { text.to_owned() } else { format!("{}...", text[..longest].trim_end()) }
}

/// Words that DataFusion puts before messages.
const PREFIXES: [&str; 9] = [
    "sql parser error: ",
    "Error during planning: ",
    "Schema error: ",
    "This feature is not implemented: ",
    "Execution error: ",
    "Arrow error: ",
    "External error: ",
    "Parser error: ",
    "Cast error: ",
];

/// Puts the first letter into lower case, unless the word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
