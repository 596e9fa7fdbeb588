//! Files that are made to take time or memory. Each is refused soon, and stops no other.

use std::time::{Duration, Instant};

use trail365_sigma::Collection;

const SOUND: &str =
    "title: Sound\nid: sound\nlogsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n";

/// A bound that holds without optimisation on a busy machine, and that neither quadratic nor exponential work would meet.
const SOON: Duration = Duration::from_mins(1);

/// Loads a hostile text and a sound rule; returns the first message.
fn refuse(text: &str) -> String {
    let start = Instant::now();
    let mut collection = Collection::from_text("hostile.yml", text);
    collection.add_text("sound.yml", SOUND);
    let set = collection.link();
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    assert_eq!(set.rules.len(), 1);
    assert_eq!(set.rules[0].metadata.identity(), "sound");
    set.problems[0].to_string()
}

/// A rule around the lines of a search.
fn around(search: &str) -> String {
    format!("title: A\nlogsource: {{product: m365}}\ndetection:\n  s:\n{search}\n  condition: s\n")
}

#[test]
fn aliases_of_aliases() {
    let line =
        |level: usize| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "));
    let lines: String = (1..30).map(line).collect();
    let message = refuse(&format!("a0: &a0 x\n{lines}"));
    assert!(message.contains("aliases"), "{message}");
}

#[test]
fn long_texts_by_aliases() {
    let message = refuse(&format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(200_000)));
    assert!(message.contains("the file has too many values: split it, and write aliases out"), "{message}");
}

#[test]
fn many_values_by_templates() {
    let values = "1, ".repeat(90_000);
    let message = refuse(&format!("action: global\nx: [{values}]\n{}", "---\ntitle: A\n".repeat(1_000)));
    assert!(message.contains("it has no `detection`"), "{message}");
}

#[test]
fn deep_nesting() {
    for text in ["[".repeat(500_000), "{".repeat(500_000), format!("a: {}", "[a, ".repeat(900))] {
        let message = refuse(&text);
        assert!(message.contains("too many brackets") || message.contains("nested too deep"), "{message}");
    }
    assert!(refuse(&"- ".repeat(20_000)).contains("nested too deep"));
    let steps: String = (0..100).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(refuse(&steps).contains("nested too deep"));
}

#[test]
fn large_files_and_many_documents() {
    assert!(
        refuse(&"x".repeat((1 << 20) + 1))
            .contains("hostile.yml: the file is larger than 1048576 bytes: split it")
    );
    let start = Instant::now();
    let set = Collection::from_text("hostile.yml", &"---\na\n".repeat(3_000)).link();
    assert!(start.elapsed() < SOON);
    assert_eq!(set.problems.len(), 2_001);
    assert!(set.problems[2_000].to_string().contains("more than 2000 documents"));
}

#[test]
fn conditions_that_are_long_or_deep() {
    let condition = |text: &str| around("    F: 1").replace("condition: s", &format!("condition: {text}"));
    assert!(refuse(&condition(&"s or ".repeat(3_000))).contains("the condition is too long"));
    assert!(refuse(&condition(&"(".repeat(2_000))).contains("the condition is nested too deep"));
    assert!(refuse(&condition(&"not ".repeat(1_900))).contains("the condition is nested too deep"));
    assert!(refuse(&condition(&"(not ".repeat(300))).contains("the condition is nested too deep"));
}

#[test]
fn conditions_that_unfold() {
    let searches: String = (0..500).map(|number| format!("  s{number}: {{F: 1}}\n")).collect();
    let condition = vec!["1 of s*"; 400].join(" or ");
    let text =
        format!("title: A\nlogsource: {{product: m365}}\ndetection:\n{searches}  condition: {condition}\n");
    assert!(refuse(&text).contains("the condition compares more than 100000 values"));
}

#[test]
fn texts_that_multiply() {
    let lines = "      - '-a -b -c -d -e'\n".repeat(5_000);
    assert!(
        refuse(&around(&format!("    F|windash:\n{lines}")))
            .contains("the rule compares more than 100000 values")
    );
}

#[test]
fn regular_expressions_that_are_large() {
    let message = refuse(&around("    F|re: '((a{1,1000}){1,1000}){1,1000}'"));
    assert!(message.contains("larger than 10485760 bytes compiled: lower its repetitions"), "{message}");
    assert!(
        refuse(&around(&format!("    F|re: '{}'", "(".repeat(5_000))))
            .contains("the regular expression cannot be used")
    );
}

#[test]
fn long_keys_and_many_warnings() {
    let key = "k".repeat(1_001);
    assert!(refuse(&around(&format!("    '{key}': 1"))).contains("a key is longer than 1000 bytes"));
    let text = around("    F: 1") + &format!("references: [{}]\n", "null, ".repeat(5_000));
    let set = Collection::from_text("hostile.yml", &text).link();
    assert_eq!((set.rules.len(), set.problems.len()), (1, 51));
    assert_eq!(set.problems[50].what, "there are more warnings");
}

#[test]
fn circles_that_are_long() {
    let link = |from: usize, to: usize| {
        format!(
            "---\ntitle: A\nname: n{from}\ncorrelation:\n  {{type: event_count, rules: [n{to}], timespan: 1h, condition: {{gt: 1}}}}\n"
        )
    };
    let text: String = (0..1_500).map(|number| link(number, (number + 1) % 1_500)).collect();
    assert!(refuse(&text).contains("more than 20 correlations behind it wait for each other"));
    let text: String = (0..300).map(|number| link(number, number + 1)).collect();
    assert!(refuse(&text).contains("there is no rule `n300`: did you mean"));
}

#[test]
fn names_in_messages_are_few() {
    let keys: String = (0..20_000).map(|number| format!("  k{number}: {{F: 1}}\n")).collect();
    let text =
        format!("title: A\nlogsource: {{product: m365}}\ndetection:\n{keys}  condition: nothing_like_it\n");
    assert!(refuse(&text).len() < 2_000);
}
