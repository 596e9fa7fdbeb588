//! The classes of the Python package: records, enums, and the names of Aspose.Email.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::catalog::{Catalog, Type};
use super::data::{Enum, Field, Schema};
use crate::files::{Files, MARK};
use crate::names::snake;

/// Classes of `client.py`, which are called as Aspose's.
const CLIENT_CLASSES: [&str; 6] =
    ["ActivityClient", "ContentInfo", "Notification", "ObjectName", "Subscription", "Webhook"];
const PACKAGE: &str = "python/trail365";

/// Adds the modules of the package that follow from the schema data.
pub fn generate(catalog: &Catalog, root: &Path, files: &mut Files) -> Result<()> {
    let path = root.join("schema/aspose.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let aspose: Aspose = toml::from_str(&text).with_context(|| format!("read {}", path.display()))?;
    let module = |name: &str| format!("{PACKAGE}/{name}").into();
    files.insert(module("records.py"), write_records(catalog, &aspose)?);
    files.insert(module("records.pyi"), write_stubs(catalog, &aspose)?);
    files.insert(module("enums.pyi"), write_enums(catalog)?);
    files.insert(module("aspose.py"), write_aspose(&aspose)?);
    Ok(())
}

/// `aspose.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Aspose {
    classes: Vec<Class>,
    enums: Vec<AsposeEnum>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    name: String,
    schema: String,
    #[serde(default)]
    aliases: Vec<Alias>,
}

/// A property that is not called as its field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    name: String,
    field: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AsposeEnum {
    name: String,
    members: Vec<AsposeMember>,
}

/// A member, with its number or the text that records carry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AsposeMember {
    name: String,
    number: Option<i32>,
    text: Option<String>,
}

impl Aspose {
    /// The other names of the fields that a schema defines.
    fn aliases_of<'a>(&'a self, schema: &'a Schema) -> impl Iterator<Item = &'a Alias> {
        let classes = self.classes.iter().filter(|class| class.schema == schema.name);
        classes.flat_map(|class| &class.aliases).filter(|alias| {
            alias.name != attribute(&alias.field) && schema.fields.iter().any(|f| f.name == alias.field)
        })
    }
}

/// Name of a field's attribute. `from` is a keyword.
fn attribute(field: &str) -> String {
    match snake(field) {
        name if name == "from" => "from_address".to_owned(),
        name => name,
    }
}

/// The schemas, each behind the one that it extends.
fn in_order(catalog: &Catalog) -> Vec<(usize, &Schema)> {
    let mut all: Vec<_> = catalog.schemas.iter().enumerate().collect();
    all.sort_by_key(|(index, _)| (catalog.lineage(*index).len(), *index));
    all
}

fn parent(schema: &Schema) -> &str {
    schema.extends.as_deref().unwrap_or("Object")
}

fn write_records(catalog: &Catalog, aspose: &Aspose) -> Result<String> {
    let mut out = format!(
        "# {MARK}\n\"\"\"The class of each record schema and complex type, under Microsoft's name.\"\"\"\n\n\
         from trail365._native import Field, Object\n"
    );
    for (index, schema) in in_order(catalog) {
        writeln!(out, "\n\nclass {}({}):", schema.name, parent(schema))?;
        writeln!(out, "    {}\n\n    __slots__ = ()\n    _schema = {index}", docstring(&schema.meaning))?;
        for field in &schema.fields {
            writeln!(out, "    {} = Field({index}, {:?})", attribute(&field.name), field.name)?;
        }
        for alias in aspose.aliases_of(schema) {
            writeln!(out, "    {} = {}", alias.name, attribute(&alias.field))?;
        }
    }
    out.push_str("\n\n# In the order of the schemas, which is that of their names.\n_CLASSES = [\n");
    for schema in &catalog.schemas {
        writeln!(out, "    {},", schema.name)?;
    }
    out.push_str("]\n");
    Ok(out)
}

