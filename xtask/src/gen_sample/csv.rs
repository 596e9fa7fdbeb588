//! A search of the audit log as the Purview portal exports it.

use super::diary::SampleRecord;

/// Columns of an export by the portal of 2026; the last two are empty where a tenant has no administrative units.
const HEADER: &str = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames";

/// Writes the whole file: eight columns, rows that end with CR LF.
pub fn write_portal_export(records: &[SampleRecord]) -> String {
    let mut out = format!("{HEADER}\r\n");
    for record in records {
        let cells = [
            record.id.clone(),
            // The portal writes ticks of 100 ns and a zone; the record inside has neither.
            format!("{}.0000000Z", record.creation_time()),
            record.record_type.to_string(),
            quote_cell(&record.operation),
            quote_cell(&record.user_id),
            quote_cell(&record.json),
            String::new(),
            String::new(),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Quotes a cell where it has to be.
fn quote_cell(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
