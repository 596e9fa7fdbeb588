//! What a record may be carried in.

use std::fmt;

/// What a record was carried in. What stands around the record in it repeats the record or tells of the export; only
/// the record is yielded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wrapper {
    /// Nothing: the record stands for itself.
    None,
    /// The column `AuditData`, or an object with that key: the audit search of the portal and of PowerShell.
    AuditData,
    /// The same named `auditData`: the audit log queries of Microsoft Graph.
    GraphAuditData,
    /// The column or key `RawEventData`: `CloudAppEvents` of Microsoft Defender.
    RawEventData,
    /// An object with the key `office365`: Wazuh.
    Wazuh,
    /// An object with the key `event.original`, or `original` in `event`: Elastic.
    ElasticOriginal,
    /// The object `_source` of a document of Elastic.
    ElasticSource,
    /// The object `o365.audit`, or all keys that begin so: Elastic's module for Microsoft 365.
    ElasticAudit,
    /// The same named `o365audit`: its input without the module.
    ElasticInput,
    /// The key `_raw` in `result`: a search of Splunk.
    SplunkRaw,
    /// A row of `OfficeActivity`, or of a custom table with types at the ends of names: Microsoft Sentinel and Log
    /// Analytics. The record is put together again from its columns.
    OfficeActivity,
    /// A row of a table whose columns are fields. The record is put together again from them.
    Columns,
}

impl Wrapper {
    /// The key whose value is the record; nothing for [`Wrapper::None`], and for rows of tables what they are called.
    pub fn key(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::AuditData => "AuditData",
            Wrapper::GraphAuditData => "auditData",
            Wrapper::RawEventData => "RawEventData",
            Wrapper::Wazuh => "office365",
            Wrapper::ElasticOriginal => "event.original",
            Wrapper::ElasticSource => "_source",
            Wrapper::ElasticAudit => "o365.audit",
            Wrapper::ElasticInput => "o365audit",
            Wrapper::SplunkRaw => "_raw",
            Wrapper::OfficeActivity => "OfficeActivity",
            Wrapper::Columns => "columns",
        }
    }
}

impl fmt::Display for Wrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wrapper::None => "none",
            wrapper => wrapper.key(),
        })
    }
}
