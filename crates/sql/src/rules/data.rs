//! Names of fields and log sources: the file `fields.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// The file.
pub(super) static DATA: LazyLock<Data> =
    LazyLock::new(|| toml::from_str(include_str!("fields.toml")).expect("a test reads the file"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub fields: Vec<NamedField>,
    pub bags: Bags,
    pub sources: Vec<SourceRows>,
}

/// Names of a field and the expression behind it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedField {
    pub names: Vec<String>,
    /// Services whose rules mean it; empty for all.
    #[serde(default)]
    pub services: Vec<String>,
    pub sql: String,
    #[expect(dead_code, reason = "for whoever reads the file")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bags {
    pub columns: Vec<String>,
}

/// Rows that a log source means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceRows {
    pub product: String,
    /// Services; `""` stands for none.
    pub services: Vec<String>,
    /// Condition of its rows; none where there are none.
    pub sql: Option<String>,
    pub absent: Option<String>,
    /// What its rows lack, beside the source that rules were written for.
    pub note: Option<String>,
}
