//! Mappings and maps, as the files of shapes write them.

use anyhow::{Result, bail, ensure};
use serde::Deserialize;

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
    /// None for the text itself; empty for nothing.
    pub caption: Option<String>,
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

impl Mapping {
    /// Reports whether the field stays among those that no place has taken: where it is asked for, and where a map makes fewer words of
    /// Microsoft's.
    pub fn stays(&self) -> bool {
        self.keeps || self.map.is_some() || self.map_text.is_some()
    }
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
