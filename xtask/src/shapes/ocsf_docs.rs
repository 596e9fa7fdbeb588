//! The page of OCSF for people.

use std::fmt::Write as _;

use super::mapping_data::{Mapping, write_constant};
use super::ocsf_data::{OcsfData, Route};

/// Writes the page: routes first, then what each group maps.
pub fn write_ocsf_page(data: &OcsfData) -> String {
    let mut out = format!(
        "# OCSF: classes and attributes\n\nOCSF {}. Source: {}. Checked {}. Generated from [ocsf.toml](../../../schema/shapes/ocsf.toml). \
         Nobody has published a mapping of the unified audit log to OCSF: the routes are our own choice.\n\n\
         ```sh\ntrail365 convert --to ocsf audit.csv > ocsf.jsonl\n```\n\n\
         What no attribute takes is in `unmapped`, under Microsoft's names.\n\n## Routes\n\n\
         The first route with a record's type and operation counts, else the first with a pattern, else the last one. A record that lacks what its\n\
         class needs takes the last one, too.\n\n| class | activity | record types | operations | groups | fit |\n|---|---|---|---|---|---|\n",
        data.version, data.source, data.checked,
    );
    data.routing.routes.iter().for_each(|route| write_route(data, route, &mut out));
    out.push_str("\n## Classes\n\n| class | uid | needs | groups of all its records |\n|---|---|---|---|\n");
    for class in &data.classes {
        let needs: Vec<_> =
            class.needs.iter().map(|need| format!("`{}`", need.replace('|', "` or `"))).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            class.caption,
            class.uid,
            needs.join(", "),
            class.groups.join(", ")
        );
    }
    for group in &data.groups {
        let _ = write!(
            out,
            "\n## Group {}\n\n{}\n\n| attribute | from | note |\n|---|---|---|\n",
            group.name, group.meaning
        );
        group.mappings.iter().for_each(|mapping| write_mapping(mapping, &mut out));
    }
    for (name, map) in &data.maps {
        let _ = write!(out, "\n## Map {name}\n\n| text | number | caption |\n|---|---|---|\n");
        for row in &map.rows {
            let _ = writeln!(out, "| {} | {} | {} |", row.text, row.id, row.caption);
        }
        let _ = writeln!(
            out,
            "| any other | {} | {} |",
            map.other.id,
            map.other.caption.as_deref().unwrap_or("the text")
        );
    }
    out
}

fn write_route(data: &OcsfData, route: &Route, out: &mut String) {
    let class = data.classes.iter().find(|class| class.name == route.class);
    let caption = class.map_or(route.class.as_str(), |class| &class.caption);
    let activity = class
        .and_then(|class| class.activities.get(&route.activity.to_string()))
        .map_or("", |name| name.as_str());
    let types: Vec<_> = route.types.iter().map(ToString::to_string).collect();
    let types = if types.is_empty() { "any".to_owned() } else { types.join(", ") };
    let only = route.only.as_ref().map_or(String::new(), |only| format!(" ({})", only.replace('_', " ")));
    let operations = route.operations.join(", ").replace('*', "\\*");
    let _ = writeln!(
        out,
        "| {caption} | {} {activity} | {types} | {operations}{only} | {} | {} |",
        route.activity,
        route.groups.join(", "),
        route.fit,
    );
}

fn write_mapping(mapping: &Mapping, out: &mut String) {
    let to: Vec<_> =
        mapping.to.all().iter().chain(&mapping.caption).map(|target| format!("`{target}`")).collect();
    let constant = mapping.value.as_ref().and_then(|value| write_constant(value).ok());
    let from = mapping.from.as_ref().map(|from| format!("`{}`", from.replace('|', "\\|")));
    let mut notes = Vec::new();
    notes.extend(mapping.convert.as_ref().map(|convert| format!("as {convert}")));
    notes.extend(mapping.map.iter().chain(&mapping.map_text).map(|map| format!("by the map {map}")));
    notes.extend((!mapping.when.is_empty()).then(|| format!("with {}", mapping.when.join(" or "))));
    notes.extend((!mapping.unless.is_empty()).then(|| format!("without {}", mapping.unless.join(", "))));
    notes.extend(mapping.stays().then(|| "stays in unmapped".to_owned()));
    notes.extend(mapping.note.clone());
    let _ = writeln!(
        out,
        "| {} | {} | {} |",
        to.join(", "),
        from.or(constant).unwrap_or_default(),
        notes.join("; ")
    );
}
