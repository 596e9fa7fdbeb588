//! The shape of `schema/shapes/ocsf.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::mapping_data::{Map, Mapping};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcsfData {
    pub version: String,
    pub checked: String,
    pub source: String,
    /// Columns of the views, beside the document.
    pub view: Vec<String>,
    /// Attributes that hold a list.
    pub lists: Vec<String>,
    pub profiles: Vec<Profile>,
    pub observables: Vec<Observable>,
    /// Attributes that are not text, by their kind.
    pub kinds: BTreeMap<String, Vec<String>>,
    pub maps: BTreeMap<String, Map>,
    pub groups: Vec<Group>,
    pub classes: Vec<Class>,
    pub routing: Routing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub name: String,
    pub when: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observable {
    pub from: String,
    pub id: i64,
    pub caption: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub name: String,
    pub meaning: String,
    pub mappings: Vec<Mapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub name: String,
    pub uid: i64,
    pub caption: String,
    pub category_uid: i64,
    pub category: String,
    pub activities: BTreeMap<String, String>,
    pub groups: Vec<String>,
    /// Attributes that a record must have, alternatives divided by `|`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The class has an actor by the profile `host` alone.
    #[serde(default)]
    pub actor_by_host: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    pub routes: Vec<Route>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub class: String,
    pub activity: i64,
    /// Empty for records of any type.
    #[serde(default)]
    pub types: Vec<i32>,
    pub operations: Vec<String>,
    pub groups: Vec<String>,
    pub fit: String,
    pub only: Option<String>,
}
