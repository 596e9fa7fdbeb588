//! `trail365 rules test`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use trail365_findings::{
    CASE_DOMAINS, Case, Detector, Loaded, find_case_files, load_lists, load_rules, read_cases,
};
use trail365_sigma::Severity;
use trail365_sql::rules::Tenant;

use crate::commands::Outcome;
use crate::commands::detect::note_problems;
use crate::lake;
use crate::output::{count_of, printable};

/// Folder that is tested where nobody names another.
const FOLDER: &str = "rules";

/// Runs the cases beside rules. Writes a line for each that fails, and how many there are.
pub fn run(paths: &[PathBuf], rules: &[PathBuf], lists: &[PathBuf], out: &mut dyn Write) -> Result<Outcome> {
    let paths = match paths {
        [] if Path::new(FOLDER).is_dir() => vec![PathBuf::from(FOLDER)],
        [] => bail!("there is no folder {FOLDER} here: name files or folders of rules with their cases"),
        paths => paths.to_vec(),
    };
    let files = find_case_files(&paths);
    if files.is_empty() {
        bail!("there are no cases: write X.cases.json beside X.yml; docs/detect.md has an example");
    }
    let mut tests = Tests::load(if rules.is_empty() { &paths } else { rules }, load_lists(lists)?)?;
    let mut failures = tests.refused;
    let mut count = 0;
    lake::runtime()?.block_on(async {
        for file in &files {
            for failure in tests.run_file(file, &mut count).await {
                failures += 1;
                writeln!(out, "{}: {failure}", printable(&file.to_string_lossy()))?;
            }
        }
        anyhow::Ok(())
    })?;
    let files = count_of(files.len() as u64, "file");
    let cases = count_of(count, "case");
    Ok(match failures {
        0 => {
            writeln!(out, "{cases} in {files}: all hold")?;
            Outcome::Done
        }
        _ => {
            writeln!(out, "{cases} in {files}: {failures} wrong")?;
            Outcome::Findings
        }
    })
}

struct Tests {
    paths: Vec<PathBuf>,
    lists: BTreeMap<String, Vec<String>>,
    detector: Detector,
    /// Ids of the rules that can be asked, in lower case.
    ids: BTreeSet<String>,
    /// Rules that were refused.
    refused: usize,
}

impl Tests {
    fn load(paths: &[PathBuf], lists: BTreeMap<String, Vec<String>>) -> Result<Self> {
        let loaded = load_rules(paths, &lists);
        note_problems(&loaded.set.problems);
        let refused =
            loaded.set.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let entries = trail365_findings::list_entries(&loaded.set, &loaded.sql_rules);
        let ids = entries.iter().map(|entry| entry.metadata.identity().to_lowercase()).collect();
        Ok(Self { paths: paths.to_vec(), lists, detector: detector_of(loaded)?, ids, refused })
    }

    /// Runs the cases of a file; returns what is wrong.
    async fn run_file(&mut self, file: &Path, count: &mut u64) -> Vec<String> {
        let cases = match fs::read_to_string(file) {
            Ok(text) => read_cases(&text),
            Err(error) => Err(error.to_string()),
        };
        let cases = match cases {
            Ok(cases) => cases,
            Err(error) => return vec![format!("its cases cannot be read: {}", printable(&error))],
        };
        *count += cases.len() as u64;
        let mut failures = Vec::new();
        for case in &cases {
            let name = printable(&case.name);
            match self.run_case(case).await {
                Ok(fires) if fires == case.fires => {}
                Ok(fires) => {
                    let expected = count_of(case.fires as u64, "alert");
                    failures.push(format!("{name}: expected {expected}, given {fires}"));
                }
                Err(why) => failures.push(format!("{name}: {}", printable(&why))),
            }
        }
        failures
    }

    /// Counts the alerts of a case. Lists of its own mean rules of its own.
    async fn run_case(&mut self, case: &Case) -> Result<usize, String> {
        if case.lists.is_empty() {
            if !self.ids.contains(&case.rule.to_lowercase()) {
                return Err(format!("no rule here has the id {}", case.rule));
            }
            return case.count_alerts(&mut self.detector).await;
        }
        let mut lists = self.lists.clone();
        lists.extend(case.lists.clone());
        let mut own = detector_of(load_rules(&self.paths, &lists)).map_err(|error| error.to_string())?;
        case.count_alerts(&mut own).await
    }
}

fn detector_of(loaded: Loaded) -> Result<Detector> {
    let domains = CASE_DOMAINS.map(str::to_owned).into();
    Ok(Detector::new(loaded.set, loaded.sql_rules, Tenant { domains })?)
}
