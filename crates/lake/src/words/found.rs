//! The words of a row group, as they are found.

use hashbrown::{HashMap, HashSet};

use super::blocks::{BLOCKS, Blocks};

/// The words of a row group.
#[derive(Default)]
pub(super) struct Words {
    /// The blocks that each word stands in.
    pub words: HashMap<String, Blocks>,
    /// Ids of each block.
    pub ids: [HashSet<u128>; BLOCKS],
}
