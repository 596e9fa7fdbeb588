//! Documents of a file, and the places of their problems.

use crate::rules::{load, only_error};

/// A sound rule with an id.
fn sound(id: &str) -> String {
    format!(
        "title: Sound\nid: {id}\nlogsource: {{product: m365}}\ndetection: {{s: {{F: 1}}, condition: s}}\n"
    )
}

#[test]
fn a_broken_document_stops_no_other() {
    let broken = "title: [\n  broken\nid: x: y\n";
    let set =
        load(&[&sound("a"), broken, &sound("b"), "just text\n", &sound("c")].map(String::from).join("---\n"));
    assert_eq!(set.rules.len(), 3);
    let places: Vec<(usize, Option<usize>)> =
        set.problems.iter().map(|p| (p.place.document, p.place.line)).collect();
    assert_eq!(places, [(2, Some(8)), (4, Some(15))]);
    assert!(set.problems[0].what.starts_with("it is not YAML: "));
    assert_eq!(set.problems[1].what, "the document is text, not a map");
}

#[test]
fn documents_end_as_yaml_has_it() {
    let text = format!(
        "%YAML 1.2\n---\n{}...\n# nothing\n---\n---\n{}--- # third\n{}",
        sound("a"),
        sound("b"),
        sound("c")
    );
    let set = load(&text);
    assert_eq!(set.problems, []);
    let places: Vec<_> = set.rules.iter().map(|rule| (rule.place.document, rule.place.line)).collect();
    assert_eq!(places, [(1, Some(3)), (2, Some(11)), (3, Some(16))]);
}

#[test]
fn line_ends_of_windows_and_byte_order_marks() {
    let text = format!("{}---\n{}", sound("a"), sound("b")).replace('\n', "\r\n");
    assert_eq!(load(&text).rules.len(), 2);
}

#[test]
fn places_lead_into_lists_and_maps() {
    let text = "title: A
logsource:
  product: m365
detection:
  one:
  - F: a
    G: b
  -   F: c
      'G|cntains':
      - d
  condition: one
";
    let set = load(text);
    let problem = only_error(&set);
    assert_eq!((problem.place.line, problem.place.path.as_str()), (Some(9), "detection.one[2].G|cntains"));
    let text = text.replace("cntains", "contains").replace("- d", "- d\n      - 5");
    let set = load(&text);
    let problem = only_error(&set);
    assert_eq!(
        (problem.place.line, problem.place.path.as_str()),
        (Some(11), "detection.one[2].G|contains[2]")
    );
}

#[test]
fn kinds_of_documents_are_told_apart() {
    for (text, part) in [
        (
            "title: A\nlogsource: {product: m365}\ndetections: {}\n",
            "write `detection` in place of `detections`",
        ),
        ("title: A\ndetection: {}\ncorrelation: {}\n", "it has both `detection` and `correlation`"),
        ("- a\n- b\n", "the document is a list, not a map: begin it with `title:`"),
        ("logsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n", "it has no title"),
        (
            "title: ''\nlogsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n",
            "title: the text is empty",
        ),
        ("title: A\nlogsource: {product: m365}\ndetection: [s]\n", "detection: it is a list, not a map"),
    ] {
        let set = load(text);
        assert!(only_error(&set).to_string().contains(part), "{:?}", set.problems);
    }
}

#[test]
fn ids_and_names_are_unique() {
    let set = load(&format!("{}---\n{}", sound("a"), sound("A")));
    assert_eq!(set.rules.len(), 1);
    assert_eq!(
        only_error(&set).to_string(),
        "rules.yml:7: document 2: id: its id `A` is taken by rules.yml:1: document 1: give it another id"
    );
    let named = sound("b").replace("id: b", "name: a");
    let set = load(&format!("{}---\n{named}", sound("a")));
    assert!(only_error(&set).to_string().contains("its name `a` is taken by"));
    let nameless = sound("").replace("id: \n", "");
    let set = load(&format!("{nameless}---\n{nameless}"));
    assert!(
        only_error(&set)
            .to_string()
            .contains("its title `Sound` is taken by rules.yml:1: document 1: add an `id`")
    );
}

#[test]
fn a_title_takes_no_name_from_another() {
    let titled = sound("").replace("id: \n", "");
    let named = sound("c").replace("id: c", "name: sound");
    assert_eq!(load(&format!("{titled}---\n{named}")).problems, []);
}

#[test]
fn messages_are_safe_on_a_terminal() {
    let set = load(&sound("a").replace("F: 1", "\"F|\\e[31m\": 1"));
    let message = only_error(&set).to_string();
    assert!(!message.contains('\u{1b}'), "{message}");
    assert!(message.contains("\\u{1b}[31m"), "{message}");
}
