//! What an import is told.

/// Options of an import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Keeps the exact bytes of each record beside its columns.
    pub raw: bool,
    /// Threads that parse and encode; 0 for one per processor.
    pub threads: usize,
    /// Bytes of input after which a commit is made. A unit is never divided.
    pub commit_bytes: u64,
    /// Limits of what is taken as a record.
    pub limits: trail365_records::Limits,
    /// Encoding of text that shows none of its own; by default it is guessed where text is not UTF-8.
    pub encoding: Option<trail365_read::Encoding>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions {
            raw: true,
            threads: 0,
            commit_bytes: 1 << 30,
            limits: trail365_records::Limits::default(),
            encoding: None,
        }
    }
}
