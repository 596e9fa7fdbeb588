//! A lake: imports, queries, upkeep.

use std::sync::{Arc, Mutex, PoisonError};

use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use trail365_lake::{At, ImportOptions, Importer, Lake as Inner, Location};
use trail365_shapes::Shape;
use trail365_sql::search::{AddressRange, Search, record_types_named};
use trail365_sql::{SessionOptions, TABLES};

use super::arguments::{parameters, utc, words};
use super::import::{ImportReport, Progress, import_units};
use super::query::QueryResult;
use crate::failure::{OrRaise, wrong_value};
use crate::read::inputs::{encoding_of, paths_of};
use crate::runtime;
use crate::values::html;

/// A lake of audit activity: one table of records, a ledger of where each row came from, and what was rejected.
///
/// `path` is a folder, or the URL of one in object storage. The lake stays at the version that it was opened at until
/// `refresh()`; its own imports are seen at once.
#[pyclass(frozen, module = "trail365")]
pub(crate) struct Lake {
    path: String,
    state: Mutex<State>,
    options: SessionOptions,
}

struct State {
    lake: Arc<Inner>,
    /// Made with the first query of a version.
    session: Option<SessionContext>,
}

impl Lake {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the lake anew, at its newest version, for a writer.
    fn open_newest(&self, py: Python<'_>) -> PyResult<Inner> {
        let location = Location::parse(&self.path).or_raise()?;
        runtime::wait(py, async move { Inner::open(&location, None).await.or_raise() })
    }

    /// Keeps a lake that was written.
    fn keep(&self, lake: Inner) {
        let mut state = self.state();
        state.lake = Arc::new(lake);
        state.session = None;
    }

    /// Returns the session of the version.
    fn session(&self, py: Python<'_>) -> PyResult<SessionContext> {
        let lake = {
            let state = self.state();
            if let Some(session) = &state.session {
                runtime::check_process()?;
                return Ok(session.clone());
            }
            state.lake.clone()
        };
        let (options, opened) = (self.options.clone(), lake.clone());
        let session =
            runtime::wait(py, async move { trail365_sql::open(&opened, &options).await.or_raise() })?;
        let mut state = self.state();
        if Arc::ptr_eq(&state.lake, &lake) {
            state.session = Some(session.clone());
        }
        Ok(session)
    }

    fn plan(
        &self,
        py: Python<'_>,
        sql: String,
        params: Vec<(String, ScalarValue)>,
        shape: Option<Shape>,
    ) -> PyResult<QueryResult> {
        let session = self.session(py)?;
        let text = sql.clone();
        let frame = runtime::wait(py, async move {
            let frame = trail365_sql::sql(&session, &text).await.or_raise()?;
            let frame = if params.is_empty() {
                frame
            } else {
                frame.with_param_values(params).map_err(super::query::failed)?
            };
            match shape {
                None => Ok(frame),
                Some(shape) => {
                    let document = format!("shape_document('{}', record) AS document", shape.name());
                    frame.select_exprs(&[&document]).map_err(super::query::failed)
                }
            }
        })?;
        Ok(QueryResult::new(frame, sql))
    }
}

/// Runs a call that changes the lake, at its newest version, and keeps the lake.
macro_rules! change {
    ($self:ident, $py:ident, |$lake:ident| $call:expr) => {{
        let mut $lake = $self.open_newest($py)?;
        let (lake, done) = runtime::run($py, move || {
            let done = trail365_lake::blocking::wait($call);
            Ok(($lake, done))
        })?;
        $self.keep(lake);
        done.or_raise()
    }};
}

/// Returns a dictionary of counts.
macro_rules! counts {
    ($py:ident, $from:ident: $($name:ident),+) => {{
        let counts = PyDict::new($py);
        $(counts.set_item(stringify!($name), &$from.$name)?;)+
        Ok(counts)
    }};
}

