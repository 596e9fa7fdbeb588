//! A search of the audit log as the Purview portal exports it.

use super::event::Event;

const HEADER: &str = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames";

/// The whole file: eight columns, rows that end with CR LF.
pub fn portal_export(events: &[Event]) -> String {
    let mut out = format!("{HEADER}\r\n");
    for event in events {
        let cells = [
            event.id.clone(),
            format!("{}.0000000Z", event.creation_time()),
            event.record_type.to_string(),
            cell(event.operation),
            cell(&event.user_id),
            cell(&event.audit_data()),
            String::new(),
            String::new(),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Quoted where it has to be.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
