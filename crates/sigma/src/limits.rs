//! Bounds of what is read.

/// Bounds of what is read. A file or document beyond them is refused by name.
///
/// ```
/// let limits = trail365_sigma::Limits { files: 100, ..Default::default() };
/// assert_eq!(limits.file_bytes, 1 << 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest file in bytes. The longest rule in public use has some 60 kB.
    pub file_bytes: usize,
    /// Most files of a collection.
    pub files: usize,
    /// Bytes of all files together.
    pub total_bytes: usize,
    /// Deepest folder below one that was named.
    pub folder_depth: usize,
    /// Most documents of a file.
    pub documents: usize,
    /// Values of a file, with those that aliases and `action: global` repeat.
    pub values: usize,
    /// Deepest nesting of maps and lists in a document.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 1 << 20,
            files: 20_000,
            total_bytes: 128 << 20,
            folder_depth: 16,
            documents: 2_000,
            values: 200_000,
            nesting: 32,
        }
    }
}
