//! The records that a lake has when an import begins.

use super::index::{Index, Key};
use crate::error::Result;
use crate::rows;
use crate::table::Table;

/// Loads the keys of all rows.
pub(super) async fn load(activity: &Table, index: &Index) -> Result<()> {
    for file in activity.files().await? {
        rows::identities(activity.store(), &file.path, |i| {
            index.add(Key { id: i.id, content: i.content }).map(drop)
        })
        .await?;
    }
    Ok(())
}
