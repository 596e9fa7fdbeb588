//! The metadata of a rule that is written in another language.

use std::path::Path;

use crate::limits::Limits;
use crate::model::Metadata;
use crate::problem::{Problem, Severity};
use crate::read::read_metadata;
use crate::source::Source;
use crate::walk::Walk;
use crate::yaml::{Budget, Node, read_document};

impl Metadata {
    /// Reads the metadata of a rule that is written in another language: YAML with the keys of a Sigma rule.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    ///
    /// ```
    /// use trail365_sigma::Metadata;
    ///
    /// let metadata = Metadata::read("silence.sql", "title: A service fell silent\nlevel: medium\n").unwrap();
    /// assert_eq!(metadata.title, "A service fell silent");
    /// assert!(Metadata::read("silence.sql", "level: medium").is_err());
    /// ```
    pub fn read(name: impl AsRef<Path>, yaml: &str) -> Result<Metadata, Problem> {
        let source = Source { file: name.as_ref().into(), document: 1, text: yaml.into(), lines_before: 0 };
        let problem = |fault| source.problem(Severity::Error, fault);
        let mut walk = Walk::default();
        match read_document(yaml, &mut Budget::new(&Limits::default())).map_err(problem)? {
            Node::Map(map) => read_metadata(&mut walk, &map).map_err(problem),
            node => {
                let what = format!("the header is {}, not a map", node.kind());
                Err(problem(walk.fault(what, "begin it with `title:`")))
            }
        }
    }
}
