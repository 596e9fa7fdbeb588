//! Records by weekday and hour.

use serde::{Deserialize, Serialize};
use trail365_sql::search::{Search, quoted_text};

use super::engine::Pin;
use super::failure::Result;
use crate::zone::Zone;

/// Records by weekday, Monday first, and hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heat(pub Vec<[u64; 24]>);

#[derive(Deserialize)]
struct Row {
    weekday: Option<usize>,
    hour: Option<usize>,
    records: u64,
}

/// Counts the records of a search by weekday and hour, as clocks of a time zone show them.
pub(crate) async fn heat(pin: &Pin, search: &Search, zone: Option<Zone>) -> Result<Heat> {
    let dated = ["creation_time IS NOT NULL".to_owned()];
    let time = match zone {
        None => "creation_time".to_owned(),
        Some(zone) => format!("creation_time AT TIME ZONE {}", quoted_text(zone.name())),
    };
    let query = format!(
        "SELECT date_part('dow', {time}) AS weekday, date_part('hour', {time}) AS hour, count(*) AS records\n{}\nGROUP BY 1, 2",
        search.from_where(&dated)
    );
    let rows: Vec<Row> = pin.asked.kept_rows(&query).await?;
    let mut days = vec![[0; 24]; 7];
    for row in rows {
        // Its week begins with Sunday.
        let (Some(day), Some(hour)) = (row.weekday, row.hour) else { continue };
        if let Some(field) = days[(day + 6) % 7].get_mut(hour) {
            *field += row.records;
        }
    }
    Ok(Heat(days))
}
