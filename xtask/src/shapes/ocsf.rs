//! `crates/shapes/src/generated/ocsf.rs` and `docs/reference/shapes/ocsf.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::code::{Names, Place, texts};
use super::mapping::{MappingWriter, variant, write_maps};
use super::ocsf_data::{Class, Group, OcsfData, Route};
use super::ocsf_docs::write_ocsf_page;
use super::path::{parse_path, split_alternatives};
use crate::files::{Files, MARK};
use crate::schema::catalog::read;

/// Fields that code reads by name.
const CODE_KEYS: [&str; 11] = [
    "ActorIpAddress",
    "AlertEntityId",
    "ClientIP",
    "ClientIPAddress",
    "EntityType",
    "Item",
    "ModifiedProperties",
    "Operation",
    "PolicyDetails",
    "SourceFileName",
    "SourceRelativeUrl",
];

/// Attributes that every document has, or that code fills.
const CODE_SLOTS: [&str; 35] = [
    "action",
    "action_id",
    "activity_id",
    "activity_name",
    "category_name",
    "category_uid",
    "class_name",
    "class_uid",
    "data_security.detection_pattern",
    "data_security.total",
    "disposition",
    "disposition_id",
    "email.files",
    "evidences[].email.from",
    "evidences[].email.message_uid",
    "evidences[].email.return_path",
    "evidences[].email.subject",
    "evidences[].email.to",
    "evidences[].email.uid",
    "evidences[].email.x_originating_ip",
    "evidences[].user.name",
    "file.path",
    "finding_info.related_analytics",
    "malware[].name",
    "metadata.profiles",
    "observables",
    "severity",
    "severity_id",
    "src_endpoint.ip",
    "src_endpoint.name",
    "src_endpoint.port",
    "status",
    "status_id",
    "type_name",
    "type_uid",
];

/// Places that are written from the record itself.
const OWN_SLOTS: [&str; 2] = ["raw_data", "unmapped"];

/// Reads `schema/shapes/ocsf.toml` and adds what follows from it.
pub fn generate(folder: &Path, files: &mut Files) -> Result<()> {
    let data: OcsfData = read(&folder.join("ocsf.toml"))?;
    let table = Table { names: number_names(&data)?, data: &data };
    files.insert(
        "crates/shapes/src/generated/ocsf.rs".into(),
        table.write().context("schema/shapes/ocsf.toml")?,
    );
    files.insert("docs/reference/shapes/ocsf.md".into(), write_ocsf_page(&data));
    Ok(())
}

fn number_names(data: &OcsfData) -> Result<Names> {
    let mappings = || data.groups.iter().flat_map(|group| &group.mappings);
    let mut keys: BTreeSet<String> = CODE_KEYS.into_iter().map(str::to_owned).collect();
    for path in mappings().filter_map(|mapping| mapping.from.as_deref()).flat_map(split_alternatives) {
        keys.insert(parse_path(path)?.key);
    }
    let targets =
        mappings().flat_map(|mapping| mapping.to.all().iter().chain(&mapping.caption)).map(String::as_str);
    let targets: BTreeSet<_> = targets.chain(CODE_SLOTS).chain(OWN_SLOTS).collect();
    for named in data.lists.iter().chain(data.kinds.values().flatten()) {
        ensure!(
            targets.contains(named.as_str()),
            "ocsf.toml: no mapping writes {named}, whose kind is given"
        );
    }
    let mut places = Vec::new();
    for target in targets {
        let kind = data
            .kinds
            .iter()
            .find(|(_, names)| names.iter().any(|name| name == target))
            .map(|(kind, _)| kind.as_str());
        let kind = match kind {
            None => "Text",
            Some("integer") => "Integer",
            Some("ip") => "Ip",
            Some("email") => "Email",
            Some("millis") => "Millis",
            Some("json") => "Json",
            Some(other) => bail!("ocsf.toml: there is no kind {other}"),
        };
        let is_list = data.lists.iter().any(|name| name == target) || target == "metadata.profiles";
        places.push(Place { path: target.into(), kind, is_list });
    }
    Ok(Names::new(keys, places))
}

struct Table<'a> {
    names: Names,
    data: &'a OcsfData,
}