fn write_stubs(catalog: &Catalog, aspose: &Aspose) -> Result<String> {
    let mut out = format!(
        "# {MARK}\nfrom collections.abc import Iterable, Mapping\nfrom datetime import date, datetime\nfrom ipaddress \
         import IPv4Address, IPv6Address\nfrom typing import Any\nfrom uuid import UUID\n\nfrom trail365 import enums\n\
         from trail365._native import Address, FieldList, Object, Pair, Pairs\n"
    );
    for (index, schema) in in_order(catalog) {
        writeln!(out, "\nclass {}({}):", schema.name, parent(schema))?;
        writeln!(out, "    {}", docstring(&schema.meaning))?;
        out.push_str(&write_constructor(catalog, index)?);
        let aliases = aspose.aliases_of(schema).map(|alias| {
            let field = schema.fields.iter().find(|f| f.name == alias.field);
            (alias.name.clone(), field)
        });
        let own = schema.fields.iter().map(|field| (attribute(&field.name), Some(field)));
        let mut all: Vec<_> = own.chain(aliases).collect();
        // Last, for below it `property` is no longer the decorator.
        all.sort_by_key(|(name, _)| name == "property");
        for (name, field) in all {
            let field = field.context("an alias of no field")?;
            let is_other = is_of_other_type(catalog, index, &name, field)?;
            out.push_str(&write_property(catalog, &name, field, is_other)?);
        }
    }
    out.push_str("\n_CLASSES: list[type[Object]]\n");
    Ok(out)
}

fn write_constructor(catalog: &Catalog, index: usize) -> Result<String> {
    let fields = catalog.all_fields(index);
    if fields.is_empty() {
        return Ok("    def __init__(self) -> None: ...\n".to_owned());
    }
    let mut out = "    def __init__(\n        self,\n        *,\n".to_owned();
    for (_, field) in fields {
        let ty = written_type(catalog, &catalog.ty(&field.ty)?);
        writeln!(out, "        {}: {ty} | None = ...,", attribute(&field.name))?;
    }
    out.push_str("    ) -> None: ...\n");
    Ok(out)
}

/// Reports whether a schema that this one extends has the attribute with another type.
fn is_of_other_type(catalog: &Catalog, index: usize, name: &str, field: &Field) -> Result<bool> {
    let own = read_type(catalog, &catalog.ty(&field.ty)?);
    let own_name = &catalog.schemas[index].name;
    let above = catalog.lineage(index).into_iter().filter(|above| above.name != *own_name);
    for inherited in above.flat_map(|above| &above.fields) {
        if attribute(&inherited.name) == name && read_type(catalog, &catalog.ty(&inherited.ty)?) != own {
            return Ok(true);
        }
    }
    Ok(false)
}

fn write_property(catalog: &Catalog, name: &str, field: &Field, is_other: bool) -> Result<String> {
    let ty = catalog.ty(&field.ty)?;
    let (read, written) = (read_type(catalog, &ty), written_type(catalog, &ty));
    let must = if field.mandatory == Some(true) { " Mandatory." } else { "" };
    let doc = docstring(&format!("`{}`: {}{must}", field.name, field.meaning));
    let ignore = if is_other { "  # type: ignore[override]" } else { "" };
    Ok(format!(
        "    @property{ignore}\n    def {name}(self) -> {read} | None:\n        {doc}\n    @{name}.setter{ignore}\n    \
         def {name}(self, value: {written} | None) -> None: ...\n"
    ))
}

/// The type that a field is read as.
fn read_type(catalog: &Catalog, ty: &Type) -> String {
    match ty {
        Type::String => "str".into(),
        Type::Address => "Address".into(),
        Type::Guid => "UUID".into(),
        Type::DateTime => "datetime".into(),
        Type::I32 | Type::I64 => "int".into(),
        Type::Bool => "bool".into(),
        Type::Pairs => "Pairs".into(),
        Type::Json => "Any".into(),
        Type::Enum(i) => format!("enums.{} | str", catalog.enums[*i].name),
        Type::Complex(i) => catalog.schemas[*i].name.clone(),
        Type::List(item) => format!("FieldList[{}]", read_type(catalog, item)),
    }
}

