//! `docs/functions.md` says of functions what the program says.

use std::fmt::Write as _;
use std::path::Path;

use trail365_sql::FUNCTIONS;

const HEAD: &str = r#"# Functions

Functions that queries have besides those of DataFusion. Text that is no JSON, no address or no known name gives null, never an error;
a constant that cannot be right (a network, a path, an enum's name) is an error before the query runs. Written by the tests of
`crates/sql` when `UPDATE_DOCS` is set.

DataFusion's own functions of time go by nanoseconds, which reach from 1677 to 2262. `date_trunc`, `date_bin` and `to_char` end a query that
meets a time outside of these years, and so does a comparison with such a time as text. `time_bucket`, `extract` and `date_part`, and casts to
`date` and to text take all times; a far time is written `arrow_cast('9999-12-31', 'Timestamp(Microsecond, Some("UTC"))')`.
"#;

#[test]
fn functions_are_described() {
    let mut text = HEAD.to_owned();
    for f in &FUNCTIONS {
        write!(text, "\n## {}\n\n`{}`: {}\n\n```sql\n{};\n```\n", f.name, f.syntax, f.description, f.example)
            .unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/functions.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "stale; run with UPDATE_DOCS=1");
}

#[test]
fn names_of_fields_in_rules_are_described() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fields = std::fs::read_to_string(here.join("src/rules/fields.toml")).unwrap();
    let page = std::fs::read_to_string(here.join("../../docs/detect.md")).unwrap();
    let lines = fields.lines().filter_map(|line| line.strip_prefix("names = ["));
    let names: Vec<_> = lines.flat_map(|line| line.split('"').skip(1).step_by(2)).collect();
    assert!(names.len() > 30, "{names:?}");
    let missing: Vec<_> = names.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/detect.md lacks {missing:?}");
}
