//! Broken rules: each gives file, place and remedy, and stops no other.

use trail365_sigma::{Collection, Severity};

use crate::rules::indent;

/// A sound rule that is loaded beside each broken one.
const SOUND: &str =
    "title: Sound\nid: sound\nlogsource: {product: m365}\ndetection: {s: {F: 1}, condition: s}\n";

const HEAD: &str = "title: Broken\nid: broken\nlogsource: {product: m365}\n";

/// A broken document, the place of its problem, and the words of the remedy.
struct Broken {
    text: String,
    line: usize,
    path: &'static str,
    remedy: &'static str,
}

fn detection(lines: &str, line: usize, path: &'static str, remedy: &'static str) -> Broken {
    let lines = indent(lines);
    Broken { text: format!("{HEAD}detection:\n{lines}"), line, path, remedy }
}

fn correlation(lines: &str, line: usize, path: &'static str, remedy: &'static str) -> Broken {
    let lines = indent(lines);
    Broken { text: format!("title: Broken\nid: broken\ncorrelation:\n{lines}"), line, path, remedy }
}

fn document(text: impl Into<String>, line: usize, path: &'static str, remedy: &'static str) -> Broken {
    Broken { text: text.into(), line, path, remedy }
}

fn broken_detections() -> Vec<Broken> {
    let quotes = "put the value in quotes";
    vec![
        detection("s: {F: 1}", 4, "detection", "add `condition`"),
        detection("condition: s", 4, "detection", "add a search"),
        detection("s:\n  F|cntains: x\ncondition: s", 6, "detection.s.F|cntains", "did you mean `contains`?"),
        detection("s:\n  F: []\ncondition: s", 6, "detection.s.F", "write a value"),
        detection("s: []\ncondition: s", 5, "detection.s", "add keywords"),
        detection("s: {}\ncondition: s", 5, "detection.s", "add fields"),
        detection("s:\ncondition: s", 5, "detection.s", "add fields"),
        detection(
            "s: {F: 1}\ncondition: s | count() > 5",
            6,
            "detection.condition",
            "write a correlation rule",
        ),
        detection(
            "s: {F: 1}\ntimeframe: 5m\ncondition: s",
            6,
            "detection.timeframe",
            "write a correlation rule",
        ),
        detection("s: {F: 1}\ncondition: t", 6, "detection.condition", "did you mean `s`?"),
        detection("s: {F: 1}\ncondition: s and", 6, "detection.condition", "use the names of searches"),
        detection("s: {F: 1}\ncondition: 1 of x_*", 6, "detection.condition", "use a pattern"),
        detection("s: {F: 1}\ncondition: 2 of them", 6, "detection.condition", "use `1 of`"),
        detection("s:\n  F:\n    G: 1\ncondition: s", 6, "detection.s.F", "sigma-version: 3"),
        detection("s:\n  F[any]:\n    G: 1\ncondition: s", 6, "detection.s.F[any]", "add `sigma-version: 3`"),
        detection("s:\n  F:\n  - [a]\ncondition: s", 7, "detection.s.F[1]", "write all values into one list"),
        detection("s:\n  F|exists: 'yes'\ncondition: s", 6, "detection.s.F|exists", "write true or false"),
        detection("s:\n  F|cidr: 10.0.0.1/8\ncondition: s", 6, "detection.s.F|cidr", "write 10.0.0.0/8"),
        detection("s:\n  F|cidr: 300.0.0.0/8\ncondition: s", 6, "detection.s.F|cidr", "write an address"),
        detection("s:\n  F|re: '['\ncondition: s", 6, "detection.s.F|re", "correct it"),
        detection(
            "s:\n  F|re: '(a{1,1000}){1,1000}{1,100}'\ncondition: s",
            6,
            "detection.s.F|re",
            "lower its",
        ),
        detection("s:\n  F|contains: 5\ncondition: s", 6, "detection.s.F|contains", quotes),
        detection("s:\n  F|gt: five\ncondition: s", 6, "detection.s.F|gt", "write a number"),
        detection("s:\n  F|hour: 25\ncondition: s", 6, "detection.s.F|hour", "from 0 to 23"),
        detection("s:\n  F|fieldref: 'G*'\ncondition: s", 6, "detection.s.F|fieldref", "write a name"),
        detection("s:\n  F|wide: x\ncondition: s", 6, "detection.s.F|wide", "put `base64`"),
        detection("s:\n  F|contains|re: x\ncondition: s", 6, "detection.s.F|contains|re", "keep one of them"),
        detection("s:\n  F: \"a\\0b\"\ncondition: s", 6, "detection.s.F", "remove it"),
        detection("s:\n  F: a\n  F: b\ncondition: s", 5, "detection.s", "keep one of them"),
        detection("s:\n  5: a\ncondition: s", 5, "detection.s", "put the key in quotes"),
        detection(
            "s:\n  F: !secret a\ncondition: s",
            6,
            "detection.s.F",
            "remove the word that begins with !",
        ),
        detection("s: &s {F: 1}\nt:\n  <<: *s\ncondition: s", 6, "detection.t", "write the values out"),
        detection("s:\n  F: *s\ncondition: s", 6, "", "define the anchor"),
    ]
}

