//! The form of the files of flat shapes, such as `schema/shapes/sentinel.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::mapping_data::{Map, MapOther, MapRow, Mapping, Targets};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlatData {
    pub name: String,
    pub title: String,
    pub checked: String,
    pub source: String,
    pub about: String,
    /// What of a record has no place.
    pub lost: String,
    /// Name of its view, if it has one.
    pub view: Option<String>,
    /// Record types that have a row; all if there is none.
    #[serde(default)]
    pub types: Vec<i32>,
    /// Operations that have no row.
    #[serde(default)]
    pub without: Vec<String>,
    /// Columns that a row must have.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The column that takes the record itself.
    pub record: Option<RecordColumn>,
    /// Fields that no column takes become columns.
    #[serde(default)]
    pub rest: bool,
    /// Files of it are CSV.
    #[serde(default)]
    pub csv: bool,
    #[serde(default)]
    pub maps: BTreeMap<String, FlatMap>,
    pub columns: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordColumn {
    pub column: String,
    /// `text` or `graph`.
    pub form: String,
}

/// Words that texts become.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlatMap {
    pub rows: BTreeMap<String, String>,
    /// Word for any other text; without it such a text becomes nothing.
    pub other: Option<String>,
}

impl FlatMap {
    /// Returns it as maps of other shapes are.
    pub fn as_map(&self) -> Map {
        let row =
            |(text, word): (&String, &String)| MapRow { text: text.clone(), id: 0, caption: word.clone() };
        let other = MapOther { id: 0, caption: Some(self.other.clone().unwrap_or_default()) };
        Map { rows: self.rows.iter().map(row).collect(), other }
    }
}

/// A column, with the rule that fills it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Empty for a rule of `or`.
    #[serde(default)]
    pub name: String,
    /// `string`, `dynamic`, `datetime`, `micros`, `bool`, `int`, `long` or `real`; empty for a rule of `or`.
    #[serde(default)]
    pub r#type: String,
    pub from: Option<String>,
    #[serde(rename = "as")]
    pub convert: Option<String>,
    pub map: Option<String>,
    pub value: Option<toml::Value>,
    /// Column of `activity` with the same value: queries over it can leave out files.
    pub activity: Option<String>,
    /// Part of the code that does it.
    pub code: Option<String>,
    /// Columns of which it takes the first that has a value.
    pub alias: Option<String>,
    #[serde(default)]
    pub when: Vec<String>,
    #[serde(default)]
    pub unless: Vec<String>,
    pub note: Option<String>,
    /// Rules that count if those in front have found nothing.
    #[serde(default)]
    pub or: Vec<Column>,
}

impl Column {
    /// Returns its own rule and those of `or`.
    pub fn rules(&self) -> impl Iterator<Item = &Column> {
        [self].into_iter().chain(&self.or)
    }

    /// Returns the mappings that fill it, in their order.
    pub fn mappings(&self) -> impl Iterator<Item = Mapping> {
        let is_filled = |rule: &&Column| rule.from.is_some() || rule.value.is_some() || rule.code.is_some();
        self.rules().filter(is_filled).map(|rule| Mapping {
            from: rule.from.clone(),
            to: Targets::One(self.name.clone()),
            convert: rule.convert.clone(),
            map: None,
            caption: None,
            map_text: rule.map.clone(),
            value: rule.value.clone(),
            code: rule.code.clone(),
            when: rule.when.clone(),
            unless: rule.unless.clone(),
            keeps: false,
            note: rule.note.clone(),
        })
    }
}
