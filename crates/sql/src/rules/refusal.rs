//! Why a rule cannot be compiled.

use datafusion::common::DataFusionError;

/// Why a rule cannot be compiled.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The rule asks for something that has no expression.
    Rule(String),
    /// An expression of `fields.toml` does not fit the columns.
    Engine(DataFusionError),
}

impl From<DataFusionError> for Refusal {
    fn from(error: DataFusionError) -> Self {
        Refusal::Engine(error)
    }
}

/// Result of compiling a part of a rule.
pub(super) type Compiled<T> = Result<T, Refusal>;
