//! The alerts that a lake has.

use trail365_lake::SideTable;

use crate::alerts::{Alert, alerts_of_batch};
use crate::error::Result;

pub(super) async fn read_alerts(table: &SideTable) -> Result<Vec<Alert>> {
    let mut alerts = Vec::new();
    for batch in table.read().await? {
        alerts.extend(alerts_of_batch(&batch)?);
    }
    Ok(alerts)
}
