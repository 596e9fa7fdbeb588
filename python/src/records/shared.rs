//! The state of a record, and the objects that share it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyType;
use trail365_records::owned::OwnedObject;
use trail365_records::{Json, Object as View, OwnedRecord};
use trail365_schema::SchemaId;

use super::classes::class_of;
use crate::failure::{OrRaise, raise};
use crate::values::origin::Origin;

/// The text of a record, which the objects inside it share.
pub(crate) struct Shared {
    state: Mutex<State>,
    pub origin: Option<Origin>,
}

/// A record is read by the index of its parser until it is changed.
enum State {
    Read(OwnedRecord),
    Changed(OwnedObject),
}

impl Shared {
    pub(crate) fn of_record(record: OwnedRecord, origin: Option<Origin>) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State::Read(record)), origin })
    }

    pub(super) fn of_object(object: OwnedObject) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State::Changed(object)), origin: None })
    }

    /// Puts an object in place of what was there.
    pub(super) fn replace(&self, object: OwnedObject) {
        *self.lock() = State::Changed(object);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; the state is whole even so.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn object(&self) -> View<'_> {
        match self {
            State::Read(record) => record.record().object(),
            State::Changed(object) => object.object(),
        }
    }

    /// Returns the record as one that can be changed.
    fn changeable(&mut self) -> &mut OwnedObject {
        if let State::Read(record) = self {
            *self = State::Changed(record.record().to_object());
        }
        match self {
            State::Changed(object) => object,
            State::Read(_) => unreachable!("the record was just copied"),
        }
    }
}

/// Way from a record to an object inside: for each object on it the field, and the place in its list.
pub(crate) type Way = Vec<(&'static str, usize)>;

/// A place for an object that a class is called with by this library.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct Handle {
    pub(super) shared: Arc<Shared>,
    pub(super) way: Way,
}

/// An object of a schema: a record, or a value inside one. The classes of `trail365.records` extend it.
#[pyclass(frozen, subclass, weakref, module = "trail365._native")]
pub(crate) struct Object {
    pub shared: Arc<Shared>,
    pub way: Way,
}

impl Object {
    /// Calls `look` with the object as it stands now.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&View<'_>) -> PyResult<R>) -> PyResult<R> {
        let state = self.shared.lock();
        let object = self.way.iter().try_fold(state.object(), |object, &(field, at)| object.inner(field, at));
        match object {
            Some(object) => look(&object),
            None => Err(raise("RecordError", "the record was changed, and the object is no longer in it")),
        }
    }

    /// Calls `change` with the object, and keeps what it makes of it.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut OwnedObject) -> PyResult<R>) -> PyResult<R> {
        let mut state = self.shared.lock();
        match state.changeable().change_inner(&self.way, change) {
            Some(outcome) => outcome,
            None => Err(raise("RecordError", "the record was changed, and the object is no longer in it")),
        }
    }

    /// Returns the JSON as it stands.
    pub(crate) fn text(&self) -> PyResult<String> {
        self.with(|object| Ok(object.json().as_str().to_owned()))
    }

    /// Returns a copy that stands on its own.
    pub(super) fn copy(&self) -> PyResult<OwnedObject> {
        self.with(|object| Ok(object.to_owned_object()))
    }

    /// Returns the object parsed again as a record of its schema.
    pub(super) fn checked(&self) -> PyResult<OwnedRecord> {
        self.copy()?.to_record().or_raise()
    }

    /// Returns what `look` reads of the value of a field.
    pub(crate) fn with_field<R>(
        &self,
        field: &str,
        look: impl FnOnce(Option<Json<'_>>) -> PyResult<R>,
    ) -> PyResult<R> {
        self.with(|object| look(object.get(field)))
    }

    /// Sets a field to JSON.
    pub(crate) fn set_json(&self, field: &str, json: &[u8]) -> PyResult<()> {
        let json = std::str::from_utf8(json).map_err(|error| raise("InternalError", error))?;
        self.change(|object| object.set_json(field, json).or_raise())
    }

    pub(super) fn schema_of(class: &Bound<'_, PyType>) -> PyResult<SchemaId> {
        let number: u16 = class
            .getattr("_schema")
            .and_then(|number| number.extract())
            .map_err(|_| PyTypeError::new_err("only the classes of trail365.records can be made"))?;
        Ok(SchemaId(number))
    }
}

/// Makes an object of the class that stands for its schema.
pub(crate) fn wrap(
    py: Python<'_>,
    schema: SchemaId,
    shared: Arc<Shared>,
    way: Way,
) -> PyResult<Bound<'_, PyAny>> {
    let class = class_of(py, schema)?;
    class.call1((Handle { shared, way },))
}

/// Makes a record of the class of its type.
pub(crate) fn wrap_record(
    py: Python<'_>,
    record: OwnedRecord,
    origin: Option<Origin>,
) -> PyResult<Bound<'_, PyAny>> {
    let schema = record.record().object().schema_id();
    wrap(py, schema, Shared::of_record(record, origin), Vec::new())
}

/// Returns the way to an object in a field of the object that `way` leads to.
pub(crate) fn way_to(way: &Way, field: &'static str, at: usize) -> Way {
    let mut inner = Vec::with_capacity(way.len() + 1);
    inner.extend_from_slice(way);
    inner.push((field, at));
    inner
}
