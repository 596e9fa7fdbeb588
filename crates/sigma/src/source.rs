//! The document that something was read from.

use std::path::Path;
use std::sync::Arc;

use crate::problem::{Place, Problem, Severity};
use crate::walk::{Fault, Step, show_path};
use crate::yaml::find_line;

/// A document of a file.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub file: Arc<Path>,
    /// Number in the file from 1 on; 0 for the file itself.
    pub document: usize,
    /// Text of the document.
    pub text: Arc<str>,
    /// Lines of the file before it.
    pub lines_before: usize,
}

impl Source {
    /// Makes the source of what concerns a whole file or folder.
    pub fn whole(file: &Path) -> Self {
        Source { file: file.into(), document: 0, text: "".into(), lines_before: 0 }
    }

    /// Returns the place of a path in the document.
    pub fn place(&self, path: &[Step]) -> Place {
        let line = find_line(&self.text, path).map(|line| self.lines_before + line + 1);
        Place { file: Arc::clone(&self.file), document: self.document, line, path: show_path(path) }
    }

    /// Adds the file and line to a fault.
    pub fn problem(&self, severity: Severity, fault: Fault) -> Problem {
        let mut place = self.place(&fault.path);
        if let Some(line) = fault.line {
            place.line = Some(self.lines_before + line + 1);
        }
        Problem { severity, place, what: fault.what, remedy: fault.remedy }
    }
}
