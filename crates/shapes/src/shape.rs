//! Shapes by name.

use trail365_records::Record;

use crate::ecs::Ecs;
use crate::ocsf::Ocsf;

/// A shape of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Elastic Common Schema with `o365.audit.*`, as Elastic's integration writes it.
    Ecs,
    /// Open Cybersecurity Schema Framework: a document of one class for each record.
    Ocsf,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Shape; 2] = [Shape::Ecs, Shape::Ocsf];

    /// Returns the name: `ecs`.
    pub const fn name(self) -> &'static str {
        match self {
            Shape::Ecs => "ecs",
            Shape::Ocsf => "ocsf",
        }
    }

    /// Returns the shape with this name; case does not count.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name().eq_ignore_ascii_case(name))
    }
}

/// Choices about documents.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Mends the known defects of the tool whose shape it is, where its rules and dashboards do not depend on them.
    pub strict: bool,
    /// Adds the record's text.
    pub original: bool,
}

/// Writes records as documents of a shape. It keeps its buffers.
#[derive(Debug)]
pub struct Shaper(Writer);

#[derive(Debug)]
enum Writer {
    Ecs(Box<Ecs>),
    Ocsf(Box<Ocsf>),
}

impl Shaper {
    /// Creates a writer.
    pub fn new(shape: Shape, options: Options) -> Self {
        Shaper(match shape {
            Shape::Ecs => Writer::Ecs(Box::new(Ecs::new(options.strict, options.original))),
            Shape::Ocsf => Writer::Ocsf(Box::new(Ocsf::new(options.original))),
        })
    }

    /// Writes the document of a record, on one line without its end. Returns whether a rule of the shape knows this kind of record;
    /// of any other it has only what all records have.
    pub fn write(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> bool {
        match &mut self.0 {
            Writer::Ecs(ecs) => ecs.write(record, out),
            Writer::Ocsf(ocsf) => ocsf.write(record, out),
        }
    }
}
