//! The shape of `schema/shapes/ocsf.toml`.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcsfData {
    pub version: String,
    pub checked: String,
    pub source: String,
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

/// Numbers and captions of texts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    pub rows: Vec<MapRow>,
    pub other: MapOther,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapRow {
    pub text: String,
    pub id: i64,
    pub caption: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapOther {
    pub id: i64,
    /// None for the text itself.
    pub caption: Option<String>,
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
pub struct Mapping {
    pub from: Option<String>,
    pub to: Targets,
    #[serde(rename = "as")]
    pub convert: Option<String>,
    pub map: Option<String>,
    /// Attribute that takes the caption of a map.
    pub caption: Option<String>,
    /// Map whose captions are written instead of its numbers.
    pub map_text: Option<String>,
    pub value: Option<toml::Value>,
    /// Part of the code that does it.
    pub code: Option<String>,
    /// Attributes of which one must be there; `path=value` for one with a value.
    #[serde(default)]
    pub when: Vec<String>,
    /// Attributes of which none may be there.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The field stays in `unmapped`, too.
    #[serde(default)]
    pub keeps: bool,
    pub note: Option<String>,
}

/// One attribute, or those that code fills.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Targets {
    One(String),
    Many(Vec<String>),
}

impl Targets {
    pub fn all(&self) -> &[String] {
        match self {
            Targets::One(target) => std::slice::from_ref(target),
            Targets::Many(targets) => targets,
        }
    }
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

/// Writes a constant as JSON.
pub fn write_constant(value: &toml::Value) -> Result<String> {
    match value {
        toml::Value::String(text) => {
            ensure!(!text.contains(['"', '\\']), "a constant with quotes");
            Ok(format!("\"{text}\""))
        }
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(truth) => Ok(truth.to_string()),
        _ => bail!("a constant is text, an integer or a truth value"),
    }
}
