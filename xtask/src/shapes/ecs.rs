//! `crates/shapes/src/generated/ecs.rs` and `docs/reference/shapes/ecs.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::code::{Names, Place, texts};
use super::ecs_data::{AUDIT, EcsData, EcsField, Event, Link, Mapping, MappingStep};
use super::ecs_docs::write_ecs_page;
use super::path::{parse_path, split_alternatives};
use crate::files::{Files, MARK};
use crate::schema::catalog::read;

/// Fields that code reads by name.
const CODE_KEYS: [&str; 26] = [
    "ActorIpAddress",
    "AdditionalInfo",
    "AlertEntityId",
    "AlertLinks",
    "Category",
    "ClientIP",
    "ClientIPAddress",
    "Data",
    "DeviceName",
    "EntityType",
    "ExceptionInfo",
    "ExchangeMetaData",
    "ExtendedProperties",
    "Item",
    "LogonError",
    "ModifiedProperties",
    "NetworkMessageId",
    "Operation",
    "OperationProperties",
    "OrganizationId",
    "OriginatingServer",
    "Parameters",
    "Platform",
    "PolicyDetails",
    "ResultStatus",
    "Severity",
];

/// Places that code names.
const CODE_SLOTS: [&str; 38] = [
    "client.address",
    "client.domain",
    "client.ip",
    "client.port",
    "destination.ip",
    "destination.user.email",
    "device.id",
    "ecs.version",
    "email.attachments",
    "email.from.address",
    "email.local_id",
    "email.to.address",
    "error.message",
    "event.action",
    "event.category",
    "event.code",
    "event.kind",
    "event.original",
    "event.outcome",
    "event.severity",
    "event.type",
    "host.id",
    "host.name",
    "host.os.platform",
    "host.os.type",
    "network.type",
    "organization.id",
    "related.ip",
    "related.user",
    "rule.id",
    "rule.name",
    "rule.reference",
    "server.address",
    "server.domain",
    "server.ip",
    "source.ip",
    "source.port",
    "user_agent.original",
];

/// Reads `schema/shapes/ecs.toml` and adds what follows from it.
pub fn generate(folder: &Path, files: &mut Files) -> Result<()> {
    let data: EcsData = read(&folder.join("ecs.toml"))?;
    let fields = read_fields(&folder.join("ecs_fields.csv"))?;
    let table = Table { names: number_names(&data, &fields)?, data: &data };
    files.insert(
        "crates/shapes/src/generated/ecs.rs".into(),
        table.write().context("schema/shapes/ecs.toml")?,
    );
    files.insert(
        "docs/reference/shapes/ecs.md".into(),
        write_ecs_page(&data, &fields, &data.all_targets(&CODE_SLOTS)),
    );
    Ok(())
}

fn read_fields(path: &Path) -> Result<Vec<EcsField>> {
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let mut lines = text.lines();
    ensure!(lines.next() == Some("field,type,array"), "{} must begin with field,type,array", path.display());
    let field = |line: &str| match line.split(',').collect::<Vec<_>>()[..] {
        [name, kind, array] => {
            Ok(EcsField { name: name.into(), kind: kind.into(), is_array: array == "yes" })
        }
        _ => bail!("not three cells: {line}"),
    };
    lines.map(field).collect()
}

fn number_names(data: &EcsData, fields: &[EcsField]) -> Result<Names> {
    let mut keys: BTreeSet<String> = CODE_KEYS.into_iter().chain(["LogonError"]).map(str::to_owned).collect();
    for mapping in data.steps.iter().flat_map(|step| &step.mappings) {
        for path in mapping.from.iter().flat_map(|from| split_alternatives(from)) {
            keys.insert(parse_path(path)?.key);
        }
    }
    let renamed = data.renames.iter().map(|rename| &rename.from);
    keys.extend(data.as_text.iter().chain(&data.typed_items).chain(renamed).cloned());
    let mut places = vec![Place { path: AUDIT.into(), kind: "Json", is_list: false }];
    for target in data.all_targets(&CODE_SLOTS) {
        places.push(make_place(target, data, fields)?);
    }
    Ok(Names::new(keys, places))
}

/// Returns a place with the type that ECS gives it.
fn make_place(target: &str, data: &EcsData, fields: &[EcsField]) -> Result<Place> {
    let Some(field) = fields.iter().find(|field| field.name == target) else {
        ensure!(data.beyond_ecs.iter().any(|name| name == target), "ecs.toml: ECS has no field {target}");
        return Ok(Place { path: target.into(), kind: "Text", is_list: false });
    };
    let kind = match field.kind.as_str() {
        "long" => "Integer",
        "date" => "Time",
        "ip" => "Ip",
        "nested" => "Json",
        _ => "Text",
    };
    Ok(Place { path: target.into(), kind, is_list: field.is_array && kind != "Json" })
}

struct Table<'a> {
    names: Names,
    data: &'a EcsData,
}

