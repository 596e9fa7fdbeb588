//! Operations: what the word in the field `Operation` of a record tells.

use std::sync::LazyLock;

use super::table::{Cells, rows};
use super::workload::{Workload, workload};
use crate::operation_key::fold_operation;

/// An operation of a service. Some names are operations of several services, which mean different things.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// Name in the field `Operation`.
    pub name: &'static str,
    /// Service that records it.
    pub workload: &'static Workload,
    /// Other names in `Workload` under which it is recorded.
    pub also_in: Vec<&'static str>,
    /// Numbers of the record types that carry it; empty where none is known.
    pub record_types: Vec<i32>,
    /// Subject that it belongs to, in a word or two.
    pub area: &'static str,
    /// Licence that it needs, where known.
    pub licence: Option<&'static str>,
    /// It is recorded without a setting, where known.
    pub by_default: Option<bool>,
    /// Kinds of access to a mailbox whose actions are recorded.
    pub logons: Vec<&'static str>,
    /// Oddity of its recording.
    pub note: Option<&'static str>,
    /// Fields that name who acted.
    pub actor: &'static str,
    /// Fields that name what was acted on.
    pub object: &'static str,
    /// MITRE ATT&CK techniques that it can be a sign of.
    pub attack: Vec<&'static str>,
    /// Real records have it.
    pub observed: bool,
    /// Reason to doubt that records have it.
    pub doubt: Option<&'static str>,
    /// What happened, in one sentence.
    pub meaning: &'static str,
    /// What a record of it proves.
    pub proves: Option<&'static str>,
    /// What a record of it does not prove.
    pub proves_not: Option<&'static str>,
}

impl Operation {
    fn from_cells(mut cells: Cells) -> Option<Self> {
        let (name, workload) = (cells.text(), workload(cells.text())?);
        Some(Self {
            name,
            workload,
            also_in: cells.list(),
            record_types: cells.list().into_iter().filter_map(|number| number.parse().ok()).collect(),
            area: cells.text(),
            licence: cells.optional(),
            by_default: cells.answer(),
            logons: cells.list(),
            note: cells.optional(),
            actor: cells.optional().unwrap_or(workload.actor),
            object: cells.optional().unwrap_or(workload.object),
            attack: cells.list(),
            observed: cells.flag(),
            doubt: cells.optional(),
            meaning: cells.text(),
            proves: cells.optional(),
            proves_not: cells.optional(),
        })
    }
}

struct Operations {
    rows: Vec<Operation>,
    /// The folded name of each row. The codegen sorts rows by it.
    keys: Vec<String>,
}

static OPERATIONS: LazyLock<Operations> = LazyLock::new(|| {
    let table = include_str!("../generated/glossary/operations.tsv");
    let rows: Vec<_> = rows(table).filter_map(Operation::from_cells).collect();
    let keys = rows.iter().map(|o| fold_operation(o.name)).collect();
    Operations { rows, keys }
});

/// Returns every operation, by folded name.
pub fn operations() -> &'static [Operation] {
    &OPERATIONS.rows
}

/// Returns the operations with this name, the one that real records show first. Letter case and a dot at the end do not
/// count.
///
/// ```
/// use trail365_schema::glossary::operations_named;
///
/// assert_eq!(operations_named("add member to role")[0].name, "Add member to role.");
/// assert!(operations_named("FileDeleted").iter().any(|o| o.workload.name == "SharePoint"));
/// assert!(operations_named("No such thing").is_empty());
/// ```
pub fn operations_named(name: &str) -> &'static [Operation] {
    let Operations { rows, keys } = &*OPERATIONS;
    let wanted = fold_operation(name);
    let start = keys.partition_point(|key| *key < wanted);
    let end = start + keys[start..].iter().take_while(|key| **key == wanted).count();
    &rows[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RECORD_TYPES, SHAREPOINT_OPERATIONS};

    #[test]
    fn every_row_of_the_table_is_an_operation() {
        let table = include_str!("../generated/glossary/operations.tsv");
        assert_eq!(operations().len(), table.lines().count());
        assert!(operations().len() >= 1_500);
        assert!(OPERATIONS.keys.is_sorted());
        for o in operations() {
            assert!(operations_named(o.name).contains(o), "{}", o.name);
            let known = |number| RECORD_TYPES.iter().any(|t| t.value == number);
            assert!(o.record_types.iter().all(|&number| known(number)), "{}", o.name);
            assert!(o.meaning.ends_with('.') && o.actor.ends_with('.') && o.object.ends_with('.'));
        }
    }

    #[test]
    fn every_documented_operation_of_sharepoint_is_there() {
        for name in SHAREPOINT_OPERATIONS {
            assert!(!operations_named(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn the_spelling_of_people_is_understood() {
        for name in ["Add member to role.", " ADD MEMBER TO ROLE ", "add  member to role"] {
            assert_eq!(operations_named(name)[0].name, "Add member to role.", "{name}");
        }
        let dashes =
            ["-", "\u{2013}"].map(|d| format!("Update application {d} Certificates and secrets management "));
        assert!(dashes.iter().all(|name| operations_named(name).len() == 1));
        assert!(operations_named("").is_empty() && operations_named(".").is_empty());
    }

    #[test]
    fn a_meaning_stands_by_itself() {
        // Reports have the sentence alone, without the fields and the other operations that such words lead to.
        for o in operations() {
            let refers = [
                "look for ",
                "(see ",
                "The same with",
                "older name",
                "older spelling",
                "documentation",
                "ErrorNumber",
            ];
            assert!(!refers.iter().any(|word| o.meaning.contains(word)), "{}: {}", o.name, o.meaning);
        }
    }
}
