//! Names of data files. They say who wrote a file, and whether its rows are in order.

use object_store::path::Path;
use uuid::Uuid;

/// Start of the name of a file whose rows come in the order of their input.
const PART: &str = "part-";

/// Start of the name of a file whose rows are in order, and share their days with no other such file. It has word indexes.
const SORTED: &str = "indexed-";

/// Starts of the names that sorted files had before. They count as unsorted, so that the next compaction writes them anew: those
/// of lakes of format 0 carry an Arrow schema with view types, which other readers refuse, and the later ones have no word index.
const FORMER_SORTED: [&str; 2] = ["ordered-", "sorted-"];

/// Returns the path of a new file whose rows are in no order.
pub(crate) fn new_path() -> String {
    format!("{PART}{}.parquet", Uuid::new_v4())
}

/// Returns the path of a new file whose rows are in order.
pub(crate) fn sorted_path() -> String {
    format!("{SORTED}{}.parquet", Uuid::new_v4())
}

/// Reports whether a file was written as one whose rows are in order.
pub(crate) fn is_sorted(path: &Path) -> bool {
    path.filename().is_some_and(|name| name.starts_with(SORTED))
}

/// Reports whether a path is one that a lake gives to its files. Only such files are ever deleted.
pub(crate) fn is_own_file(path: &Path) -> bool {
    let Some(name) = path.filename() else { return false };
    let has_own_start = [PART, SORTED].iter().chain(&FORMER_SORTED).any(|start| name.starts_with(start));
    path.parts().count() == 1 && has_own_start && name.contains(".parquet")
}
