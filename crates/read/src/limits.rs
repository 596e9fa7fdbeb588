//! The limits of a reader.

/// The limits of a reader.
///
/// ```
/// use trail365_read::{ItemKind, Limits, Reader, Reason};
///
/// let limits = Limits { record_bytes: 15, ..Limits::default() };
/// let mut reader = Reader::with_limits(&b"{\"Id\":\"1234567890\"}\n{\"Operation\":1}\n"[..], limits)?;
/// let ItemKind::Rejected { reason, .. } = reader.next()?.unwrap().kind else { panic!("not rejected") };
/// assert_eq!(reason, Reason::TooLarge { limit_bytes: 15 });
/// assert_eq!(reader.next()?.unwrap().kind, ItemKind::Record(b"{\"Operation\":1}"));
/// # Ok::<(), trail365_read::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the largest record that is yielded, in bytes; larger ones are rejected and skipped. Memory stays
    /// within a small multiple of it, and begins at about 256 KiB. Default: 64 MiB, far above the largest records
    /// known, which have a few MiB, and small enough to hold.
    pub record_bytes: usize,
    /// Most bytes of a rejected piece that are yielded. Default: 16 MiB.
    pub reject_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 64 << 20, reject_bytes: 16 << 20 }
    }
}
