//! Completions, man pages and help.

use std::fs;
use std::path::Path;

use crate::program::{assert_in_order, command, printed, refused, text_of};

#[test]
fn every_shell_has_its_script() {
    for (shell, part) in [
        ("bash", "complete -F _trail365"),
        ("zsh", "#compdef trail365"),
        ("fish", "complete -c trail365"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[trail365]"),
    ] {
        let script = printed(&["completions", shell]);
        assert!(script.contains(part), "{shell}: {script}");
        assert!(script.contains("describe"), "{shell}: {script}");
    }
    assert_in_order(&refused(&["completions", "cmd"]), &["invalid value 'cmd'", "bash"]);
}

#[test]
fn the_man_page_of_the_program_is_printed() {
    let page = printed(&["man"]);
    assert_in_order(&page, &[".TH trail365 1", ".SH NAME", "trail365\\-describe(1)", "Exit codes:"]);
    assert!(!page.contains("trail365\\-help"));
}

#[test]
fn a_folder_gets_a_page_for_each_command() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("man/man1");
    let _ = fs::remove_dir_all(&dir);
    text_of(&command(&["man"]).arg(&dir).output().unwrap());
    let mut names: Vec<_> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let commands = "alerts-note alerts-show alerts collect completions config-check config-example config content-fetch content-list content convert demo describe detect \
                    doctor gaps import investigate lake-compact lake-info lake-retain lake-retry lake-sql lake-upgrade lake-vacuum lake-verify lake ledger man \
                    names notifications query rules-check rules-coverage rules-list rules-show rules-test rules sandbox search \
                    status subscriptions-list subscriptions-start subscriptions-stop subscriptions tables ui validate worker";
    let pages =
        commands.split_whitespace().map(|name| format!("trail365-{name}.1")).chain(["trail365.1".to_owned()]);
    assert_eq!(names, pages.collect::<Vec<_>>());
    let page = fs::read_to_string(dir.join("trail365-describe.1")).unwrap();
    assert_in_order(&page, &["mailbox_owner_upn", "Examples:"]);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("man_is_a_file");
    fs::write(&file, "").unwrap();
    let message = refused(&["man", file.join("man1").to_str().unwrap()]);
    assert_in_order(&message, &["error: could not make the folder ", "man_is_a_file"]);
}

#[test]
fn help_teaches() {
    assert_in_order(
        &printed(&["--help"]),
        &["checks", "validate", "convert", "describe", "Exit codes:", "2  it could not be done"],
    );
    for command in ["collect", "doctor", "notifications"] {
        assert_in_order(&printed(&[command, "-h"]), &["--tenant <NAME>", "without it all of them"]);
    }
    assert_in_order(&printed(&["names", "-h"]), &["--tenant <NAME>", "can be left out where"]);
    assert_in_order(&printed(&["describe", "-h"]), &["--kind <KIND>", "Examples:", "trail365 describe 50"]);
    assert_in_order(
        &printed(&["describe", "--help"]),
        &["Examples:", "Marks on a field:", "JSON:", "schema_known_from"],
    );
    assert_in_order(
        &printed(&["validate", "--help"]),
        &[
            "<FILES>...",
            "--strict",
            "Examples:",
            "xz -dc",
            "Exit codes:",
            "Limits:",
            "JSON:",
            "deviating_records",
        ],
    );
    assert_in_order(
        &printed(&["convert", "-h"]),
        &["<FILES>...", "--to <FORM>", "--force", "Examples:", "Exit codes:"],
    );
    assert_in_order(&printed(&["--version"]), &["trail365 "]);
}
