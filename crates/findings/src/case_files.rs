//! Files of cases beside rules: `X.cases.json`.

use std::path::{Path, PathBuf};

use crate::rule_files::find_files;

/// End of the name of a file of cases.
const END: &str = ".cases.json";

/// Reports whether a file holds cases, by its name.
pub(crate) fn is_case_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(END))
}

/// Finds the files of cases below paths, and those beside rules that are named, in order.
pub fn find_case_files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let beside = |path: &PathBuf| {
        let is_rule = path.is_file() && !is_case_file(path);
        if is_rule { path.with_extension(&END[1..]) } else { path.clone() }
    };
    find_files(&paths.iter().map(beside).collect::<Vec<_>>(), is_case_file)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{find_case_files, is_case_file};

    #[test]
    fn cases_stand_beside_their_rule() {
        assert!(is_case_file(Path::new("rules/a.cases.json")));
        assert!(!is_case_file(Path::new("rules/a.json")));
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/sign-in");
        let found = find_case_files(&[rules.join("mfa-bombing.yml")]);
        assert_eq!(found, [rules.join("mfa-bombing.cases.json")]);
        assert!(find_case_files(&[rules]).len() > 20);
    }
}
