//! Blocks of a row group: what a word index tells apart.

/// Blocks of a row group at most.
pub(super) const BLOCKS: usize = 16;

/// Rows of a block. The last one of a row group may have more.
pub(super) const BLOCK_ROWS: usize = GROUP_ROWS / BLOCKS;

/// Rows of a row group at most.
pub(crate) const GROUP_ROWS: usize = 1 << 17;

/// Blocks of a row group, a bit each, the first one the lowest.
pub(super) type Blocks = u16;

/// All blocks.
pub(super) const ALL: Blocks = Blocks::MAX;
