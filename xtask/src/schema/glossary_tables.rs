//! `crates/schema/src/generated/glossary/`: the glossary as tables of text, which the crate cuts into rows when it is first asked.
//!
//! Some 6,000 rows as literals of structs would take longer to compile than all other tables together, and each of their texts
//! would be an address for the loader of the program to adjust.

use super::glossary::{App, Attack, Glossary, Operation, PropertyKey, SignInError, Workload};
use crate::files::Files;

/// Adds the tables.
pub fn generate(glossary: &Glossary, files: &mut Files) {
    let dir = "crates/schema/src/generated/glossary";
    let mut add = |name: &str, rows: Vec<Vec<String>>| {
        let lines: String = rows.iter().map(|cells| cells.join("\t") + "\n").collect();
        files.insert(format!("{dir}/{name}.tsv").into(), lines);
    };
    add("workloads", glossary.workloads.iter().map(workload_cells).collect());
    add("operations", glossary.operations.iter().map(operation_cells).collect());
    add("sign_in_errors", glossary.sign_in_errors.iter().map(error_cells).collect());
    add("apps", glossary.apps.iter().map(app_cells).collect());
    add("attacks", glossary.attacks.iter().map(attack_cells).collect());
    add("property_keys", glossary.property_keys.iter().map(property_key_cells).collect());
}

fn workload_cells(w: &Workload) -> Vec<String> {
    [&w.name, &w.title, &w.actor, &w.object].map(Clone::clone).to_vec()
}

fn operation_cells(o: &Operation) -> Vec<String> {
    let numbers: Vec<_> = o.record_types.iter().map(i32::to_string).collect();
    vec![
        o.name.clone(),
        o.workload.clone(),
        o.also_in.join(";"),
        numbers.join(";"),
        o.area.clone(),
        optional(o.licence.as_ref()),
        o.by_default.map(|by_default| if by_default { "yes" } else { "no" }).unwrap_or_default().to_owned(),
        o.logons.join(";"),
        optional(o.note.as_ref()),
        optional(o.actor.as_ref()),
        optional(o.object.as_ref()),
        o.attack.join(";"),
        flag(o.observed),
        optional(o.doubt.as_ref()),
        o.meaning.clone(),
        optional(o.proves.as_ref()),
        optional(o.proves_not.as_ref()),
    ]
}

fn error_cells(e: &SignInError) -> Vec<String> {
    let number = e.number.to_string();
    let (name, class, meaning) = (e.name.clone(), e.class.clone(), e.meaning.clone());
    vec![number, name, flag(e.name_is_ours), class, flag(e.observed), flag(e.unconfirmed), meaning]
}

fn attack_cells(a: &Attack) -> Vec<String> {
    let errors: Vec<_> = a.errors.iter().map(u32::to_string).collect();
    vec![a.name.clone(), a.also.join(";"), a.techniques.join(";"), a.operations.join(";"), errors.join(";")]
}

fn app_cells(a: &App) -> Vec<String> {
    vec![
        a.id.clone(),
        a.name.clone(),
        a.also.join(";"),
        a.kind.clone(),
        flag(a.family),
        flag(a.watch),
        flag(a.look_alike),
        optional(a.area.as_ref()),
        a.attack.join(";"),
        optional(a.meaning.as_ref()),
    ]
}

fn property_key_cells(k: &PropertyKey) -> Vec<String> {
    vec![k.name.clone(), k.bags.join(";"), k.operations.join(";"), k.values.join(";"), k.meaning.clone()]
}

fn optional(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn flag(is_set: bool) -> String {
    if is_set { "yes".to_owned() } else { String::new() }
}
