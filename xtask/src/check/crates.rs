//! Holds the crates to the order of ARCHITECTURE.md: a crate may use those above it, never those below.
//! What only its tests use is free: those of `client` run against the sandbox.

use std::fs;

/// From the top of the list down.
const ORDER: [&str; 18] = [
    "text",
    "listen",
    "schema",
    "sigma",
    "records",
    "read",
    "shapes",
    "columns",
    "client",
    "lake",
    "sql",
    "cluster",
    "findings",
    "investigate",
    "sandbox",
    "collect",
    "ui",
    "cli",
];

fn used_crates(name: &str) -> Vec<String> {
    used_by(&format!("crates/{name}"))
}

/// Returns what the crate in a folder lists under `[dependencies]` of its own kind.
fn used_by(folder: &str) -> Vec<String> {
    let path = crate::files::root().unwrap().join(folder).join("Cargo.toml");
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let dependencies = manifest.get("dependencies").and_then(|d| d.as_table()).cloned().unwrap_or_default();
    dependencies.keys().filter_map(|k| k.strip_prefix("trail365-").map(str::to_owned)).collect()
}

#[test]
fn crates_use_only_those_above_them() {
    let folders = fs::read_dir(crate::files::root().unwrap().join("crates")).unwrap();
    assert_eq!(folders.count(), ORDER.len(), "a crate is missing in the order");
    for (place, name) in ORDER.iter().enumerate() {
        for used in used_crates(name) {
            let above = ORDER[..place].contains(&used.as_str());
            assert!(above, "{name} uses {used}, which stands below it");
        }
    }
    for used in used_by("python") {
        assert!(
            !["cluster", "collect", "ui", "cli"].contains(&used.as_str()),
            "python uses {used}, which is a program's"
        );
    }
    // The lower crates by exact lists: the order alone would let each of them use ever more.
    assert_eq!(used_crates("schema"), ["text"]);
    assert_eq!(used_crates("records"), ["schema", "text"]);
    assert_eq!(used_crates("shapes"), ["records", "schema", "text"]);
    assert_eq!(used_crates("columns"), ["records", "schema", "text"]);
    assert_eq!(used_crates("sandbox"), ["schema"]);
    assert_eq!(used_crates("read"), ["schema", "text"], "read splits records, and does not parse them");
    assert_eq!(used_crates("client"), ["text"], "client is usable alone");
    assert_eq!(used_crates("listen"), Vec::<String>::new(), "listen is a socket, whatever answers");
    assert_eq!(used_crates("sigma"), ["text"], "sigma knows no Microsoft and no engine");
}
