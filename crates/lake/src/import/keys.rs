//! The records that a lake has when an import begins.

use super::index::{Index, Key};
use super::worker::no_index;
use crate::error::{Context, Result};
use crate::rows;
use crate::table::Table;

/// Loads the keys of all rows.
pub(super) async fn load(activity: &Table, index: &Index) -> Result<()> {
    for file in activity.files().await? {
        rows::identities(activity.store(), &file.path, |i| {
            index.add(Key { id: i.id, content: i.content }).map(drop).doing(no_index)
        })
        .await?;
    }
    Ok(())
}
