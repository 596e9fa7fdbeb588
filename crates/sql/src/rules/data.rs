//! Names of fields and log sources: the file `fields.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// The file.
pub(super) static DATA: LazyLock<Data> = LazyLock::new(|| read_data().unwrap_or_default());

fn read_data() -> Result<Data, toml::de::Error> {
    toml::from_str(include_str!("fields.toml"))
}

#[derive(Debug, Default, Deserialize)]
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

#[derive(Debug, Default, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::{DATA, read_data};
    use crate::rules::{Compiler, Tenant};

    #[test]
    fn every_expression_fits_the_columns() {
        read_data().unwrap();
        let compiler = Compiler::new(Tenant::default()).unwrap();
        for sql in DATA
            .fields
            .iter()
            .map(|field| &field.sql)
            .chain(DATA.sources.iter().filter_map(|s| s.sql.as_ref()))
        {
            compiler.plan_sql(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        let columns = trail365_columns::schema();
        for bag in &DATA.bags.columns {
            assert!(columns.field_with_name(bag).is_ok(), "{bag}");
        }
    }
}
