//! Imports with their progress.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use trail365_lake::Importer;

use crate::failure::{OrRaise, raise};

/// Time between two calls of a progress function, at least.
const PAUSE: Duration = Duration::from_millis(100);

/// The state of a running import.
#[pyclass(frozen, module = "trail365", name = "Progress")]
pub(crate) struct At {
    /// Name of the input that is being read.
    #[pyo3(get)]
    source: String,
    /// Bytes of it that were read.
    #[pyo3(get)]
    bytes: u64,
    /// Records that were read of it.
    #[pyo3(get)]
    records: u64,
    /// Inputs that were read before it.
    #[pyo3(get)]
    done: usize,
    /// All inputs.
    #[pyo3(get)]
    total: usize,
}

/// The function that a caller wants to be called.
pub(crate) struct Progress {
    call: Option<Py<PyAny>>,
    /// The last call; the first is made at once, so that a short import is told of, too.
    last: Option<Instant>,
}

impl Progress {
    pub(crate) fn of(call: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        let call = match call {
            Some(call) if !call.is_callable() => {
                return Err(PyTypeError::new_err("progress is a function that takes a Progress"));
            }
            call => call.map(Bound::unbind),
        };
        Ok(Self { call, last: None })
    }

    fn update(&mut self, at: impl FnOnce() -> At) -> PyResult<()> {
        let Some(call) = &self.call else { return Ok(()) };
        if self.last.is_some_and(|last| last.elapsed() < PAUSE) {
            return Ok(());
        }
        self.last = Some(Instant::now());
        Python::attach(|py| call.call1(py, (at(),)).map(|_| ()))
    }
}

/// The counts of an import, and what its inputs lack.
#[pyclass(frozen, module = "trail365")]
pub(crate) struct ImportReport {
    /// Rows that were read: the sum of all below.
    #[pyo3(get)]
    read: u64,
    /// Records that were added.
    #[pyo3(get)]
    added: u64,
    /// Records that were there.
    #[pyo3(get)]
    duplicates: u64,
    /// Records with an Id that was there with other content; they are added.
    #[pyo3(get)]
    conflicts: u64,
    /// Copies of sources that lose fields.
    #[pyo3(get)]
    partial_copies: u64,
    /// Pieces that are no record; the table `rejected` has them.
    #[pyo3(get)]
    rejected: u64,
    /// Faults of the inputs as a whole, in words.
    #[pyo3(get)]
    notices: Vec<String>,
    /// Inputs that could not be read, or not to their end, with the reason.
    #[pyo3(get)]
    unread: Vec<String>,
    /// The counts of each input.
    #[pyo3(get)]
    units: Vec<Unit>,
}

/// The counts of one input.
#[pyclass(frozen, module = "trail365")]
#[derive(Clone)]
pub(crate) struct Unit {
    #[pyo3(get)]
    source: String,
    #[pyo3(get)]
    format: String,
    #[pyo3(get)]
    read: u64,
    #[pyo3(get)]
    added: u64,
    #[pyo3(get)]
    duplicates: u64,
    #[pyo3(get)]
    conflicts: u64,
    #[pyo3(get)]
    rejected: u64,
}

#[pymethods]
impl ImportReport {
    /// True if all inputs were read to their end and nothing was rejected.
    #[getter]
    fn is_complete(&self) -> bool {
        self.unread.is_empty() && self.rejected == 0
    }

    /// Returns the counts by their names.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, count) in [
            ("read", self.read),
            ("added", self.added),
            ("duplicates", self.duplicates),
            ("conflicts", self.conflicts),
            ("partial_copies", self.partial_copies),
            ("rejected", self.rejected),
        ] {
            dict.set_item(name, count)?;
        }
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        format!(
            "<ImportReport: {} read, {} added, {} duplicates, {} conflicts, {} partial copies, {} rejected>",
            self.read, self.added, self.duplicates, self.conflicts, self.partial_copies, self.rejected
        )
    }
}

/// Imports all units of the paths.
pub(crate) fn import_units(
    importer: &mut Importer,
    paths: Vec<PathBuf>,
    mut progress: Progress,
) -> PyResult<ImportReport> {
    let has_paths = !paths.is_empty();
    let units: Vec<_> = trail365_read::sources(paths).collect();
    if !units.iter().any(Result::is_ok) {
        let reasons: Vec<_> =
            units.iter().filter_map(|unit| unit.as_ref().err()).map(ToString::to_string).collect();
        let reason = match (has_paths, reasons.is_empty()) {
            (false, _) => "no paths were given".to_owned(),
            (true, true) => "there are no files at the paths".to_owned(),
            (true, false) => reasons.join("; "),
        };
        return Err(raise("ReadError", format!("nothing to import: {reason}")));
    }
    let (total, mut unread, mut stopped) = (units.len(), Vec::new(), None);
    for (done, unit) in units.into_iter().enumerate() {
        let opened = match unit {
            Ok(source) => {
                let name = source.name().to_owned();
                source.open().map(|input| (name.clone(), input)).map_err(|error| format!("{name}: {error}"))
            }
            Err(what) if what.is_passed_over() => continue,
            Err(what) => Err(what.to_string()),
        };
        match opened {
            Ok((name, input)) => {
                let mut told = |at: trail365_lake::Progress| {
                    let at =
                        || At { source: name.clone(), bytes: at.bytes, records: at.records, done, total };
                    if stopped.is_none() {
                        stopped = progress.update(at).err();
                    }
                };
                importer.import_unit(&name, input, &mut told).or_raise()?;
            }
            Err(reason) => unread.push(reason),
        }
        if let Some(error) = stopped {
            return Err(error);
        }
    }
    Ok(report_of(importer.finish().or_raise()?, unread))
}

fn report_of(done: trail365_lake::Imported, mut unread: Vec<String>) -> ImportReport {
    let sum = |of: fn(&trail365_lake::Entry) -> u64| done.units.iter().map(of).sum::<u64>();
    if done.unfinished > 0 {
        unread.push(format!("{} inputs were not read to their end: see the notices", done.unfinished));
    }
    let units = done.units.iter().map(|unit| Unit {
        source: unit.source.clone(),
        format: unit.format.clone(),
        read: unit.rows_read,
        added: unit.rows_added,
        duplicates: unit.duplicates,
        conflicts: unit.conflicts,
        rejected: unit.rejected,
    });
    ImportReport {
        read: sum(|unit| unit.rows_read),
        added: sum(|unit| unit.rows_added),
        duplicates: sum(|unit| unit.duplicates),
        conflicts: sum(|unit| unit.conflicts),
        partial_copies: sum(|unit| unit.partial_copies),
        rejected: sum(|unit| unit.rejected),
        notices: done
            .notices
            .list()
            .iter()
            .map(|notice| format!("{}: {}", notice.first, notice.notice))
            .collect(),
        unread,
        units: units.collect(),
    }
}
