//! The page of ECS for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::ecs_data::{EcsData, EcsField, Event, Mapping};

/// Writes the page of ECS.
pub fn write_ecs_page(data: &EcsData, fields: &[EcsField], targets: &BTreeSet<&str>) -> String {
    let mut out = format!(
        "# ECS: where each field comes from\n\nElastic Common Schema {} with `o365.audit.*`. Source: {}. Checked {}. \
         Generated from [ecs.toml](../../../schema/shapes/ecs.toml).\n\n```sh\ntrail365 convert --to ecs audit.csv > ecs.jsonl\n```\n\n\
         A field that leaves `o365.audit` is marked by *move*; every other field of a record stays there under Microsoft's name.\n",
        data.version, data.source, data.checked,
    );
    for step in &data.steps {
        let _ = write!(
            out,
            "\n## {}\n\n| from | to | how | for | note |\n|---|---|---|---|---|\n",
            step.meaning.trim_end_matches('.')
        );
        step.mappings.iter().for_each(|mapping| write_mapping(mapping, &mut out));
    }
    out.push_str("\n## Kind, category, type and action\n\nAll that fit count, in this order.\n\n| code | operation | kind | category | type | action |\n|---|---|---|---|---|---|\n");
    data.events.iter().for_each(|event| write_event(event, &mut out));
    out.push_str("\n## Fields written\n\n| field | type |\n|---|---|\n");
    for target in targets {
        let field = fields.iter().find(|field| field.name == *target);
        let kind = field.map_or("not in ECS; text".to_owned(), |field| {
            if field.is_array { format!("list of {}", field.kind) } else { field.kind.clone() }
        });
        let _ = writeln!(out, "| `{target}` | {kind} |");
    }
    out
}

fn write_mapping(mapping: &Mapping, out: &mut String) {
    let code = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let strict = match mapping.strict {
        Some(true) => " with strict",
        Some(false) => " without strict",
        None => "",
    };
    let newer = if mapping.newer { "newer revisions; " } else { "" };
    let _ = writeln!(
        out,
        "| {} | {} | {} | {strict} | {}{} | {newer}{} |",
        mapping.from.as_ref().map_or(String::new(), |from| format!("`{}`", from.replace('|', "\\|"))),
        code(&mapping.to),
        mapping.how,
        mapping.codes.join(", "),
        if mapping.operations.is_empty() {
            String::new()
        } else {
            format!(": {}", code(&mapping.operations))
        },
        mapping.note.as_deref().unwrap_or_default(),
    );
}

fn write_event(event: &Event, out: &mut String) {
    let mut operations = event.operations.join(", ");
    if !event.alert_categories.is_empty() {
        operations = format!("Category {}", event.alert_categories.join(", ").replace('*', "any other"));
    }
    let strict = match (event.strict, &event.since) {
        (true, _) => " (strict)",
        (false, Some(_)) => " (newer revisions)",
        (false, None) => "",
    };
    let _ = writeln!(
        out,
        "| {} | {operations}{strict} | {} | {} | {} | {} |",
        event.codes.join(", "),
        event.kind.as_deref().unwrap_or_default(),
        event.category.join(", "),
        event.r#type.join(", "),
        event.action.as_deref().unwrap_or_default(),
    );
}