fn broken_correlations() -> Vec<Broken> {
    let count = |rest: &str| format!("type: event_count\nrules: [sound]\ncondition: {{gte: 1}}\n{rest}");
    vec![
        correlation(
            &count("").replace("event_count", "event_sum"),
            4,
            "correlation.type",
            "use one of event_count",
        ),
        correlation(&count(""), 3, "correlation", "add `timespan`"),
        correlation(&count("timespan: 5"), 7, "correlation.timespan", "write a number and s, m, h or d"),
        correlation(&count("timespan: 5x"), 7, "correlation.timespan", "write a number and s, m, h or d"),
        correlation(&count("timespan: 1h\ngroup-by: []"), 8, "correlation.group-by", "add a text"),
        correlation(
            &count("timespan: 1h").replace("gte: 1", "gte: x"),
            6,
            "correlation.condition.gte",
            "write a number",
        ),
        correlation(
            &count("timespan: 1h").replace("[sound]", "[missing]"),
            5,
            "correlation.rules[1]",
            "load the file",
        ),
        correlation(
            &count("timespan: 1h").replace("[sound]", "[broken]"),
            5,
            "correlation.rules",
            "take one of the",
        ),
        correlation(
            &count("timespan: 1h\ngroup-by: [u]\naliases:\n  u: {other: U}"),
            10,
            "correlation.aliases.u.other",
            "use a name that `rules` has",
        ),
        correlation(
            &count("timespan: 1h\ngroup-by: [u]\naliases:\n  u: {}"),
            8,
            "correlation.group-by",
            "add `sound`",
        ),
    ]
}

fn broken_documents() -> Vec<Broken> {
    vec![
        document("title: Broken\nid: broken\n", 1, "", "add the section `detection`"),
        document("title: Broken: x\n", 1, "", "correct the indentation"),
        document("title: \"Broken\n", 2, "", "correct the indentation"),
        document("title: Bro\u{7}ken\n", 1, "", "remove the control character"),
        document("just text\n", 1, "", "begin it with `title:`"),
        document(SOUND.replace("F: 1", "F: 2"), 2, "id", "give it another id"),
        document(
            HEAD.replace("product: m365", "") + "detection: {s: {F: 1}, condition: s}\n",
            3,
            "logsource",
            "write at",
        ),
        document(
            format!("{HEAD}level: urgent\ndetection: {{s: {{F: 1}}, condition: s}}\n"),
            4,
            "level",
            "use one of",
        ),
        document(
            format!("{HEAD}sigma-version: 9\ndetection: {{s: {{F: 1}}, condition: s}}\n"),
            4,
            "sigma-version",
            "write 2",
        ),
        document(format!("action: repeat\n{HEAD}"), 1, "action", "put the rule in front"),
    ]
}

#[test]
fn each_gives_file_place_and_remedy_and_stops_no_other() {
    let cases = [broken_detections(), broken_correlations(), broken_documents()].concat_vec();
    assert!(cases.len() > 50);
    for broken in &cases {
        let mut collection = Collection::from_text("sound.yml", SOUND);
        collection.add_text("rules/broken.yml", &broken.text);
        let set = collection.link();
        assert_eq!(set.rules.len(), 1, "{}", broken.text);
        assert!(set.correlations.is_empty(), "{}", broken.text);
        let errors: Vec<_> =
            set.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        let [problem] = errors[..] else { panic!("{}\n{errors:#?}", broken.text) };
        let context = format!("{}\n{problem}", broken.text);
        assert!(problem.place.file.ends_with("broken.yml"), "{context}");
        assert_eq!(problem.place.document, 1, "{context}");
        assert_eq!(
            (problem.place.line, problem.place.path.as_str()),
            (Some(broken.line), broken.path),
            "{context}"
        );
        assert!(problem.remedy.contains(broken.remedy), "{context}");
        assert!(
            problem.to_string().starts_with(&format!("rules/broken.yml:{}: document 1", broken.line)),
            "{context}"
        );
    }
}

#[test]
fn all_in_one_file_leave_the_sound_one() {
    let cases = [broken_detections(), broken_correlations(), broken_documents()].concat_vec();
    // A broken document that may be a template takes those behind it with it, so these stand last.
    let (templates, others): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|broken| broken.text.contains("action:"));
    let texts: Vec<String> = others.into_iter().chain(templates).map(|broken| broken.text).collect();
    let set = Collection::from_text("all.yml", &format!("{SOUND}---\n{}", texts.join("---\n"))).link();
    assert_eq!(set.rules.len(), 1);
    let documents: std::collections::BTreeSet<usize> =
        set.problems.iter().map(|problem| problem.place.document).collect();
    assert_eq!(documents.len(), texts.len());
}

/// Joins lists of cases.
trait ConcatVec {
    fn concat_vec(self) -> Vec<Broken>;
}

impl<const N: usize> ConcatVec for [Vec<Broken>; N] {
    fn concat_vec(self) -> Vec<Broken> {
        self.into_iter().flatten().collect()
    }
}