impl Table<'_> {
    fn write(&self) -> Result<String> {
        let mut out =
            format!("// {MARK}\nuse crate::model::ecs::{{Event, How, Link, Mapping, Rename, Split}};\n");
        out.push_str("use crate::model::{Key, Kind, Path, Slot, Step, Target};\n\n");
        let mut slots = CODE_SLOTS.to_vec();
        slots.extend([AUDIT, "user.email", "user.id"]);
        writeln!(out, "/// Version of ECS.\npub const VERSION: &str = {:?};\n", self.data.version)?;
        self.names.write_tables(&CODE_KEYS, &slots, &mut out)?;
        for step in &self.data.steps {
            self.write_step(step, &mut out)?;
        }
        self.write_links("FILLS", "Targets that are filled from others", &self.data.fills, &mut out)?;
        self.write_links("COPIES", "Targets that are gathered from others", &self.data.copies, &mut out)?;
        self.write_splits(&mut out)?;
        self.write_events(&mut out)?;
        self.write_audit(&mut out)?;
        self.write_codes(&mut out)?;
        Ok(out)
    }

    fn write_step(&self, step: &MappingStep, out: &mut String) -> Result<()> {
        if step.name == "flatten" {
            ensure!(step.mappings.iter().all(|mapping| mapping.how == "code"), "the step flatten is code");
            return Ok(());
        }
        writeln!(
            out,
            "/// {}\npub static {}: &[Mapping] = &[",
            step.meaning,
            step.name.to_ascii_uppercase()
        )?;
        for mapping in step.mappings.iter().filter(|mapping| mapping.how != "code") {
            let line = self.mapping(mapping);
            out.push_str(
                &line.with_context(|| format!("mapping of {}", mapping.from.as_deref().unwrap_or("")))?,
            );
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn mapping(&self, mapping: &Mapping) -> Result<String> {
        let how = match mapping.how.as_str() {
            "move" => "Move",
            "copy" => "Copy",
            "fill" => "Fill",
            "take" => "Take",
            "append" => "Append",
            "address" => "Address",
            "fill_address" => "FillAddress",
            "gather" => "Gather",
            other => bail!("there is no way {other:?} to put a value"),
        };
        let from = parse_path(mapping.from.as_deref().context("a mapping without `from` is code")?)?;
        let to = if how == "Gather" { "&[]".into() } else { self.names.slots(&mapping.to)? };
        Ok(format!(
            "Mapping {{ from: {}, to: {to}, how: How::{how}, types: {}, operations: {}, strict: {:?} }},\n",
            self.names.path(&from)?,
            self.types(&mapping.codes)?,
            texts(&mapping.operations),
            mapping.strict,
        ))
    }

    /// Writes the numbers of record types.
    fn types(&self, codes: &[String]) -> Result<String> {
        let number = |code: &String| {
            let found = self.data.codes.iter().find(|(_, name)| *name == code);
            found.map(|(number, _)| number.as_str()).with_context(|| format!("there is no code {code}"))
        };
        Ok(format!("&[{}]", codes.iter().map(number).collect::<Result<Vec<_>>>()?.join(", ")))
    }

    fn write_links(&self, name: &str, meaning: &str, links: &[Link], out: &mut String) -> Result<()> {
        writeln!(out, "/// {meaning}.\npub static {name}: [Link; {}] = [", links.len())?;
        for link in links {
            writeln!(
                out,
                "Link {{ from: {}, to: {} }},",
                self.names.slots(&link.from)?,
                self.names.slot(&link.to)?
            )?;
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn write_splits(&self, out: &mut String) -> Result<()> {
        writeln!(
            out,
            "/// Targets that are divided at `@`.\npub static SPLITS: [Split; {}] = [",
            self.data.splits.len()
        )?;
        for split in &self.data.splits {
            let [from, email, name, domain] =
                [&split.from, &split.email, &split.name, &split.domain].map(|path| self.names.slot(path));
            writeln!(
                out,
                "Split {{ from: {}, email: {}, name: {}, domain: {} }},",
                from?, email?, name?, domain?
            )?;
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn write_events(&self, out: &mut String) -> Result<()> {
        writeln!(out, "/// Kinds of events.\npub static EVENTS: [Event; {}] = [", self.data.events.len())?;
        for event in &self.data.events {
            let Event { operations, alert_categories, strict, kind, category, r#type, action, .. } = event;
            writeln!(
                out,
                "Event {{ types: {}, operations: {}, alert_categories: {}, strict: {strict}, kind: {kind:?}, category: {}, r#type: {}, action: {action:?} }},",
                self.types(&event.codes)?,
                texts(operations),
                texts(alert_categories),
                texts(category),
                texts(r#type),
            )?;
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn write_audit(&self, out: &mut String) -> Result<()> {
        let keys = |list: &[String]| list.iter().map(|name| self.names.key(name)).collect::<Result<Vec<_>>>();
        for (name, meaning, list) in [
            ("AS_TEXT", "Numbers that become text", &self.data.as_text),
            ("TYPED_ITEMS", "Lists whose items have a type that becomes text", &self.data.typed_items),
        ] {
            writeln!(
                out,
                "/// {meaning}.\npub static {name}: [Key; {}] = [{}];\n",
                list.len(),
                keys(list)?.join(", ")
            )?;
        }
        let alert_keys = &self.data.alert_keys;
        writeln!(
            out,
            "/// Short keys of alerts.\npub static ALERT_KEYS: [&str; {}] = {alert_keys:?};\n",
            alert_keys.len()
        )?;
        writeln!(
            out,
            "/// Fields with another name.\npub static RENAMES: [Rename; {}] = [",
            self.data.renames.len()
        )?;
        for rename in &self.data.renames {
            let (from, types) = (self.names.key(&rename.from)?, self.types(&rename.codes)?);
            writeln!(
                out,
                "Rename {{ from: {from}, to: {:?}, objects: {}, types: {types} }},",
                rename.to, rename.objects
            )?;
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn write_codes(&self, out: &mut String) -> Result<()> {
        let mut codes = Vec::new();
        for (number, name) in &self.data.codes {
            codes.push((number.parse::<i32>().with_context(|| format!("code {number}"))?, name));
        }
        codes.sort_unstable();
        writeln!(
            out,
            "/// Names of record types, in order of their numbers.\npub static CODES: [(i32, &str); {}] = {codes:?};",
            codes.len()
        )?;
        Ok(())
    }
}
