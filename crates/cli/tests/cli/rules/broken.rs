//! Broken rules: each gives file, place and remedy, and stops no other.

use std::fmt::Write;

use crate::folder::Folder;
use crate::program::run;

/// A file, and words of the line that tells what is wrong with it.
type Broken = (&'static str, String, &'static [&'static str]);

/// A rule with this search and condition.
fn rule(search: &str) -> String {
    format!("title: Broken\nlogsource: {{product: m365}}\ndetection:\n{search}\n")
}

/// A correlation with these lines.
fn correlation(lines: &str) -> String {
    format!("title: Broken\ncorrelation:\n{lines}\n")
}

fn sound(id: &str) -> String {
    format!(
        "title: Sound\nid: {id}\nlogsource: {{product: m365}}\ndetection: {{s: {{Operation: x}}, condition: s}}\n"
    )
}

/// Nested aliases that would be a billion values.
fn bomb() -> String {
    let mut text =
        String::from("title: Broken\nlogsource: {product: m365}\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..10 {
        let inner = vec![format!("*a{}", n - 1); 9].join(", ");
        writeln!(text, "a{n}: &a{n} [{inner}]").unwrap();
    }
    text + "detection: {s: {F: *a9}, condition: s}\n"
}

fn broken_rules() -> Vec<Broken> {
    vec![
        (
            "modifier.yml",
            rule("  s: {Operation|cntains: x}\n  condition: s"),
            &[":4: ", "did you mean `contains`?"],
        ),
        ("no-condition.yml", rule("  s: {Operation: x}"), &[":3: ", "add `condition`"]),
        ("no-search.yml", rule("  condition: s"), &[":3: ", "add a search"]),
        ("empty-list.yml", rule("  s: {Operation: []}\n  condition: s"), &[":4: ", "write a value"]),
        ("empty-search.yml", rule("  s: {}\n  condition: s"), &[":4: ", "add fields"]),
        ("other-search.yml", rule("  s: {Operation: x}\n  condition: t"), &[":5: ", "did you mean `s`?"]),
        (
            "pipe.yml",
            rule("  s: {Operation: x}\n  condition: s | count() > 5"),
            &[":5: ", "write a correlation rule"],
        ),
        ("regex.yml", rule("  s: {Operation|re: '('}\n  condition: s"), &[":4: ", "correct it"]),
        (
            "network.yml",
            rule("  s: {ClientIP|cidr: 10.0.0.1/8}\n  condition: s"),
            &[":4: ", "write 10.0.0.0/8"],
        ),
        ("number.yml", rule("  s: {ErrorNumber|gt: five}\n  condition: s"), &[":4: ", "write a number"]),
        ("nested.yml", rule("  s: {Item: {Subject: x}}\n  condition: s"), &[":4: ", "sigma-version: 3"]),
        (
            "placeholder.yml",
            rule("  s: {Operation|expand: '%unheard_of%'}\n  condition: s"),
            &[":1: ", "%unheard_of%", "set values"],
        ),
        ("hour.yml", rule("  s: {CreationTime|hour: 25}\n  condition: s"), &[":4: ", "from 0 to 23"]),
        (
            "list.yml",
            format!("sigma-version: 3\n{}", rule("  s: {'Item[any]': {Subject: x}}\n  condition: s")),
            &[":1: ", "`Item`"],
        ),
    ]
}

fn broken_documents() -> Vec<Broken> {
    let nested = format!("title: Broken\nx: {}1{}\n", "[".repeat(100), "]".repeat(100));
    vec![
        ("bomb.yml", bomb(), &["document 1", "values"]),
        ("nesting.yml", nested, &["document 1", "nested"]),
        (
            "huge.yml",
            format!("{}# {}\n", rule("  s: {F: 1}\n  condition: s"), "x".repeat(1 << 20)),
            &["larger than 1048576 bytes", "split it"],
        ),
        ("many.yml", "title: x\n---\n".repeat(2_001), &[" more of this file"]),
        ("text.yml", "just text\n".into(), &[":1: ", "begin it with `title:`"]),
        ("quote.yml", "title: \"Broken\n".into(), &["document 1", "correct the indentation"]),
        ("control.yml", "title: Bro\u{7}ken\n".into(), &[":1: ", "remove the control character"]),
        (
            "no-title.yml",
            rule("  s: {F: 1}\n  condition: s").replace("title: Broken\n", ""),
            &["document 1", "title"],
        ),
        ("level.yml", format!("level: [high]\n{}", rule("  s: {F: 1}\n  condition: s")), &[":1: ", "level"]),
        (
            "status.yml",
            format!("status: ready\n{}", rule("  s: {F: 1}\n  condition: s")),
            &[":1: ", "use one of"],
        ),
        (
            "source.yml",
            rule("  s: {F: 1}\n  condition: s").replace("{product: m365}", "m365"),
            &[":2: ", "logsource"],
        ),
        (
            "neither.yml",
            "title: Broken\nlogsource: {product: m365}\n".into(),
            &[":1: ", "add the section `detection`"],
        ),
        ("same-id.yml", sound("sound-2"), &[":2: ", "give it another id"]),
        (
            "second.yml",
            format!("{}---\ntitle: Broken\n", sound("sound-3")),
            &[":6: ", "document 2", "detection"],
        ),
    ]
}

fn broken_correlations() -> Vec<Broken> {
    let count = "  type: event_count\n  rules: [sound-1]\n  timespan: 1h\n  condition: {gte: 1}";
    vec![
        ("missing.yml", correlation(&count.replace("sound-1", "missing")), &[":4: ", "load the file"]),
        ("refused-part.yml", correlation(&count.replace("sound-1", "broken-part")), &["document 1", "was refused", "correct that rule"]),
        ("refused-part-of.yml", format!("id: broken-part\n{}", rule("  s: {F: []}\n  condition: s")), &[":5: ", "write a value"]),
        ("type.yml", correlation(&count.replace("event_count", "event_sum")), &[":3: ", "use one of event_count"]),
        ("span.yml", correlation(&count.replace("1h", "5x")), &[":5: ", "write a number and s, m, h or d"]),
        ("no-span.yml", correlation(&count.replace("  timespan: 1h\n", "")), &[":2: ", "add `timespan`"]),
        ("no-field.yml", correlation(&count.replace("event_count", "value_count")), &["document 1", "field"]),
        ("less.yml", correlation(&count.replace("gte: 1", "lt: 5")), &["document 1", "ask for at least one match"]),
        (
            "formula.yml",
            correlation("  type: temporal_ordered\n  rules: [sound-1, sound-2]\n  timespan: 1h\n  condition: sound-1 and not sound-2"),
            &["document 1", "temporal"],
        ),
        (
            "circle.yml",
            format!("name: one\n{}---\nname: two\n{}", correlation(&count.replace("sound-1", "two")), correlation(&count.replace("sound-1", "one"))),
            &["document 1", "one"],
        ),
        (
            "filter.yml",
            "title: Broken\nlogsource: {product: m365}\nfilter:\n  rules: [missing]\n  s: {F: 1}\n  condition: s\n".into(),
            &[":4: ", "load the file"],
        ),
        (
            "filter-source.yml",
            "title: Broken\nlogsource: {product: azure}\nfilter:\n  rules: [sound-1]\n  s: {F: 1}\n  condition: s\n".into(),
            &[":4: ", "give the filter the rule's log source"],
        ),
    ]
}

fn broken_queries() -> Vec<Broken> {
    let query = |sql: &str| format!("-- title: Broken\n-- level: low\n\n{sql}\n");
    vec![
        ("no-header.sql", "SELECT 1\n".into(), &["header"]),
        ("header.sql", "-- title: [\n\nSELECT 1\n".into(), &["document 1", "correct the indentation"]),
        (
            "header-level.sql",
            "-- title: Broken\n-- level: urgent\nSELECT 1\n".into(),
            &[":2: ", "use one of"],
        ),
        ("words.sql", query("SELEKT 1"), &["its query fails", "correct the query"]),
        (
            "column.sql",
            query("SELECT user_idd AS finding, content_hash FROM events"),
            &["user_id", "correct the query"],
        ),
        (
            "table.sql",
            query("SELECT 'x' AS finding, content_hash FROM event"),
            &["events", "correct the query"],
        ),
        (
            "no-column.sql",
            query("SELECT 'x' AS finding FROM events"),
            &["no column `content_hash`", "correct the query"],
        ),
        (
            "same-id.sql",
            format!("-- id: sound-1\n{}", query("SELECT 'x' AS finding, content_hash FROM events")),
            &["sound-1", "give it another id"],
        ),
    ]
}

/// Rules that can be used, and find nothing or perhaps something else than was meant.
fn doubtful_rules() -> Vec<Broken> {
    let of = |source: &str| rule("  s: {Operation: x}\n  condition: s").replace("{product: m365}", source);
    vec![
        (
            "windows.yml",
            of("{product: windows, category: process_creation}"),
            &["none of Microsoft 365", "product: m365"],
        ),
        (
            "resources.yml",
            of("{product: azure, service: activitylogs}"),
            &["Azure Resource Manager", "look in"],
        ),
        ("field.yml", rule("  s: {RequestTyp: x}\n  condition: s"), &["`RequestTyp`", "trail365 describe"]),
        ("path.yml", rule("  s: {Some.Path: x}\n  condition: s"), &["`Some.Path`", "trail365 describe"]),
        ("nothing.yml", "# nothing yet\n".into(), &["no document", "write a rule"]),
    ]
}

#[test]
fn each_is_told_with_its_remedy_and_stops_no_other() {
    let folder = Folder::new();
    for id in ["sound-1", "sound-2"] {
        folder.file(&format!("a-{id}.yml"), sound(id));
    }
    let broken = [broken_rules(), broken_documents(), broken_correlations(), broken_queries()].concat();
    assert!(broken.len() > 40);
    let doubtful = doubtful_rules();
    for (name, text, _) in broken.iter().chain(&doubtful) {
        // Titles are names, too: each has its own.
        folder.file(name, text.replace("Broken", &format!("Broken {name}")));
    }
    folder.file("not-utf8.yml", b"title: Br\xff\n");
    let done = run(&["rules", "check", &folder.path("")]);
    assert_eq!(done.code, 1, "{}", done.err);
    let not_utf8: Broken = ("not-utf8.yml", String::new(), &["UTF-8"]);
    let refused = broken.iter().chain([&not_utf8]).map(|broken| ("refused", broken));
    for (weight, (name, _, words)) in refused.chain(doubtful.iter().map(|broken| ("warning", broken))) {
        let start = format!("{weight}: {}", folder.path(name));
        let is_told = |line: &str| line.starts_with(&start) && words.iter().all(|word| line.contains(word));
        assert!(done.out.lines().any(is_told), "{name}: {words:?}\n{}", done.out);
    }
    // The sound ones, the one in front of a broken document, and the doubtful ones.
    let last = done.out.lines().last().unwrap();
    assert!(last.starts_with("7 fine, "), "{last}");
    assert!(done.out.len() < 40_000, "{}", done.out.len());
}

#[test]
fn a_path_that_is_missing_is_refused_by_name() {
    let folder = Folder::new();
    let path = folder.path("missing");
    let done = run(&["rules", "check", &path]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(done.out.starts_with(&format!("refused: {path}: cannot find")), "{}", done.out);
    let empty = run(&["rules", "check", &folder.path("")]);
    assert!(empty.code == 0 && empty.out.contains("the folder has no rule"), "{}", empty.out);
}
