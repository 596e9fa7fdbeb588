//! The shape of `schema/shapes/ecs.toml` and `ecs_fields.csv`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Start of the targets that keep Microsoft's names; they are no places of their own.
pub const AUDIT: &str = "o365.audit";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EcsData {
    pub version: String,
    pub checked: String,
    pub source: String,
    /// Columns of its view, beside the document.
    pub view: Vec<String>,
    /// Targets that ECS lacks.
    pub beyond_ecs: Vec<String>,
    pub as_text: Vec<String>,
    pub typed_items: Vec<String>,
    pub alert_keys: Vec<String>,
    pub renames: Vec<Rename>,
    pub steps: Vec<MappingStep>,
    pub fills: Vec<Link>,
    pub splits: Vec<Split>,
    pub copies: Vec<Link>,
    pub events: Vec<Event>,
    pub codes: BTreeMap<String, String>,
}

impl EcsData {
    /// Returns every place of documents: those of the data, and those that code fills.
    pub fn all_targets<'a>(&'a self, code: &[&'a str]) -> BTreeSet<&'a str> {
        let mappings = self.steps.iter().flat_map(|step| &step.mappings).flat_map(|mapping| &mapping.to);
        let links = self.fills.iter().chain(&self.copies).flat_map(|link| link.from.iter().chain([&link.to]));
        let splits =
            self.splits.iter().flat_map(|split| [&split.from, &split.email, &split.name, &split.domain]);
        let mut targets: BTreeSet<_> = mappings.chain(links).chain(splits).map(String::as_str).collect();
        targets.extend(code);
        targets.retain(|target| !target.starts_with(AUDIT));
        targets
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub objects: bool,
    #[serde(default)]
    pub codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingStep {
    pub name: String,
    pub meaning: String,
    pub mappings: Vec<Mapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// None for a constant.
    pub from: Option<String>,
    pub to: Vec<String>,
    pub how: String,
    #[serde(default)]
    pub codes: Vec<String>,
    #[serde(default)]
    pub operations: Vec<String>,
    /// Known from newer revisions of the pipeline alone.
    #[serde(default)]
    pub newer: bool,
    pub strict: Option<bool>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub from: Vec<String>,
    pub to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    pub from: String,
    pub email: String,
    pub name: String,
    pub domain: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    #[serde(default)]
    pub codes: Vec<String>,
    #[serde(default)]
    pub operations: Vec<String>,
    #[serde(default)]
    pub alert_categories: Vec<String>,
    #[serde(default)]
    pub strict: bool,
    pub kind: Option<String>,
    #[serde(default)]
    pub category: Vec<String>,
    #[serde(default)]
    pub r#type: Vec<String>,
    pub action: Option<String>,
    /// `newer`: known from newer revisions of the pipeline alone.
    pub since: Option<String>,
}

/// A field of ECS.
pub struct EcsField {
    pub name: String,
    pub kind: String,
    pub is_array: bool,
}
