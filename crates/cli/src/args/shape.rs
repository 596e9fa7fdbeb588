//! The option that makes documents of records.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use trail365_shapes::{Options, Shape};

/// The shape in which records are written.
#[derive(Debug, Clone, Default, Args)]
pub struct InShape {
    /// Write records in the shape of another tool: a line for each
    ///
    /// A query must have the column record, as select record from event_records has. A record without a place in the shape
    /// is left out. docs/shapes.md says what the tools need.
    #[arg(long, value_name = "SHAPE", value_parser = shapes(), conflicts_with = "format")]
    pub shape: Option<Shape>,

    /// Mend the known defects of the tool whose shape it is
    #[arg(long, requires = "shape")]
    pub strict: bool,
}

impl InShape {
    /// Checks that the choices have a meaning for the shape.
    ///
    /// # Errors
    /// If one has none.
    pub fn check(&self) -> anyhow::Result<()> {
        self.shape.map_or(Ok(()), |shape| shape.check(self.options()).map_err(anyhow::Error::msg))
    }

    /// Returns the choices about documents.
    pub fn options(&self) -> Options {
        Options { strict: self.strict, original: false }
    }
}

fn shapes() -> impl TypedValueParser<Value = Shape> {
    let named = |name: String| Shape::named(&name).ok_or_else(|| format!("there is no shape {name}"));
    PossibleValuesParser::new(Shape::ALL.map(Shape::name)).try_map(named)
}
