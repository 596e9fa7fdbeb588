//! Rows of a query as values.

use serde::de::DeserializeOwned;
use trail365_sql::Session;
use trail365_sql::rows::{Style, json_lines};

use crate::error::Result;

/// Runs a query and reads its rows; columns that are null count as absent.
pub(crate) async fn rows<T: DeserializeOwned>(session: &Session, query: &str) -> Result<Vec<T>> {
    let mut read = Vec::new();
    for batch in
        trail365_sql::sql(session, query).await?.collect().await.map_err(trail365_sql::Error::from)?
    {
        for line in json_lines(&batch, Style::default())?.lines() {
            read.push(serde_json::from_str(line)?);
        }
    }
    Ok(read)
}
