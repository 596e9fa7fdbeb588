//! Methods that all records and the objects inside them have.

use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple, PyType};
use trail365_records::Json;
use trail365_records::owned::OwnedObject;
use trail365_schema::SchemaId;
use trail365_shapes::{Options, Shape, Shaper};

use super::field::Field;
use super::shared::{Handle, Object, Shared};
use super::write::write_plain;
use crate::failure::OrRaise;
use crate::values::deviation::Deviation;
use crate::values::html;
use crate::values::origin::Origin;
use crate::values::plain::to_plain;
use crate::values::text::text_of;

impl Object {
    /// Returns the document of a record in a shape that has one for every record.
    fn document<'py>(&self, py: Python<'py>, shape: Shape, options: Options) -> PyResult<Bound<'py, PyAny>> {
        let mut document = Vec::new();
        Shaper::new(shape, options).write(&self.checked()?.record(), &mut document);
        let text = String::from_utf8_lossy(&document);
        Json::container(&text).map_or_else(|| Ok(py.None().into_bound(py)), |json| to_plain(py, json))
    }
}

#[pymethods]
impl Object {
    #[new]
    #[pyo3(signature = (*handle, **_fields), text_signature = "(**fields)")]
    fn new(handle: &Bound<'_, PyTuple>, _fields: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        match handle.get_item(0) {
            Ok(handle) => {
                let handle = handle
                    .cast::<Handle>()
                    .map_err(|_| {
                        PyTypeError::new_err("fields are given by their names: Record(user_id=...)")
                    })?
                    .get();
                Ok(Self { shared: handle.shared.clone(), way: handle.way.clone() })
            }
            // The schema is known when the class is, in `__init__`.
            Err(_) => Ok(Self { shared: Shared::of_object(OwnedObject::new(SchemaId(0))), way: Vec::new() }),
        }
    }

    #[pyo3(signature = (*handle, **fields))]
    fn __init__(
        slf: &Bound<'_, Self>,
        handle: &Bound<'_, PyTuple>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        if !handle.is_empty() {
            return Ok(());
        }
        let class = slf.get_type();
        slf.get().shared.replace(OwnedObject::new(Self::schema_of(&class)?));
        for (name, value) in fields.into_iter().flatten() {
            let name = name.cast_into::<PyString>()?;
            let is_field = class.getattr(&name).is_ok_and(|field| field.is_instance_of::<Field>());
            if !is_field {
                return Err(PyTypeError::new_err(format!("{} has no field {name}", class.name()?)));
            }
            slf.setattr(&name, value)?;
        }
        Ok(())
    }

    /// Reads an object of this class from its JSON.
    #[classmethod]
    fn from_json<'py>(cls: &Bound<'py, PyType>, json: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let text = text_of(json)?;
        let object = OwnedObject::parse(Self::schema_of(cls)?, &text).or_raise()?;
        cls.call1((Handle { shared: Shared::of_object(object), way: Vec::new() },))
    }

    /// Returns the object as JSON. What was not changed is written as it was read.
    fn to_json(&self) -> PyResult<String> {
        self.text()
    }

    /// Returns the object as a dictionary of plain values, by Microsoft's names.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.with(|object| to_plain(py, object.json()))
    }

    /// Returns the record as a document of the Elastic Common Schema, as Elastic's integration writes it; `strict` mends its known
    /// defects.
    #[pyo3(signature = (*, strict=false))]
    fn to_ecs<'py>(&self, py: Python<'py>, strict: bool) -> PyResult<Bound<'py, PyAny>> {
        self.document(py, Shape::Ecs, Options { strict, original: false })
    }

    /// Returns the record as a document of OCSF, of one class.
    fn to_ocsf<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.document(py, Shape::Ocsf, Options::default())
    }

    /// Returns the places that are not as documented: mandatory fields that are missing, unknown members of enums,
    /// values of other types.
    fn validate(&self) -> PyResult<Vec<Deviation>> {
        let checked = self.checked()?;
        Ok(checked.record().deviations().map(|deviation| Deviation::of(&deviation)).collect())
    }

    /// The same as `validate()`.
    #[getter]
    fn deviations(&self) -> PyResult<Vec<Deviation>> {
        self.validate()
    }

    /// The keys that the schema lacks, with their values.
    #[getter]
    fn extra<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.with(|object| {
            let extra = PyDict::new(py);
            for entry in object.unknown() {
                extra.set_item(entry.key(), to_plain(py, entry.json())?)?;
            }
            Ok(extra)
        })
    }

    /// The bytes of the record: as they were read, with what was changed since.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.with(|object| Ok(PyBytes::new(py, object.json().as_str().as_bytes())))
    }

    /// The place that the record was read from; `None` for one that was made.
    #[getter]
    fn origin(&self) -> Option<Origin> {
        self.shared.origin.clone()
    }

    /// Name of the file, archive member or blob that the record was read from.
    #[getter]
    fn source(&self) -> Option<String> {
        self.shared.origin.as_ref().map(|origin| origin.source().to_owned())
    }

    /// Line of that input on which the record begins.
    #[getter]
    fn line(&self) -> Option<u64> {
        self.shared.origin.as_ref().map(Origin::line)
    }

    /// Outcome of the activity: `succeeded`, `failed`, `partial` or `unknown`.
    #[getter]
    fn outcome(&self) -> PyResult<String> {
        Ok(self.checked()?.record().outcome().to_string())
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        self.with_field(key, |value| match value {
            Some(value) => to_plain(py, value),
            None => Err(PyKeyError::new_err(key.to_owned())),
        })
    }

    /// Returns a value by Microsoft's name of its key, or the default where there is none.
    #[pyo3(signature = (key, default=None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        key: &str,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.with_field(key, |value| match value {
            Some(value) => to_plain(py, value).map(Some),
            None => Ok(default),
        })
    }

    fn __setitem__(&self, key: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let mut json = Vec::new();
        write_plain(value, &mut json)?;
        self.set_json(key, &json)
    }

    fn __delitem__(&self, key: &str) -> PyResult<()> {
        let is_gone = self.change(|object| Ok(object.remove(key)))?;
        if is_gone { Ok(()) } else { Err(PyKeyError::new_err(key.to_owned())) }
    }

    fn __contains__(&self, key: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(key) = key.cast::<PyString>() else { return Ok(false) };
        let key = key.to_cow()?;
        self.with_field(&key, |value| Ok(value.is_some()))
    }

    /// Returns the keys in the order of the record, each once.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.with(|object| {
            let keys = PyDict::new(py);
            for entry in object.entries() {
                keys.set_item(entry.key(), py.None())?;
            }
            Ok(keys.keys())
        })
    }

    /// Returns the values as plain ones, in the order of the keys.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let values = PyList::empty(py);
        for key in self.keys(py)? {
            values.append(self.__getitem__(py, &key.extract::<String>()?)?)?;
        }
        Ok(values)
    }

    /// Returns keys with their values.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let items = PyList::empty(py);
        for key in self.keys(py)? {
            let value = self.__getitem__(py, &key.extract::<String>()?)?;
            items.append((key, value))?;
        }
        Ok(items)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.keys(py)?.try_iter()?.into_any())
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.keys(py)?.len())
    }

    fn __bool__(&self) -> bool {
        true
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Object>() else { return Ok(false) };
        let (own, other) = (self.checked()?, other.get().checked()?);
        let (own, other) = (own.record(), other.record());
        let is_same_kind = own.object().schema() == other.object().schema();
        Ok(is_same_kind
            && (own.as_str() == other.as_str()
                || trail365_columns::content_hash(&own) == trail365_columns::content_hash(&other)))
    }

    fn __hash__(&self) -> PyResult<isize> {
        Ok(trail365_columns::content_hash(&self.checked()?.record()) as isize)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let mut text = format!("{}(", slf.get_type().name()?);
        let mut is_first = true;
        for key in slf.get().keys(slf.py())?.iter().take(6) {
            let value = slf.get().__getitem__(slf.py(), &key.extract::<String>()?)?.repr()?.to_string();
            let shown: String = value.chars().take(60).collect();
            let end = if shown.len() < value.len() { "…" } else { "" };
            let comma = if is_first { "" } else { ", " };
            text.extend([comma, &key.str()?.to_cow()?, "=", &shown, end]);
            is_first = false;
        }
        let is_cut = slf.get().__len__(slf.py())? > 6;
        text.push_str(if is_cut { ", …)" } else { ")" });
        Ok(text)
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        let plain = slf.get().to_dict(slf.py())?;
        html::object(&slf.get_type().name()?.to_string(), &plain)
    }

    fn __copy__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let copy = Shared::of_object(slf.get().copy()?);
        slf.get_type().call1((Handle { shared: copy, way: Vec::new() },))
    }

    fn __deepcopy__<'py>(slf: &Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        Self::__copy__(slf)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((slf.get_type().getattr("from_json")?, (slf.get().text()?,)))
    }
}
