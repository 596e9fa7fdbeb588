//! Methods of the pairs of a record, which write into it.

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use trail365_records::{FromJson, Json, JsonKind, Pairs as PairsView};

use super::inside::Pairs;
use super::list::place;
use super::write::{write_pair, write_pairs};

/// A name with its value.
#[pyclass(frozen, eq, hash, module = "trail365")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    /// The name.
    #[pyo3(get)]
    name: String,
    /// The value: the text of a string, the JSON of any other value.
    #[pyo3(get)]
    value: Option<String>,
}

#[pymethods]
impl Pair {
    #[new]
    #[pyo3(signature = (name, value=None))]
    fn new(name: String, value: Option<String>) -> Self {
        Self { name, value }
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let pair = (&self.name, &self.value).into_pyobject(py)?;
        Ok(pair.try_iter()?.into_any())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let value = self.value.as_ref().into_pyobject(py)?;
        Ok(format!("Pair({}, {})", PyString::new(py, &self.name).repr()?, value.repr()?))
    }
}

impl Pairs {
    fn pairs(&self) -> PyResult<Vec<Pair>> {
        self.owner.get().with_field(self.field, |value| {
            let Some(view) = value.and_then(PairsView::from_json) else { return Ok(Vec::new()) };
            let text = |value: Json<'_>| match value.kind() {
                JsonKind::Null => None,
                JsonKind::String => value.text().map(std::borrow::Cow::into_owned),
                _ => Some(value.as_str().to_owned()),
            };
            Ok(view
                .iter()
                .map(|(name, value)| Pair { name: name.into_owned(), value: text(value) })
                .collect())
        })
    }

    /// Returns the items as JSON, each with its name where it has one.
    fn named_items(&self) -> PyResult<Vec<(Option<String>, String)>> {
        let name_of = |item: Json<'_>| {
            // A single object stands for a list of it.
            let pair = PairsView::from_json(item).filter(|_| item.kind() == JsonKind::Object)?;
            pair.iter().next().map(|(name, _)| name.into_owned())
        };
        self.owner.get().with_field(self.field, |value| {
            let Some(view) = value.and_then(PairsView::from_json) else { return Ok(Vec::new()) };
            Ok(view.items().map(|item| (name_of(item), item.as_str().to_owned())).collect())
        })
    }
}

#[pymethods]
impl Pairs {
    fn __len__(&self) -> PyResult<usize> {
        Ok(self.pairs()?.len())
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let pairs = self.pairs()?;
        if let Ok(name) = key.cast::<PyString>() {
            let name = name.to_cow()?;
            let found = pairs.into_iter().find(|pair| pair.name == name);
            let value = found.ok_or_else(|| PyKeyError::new_err(name.into_owned()))?.value;
            return Ok(value.into_pyobject(py)?.into_any());
        }
        let at = place(key, pairs.len())?;
        Ok(Bound::new(py, pairs[at].clone())?.into_any())
    }

    /// Returns the value of the first pair with this name, or the default where there is none.
    #[pyo3(signature = (name, default=None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.pairs()?.into_iter().find(|pair| pair.name == name) {
            Some(pair) => Ok(Some(pair.value.into_pyobject(py)?.into_any())),
            None => Ok(default),
        }
    }

    /// Returns the values of all pairs with this name.
    fn all(&self, name: &str) -> PyResult<Vec<Option<String>>> {
        Ok(self.pairs()?.into_iter().filter(|pair| pair.name == name).map(|pair| pair.value).collect())
    }

    /// Returns names with their values, as tuples.
    fn items(&self) -> PyResult<Vec<(String, Option<String>)>> {
        Ok(self.pairs()?.into_iter().map(|pair| (pair.name, pair.value)).collect())
    }

    /// Returns the pairs as a list of its own.
    fn to_list(&self) -> PyResult<Vec<Pair>> {
        self.pairs()
    }

    /// Sets the value of a name: of its first pair, or of a new one. The other pairs stay as they stand.
    fn __setitem__(&self, name: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let mut text = Vec::new();
        write_pair((name, value).into_pyobject(name.py())?.as_any(), &mut text)?;
        let (name, text) = (name.extract::<String>()?, String::from_utf8(text)?);
        let mut items = self.named_items()?;
        match items.iter_mut().find(|(found, _)| found.as_ref() == Some(&name)) {
            Some((_, item)) => *item = text,
            None => items.push((Some(name), text)),
        }
        let items: Vec<_> = items.into_iter().map(|(_, item)| item).collect();
        self.owner.get().set_json(self.field, format!("[{}]", items.join(",")).as_bytes())
    }

    fn __contains__(&self, name: &Bound<'_, PyAny>) -> PyResult<bool> {
        if let Ok(pair) = name.cast::<Pair>() {
            return Ok(self.pairs()?.contains(pair.get()));
        }
        let Ok(name) = name.cast::<PyString>() else { return Ok(false) };
        let name = name.to_cow()?;
        Ok(self.pairs()?.iter().any(|pair| pair.name == name))
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyList::new(py, self.pairs()?)?.try_iter()?.into_any())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        if let Ok(other) = other.cast::<Pairs>() {
            return Ok(self.pairs()? == other.get().pairs()?);
        }
        let mut text = Vec::new();
        if write_pairs(other, &mut text).is_err() {
            return Ok(false);
        }
        let own: serde_json::Value = serde_json::from_str(&self.text()?).unwrap_or_default();
        Ok(serde_json::from_slice::<serde_json::Value>(&text).is_ok_and(|other| own == other))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Pairs({})", PyList::new(py, self.items()?)?.repr()?))
    }
}
