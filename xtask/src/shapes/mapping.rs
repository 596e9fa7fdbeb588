//! Rust of mappings and maps.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail, ensure};

use super::code::Names;
use super::mapping_data::{Map, Mapping, write_constant};
use super::path::{parse_path, split_alternatives};

/// Writes mappings with the numbers of a shape.
pub struct MappingWriter<'a> {
    pub names: &'a Names,
    pub maps: &'a BTreeMap<String, Map>,
}

impl MappingWriter<'_> {
    /// Writes the rule of a mapping.
    pub fn rule(&self, mapping: &Mapping) -> Result<String> {
        if let Some(code) = &mapping.code {
            return Ok(format!("Rule::Code(Code::{}),\n", variant(code)));
        }
        let [to] = mapping.to.all() else { bail!("a mapping has one place") };
        let paths = mapping
            .from
            .as_deref()
            .map(|from| split_alternatives(from).map(|path| self.names.path(&parse_path(path)?)).collect());
        let paths: Vec<String> = paths.unwrap_or_else(|| Ok(Vec::new()))?;
        ensure!(paths.is_empty() == mapping.value.is_some(), "a mapping has either `from` or `value`");
        Ok(format!(
            "Rule::Map(Mapping {{ from: &[{}], to: {}, convert: {}, keeps: {}, when: {}, unless: {} }}),\n",
            paths.join(", "),
            self.names.slot(to)?,
            self.convert(mapping)?,
            mapping.stays(),
            self.conditions(&mapping.when)?,
            self.conditions(&mapping.unless)?,
        ))
    }

    /// Writes how a value is changed.
    fn convert(&self, mapping: &Mapping) -> Result<String> {
        if let Some(value) = &mapping.value {
            return Ok(format!("Convert::Constant({:?})", write_constant(value)?));
        }
        if let Some(map) = mapping.map.as_ref().or(mapping.map_text.as_ref()) {
            ensure!(self.maps.contains_key(map), "there is no map {map}");
            let caption = mapping.caption.as_ref().map(|caption| self.names.slot(caption)).transpose()?;
            let caption = caption.map_or("None".into(), |slot| format!("Some({slot})"));
            return Ok(match mapping.map_text {
                Some(_) => format!("Convert::Caption(&{})", map_name(map)),
                None => format!("Convert::Number(&{}, {caption})", map_name(map)),
            });
        }
        let Some(convert) = mapping.convert.as_deref() else { return Ok("Convert::Plain".into()) };
        Ok(match convert.split_once(':') {
            Some((name @ ("begins" | "element" | "enum" | "camel_enum"), words)) => {
                format!("Convert::{}({words:?})", variant(name))
            }
            Some(_) => bail!("there is no way {convert:?} to change a value"),
            None => format!("Convert::{}", variant(convert)),
        })
    }

    fn conditions(&self, when: &[String]) -> Result<String> {
        let condition = |text: &String| {
            let (path, value) =
                text.split_once('=').map_or((text.as_str(), None), |(path, value)| (path, Some(value)));
            Ok(format!("Condition {{ slot: {}, is: {value:?} }}", self.names.slot(path)?))
        };
        Ok(format!("&[{}]", when.iter().map(condition).collect::<Result<Vec<_>>>()?.join(", ")))
    }
}

/// Writes maps as statics.
pub fn write_maps(maps: &BTreeMap<String, Map>, out: &mut String) -> Result<()> {
    for (name, Map { rows, other }) in maps {
        writeln!(out, "static {}: Map = Map {{ rows: &[", map_name(name))?;
        for row in rows {
            writeln!(out, "({:?}, {}, {:?}),", row.text.to_ascii_lowercase(), row.id, row.caption)?;
        }
        writeln!(out, "], other: ({}, {:?}) }};\n", other.id, other.caption)?;
    }
    Ok(())
}

fn map_name(name: &str) -> String {
    format!("{}_MAP", name.to_ascii_uppercase())
}

/// Writes a name in small letters as a Rust variant: `policy_rules` as `PolicyRules`.
pub fn variant(name: &str) -> String {
    name.split('_').map(crate::names::variant_ident).collect()
}
