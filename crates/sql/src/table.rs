//! The tables that a session stands on.

/// A table that the lake gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What its rows are, one line.
    pub description: &'static str,
}

/// Every table; all else is a view.
pub static TABLES: [Table; 4] = [
    Table {
        name: "activity",
        description: "Every record, one row each; its columns are the fields of all schemas.",
    },
    Table {
        name: "records",
        description: "The same with the column `record`: the whole record as JSON, exact or rebuilt.",
    },
    Table {
        name: "ledger",
        description: "One row for each file or content blob that was read: its hash, counts and time range.",
    },
    Table { name: "rejected", description: "Input that is no record, kept whole." },
];
