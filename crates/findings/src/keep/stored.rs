//! The alerts that a lake has.

use trail365_lake::SideTable;

use crate::alerts::{Alert, alerts_of_batch};
use crate::error::Result;

/// Most times that a table of alerts is written anew because somebody else was faster.
pub(super) const TRIES: usize = 20;

/// Reads all alerts.
pub(super) async fn read_alerts(table: &SideTable) -> Result<Vec<Alert>> {
    let mut alerts = Vec::new();
    for batch in table.read().await? {
        alerts.extend(alerts_of_batch(&batch)?);
    }
    Ok(alerts)
}
