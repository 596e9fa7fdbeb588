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
}

impl Wrapper {
    /// The key whose value is the record; nothing for [`Wrapper::None`].
    pub fn key(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::AuditData => "AuditData",
            Wrapper::GraphAuditData => "auditData",
            Wrapper::RawEventData => "RawEventData",
            Wrapper::Wazuh => "office365",
            Wrapper::ElasticOriginal => "event.original",
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
