//! `trail365 config`.

use super::Service;
use crate::folder::Folder;
use crate::program::{assert_in_order, command, ended, printed, run};

#[test]
fn the_example_is_a_configuration() {
    let folder = Folder::new();
    let file = folder.file("t.toml", printed(&["config", "example"]));
    let mut command = command(&["config", "check", "--config", &file]);
    command.env("TRAIL365_CLIENT_SECRET", "hunter2");
    let checked = ended(command, "");
    assert_eq!((checked.code, checked.err.as_str()), (0, ""), "{}", checked.err);
    assert_in_order(
        &checked.out,
        &["t.toml is sound", "every 1m, going back 2h, and all of it every 6h", "contoso"],
    );
    assert!(!checked.out.contains("hunter2"));
}

#[test]
fn a_check_says_what_would_be_collected() {
    let service = Service::new();
    let text = service.printed(&["config", "check"]);
    assert_in_order(
        &text,
        &["t0", "Sign-in", "the environment variable SECRET", "Audit.Exchange, Audit.General"],
    );
}

#[test]
fn every_mistake_is_told_at_once() {
    let folder = Folder::new();
    let file = folder
        .file("t.toml", "lak = \"x\"\n[intervals]\npol = \"1m\"\n[[tenants]]\nclient_secret = \"hunter2\"\n");
    let checked = run(&["config", "check", "--config", &file]);
    assert_eq!((checked.code, checked.out.as_str()), (3, ""));
    let lines = ["t.toml:1: lak: ", "did you mean lake?", "t.toml:3: ", "did you mean poll?", "t.toml:5: "];
    assert_in_order(&checked.err, &lines);
    assert_in_order(&checked.err, &["belongs to tenants.sign_in", "help: correct it"]);
    assert!(!checked.err.contains("hunter2"));
}

#[test]
fn secrets_that_are_not_there_are_told() {
    let service = Service::of("[[tenants]]\n[[tenants]]\n");
    let checked = service.run_with(" ", &["config", "check"]);
    assert_eq!(checked.code, 3);
    assert_in_order(&checked.err, &["tenant t0: the environment variable SECRET is empty", "tenant t1: "]);
}
