//! What ships of `rules/`: the texts of rules and lists, and the names of folders that decoders know.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use crate::files::Files;

/// Adds the file that holds the texts of all rules and lists.
pub fn generate(root: &Path, files: &mut Files) -> Result<()> {
    let folder = root.join("rules");
    let mut out = String::from("//! Rules and lists that ship.\n");
    let rules = texts_of(&folder, &["yml", "sql"])?;
    let lists = texts_of(&folder.join("lists"), &["toml"])?;
    write_table(&mut out, "Rules, by their files.", "RULES", &rules)?;
    write_table(&mut out, "Lists, by their files.", "LISTS", &lists)?;
    files.insert("crates/findings/src/generated/rules.rs".into(), out);
    files.insert("crates/sql/src/generated/folder_names.rs".into(), write_folder_names(&lists)?);
    Ok(())
}

/// Writes the names of folders that hide mail, in lower case.
fn write_folder_names(lists: &[(String, String)]) -> Result<String> {
    let values = |list: &str| -> Result<Vec<String>> {
        let text = lists.iter().find(|(file, _)| *file == format!("{list}.toml"));
        let table: toml::Table =
            text.with_context(|| format!("rules/lists has no {list}.toml"))?.1.parse()?;
        let names = table.get(list).and_then(|of| of.get("values")?.as_array());
        let names = names.with_context(|| format!("rules/lists/{list}.toml has no values"))?;
        Ok(names.iter().filter_map(|name| name.as_str()).map(str::to_lowercase).collect())
    };
    // People let rules file mail in their archive and read it there.
    let mut names: Vec<String> = values("deletion_folders")?;
    names.retain(|name| !name.starts_with("archi"));
    names.extend(values("hiding_folders")?);
    names.sort();
    names.dedup();
    let mut out = String::from("//! Names of folders that hide mail from its reader.\n");
    writeln!(
        out,
        "\n/// Folders in which mail is as good as gone for its reader, in lower case and in order.\npub(crate) static HIDING_FOLDERS: [&str; {}] = {names:?};",
        names.len()
    )?;
    Ok(out)
}

fn write_table(out: &mut String, meaning: &str, name: &str, texts: &[(String, String)]) -> Result<()> {
    writeln!(out, "\n/// {meaning}\npub(crate) static {name}: [(&str, &str); {}] = [", texts.len())?;
    for (file, text) in texts {
        writeln!(out, "({file:?}, r##\"{text}\"##),")?;
    }
    writeln!(out, "];")?;
    Ok(())
}

/// Reads the files of a folder and those below it, by name.
fn texts_of(folder: &Path, extensions: &[&str]) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(inside) = open.pop() {
        for entry in std::fs::read_dir(&inside).with_context(|| format!("read {}", inside.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| extensions.iter().any(|wanted| e == *wanted)) {
                let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
                let text =
                    std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
                texts.push((name, text));
            }
        }
    }
    texts.sort();
    Ok(texts)
}
