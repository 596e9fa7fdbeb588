//! Services, and what their records name as actor and object.

use std::sync::LazyLock;

use super::table::rows;

/// A service whose records have a name in `Workload`.
#[derive(Debug, PartialEq, Eq)]
pub struct Workload {
    /// Name in the field `Workload`.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Fields that name who acted, as a sentence.
    pub actor: &'static str,
    /// Fields that name what was acted on, as a sentence.
    pub object: &'static str,
}

static WORKLOADS: LazyLock<Vec<Workload>> = LazyLock::new(|| {
    let row = |mut cells: super::table::Cells| Workload {
        name: cells.text(),
        title: cells.text(),
        actor: cells.text(),
        object: cells.text(),
    };
    rows(include_str!("../generated/glossary/workloads.tsv")).map(row).collect()
});

/// Returns the workload with exactly this name.
pub(super) fn workload(name: &str) -> Option<&'static Workload> {
    WORKLOADS.iter().find(|w| w.name == name)
}