#[pymethods]
impl Lake {
    /// Opens a lake. With `create` a folder that has none becomes one; `version` and `time` open it as it was.
    #[new]
    #[pyo3(signature = (path, *, create=true, version=None, time=None, memory_bytes=None))]
    fn new(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        create: bool,
        version: Option<u64>,
        time: Option<&Bound<'_, PyAny>>,
        memory_bytes: Option<usize>,
    ) -> PyResult<Self> {
        let path = crate::values::text::path_text(path)?;
        let at = match (version, time) {
            (None, None) => None,
            (Some(version), None) => Some(At::Version(version)),
            (None, Some(time)) => Some(At::Time(utc(time)?)),
            _ => return Err(wrong_value("a lake is opened at a version or at a time")),
        };
        let location = Location::parse(&path).or_raise()?;
        let lake = runtime::wait(py, async move {
            let is_new = create && at.is_none();
            let lake = if is_new {
                Inner::open_or_create(&location).await
            } else {
                Inner::open(&location, at).await
            };
            lake.or_raise()
        })?;
        let mut options = SessionOptions::default();
        options.memory_bytes = memory_bytes.unwrap_or(options.memory_bytes);
        Ok(Self { path, state: Mutex::new(State { lake: Arc::new(lake), session: None }), options })
    }

    /// The folder or URL.
    #[getter]
    fn path(&self) -> &str {
        &self.path
    }

    /// The version of the table `activity` that queries see.
    #[getter]
    fn version(&self) -> u64 {
        self.state().lake.version()
    }

    /// Goes to the newest version: what other programs have added since is seen.
    fn refresh(&self, py: Python<'_>) -> PyResult<()> {
        let lake = self.open_newest(py)?;
        self.keep(lake);
        Ok(())
    }

    /// Imports files, folders, archives or patterns, in any format. Records that are there are not added again.
    ///
    /// `progress` is called with a `Progress` ten times a second at most; an exception in it ends the import.
    #[pyo3(signature = (paths, *, progress=None, raw=true, threads=0, encoding=None))]
    fn import_files(
        &self,
        py: Python<'_>,
        paths: &Bound<'_, PyAny>,
        progress: Option<Bound<'_, PyAny>>,
        raw: bool,
        threads: usize,
        encoding: Option<&str>,
    ) -> PyResult<ImportReport> {
        let encoding = encoding_of(encoding)?;
        let options = ImportOptions { raw, threads, encoding, ..ImportOptions::default() };
        let (paths, lake) = (paths_of(paths)?, self.open_newest(py)?);
        let progress = Progress::of(progress)?;
        let (report, lake) = runtime::run(py, move || {
            let mut importer = Importer::begin(lake, &options).or_raise()?;
            let report = import_units(&mut importer, paths, progress)?;
            Ok((report, importer.into_lake()))
        })?;
        self.keep(lake);
        Ok(report)
    }

    /// The same as `import_files`.
    #[pyo3(signature = (paths, *, progress=None, raw=true, threads=0, encoding=None))]
    fn import_(
        &self,
        py: Python<'_>,
        paths: &Bound<'_, PyAny>,
        progress: Option<Bound<'_, PyAny>>,
        raw: bool,
        threads: usize,
        encoding: Option<&str>,
    ) -> PyResult<ImportReport> {
        self.import_files(py, paths, progress, raw, threads, encoding)
    }

    /// Plans a query. Values are given as `params` and named `$name` in the query, so that no text becomes SQL. With a `shape`, such
    /// as `ecs`, the result has one column `document`, made of the column `record` of the query.
    #[pyo3(signature = (query, params=None, *, shape=None))]
    fn sql(
        &self,
        py: Python<'_>,
        query: &str,
        params: Option<&Bound<'_, PyDict>>,
        shape: Option<&str>,
    ) -> PyResult<QueryResult> {
        let params = params.map_or_else(|| Ok(Vec::new()), parameters)?;
        let named = |name: &str| {
            Shape::named(name).ok_or_else(|| {
                let names: Vec<_> = Shape::ALL.iter().map(|shape| shape.name()).collect();
                wrong_value(format!("there is no shape {name}: {}", names.join(", ")))
            })
        };
        self.plan(py, query.to_owned(), params, shape.map(named).transpose()?)
    }

