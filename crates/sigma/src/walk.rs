//! The way into a document: names the place of each fault.

use std::fmt::Write as _;

/// Step from a value of a document to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    /// Number of a list's item from 0 on.
    Item(usize),
}

/// A fault inside a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub path: Vec<Step>,
    /// Line within the document's text from 0 on, where the reader knows it better than the path.
    pub line: Option<usize>,
    pub what: String,
    pub remedy: String,
}

/// Result of reading a part of a document.
pub(crate) type Result<T> = std::result::Result<T, Fault>;

/// Path to the value that is being read, and the warnings so far.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    path: Vec<Step>,
    pub warnings: Vec<Fault>,
    needles: usize,
}

/// Most warnings of a document.
const WARNINGS: usize = 50;

/// Most needles of a document. The longest rule in public use has some 2,000.
pub(crate) const NEEDLES: usize = 100_000;

impl Walk {
    /// Counts needles against the limit of a document: a text may become thousands by its modifiers.
    pub fn count_needles(&mut self, count: usize) -> Result<()> {
        self.needles = self.needles.saturating_add(count);
        if self.needles > NEEDLES {
            return self.refuse(format!("the rule compares more than {NEEDLES} values"), "split the rule");
        }
        Ok(())
    }

    /// Reads the value of a key.
    pub fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.inside(Step::Key(key.to_owned()), read)
    }

    /// Reads an item of a list.
    pub fn item<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.inside(Step::Item(index), read)
    }

    fn inside<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.enter(step);
        let value = read(self);
        self.leave();
        value
    }

    /// Goes to a value inside the present one.
    pub fn enter(&mut self, step: Step) {
        self.path.push(step);
    }

    /// Goes back to the value around the present one.
    pub fn leave(&mut self) {
        self.path.pop();
    }

    /// Makes the fault of the present place.
    pub fn fault(&self, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault { path: self.path.clone(), line: None, what: what.into(), remedy: remedy.into() }
    }

    /// Returns the fault of the present place as an error.
    pub fn refuse<T>(&self, what: impl Into<String>, remedy: impl Into<String>) -> Result<T> {
        Err(self.fault(what, remedy))
    }

    /// Notes a warning about the present place.
    pub fn warn(&mut self, what: impl Into<String>, remedy: impl Into<String>) {
        let fault = self.fault(what, remedy);
        self.note(fault);
    }

    /// Notes a fault as a warning.
    pub fn note(&mut self, fault: Fault) {
        match self.warnings.len() {
            ..WARNINGS => self.warnings.push(fault),
            WARNINGS => {
                let more = Walk::default().fault("there are more warnings", "correct those that are shown");
                self.warnings.push(more);
            }
            _ => {}
        }
    }

    /// Returns the present path as text.
    pub fn path(&self) -> String {
        show_path(&self.path)
    }

    /// Returns how many steps the present place is below the document's root.
    pub fn depth(&self) -> usize {
        self.path.len()
    }
}

/// Returns a path as text. Items are counted from 1 on, as lines are.
pub(crate) fn show_path(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => {
                out.push('.');
                out.push_str(key);
            }
            Step::Item(index) => {
                let _ = write!(out, "[{}]", index + 1);
            }
        }
    }
    out
}