/// The types that a field can be set to.
fn written_type(catalog: &Catalog, ty: &Type) -> String {
    match ty {
        Type::Address => "Address | IPv4Address | IPv6Address | str".into(),
        Type::Guid => "UUID | str".into(),
        Type::DateTime => "datetime | date | str".into(),
        Type::Pairs => {
            "Pairs | Mapping[str, Any] | Iterable[Pair | tuple[str, Any] | Mapping[str, Any]]".into()
        }
        Type::Enum(i) => format!("enums.{} | int | str", catalog.enums[*i].name),
        Type::Complex(i) => format!("{} | Mapping[str, Any]", catalog.schemas[*i].name),
        Type::List(item) => match &**item {
            // One object stands for a list of it.
            Type::Complex(i) => {
                let name = &catalog.schemas[*i].name;
                format!("Iterable[{name} | Mapping[str, Any]] | {name}")
            }
            item => format!("Iterable[{}]", written_type(catalog, item)),
        },
        other => read_type(catalog, other),
    }
}

/// The method of all enums.
const OF: &str = "    @classmethod\n    def of(cls, name: str) -> Self: ...\n";

fn write_enums(catalog: &Catalog) -> Result<String> {
    let mut out = format!(
        "# {MARK}\nfrom enum import Enum, IntEnum\nfrom typing_extensions import Self\n\nclass OpenEnum(IntEnum):  # type: \
         ignore[misc]\n    \"\"\"An enum by numbers that takes any other number, too.\"\"\"\n{OF}\nclass NamedEnum(str, \
         Enum):  # type: ignore[misc]\n    \"\"\"An enum whose members have no numbers.\"\"\"\n{OF}"
    );
    for e in &catalog.enums {
        let is_numbered = e.members.iter().all(|m| m.value.is_some());
        let base = if is_numbered { "OpenEnum" } else { "NamedEnum" };
        writeln!(out, "\nclass {}({base}):\n    {}", e.name, docstring(&e.meaning))?;
        write_members(e, is_numbered, &mut out)?;
    }
    Ok(out)
}

fn write_members(e: &Enum, is_numbered: bool, out: &mut String) -> Result<()> {
    for m in &e.members {
        let value =
            m.value.filter(|_| is_numbered).map_or_else(|| format!("{:?}", m.name()), |v| v.to_string());
        writeln!(out, "    {} = {value}", member(m.ident()))?;
    }
    Ok(())
}

/// Name of a member; the same as in `enums.py`.
fn member(ident: &str) -> String {
    match ident {
        "None" => "None_".to_owned(),
        digit if digit.starts_with(|c: char| c.is_ascii_digit()) => format!("N{digit}"),
        other => other.to_owned(),
    }
}

fn write_aspose(aspose: &Aspose) -> Result<String> {
    let mut out = format!(
        "# {MARK}\n\"\"\"The names of Aspose.Email's `aspose.email.clients.activity`, for programs that come from it.\"\"\"\n\n\
         import enum\n\nfrom trail365 import records\nfrom trail365.client import (\n"
    );
    for class in CLIENT_CLASSES {
        writeln!(out, "    {class} as {class},")?;
    }
    out.push_str(")\n\nIActivityClient = ActivityClient\n");
    for class in &aspose.classes {
        writeln!(out, "{} = records.{}", class.name, class.schema)?;
    }
    for e in &aspose.enums {
        let is_text = e.members.iter().all(|m| m.text.is_some());
        ensure!(is_text || e.members.iter().all(|m| m.number.is_some()), "{}: numbers and texts", e.name);
        let base = if is_text { "str, enum.Enum" } else { "enum.IntEnum" };
        writeln!(out, "\n\nclass {}({base}):", e.name)?;
        for m in &e.members {
            let value = m
                .text
                .as_ref()
                .map_or_else(|| m.number.unwrap_or_default().to_string(), |t| format!("{t:?}"));
            writeln!(out, "    {} = {value}", m.name)?;
        }
    }
    Ok(out)
}

/// A docstring on one line.
fn docstring(text: &str) -> String {
    format!("\"\"\"{}\"\"\"", text.replace('\\', "\\\\").replace('"', "'"))
}
