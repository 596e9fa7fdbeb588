//! The arguments of `trail365 convert`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trail365_read::Encoding;
use trail365_shapes::Shape;

/// Convert audit records to one form
///
/// Reads every record from files of any format and writes it in one form, one line a record in their order: as it is, or as a
/// document or row of another tool's shape. Pieces that are no records are named on stderr; the rest is converted.
#[derive(Debug, Args)]
#[command(after_help = CONVERT_EXAMPLES)]
pub struct Convert {
    /// Files, folders, zip archives or quoted patterns to read, or - for standard input
    ///
    /// JSON Lines, JSON objects and arrays, pages of Microsoft Graph, answers of hunting queries and of Log Analytics,
    /// or CSV: with an AuditData or RawEventData column, of OfficeActivity, or with a column for each field. The content
    /// tells which, not the name. UTF-8, UTF-16, or a code page; compressed with gzip or zstd or not.
    ///
    /// Records are taken out of what carries them: AuditData, auditData, RawEventData, Wazuh's office365, Elastic's
    /// event.original, _source and o365.audit.
    ///
    /// A file in an archive is named export.zip!folder/file.csv.
    #[arg(value_name = "FILES", required = true)]
    pub files: Vec<PathBuf>,

    /// Encoding of text that is neither UTF-8 nor UTF-16: windows-1252, windows-1251, Shift_JIS, ...
    ///
    /// By default the code page is guessed, and a notice names it. UTF-8 takes nothing for a code page: lines that are
    /// not UTF-8 are no records then.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<Encoding>,

    /// The form to convert to
    #[arg(long, value_enum, value_name = "FORM")]
    pub to: Target,

    /// Mend the known defects of the integration whose form it is: of ecs
    ///
    /// For ecs: the alerts' category and entity, severities in any case, failed sign-ins, and fields that ECS has.
    #[arg(long)]
    pub strict: bool,

    /// Keep the text of each record in its document, too: of ecs and ocsf
    #[arg(long)]
    pub original: bool,

    /// File to write instead of stdout; an existing one is kept
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Overwrite the output file if it exists
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// A form that records can be converted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// JSON Lines: each record on a line, every key and value as the record has it
    Records,
    /// Rows of Microsoft Sentinel's table OfficeActivity
    Sentinel,
    /// Documents of the Elastic Common Schema, as Elastic's integration for Microsoft 365 writes them
    Ecs,
    /// Documents of OCSF, each of one class, with everything else of the record in unmapped
    Ocsf,
    /// Audit events of Microsoft Sentinel's ASIM; only commands of Exchange have any
    AsimAudit,
    /// File events of Microsoft Sentinel's ASIM; only files of SharePoint and OneDrive have any
    AsimFile,
    /// CSV as the Purview portal exports it
    Purview,
    /// Objects auditLogRecord of Microsoft Graph
    Graph,
    /// Events of Timesketch, with the attributes of Plaso
    Timesketch,
    /// Apache Parquet with the columns of a lake's table activity; goes to a file only
    #[cfg(feature = "sql")]
    Parquet,
}

impl Target {
    /// Reports whether it is no text.
    pub fn is_binary(self) -> bool {
        #[cfg(feature = "sql")]
        return self == Target::Parquet;
        #[cfg(not(feature = "sql"))]
        false
    }

    /// Returns the shape of documents; none for records as they are, and for their columns.
    pub fn shape(self) -> Option<Shape> {
        match self {
            Target::Records => None,
            #[cfg(feature = "sql")]
            Target::Parquet => None,
            Target::Sentinel => Some(Shape::Sentinel),
            Target::Ecs => Some(Shape::Ecs),
            Target::Ocsf => Some(Shape::Ocsf),
            Target::AsimAudit => Some(Shape::AsimAudit),
            Target::AsimFile => Some(Shape::AsimFile),
            Target::Purview => Some(Shape::Purview),
            Target::Graph => Some(Shape::Graph),
            Target::Timesketch => Some(Shape::Timesketch),
        }
    }
}

const CONVERT_EXAMPLES: &str = "\
Examples:
  trail365 convert --to records AuditLog_20260112.csv > records.jsonl
  trail365 convert --to records export/*.json --output all.jsonl
  trail365 convert --to records a.csv | jq -r '[.CreationTime, .UserId] | @tsv'
  trail365 convert --to records audit.json.gz | head
  trail365 convert --to ecs export/*.json --output audit.ecs.jsonl
  trail365 convert --to parquet export/*.json --output audit.parquet
  trail365 convert --to purview mailbox.jsonl --output AuditLog.csv
  trail365 convert --to ocsf audit.csv | jq -c 'select(.class_uid == 3002)'

Exit codes:
  0  every record was converted
  2  some file could not be read, or pieces are no records; stderr
     names the first 20 as file:line and counts the rest";
