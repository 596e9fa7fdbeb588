//! The rules that ship: each loads, and each case beside them holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use trail365_findings::{CASE_DOMAINS, Case, Detector, load_rules, read_cases};
use trail365_sql::rules::Tenant;

pub fn detector(lists: &BTreeMap<String, Vec<String>>) -> Detector {
    let loaded = load_rules(&[], lists);
    assert_eq!(loaded.set.problems, []);
    let domains = CASE_DOMAINS.map(str::to_owned).into();
    let detector = Detector::new(loaded.set, loaded.sql_rules, Tenant { domains }).unwrap();
    assert_eq!(detector.unfit(), []);
    detector
}

pub fn case_files() -> Vec<(PathBuf, Vec<Case>)> {
    let mut files = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(".cases.json") {
                let cases = read_cases(&std::fs::read_to_string(&path).unwrap());
                files.push((
                    path.clone(),
                    cases.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
                ));
            }
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

#[tokio::test]
async fn every_case_holds() {
    // Compiling all rules takes longer than all cases.
    let mut detectors = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for (path, file) in case_files() {
        for case in file {
            cases += 1;
            let asked = detectors.entry(case.lists.clone()).or_insert_with(|| detector(&case.lists));
            let fires = case.count_alerts(asked).await.unwrap();
            if fires != case.fires {
                let name = path.file_name().unwrap().to_string_lossy();
                wrong.push(format!("{name}: {}: {} of {} fired", case.name, fires, case.fires));
            }
        }
    }
    assert!(cases > 500, "{cases} cases were found");
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
}
