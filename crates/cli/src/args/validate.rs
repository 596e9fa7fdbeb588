//! The arguments of `trail365 validate`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::Args;
use trail365_read::Encoding;

use super::format::Format;

/// Check audit records against the published schema
///
/// Reads every record and reports what is in the files and what is odd about it: record types, time range and outcomes;
/// unknown fields and record types, values that are not as documented, missing mandatory fields; and pieces of the files
/// that are no records.
///
/// A record that deviates is still a record: nothing is rejected for it.
#[derive(Debug, Args)]
#[command(after_help = VALIDATE_EXAMPLES, after_long_help = VALIDATE_DETAILS)]
pub struct Validate {
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

    /// End with exit code 1 when a record deviates from the schema
    ///
    /// Real exports deviate nearly always: Microsoft's documentation lacks fields that every record carries.
    #[arg(long)]
    pub strict: bool,

    /// Format of the report
    ///
    /// Tables fit the width of the terminal, or the COLUMNS of the environment, or 100, and show the most frequent rows.
    /// Markdown is for tickets and wikis, JSON for programs; JSON has every row.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    pub format: Format,
}

/// The examples, which both helps show.
macro_rules! validate_examples {
    () => {
        "\
Examples:
  trail365 validate AuditLog_20260112.csv    what is in an export, what is odd
  trail365 validate export.zip more/         archives and folders, one report
  xz -dc audit.jsonl.xz | trail365 validate -  any other compression
  trail365 validate --strict *.jsonl         fail on any deviation, in a script
  trail365 validate --format markdown a.csv  a report for a ticket
  trail365 validate --format json a.csv | jq -r '.deviations[].path'"
    };
}

const VALIDATE_EXAMPLES: &str = validate_examples!();

const VALIDATE_DETAILS: &str = concat!(
    validate_examples!(),
    "

Exit codes:
  0  every record could be read
  1  with --strict: every record could be read, and some deviate
  2  some file could not be read, or pieces are no records; stderr
     names the first 20 as file:line, the report counts them all

Limits:
  A record may have 16 MiB. The report tells 10,000 record types apart,
  and 5,000 deviations of each kind, counting each record type apart;
  what comes beyond is counted as further. Paths and examples are cut at
  512 bytes.

JSON:
  The report is one object. Every key is always there; null is not known.
    kind          validation
    inputs        file, format (json-lines, json, csv, ...), encoding
                  (utf-8, utf-16le, utf-16be), compression (gzip, zstd;
                  outermost first), replaced_characters (halves of
                  UTF-16 pairs), bytes (as they are, compressed),
                  records, unreadable, notices (that it is cut off, lacks
                  records or has lost fields), failure (why it was not
                  read)
    total         inputs, failed_inputs, bytes, records, unreadable,
                  deviating_records, deviations
    time          first, last (UTC), records_without
    outcomes      succeeded, failed, partial, unknown
    record_types  number, name, known (to the schema), count, share
                  (from 0 to 1); number and name null: records without
    unreadable    reason, remedy, count, places (the first 5)
    deviations    kind (missing, unknown-field, undocumented-field,
                  other-spelling, doubled-key, wrong-type, other-form,
                  unknown-enum-member), schema, record_types (number,
                  name, count), path ([] is any item of a list),
                  expected, found, count, first, example
    further       record_types, deviations (kind, count): what came
                  beyond the limits, in records and in deviations;
                  unlisted_deviations: of records with more than
                  10,000 deviations inside their values
  A place, as in places and first:
                  file, line"
);
