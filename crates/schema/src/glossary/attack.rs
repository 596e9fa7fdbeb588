//! Names of attacks, and where each leaves its traces.

use std::sync::LazyLock;

use super::operation::{Operation, operations_named};
use super::sign_in_error::{SignInError, sign_in_error};
use super::table::{Cells, rows};

/// An attack by its usual name.
#[derive(Debug, PartialEq, Eq)]
pub struct Attack {
    /// The name.
    pub name: &'static str,
    /// Other names.
    pub also: Vec<&'static str>,
    /// Numbers of the MITRE ATT&CK techniques.
    pub techniques: Vec<&'static str>,
    /// Operations in which it leaves traces, the most telling first.
    pub operations: Vec<&'static Operation>,
    /// Sign-in errors in which it does.
    pub sign_in_errors: Vec<&'static SignInError>,
}

impl Attack {
    fn from_cells(mut cells: Cells) -> Self {
        let (name, also, techniques) = (cells.text(), cells.list(), cells.list());
        let operation = |name: &str| operations_named(name).first();
        let error = |number: &str| sign_in_error(number.parse().ok()?);
        Self {
            name,
            also,
            techniques,
            operations: cells.list().into_iter().filter_map(operation).collect(),
            sign_in_errors: cells.list().into_iter().filter_map(error).collect(),
        }
    }

    /// Returns its name and its other names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name].into_iter().chain(self.also.iter().copied())
    }
}

static ATTACKS: LazyLock<Vec<Attack>> = LazyLock::new(|| {
    rows(include_str!("../generated/glossary/attacks.tsv")).map(Attack::from_cells).collect()
});

/// Returns every attack that has a name here.
///
/// ```
/// use trail365_schema::glossary::attacks;
///
/// let spraying = attacks().iter().find(|attack| attack.names().any(|name| name == "password spray")).unwrap();
/// assert_eq!(spraying.operations[0].name, "UserLoginFailed");
/// ```
pub fn attacks() -> &'static [Attack] {
    &ATTACKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attack_leads_to_what_the_table_names() {
        for (attack, line) in attacks().iter().zip(include_str!("../generated/glossary/attacks.tsv").lines())
        {
            let cells: Vec<_> = line.split('\t').collect();
            let count = |cell: &str| cell.split(';').filter(|name| !name.is_empty()).count();
            assert_eq!(
                (attack.operations.len(), attack.sign_in_errors.len()),
                (count(cells[3]), count(cells[4]))
            );
            assert!(!attack.operations.is_empty(), "{}", attack.name);
            // Who is led to an operation is told what it proves.
            for operation in &attack.operations {
                let meanings = operations_named(operation.name);
                assert!(meanings.iter().any(|meaning| meaning.proves.is_some()), "{}", operation.name);
            }
        }
        assert!(attacks().len() > 40);
    }
}
