//! The types that a compiler of rules works on.

mod correlation;
mod date_part;
mod expr;
mod log_source;
mod metadata;
mod modifier;
mod needle;
mod network;
mod number;
mod pattern;
mod position;
mod rule;
mod template;
mod timespan;

pub use correlation::{
    Correlation, CorrelationKind, Function, Key, Part, PartFormula, Target, TemporalCondition, Threshold,
};
pub use date_part::DatePart;
pub use expr::{Expr, Match, Quantifier, Search, Subject};
pub use log_source::LogSource;
pub use metadata::{Level, Metadata, Related, Relation, Status};
pub(crate) use modifier::Modifier;
pub use needle::{Needle, Regex};
pub use network::Network;
pub use number::{Comparison, Number};
pub use pattern::{Pattern, Piece, Shape};
pub use position::Position;
pub use rule::{Filter, Rule};
pub use template::Template;
pub(crate) use template::TemplatePiece;
pub use timespan::Timespan;