impl Table<'_> {
    fn write(&self) -> Result<String> {
        let mut out = format!("// {MARK}\nuse crate::model::{{Key, Kind, Path, Slot, Step, Target}};\n");
        out.push_str("use crate::model::mapping::{Condition, Convert, Map, Mapping, Rule};\nuse crate::model::ocsf::{Class, Code, Observable, Only, Profile, Route};\n\n");
        let slots: Vec<_> = CODE_SLOTS.into_iter().chain(OWN_SLOTS).collect();
        self.names.write_tables(&CODE_KEYS, &slots, &mut out)?;
        write_maps(&self.data.maps, &mut out)?;
        self.write_groups(&mut out)?;
        self.write_classes(&mut out)?;
        self.write_routes(&mut out)?;
        self.write_lists(&mut out)?;
        Ok(out)
    }

    fn write_groups(&self, out: &mut String) -> Result<()> {
        writeln!(
            out,
            "/// Mappings by what they are about.\npub static GROUPS: [&[Rule<Code>]; {}] = [",
            self.data.groups.len()
        )?;
        let writer = MappingWriter { names: &self.names, maps: &self.data.maps };
        for group in &self.data.groups {
            writeln!(out, "// {}: {}\n&[", group.name, group.meaning)?;
            for mapping in &group.mappings {
                let rule = writer.rule(mapping);
                out.push_str(
                    &rule
                        .with_context(|| format!("group {}: {}", group.name, mapping.to.all().join(", ")))?,
                );
            }
            out.push_str("],\n");
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn write_classes(&self, out: &mut String) -> Result<()> {
        writeln!(out, "/// Classes of OCSF.\npub static CLASSES: [Class; {}] = [", self.data.classes.len())?;
        for class in &self.data.classes {
            let needs = class.needs.iter().map(|need| {
                let slots = split_alternatives(need).map(str::to_owned).collect::<Vec<_>>();
                self.names.slots(&slots)
            });
            let needs = needs.collect::<Result<Vec<_>>>()?.join(", ");
            let mut activities = Vec::new();
            for (number, caption) in &class.activities {
                activities
                    .push((number.parse::<i64>().with_context(|| format!("activity {number}"))?, caption));
            }
            activities.sort_unstable();
            let Class { uid, caption, category_uid, category, actor_by_host, .. } = class;
            writeln!(
                out,
                "Class {{ uid: {uid}, caption: {caption:?}, category_uid: {category_uid}, category: {category:?}, activities: &{activities:?}, groups: &[{}], needs: &[{needs}], actor_by_host: {actor_by_host} }},",
                self.groups(&class.groups)?,
            )?;
        }
        out.push_str("];\n\n");
        Ok(())
    }

    /// Writes the numbers of groups.
    fn groups(&self, names: &[String]) -> Result<String> {
        let number = |name: &String| {
            let at = self.data.groups.iter().position(|group: &Group| group.name == *name);
            at.map(|at| at.to_string()).with_context(|| format!("there is no group {name}"))
        };
        Ok(names.iter().map(number).collect::<Result<Vec<_>>>()?.join(", "))
    }

    fn write_routes(&self, out: &mut String) -> Result<()> {
        let routes = &self.data.routing.routes;
        let defaults: Vec<_> =
            (0..).zip(routes).filter(|(_, route)| route.types.is_empty()).map(|(at, _)| at).collect();
        let [default]: [usize; 1] =
            defaults[..].try_into().ok().context("not one route for all other records")?;
        writeln!(
            out,
            "/// The route of all records that have no other.\npub const DEFAULT: usize = {default};\n"
        )?;
        writeln!(out, "/// Routes of records to classes.\npub static ROUTES: [Route; {}] = [", routes.len())?;
        for route in routes {
            let Route { class, activity, types, operations, only, .. } = route;
            let at = self.data.classes.iter().position(|known| known.name == *class);
            let at = at.with_context(|| format!("there is no class {class}"))?;
            ensure!(
                self.data.classes[at].activities.contains_key(&activity.to_string()),
                "{class} has no activity {activity}"
            );
            let only = only.as_deref().map_or("None".into(), |only| format!("Some(Only::{})", variant(only)));
            writeln!(
                out,
                "Route {{ class: {at}, activity: {activity}, types: &{types:?}, operations: {}, groups: &[{}], only: {only} }},",
                texts(operations),
                self.groups(&route.groups)?,
            )?;
        }
        out.push_str("];\n\n");
        Ok(())
    }

    fn write_lists(&self, out: &mut String) -> Result<()> {
        writeln!(
            out,
            "/// Profiles, by the attributes that they bring.\npub static PROFILES: [Profile; {}] = [",
            self.data.profiles.len()
        )?;
        for profile in &self.data.profiles {
            writeln!(
                out,
                "Profile {{ name: {:?}, when: {} }},",
                profile.name,
                self.names.slots(&profile.when)?
            )?;
        }
        writeln!(
            out,
            "];\n\n/// Attributes that are listed as observables.\npub static OBSERVABLES: [Observable; {}] = [",
            self.data.observables.len()
        )?;
        for observable in &self.data.observables {
            let (slot, name) = (self.names.slot(&observable.from)?, observable.from.replace("[]", ""));
            writeln!(
                out,
                "Observable {{ slot: {slot}, name: {name:?}, id: {}, caption: {:?} }},",
                observable.id, observable.caption
            )?;
        }
        out.push_str("];\n");
        Ok(())
    }
}
