//! The project's own commands: `cargo xtask` alone lists them.
#![allow(missing_docs, reason = "a program of the project itself")]

mod check;
mod files;
mod gen_sample;
mod names;
mod python;
mod rules;
mod schema;
mod shapes;
mod views;

use anyhow::{Context, Result, bail, ensure};

use files::{Files, check_files, check_strays, format_rust, remove_strays, root, write_files};
use schema::catalog::Catalog;

const USAGE: &str = "usage: cargo xtask COMMAND
  codegen [--check]  write what follows from schema/ and crates/sql/views/, or say which files are stale
  sample [--check]   write the sample export, or say whether it is stale
  floors             check the order of folders in each crate (xtask/floors.toml), circles and unused dependencies
  floors CRATE       print which folders and files of a crate use which others
  python [WORDS]     build the wheel with what `cargo test` has built, install it in an environment of its own, test it; WORDS go to pytest
  words [-v]         print figures of names and comments; with -v also the lines that count against them";

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["codegen"] => write_generated(),
        ["codegen", "--check"] => check_generated(),
        ["sample"] => write_files(&make_sample()),
        ["sample", "--check"] => check_files(&make_sample(), "sample"),
        ["floors"] => print_floors(),
        ["floors", name] => check::print_entries(&root()?, name),
        ["python", ref words @ ..] => python::check(&root()?, words),
        ["words"] => check::print_words(&root()?, false),
        ["words", "-v"] => check::print_words(&root()?, true),
        _ => bail!(USAGE),
    }
}

fn make_sample() -> Files {
    let mut files = Files::new();
    gen_sample::generate(&mut files);
    files
}

fn generate() -> Result<Files> {
    let root = root()?;
    let catalog = Catalog::load(&root)?;
    let mut files = Files::new();
    schema::generate(&catalog, &root, &mut files)?;
    shapes::generate(&root, &mut files)?;
    views::generate(&catalog, &root, &mut files)?;
    rules::generate(&root, &mut files)?;
    for (path, text) in &mut files {
        if path.extension().is_some_and(|e| e == "rs") {
            // Formatted here, so that a check compares equal after `cargo fmt` went over the files.
            *text = format_rust(text).with_context(|| format!("format {}", path.display()))?;
        }
    }
    Ok(files)
}

fn write_generated() -> Result<()> {
    let files = generate()?;
    remove_strays(&files)?;
    write_files(&files)
}

fn check_generated() -> Result<()> {
    let files = generate()?;
    check_strays(&files)?;
    check_files(&files, "codegen")
}

fn print_floors() -> Result<()> {
    let findings = check::check_floors(&root()?)?;
    for note in &findings.notes {
        println!("note: {note}");
    }
    for fault in &findings.faults {
        println!("fault: {fault}");
    }
    ensure!(findings.faults.is_empty(), "{} faults", findings.faults.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_fresh() {
        super::check_generated().unwrap();
    }

    #[test]
    fn the_sample_is_fresh() {
        super::check_files(&super::make_sample(), "sample").unwrap();
    }
}
