//! Lists and pairs as values that stand in a record.

use pyo3::prelude::*;
use trail365_records::{FromJson, Json, JsonKind, Pairs as PairsView};
use trail365_schema::Type;

use super::shared::Object;

/// Returns the items of a list. A single value where a list is documented stands for a list of that value.
pub(super) fn items_of(value: Option<Json<'_>>) -> Vec<Json<'_>> {
    match value {
        Some(value) if value.kind() == JsonKind::List => value.items().collect(),
        Some(value) if value.kind() != JsonKind::Null => vec![value],
        _ => Vec::new(),
    }
}

/// A list in a field of an object. What is changed here is changed in the record.
#[pyclass(frozen, sequence, module = "trail365._native")]
pub(crate) struct FieldList {
    pub(super) owner: Py<Object>,
    pub(super) field: &'static str,
    pub(super) item: Type,
}

impl FieldList {
    /// Returns the list of a field; `None` where the field holds none.
    pub(crate) fn of_field<'py>(
        owner: &Bound<'py, Object>,
        field: &'static str,
        item: Type,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let is_there = owner
            .get()
            .with_field(field, |value| Ok(value.is_some_and(|value| value.kind() != JsonKind::Null)))?;
        if !is_there {
            return Ok(None);
        }
        let list = Self { owner: owner.clone().unbind(), field, item };
        Ok(Some(Bound::new(owner.py(), list)?.into_any()))
    }

    /// Returns the list as JSON.
    pub(crate) fn text(&self) -> PyResult<String> {
        let items = self.texts()?;
        Ok(format!("[{}]", items.join(",")))
    }

    /// Returns the items as JSON.
    pub(super) fn texts(&self) -> PyResult<Vec<String>> {
        self.owner.get().with_field(self.field, |value| {
            Ok(items_of(value).into_iter().map(|item| item.as_str().to_owned()).collect())
        })
    }
}

/// Pairs of name and value in a field of an object, in their order. `pairs["Name"]` is the value of a name, `pairs[0]`
/// the first pair. What is changed here is changed in the record.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct Pairs {
    pub(super) owner: Py<Object>,
    pub(super) field: &'static str,
}

impl Pairs {
    pub(crate) fn of_field<'py>(
        owner: &Bound<'py, Object>,
        field: &'static str,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let fits =
            |value: Option<Json<'_>>| Ok(value.is_some_and(|value| PairsView::from_json(value).is_some()));
        if !owner.get().with_field(field, fits)? {
            return Ok(None);
        }
        let pairs = Self { owner: owner.clone().unbind(), field };
        Ok(Some(Bound::new(owner.py(), pairs)?.into_any()))
    }

    pub(crate) fn text(&self) -> PyResult<String> {
        let json =
            |value: Option<Json<'_>>| Ok(value.map_or_else(|| "[]".to_owned(), |v| v.as_str().to_owned()));
        self.owner.get().with_field(self.field, json)
    }
}
