//! What a reader may take.

/// What a reader may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest record that is yielded, in bytes; larger ones are rejected and passed over. Memory stays within
    /// a small multiple of it, and begins at about 256 KiB. Default: 64 MiB, far above the largest records known,
    /// which have a few MiB, and small enough to hold.
    pub record_bytes: usize,
    /// The most of a rejected piece that is yielded, in bytes. Default: 16 MiB.
    pub reject_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 64 << 20, reject_bytes: 16 << 20 }
    }
}
