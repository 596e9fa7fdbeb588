//! Apps by their id.

use std::sync::LazyLock;

use super::table::{Cells, rows};

/// An app, as records name it by an id that is the same in every tenant.
#[derive(Debug, PartialEq, Eq)]
pub struct App {
    /// Id, a GUID in lower case.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub also: Vec<&'static str>,
    /// Kind: `first-party` (Microsoft's), `third-party` or `malicious`.
    pub kind: &'static str,
    /// A token of it can be traded for one of any app of its family.
    pub family: bool,
    /// Intruders are known to use it.
    pub watch: bool,
    /// Its name has letters of another alphabet that look like ours.
    pub look_alike: bool,
    /// Subject that it belongs to, in a word or two.
    pub area: Option<&'static str>,
    /// MITRE ATT&CK techniques that it can be a sign of.
    pub attack: Vec<&'static str>,
    /// Why it is worth a look, in one sentence.
    pub meaning: Option<&'static str>,
}

impl App {
    fn from_cells(mut cells: Cells) -> Self {
        Self {
            id: cells.text(),
            name: cells.text(),
            also: cells.list(),
            kind: cells.text(),
            family: cells.flag(),
            watch: cells.flag(),
            look_alike: cells.flag(),
            area: cells.optional(),
            attack: cells.list(),
            meaning: cells.optional(),
        }
    }

    /// Reports whether this is one of its names; case does not count.
    fn is_called(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(&self.also).any(|other| other.eq_ignore_ascii_case(name))
    }
}

static APPS: LazyLock<Vec<App>> =
    LazyLock::new(|| rows(include_str!("../generated/glossary/apps.tsv")).map(App::from_cells).collect());

/// Returns every app, by id.
pub fn apps() -> &'static [App] {
    &APPS
}

/// Returns the app with this id, in any letter case, with or without braces.
///
/// ```
/// use trail365_schema::glossary::app;
///
/// assert_eq!(app("{D3590ED6-52B3-4102-AEFF-AAD2292AB01C}").unwrap().name, "Microsoft Office");
/// ```
pub fn app(id: &str) -> Option<&'static App> {
    let id = id.trim().trim_start_matches('{').trim_end_matches('}');
    // Most texts that are asked for in a query are no ids; none of these is copied.
    if id.len() != 36 {
        return None;
    }
    let id = id.to_ascii_lowercase();
    APPS.binary_search_by(|app| app.id.cmp(&id)).ok().map(|at| &APPS[at])
}

/// Returns the apps with this name; case does not count.
pub fn apps_named(name: &str) -> Vec<&'static App> {
    APPS.iter().filter(|app| app.is_called(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_are_found_by_id_and_name() {
        assert_eq!(apps().len(), include_str!("../generated/glossary/apps.tsv").lines().count());
        assert!(apps().iter().all(|it| app(it.id) == Some(it) && apps_named(it.name).contains(&it)));
        assert_eq!(app("app@sharepoint"), None);
        assert_eq!(app(&"\u{20ac}".repeat(12)), None);
        let rclone = apps_named("RCLONE");
        assert!(rclone.len() == 2 && rclone.iter().all(|it| it.watch && it.kind == "third-party"));
    }
}
