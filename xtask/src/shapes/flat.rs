//! `crates/shapes/src/generated/NAME.rs` and `docs/reference/shapes/NAME.md` of each flat shape.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::code::{Names, Place, texts};
use super::flat_data::FlatData;
use super::flat_docs::write_flat_page;
use super::mapping::{MappingWriter, variant, write_maps};
use super::path::{parse_path, split_alternatives};
use crate::files::{Files, MARK};
use crate::schema::catalog::read;

/// The files, with the fields and columns that code names.
pub const FLAT: [(&str, &[&str], &[&str]); 6] = [
    ("sentinel", &[], &[]),
    ("asim_audit", &["ObjectId", "Operation", "OrganizationName"], &["Object"]),
    (
        "asim_file",
        &["DestinationFileName", "DestinationRelativeUrl", "SiteUrl"],
        &["SrcFilePathType", "TargetFilePath"],
    ),
    ("purview", &[], &[]),
    ("graph", &[], &[]),
    (
        "timesketch",
        &["ClientIP", "ObjectId", "Operation", "ResultStatus", "UserId", "Workload"],
        &["message"],
    ),
];

/// Reads the files and adds what follows from them.
pub fn generate(folder: &Path, files: &mut Files) -> Result<()> {
    for (name, keys, slots) in FLAT {
        let data: FlatData = read(&folder.join(format!("{name}.toml")))?;
        let text = write_table(&data, keys, slots).with_context(|| format!("schema/shapes/{name}.toml"))?;
        files.insert(format!("crates/shapes/src/generated/{name}.rs").into(), text);
        files.insert(format!("docs/reference/shapes/{name}.md").into(), write_flat_page(&data, name));
    }
    Ok(())
}

fn write_table(data: &FlatData, code_keys: &[&str], code_slots: &[&str]) -> Result<String> {
    let names = number_names(data, code_keys)?;
    let mut out = format!(
        "// {MARK}\n#[allow(clippy::wildcard_imports)]\nuse crate::model::{{flat::*, mapping::*, *}};\n\n"
    );
    names.write_tables(code_keys, code_slots, &mut out)?;
    let maps = data.maps.iter().map(|(name, map)| (name.clone(), map.as_map())).collect();
    write_maps(&maps, &mut out)?;
    let writer = MappingWriter { names: &names, maps: &maps };
    let record = match &data.record {
        Some(record) => {
            format!("Some(({}, RecordForm::{}))", names.slot(&record.column)?, variant(&record.form))
        }
        None => "None".to_owned(),
    };
    writeln!(
        out,
        "/// The shape.\npub static TABLE: Table = Table {{ keys: &KEYS, targets: &TARGETS, types: &{:?}, without: {}, needs: {}, record: {record}, rest: {}, is_csv: {}, rules: &[",
        data.types,
        texts(&data.without),
        names.slots(&data.needs)?,
        data.rest,
        data.csv,
    )?;
    for column in &data.columns {
        for mapping in column.mappings() {
            let rule = writer.rule(&mapping);
            out.push_str(&rule.with_context(|| format!("column {}", column.name))?);
        }
        if let Some(alias) = &column.alias {
            let of: Vec<_> = split_alternatives(alias).map(str::to_owned).collect();
            let to = names.slot(&column.name)?;
            writeln!(out, "Rule::Code(Code::Alias({}, {to})),", names.slots(&of)?)?;
        }
    }
    out.push_str("] };\n");
    Ok(out)
}

fn number_names(data: &FlatData, code_keys: &[&str]) -> Result<Names> {
    let mut keys: BTreeSet<String> = code_keys.iter().map(|&key| key.to_owned()).collect();
    let mut places = Vec::new();
    for column in &data.columns {
        ensure!(
            column.or.iter().all(|rule| rule.name.is_empty() && rule.r#type.is_empty()),
            "column {}: a rule of `or` has a name",
            column.name
        );
        for mapping in column.mappings() {
            for path in mapping.from.as_deref().into_iter().flat_map(split_alternatives) {
                keys.insert(parse_path(path)?.key);
            }
        }
        let kind = match column.r#type.as_str() {
            "string" => "JsonText",
            "dynamic" => "Json",
            "datetime" => "Ticks",
            "micros" => "Micros",
            "bool" => "Bool",
            "int" | "long" => "Integer",
            "real" => "Real",
            other => bail!("column {}: there is no type {other}", column.name),
        };
        places.push(Place { path: column.name.clone(), kind, is_list: false });
    }
    Ok(Names::in_order(keys, places))
}
