//! Records of any export, one after the other.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use trail365_read::{Encoding, ItemKind, Limits, Source, Sources};
use trail365_records::{OwnedRecord, Parser};

use super::file::PythonFile;
use super::inputs::{encoding_of, paths_of};
use super::rejected::Rejected;
use crate::failure::OrRaise;
use crate::records::shared::wrap_record;
use crate::values::origin::Origin;
use crate::values::text::text_of;

/// Items that are read at once, while other threads of Python go on.
const AHEAD: usize = 256;

/// Reads one record from its JSON, as the class of its type.
#[pyfunction]
pub(crate) fn parse<'py>(py: Python<'py>, json: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let text = text_of(json)?;
    let record = OwnedRecord::parse(text.trim().as_bytes()).or_raise()?;
    wrap_record(py, record, None)
}

/// Reads the records of files, folders, archives, patterns or an open binary file, in any format.
#[pyfunction]
#[pyo3(signature = (source, *, encoding=None))]
pub(crate) fn read(source: &Bound<'_, PyAny>, encoding: Option<&str>) -> PyResult<Reader> {
    let encoding = encoding_of(encoding)?;
    let units = if source.hasattr("read")? {
        let name: Arc<str> =
            source.getattr("name").map_or_else(|_| "-".into(), |name| name.to_string().into());
        Units::Open(Some((name, Box::new(PythonFile::of(source)?))))
    } else {
        Units::Named(trail365_read::sources(paths_of(source)?))
    };
    Ok(Reader::of_units(units, encoding, false))
}

/// The inputs that are left.
enum Units {
    Named(Sources),
    Open(Option<(Arc<str>, Box<dyn Read + Send>)>),
}

type Input = trail365_read::Reader<Box<dyn Read + Send>>;

struct State {
    units: Units,
    /// The input that is being read.
    unit: Option<(Arc<str>, Input)>,
    parser: Parser,
    encoding: Option<Encoding>,
    /// True for content of the service itself, whose records are taken as they stand.
    is_bare: bool,
    ready: VecDeque<Ready>,
    notices: Vec<String>,
}

enum Ready {
    Record(OwnedRecord, Origin),
    Rejected(Rejected),
}

/// An iterator over records, each of the class of its type, and over [`Rejected`] pieces.
#[pyclass(frozen, module = "trail365")]
pub(crate) struct Reader {
    state: Mutex<State>,
}

impl Reader {
    fn of_units(units: Units, encoding: Option<Encoding>, is_bare: bool) -> Self {
        Self {
            state: Mutex::new(State {
                units,
                unit: None,
                parser: Parser::new(),
                encoding,
                is_bare,
                ready: VecDeque::new(),
                notices: Vec::new(),
            }),
        }
    }

    /// Reads a blob of the service.
    pub(crate) fn of_content(name: Arc<str>, content: impl Read + Send + 'static) -> Self {
        Self::of_units(Units::Open(Some((name, Box::new(content)))), None, true)
    }
}

#[pymethods]
impl Reader {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let ready = py.detach(|| {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.ready.is_empty() {
                state.fill();
            }
            state.ready.pop_front()
        });
        match ready {
            Some(Ready::Record(record, origin)) => wrap_record(py, record, Some(origin)).map(Some),
            Some(Ready::Rejected(rejected)) => Ok(Some(Bound::new(py, rejected)?.into_any())),
            None => Ok(None),
        }
    }

    /// Faults of the inputs read so far as a whole, in words.
    #[getter]
    fn notices(&self, py: Python<'_>) -> Vec<String> {
        py.detach(|| self.state.lock().unwrap_or_else(PoisonError::into_inner).notices.clone())
    }
}

impl State {
    /// Reads on until some items are ready, or nothing is left.
    fn fill(&mut self) {
        while self.ready.len() < AHEAD {
            if self.unit.is_none() && !self.open_next() {
                return;
            }
            let Some((name, input)) = &mut self.unit else { continue };
            match input.next() {
                Ok(Some(item)) => {
                    let origin = Origin::new(name.clone(), item.line);
                    self.ready.push_back(Ready::of(&mut self.parser, item.kind, origin));
                }
                Ok(None) => self.close_unit(),
                Err(error) => {
                    let name = name.clone();
                    self.close_unit();
                    self.fail(name, &error);
                }
            }
        }
    }

    /// Opens the next input. One that cannot be read is told as rejected.
    fn open_next(&mut self) -> bool {
        let opened = match &mut self.units {
            Units::Open(input) => input.take().map(|(name, input)| (name, Ok(input))),
            Units::Named(sources) => sources.next().map(open_source),
        };
        let Some((name, opened)) = opened else { return false };
        let input = opened
            .and_then(|input| trail365_read::Reader::with_encoding(input, Limits::default(), self.encoding));
        match input {
            Ok(input) if self.is_bare => self.unit = Some((name, input.as_they_stand())),
            Ok(input) => self.unit = Some((name, input)),
            Err(error) if error.kind().is_passed_over() => self.notices.push(format!("{name}: {error}")),
            Err(error) => self.fail(name, &error),
        }
        true
    }

    fn close_unit(&mut self) {
        if let Some((name, input)) = self.unit.take() {
            self.notices.extend(input.notices().iter().map(|notice| format!("{name}: {notice}")));
        }
    }

    fn fail(&mut self, name: Arc<str>, error: &trail365_read::Error) {
        let reason = crate::failure::chain(error);
        self.ready.push_back(Ready::Rejected(Rejected {
            reason,
            origin: Origin::new(name, 0),
            bytes: Vec::new(),
        }));
    }
}

impl Ready {
    fn of(parser: &mut Parser, kind: ItemKind<'_>, origin: Origin) -> Self {
        let (bytes, reason) = match kind {
            ItemKind::Record(bytes) => match parser.parse(bytes) {
                Ok(record) => return Ready::Record(record.to_owned(), origin),
                Err(error) => (bytes, error.to_string()),
            },
            ItemKind::Rejected { bytes, reason, .. } => (bytes, reason.to_string()),
        };
        Ready::Rejected(Rejected { reason, origin, bytes: bytes.to_vec() })
    }
}

type Opened = (Arc<str>, Result<Box<dyn Read + Send>, trail365_read::Error>);

fn open_source(unit: Result<Source, trail365_read::Unread>) -> Opened {
    match unit {
        Ok(source) => (source.name().into(), source.open()),
        Err(unread) => (unread.name.into(), Err(unread.error)),
    }
}
