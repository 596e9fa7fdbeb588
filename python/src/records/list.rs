//! Methods of the lists of a record, which write into it.

use pyo3::exceptions::{PyIndexError, PyOverflowError};
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PySlice, PyTuple};
use trail365_schema::Type;

use super::inside::{FieldList, items_of};
use super::shared::{Object, way_to, wrap};
use super::write::write_typed;
use crate::values::plain::to_plain;
use crate::values::scalar;

/// Returns the place of an index, which counts from the end where it is negative.
pub(super) fn place(index: &Bound<'_, PyAny>, len: usize) -> PyResult<usize> {
    let nothing = || PyIndexError::new_err("no item stands there");
    let index: isize = index.extract().map_err(|error: PyErr| {
        let is_far = error.is_instance_of::<PyOverflowError>(index.py());
        if is_far { nothing() } else { error }
    })?;
    let at = if index < 0 { index + len as isize } else { index };
    usize::try_from(at).ok().filter(|at| *at < len).ok_or_else(nothing)
}

impl FieldList {
    /// Writes items in place of those that are there.
    fn write(&self, items: &[String]) -> PyResult<()> {
        self.owner.get().set_json(self.field, format!("[{}]", items.join(",")).as_bytes())
    }

    /// Changes the items as a list of Python would be changed by the same index or slice.
    fn edit<'py>(
        &self,
        py: Python<'py>,
        change: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<()>,
    ) -> PyResult<()> {
        let items = PyList::new(py, self.texts()?)?;
        change(items.as_any())?;
        self.write(&items.extract::<Vec<String>>()?)
    }

    fn item_text(&self, value: &Bound<'_, PyAny>) -> PyResult<String> {
        let mut text = Vec::new();
        write_typed(value, self.item, &mut text)?;
        Ok(String::from_utf8(text)?)
    }

    fn read<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        let owner = self.owner.get();
        if let Type::Complex(schema) = self.item
            && owner.with(|object| Ok(object.inner(self.field, at).is_some()))?
        {
            return wrap(py, schema, owner.shared.clone(), way_to(&owner.way, self.field, at)).map(Some);
        }
        owner.with_field(self.field, |value| match items_of(value).get(at) {
            // An item that does not fit is shown as it stands.
            Some(item) => match scalar::read(py, *item, self.item)? {
                Some(typed) => Ok(Some(typed)),
                None => to_plain(py, *item).map(Some),
            },
            None => Ok(None),
        })
    }
}

#[pymethods]
impl FieldList {
    fn __len__(&self) -> PyResult<usize> {
        self.owner.get().with_field(self.field, |value| Ok(items_of(value).len()))
    }

    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        index: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            let all = self.to_list(py)?;
            return Ok(Some(all.as_any().get_item(slice)?));
        }
        self.read(py, place(index, self.__len__()?)?)
    }

    fn __setitem__(&self, index: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        if index.is_instance_of::<PySlice>() {
            let values =
                value.try_iter()?.map(|value| self.item_text(&value?)).collect::<PyResult<Vec<_>>>()?;
            return self.edit(index.py(), |items| items.set_item(index, values));
        }
        let text = self.item_text(value)?;
        self.edit(index.py(), |items| items.set_item(index, text))
    }

    fn __delitem__(&self, index: &Bound<'_, PyAny>) -> PyResult<()> {
        self.edit(index.py(), |items| items.del_item(index))
    }

    /// Puts a value before the item at this index.
    fn insert(&self, index: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let text = self.item_text(value)?;
        self.edit(index.py(), |items| items.call_method1("insert", (index, text)).map(|_| ()))
    }

    /// Puts a value behind the others.
    fn append(&self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        // Read behind the value, whose conversion may run other code.
        let text = self.item_text(value)?;
        let mut items = self.texts()?;
        items.push(text);
        self.write(&items)
    }

    /// Puts values behind the others.
    fn extend(&self, values: &Bound<'_, PyAny>) -> PyResult<()> {
        let texts = values.try_iter()?.map(|value| self.item_text(&value?)).collect::<PyResult<Vec<_>>>()?;
        let mut items = self.texts()?;
        items.extend(texts);
        self.write(&items)
    }

    /// Takes an item away and returns it: an object as one that stands on its own.
    #[pyo3(signature = (index=None))]
    fn pop<'py>(
        &self,
        py: Python<'py>,
        index: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let index = index.unwrap_or(PyInt::new(py, -1).into_any());
        let item = self.read(py, place(&index, self.__len__()?)?)?;
        let item = match item {
            Some(item) if item.is_instance_of::<Object>() => Some(item.call_method0("__copy__")?),
            item => item,
        };
        self.__delitem__(&index)?;
        Ok(item)
    }

    /// Turns the order of the items.
    fn reverse(&self, py: Python<'_>) -> PyResult<()> {
        self.edit(py, |items| items.call_method0("reverse").map(|_| ()))
    }

    /// Takes all items away.
    fn clear(&self) -> PyResult<()> {
        self.write(&[])
    }

    /// Returns the items as a list of its own.
    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for at in 0..self.__len__()? {
            list.append(self.read(py, at)?)?;
        }
        Ok(list)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.to_list(py)?.try_iter()?.into_any())
    }

    fn __eq__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<bool> {
        let own = self.to_list(py)?;
        if let Ok(other) = other.cast::<FieldList>() {
            return own.eq(other.get().to_list(py)?);
        }
        if other.is_instance_of::<PyTuple>() {
            return own.to_tuple().eq(other);
        }
        own.eq(other)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.to_list(py)?.repr()?.to_string())
    }
}