    /// Finds records without SQL. Values of one list widen the search, each further list narrows it. A `limit` of 0 is none, as in
    /// `trail365 search`.
    #[pyo3(signature = (*, users=None, addresses=None, operations=None, record_types=None, texts=None, since=None,
        until=None, limit=None, oldest_first=false))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn search(
        &self,
        py: Python<'_>,
        users: Option<&Bound<'_, PyAny>>,
        addresses: Option<&Bound<'_, PyAny>>,
        operations: Option<&Bound<'_, PyAny>>,
        record_types: Option<&Bound<'_, PyAny>>,
        texts: Option<&Bound<'_, PyAny>>,
        since: Option<&Bound<'_, PyAny>>,
        until: Option<&Bound<'_, PyAny>>,
        limit: Option<u64>,
        oldest_first: bool,
    ) -> PyResult<QueryResult> {
        let mut search = Search {
            users: words(users)?,
            operations: words(operations)?,
            texts: words(texts)?,
            since: since.map(utc).transpose()?,
            until: until.map(utc).transpose()?,
            // As `trail365 search`: 0 is all.
            limit: limit.filter(|limit| *limit > 0),
            oldest_first,
            ..Search::default()
        };
        for address in words(addresses)? {
            let range = address.parse::<AddressRange>();
            search.addresses.push(range.map_err(|error| wrong_value(error.to_string()))?);
        }
        for name in words(record_types)? {
            let types = record_types_named(&name);
            search.record_types.extend(types.map_err(|error| wrong_value(error.to_string()))?);
        }
        search.check().map_err(|error| wrong_value(error.to_string()))?;
        self.plan(py, search.sql(), Vec::new(), None)
    }

    /// Reads typed records, oldest file first. `where` is a condition in SQL over the columns of `events`.
    #[pyo3(signature = (r#where=None, params=None))]
    fn records(
        &self,
        py: Python<'_>,
        r#where: Option<&str>,
        params: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<super::stored::StoredRecords> {
        let condition = r#where.map(|condition| format!(" where {condition}")).unwrap_or_default();
        let sql = format!("select record, source, source_line from event_records{condition}");
        super::stored::StoredRecords::start(py, &self.sql(py, &sql, params, None)?)
    }

    /// Names of the tables and views with what they hold.
    fn tables(&self) -> Vec<(String, String)> {
        let tables = TABLES.iter().map(|table| (table.name.to_owned(), table.description.to_owned()));
        let views = trail365_sql::INVESTIGATION_VIEWS
            .iter()
            .chain(&trail365_sql::VIEWS)
            .map(|view| (view.qualified_name(), view.description.to_owned()));
        tables.chain(views).collect()
    }

    /// The ledger: a row for each source that was read.
    fn ledger(&self, py: Python<'_>) -> PyResult<QueryResult> {
        self.plan(py, "select * from ledger".to_owned(), Vec::new(), None)
    }

    /// Facts about the lake: version, format, rows, files, bytes.
    fn info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let lake = self.state().lake.clone();
        let info = runtime::wait(py, async move { lake.info().await.or_raise() })?;
        counts!(py, info: version, format, newest_format, rows, files, bytes)
    }

    /// Compares every row with its hash, the log and the ledger. Returns the findings in words: none if all is well.
    fn verify(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let lake = self.state().lake.clone();
        let verified = runtime::wait(py, async move { lake.verify().await.or_raise() })?;
        Ok(verified.findings.iter().map(ToString::to_string).collect())
    }

    /// Puts small files together.
    fn compact<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let done = change!(self, py, |lake| lake.compact())?;
        counts!(py, done: files_before, files_after, bytes_before, bytes_after, rows)
    }

    /// Takes records away that are older than a time. Returns how many.
    fn retain(&self, py: Python<'_>, since: &Bound<'_, PyAny>) -> PyResult<u64> {
        let since = utc(since)?;
        Ok(change!(self, py, |lake| lake.retain(since))?.removed)
    }

    /// Deletes files that no version of the last `keep_days` needs. Returns their names.
    #[pyo3(signature = (keep_days=7, *, dry_run=false))]
    fn vacuum(&self, py: Python<'_>, keep_days: u32, dry_run: bool) -> PyResult<Vec<String>> {
        let keep = chrono::TimeDelta::days(i64::from(keep_days));
        Ok(change!(self, py, |lake| lake.vacuum(keep, dry_run))?.files)
    }

    /// Brings an older lake to the newest format.
    fn upgrade<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let done = change!(self, py, |lake| lake.upgrade())?;
        counts!(py, done: from, to, rows, duplicates, copies)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Lake({}, version {})", PyString::new(py, &self.path).repr()?, self.version()))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        html::object("Lake", self.info(py)?.as_any())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((slf.get_type().into_any(), (slf.get().path.clone(),)))
    }
}
