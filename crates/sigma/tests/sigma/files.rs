//! Files and folders.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use trail365_sigma::{Collection, Limits, RuleSet};

fn sound(id: &str) -> String {
    format!(
        "title: Sound\nid: {id}\nlogsource: {{product: m365}}\ndetection: {{s: {{F: 1}}, condition: s}}\n"
    )
}

fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn load(path: &Path) -> RuleSet {
    load_within(path, &Limits::default())
}

fn load_within(path: &Path, limits: &Limits) -> RuleSet {
    Collection::load(&[path.to_owned()], limits).link()
}

fn ids(set: &RuleSet) -> Vec<&str> {
    set.rules.iter().map(|rule| rule.metadata.identity()).collect()
}

#[test]
fn folders_are_read_in_order() {
    let folder = TempDir::new().unwrap();
    write(&folder, "b.yaml", sound("b"));
    write(&folder, "a/z.YML", sound("a-z"));
    write(&folder, "c.yml", sound("c"));
    write(&folder, "readme.md", "# no rule");
    write(&folder, ".git/x.yml", sound("hidden"));
    let set = load(folder.path());
    assert_eq!(set.problems, []);
    assert_eq!(ids(&set), ["a-z", "b", "c"]);
    assert!(set.rules[0].place.file.ends_with("a/z.YML"));
}

#[test]
fn named_files_may_have_any_ending() {
    let folder = TempDir::new().unwrap();
    write(&folder, "rule.txt", sound("a"));
    assert_eq!(ids(&load(&folder.path().join("rule.txt"))), ["a"]);
}

#[test]
fn what_is_reached_twice_is_read_once() {
    let folder = TempDir::new().unwrap();
    write(&folder, "a.yml", sound("a"));
    let file = folder.path().join("a.yml");
    let set = Collection::load(&[file, folder.path().to_owned()], &Limits::default()).link();
    assert_eq!(set.problems, []);
    assert_eq!(ids(&set), ["a"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    let folder = TempDir::new().unwrap();
    write(&folder, "real/a.yml", sound("a"));
    write(&folder, "real/b.yml", sound("b"));
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(folder.path().join(to), folder.path().join(name)).unwrap();
    };
    link("", "real/circle");
    link("real/a.yml", "again.yml");
    link("nowhere", "dangling.yml");
    link("/dev/zero", "device.yml");
    let set = load(folder.path());
    assert_eq!(set.rules.len(), 2);
    let messages: Vec<String> = set.problems.iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("dangling.yml: cannot find it")), "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("device.yml: it is not a file")), "{messages:?}");
}

#[test]
fn missing_paths_are_named() {
    let set = load(Path::new("no/such/folder"));
    assert!(set.problems[0].to_string().starts_with("no/such/folder: cannot find it: "));
}

#[test]
fn bounds_hold() {
    let folder = TempDir::new().unwrap();
    write(&folder, "a.yml", sound("a"));
    write(&folder, "b.yml", format!("{}# {}\n", sound("b"), "x".repeat(2_000)));
    write(&folder, "c.yml", sound("c"));
    write(&folder, "d/e/f.yml", sound("f"));
    let check = |limits: Limits, rules: usize, part: &str| {
        let set = load_within(folder.path(), &limits);
        assert_eq!(set.rules.len(), rules, "{part}");
        assert_eq!(set.problems.len(), 1, "{:?}", set.problems);
        assert!(set.problems[0].to_string().contains(part), "{:?}", set.problems);
    };
    check(
        Limits { file_bytes: 1_000, ..Limits::default() },
        3,
        "b.yml: the file is larger than 1000 bytes: split it",
    );
    check(Limits { files: 2, ..Limits::default() }, 2, "there are more than 2 files");
    check(
        Limits { total_bytes: 1_000, ..Limits::default() },
        1,
        "the files have more than 1000 bytes together",
    );
    check(Limits { folder_depth: 1, ..Limits::default() }, 3, "e: the folder is nested too deep");
}

#[test]
fn what_is_not_utf_8_stops_no_other() {
    let folder = TempDir::new().unwrap();
    write(&folder, "a.yml", b"title: \xff\n");
    write(&folder, "b.yml", format!("\u{feff}{}", sound("b")));
    write(&folder, "c.yml", "");
    let set = load(folder.path());
    assert_eq!(ids(&set), ["b"]);
    let messages: Vec<String> = set.problems.iter().map(ToString::to_string).collect();
    assert!(messages[0].contains("a.yml: it is not UTF-8 at byte 7: save it as UTF-8"), "{messages:?}");
    assert!(messages[1].contains("c.yml: the file has no document"), "{messages:?}");
}

#[test]
fn rules_refer_across_files() {
    let folder = TempDir::new().unwrap();
    write(
        &folder,
        "a.yml",
        "title: Many\ncorrelation: {type: event_count, rules: [z], timespan: 1h, condition: {gte: 5}}\n",
    );
    write(&folder, "z.yml", sound("z"));
    let set = load(folder.path());
    assert_eq!(set.problems, []);
    assert_eq!(set.correlations.len(), 1);
}
