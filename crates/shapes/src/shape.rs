//! Shapes by name.

use trail365_records::Record;

use crate::ecs::Ecs;
use crate::flat::{Flat, write_header};
use crate::generated::{asim_audit, asim_file, graph, purview, sentinel, timesketch};
use crate::model::flat::Table;
use crate::ocsf::Ocsf;

/// A shape of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Rows of the table `OfficeActivity` of Microsoft Sentinel.
    Sentinel,
    /// Elastic Common Schema with `o365.audit.*`, as Elastic's integration writes it.
    Ecs,
    /// Open Cybersecurity Schema Framework: a document of one class for each record.
    Ocsf,
    /// Audit events of Microsoft Sentinel's ASIM: commands of administrators of Exchange.
    AsimAudit,
    /// File events of Microsoft Sentinel's ASIM: files of SharePoint and OneDrive.
    AsimFile,
    /// Rows of the export of the Purview portal.
    Purview,
    /// Objects `auditLogRecord` of Microsoft Graph.
    Graph,
    /// Events of Timesketch, with the attributes of Plaso.
    Timesketch,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Shape; 8] = [
        Shape::Sentinel,
        Shape::Ecs,
        Shape::Ocsf,
        Shape::AsimAudit,
        Shape::AsimFile,
        Shape::Purview,
        Shape::Graph,
        Shape::Timesketch,
    ];

    /// Returns the name: `ecs`.
    pub const fn name(self) -> &'static str {
        match self {
            Shape::Sentinel => "sentinel",
            Shape::Ecs => "ecs",
            Shape::Ocsf => "ocsf",
            Shape::AsimAudit => "asim-audit",
            Shape::AsimFile => "asim-file",
            Shape::Purview => "purview",
            Shape::Graph => "graph",
            Shape::Timesketch => "timesketch",
        }
    }

    /// Returns a name for people: `Elastic Common Schema`.
    pub const fn title(self) -> &'static str {
        match self {
            Shape::Sentinel => "Microsoft Sentinel, OfficeActivity",
            Shape::Ecs => "Elastic Common Schema",
            Shape::Ocsf => "OCSF",
            Shape::AsimAudit => "Microsoft Sentinel, ASIM audit events",
            Shape::AsimFile => "Microsoft Sentinel, ASIM file events",
            Shape::Purview => "Export of the Purview portal",
            Shape::Graph => "Microsoft Graph, auditLogRecord",
            Shape::Timesketch => "Timesketch",
        }
    }

    /// Checks that choices have a meaning for the shape.
    ///
    /// # Errors
    /// The words for one that has none.
    pub fn check(self, options: Options) -> Result<(), &'static str> {
        if options.strict && self != Shape::Ecs {
            return Err("--strict mends documents of ecs alone");
        }
        if options.original && !matches!(self, Shape::Ecs | Shape::Ocsf) {
            return Err("--original adds the text of records to documents of ecs and ocsf alone");
        }
        Ok(())
    }

    /// Returns the shape with this name; case does not count.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name().eq_ignore_ascii_case(name))
    }

    /// Returns the first line of a file: the names of the columns, with the end of the line. Only CSV has one.
    pub fn header(self) -> Option<String> {
        let table = self.table().filter(|table| table.is_csv)?;
        let mut header = Vec::new();
        write_header(table.targets, &mut header);
        String::from_utf8(header).ok()
    }

    /// Returns the table of a flat shape.
    fn table(self) -> Option<&'static Table> {
        match self {
            Shape::Sentinel => Some(&sentinel::TABLE),
            Shape::AsimAudit => Some(&asim_audit::TABLE),
            Shape::AsimFile => Some(&asim_file::TABLE),
            Shape::Purview => Some(&purview::TABLE),
            Shape::Graph => Some(&graph::TABLE),
            Shape::Timesketch => Some(&timesketch::TABLE),
            Shape::Ecs | Shape::Ocsf => None,
        }
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

/// How a record fits a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// A rule knows this kind of record.
    Known,
    /// The document has only what all records have.
    Unknown,
    /// The shape has no place for the record: nothing was written.
    LeftOut,
}

/// Writes records as documents of a shape. It keeps its buffers.
#[derive(Debug)]
pub struct Shaper {
    writer: Writer,
    is_csv: bool,
}

#[derive(Debug)]
enum Writer {
    Ecs(Box<Ecs>),
    Ocsf(Box<Ocsf>),
    Flat(Box<Flat>),
}

impl Shaper {
    /// Creates a writer.
    pub fn new(shape: Shape, options: Options) -> Self {
        let table = shape.table();
        let writer = match table {
            Some(table) => Writer::Flat(Box::new(Flat::new(table))),
            None if shape == Shape::Ecs => Writer::Ecs(Box::new(Ecs::new(options.strict, options.original))),
            None => Writer::Ocsf(Box::new(Ocsf::new(options.original))),
        };
        Shaper { writer, is_csv: table.is_some_and(|table| table.is_csv) }
    }

    /// Writes the document of a record as a JSON object, on one line without its end.
    pub fn write(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> Fit {
        let known = |known| if known { Fit::Known } else { Fit::Unknown };
        match &mut self.writer {
            Writer::Ecs(ecs) => known(ecs.write(record, out)),
            Writer::Ocsf(ocsf) => known(ocsf.write(record, out)),
            Writer::Flat(flat) => place(flat.write(record, out)),
        }
    }

    /// Writes the line of a record as files of the shape have it, with its end: a line of JSON, or of CSV below
    /// [`Shape::header`].
    pub fn write_line(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> Fit {
        if let Writer::Flat(flat) = &mut self.writer
            && self.is_csv
        {
            return place(flat.write_csv(record, out));
        }
        let fit = self.write(record, out);
        if fit != Fit::LeftOut {
            out.push(b'\n');
        }
        fit
    }
}

fn place(has_row: bool) -> Fit {
    if has_row { Fit::Known } else { Fit::LeftOut }
}
