//! Fields of a class, which read and write values as their types.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use trail365_schema::{Field as Definition, Type};

use super::inside::{FieldList, Pairs};
use super::shared::{Object, way_to, wrap};
use super::write::write_typed;
use crate::values::scalar;

// A field of a class: it reads and writes the field's value as its type. Without a docstring of the class, nor a text
// of its signature, which is part of it: either would hide that of the field.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct Field {
    definition: &'static Definition,
}

impl Field {
    /// Reads the field of an object.
    fn read<'py>(&self, py: Python<'py>, owner: &Bound<'py, Object>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (field, ty, object) = (self.definition.name, self.definition.ty, owner.get());
        match ty {
            Type::Complex(schema) => {
                if !object.with(|object| Ok(object.inner(field, 0).is_some()))? {
                    return Ok(None);
                }
                wrap(py, schema, object.shared.clone(), way_to(&object.way, field, 0)).map(Some)
            }
            Type::List(item) => FieldList::of_field(owner, field, *item),
            Type::Pairs => Pairs::of_field(owner, field),
            _ => object.with_field(field, |value| match value {
                Some(value) => scalar::read(py, value, ty),
                None => Ok(None),
            }),
        }
    }
}

#[pymethods]
impl Field {
    #[new]
    #[pyo3(text_signature = None)]
    fn new(schema: u16, name: &str) -> PyResult<Self> {
        let schema = trail365_schema::SCHEMAS
            .get(usize::from(schema))
            .ok_or_else(|| PyTypeError::new_err("no schema has this number"))?;
        let definition = schema
            .field(name)
            .ok_or_else(|| PyTypeError::new_err(format!("{} has no field {name}", schema.name)))?;
        Ok(Self { definition })
    }

    /// Microsoft's name of the field.
    #[getter]
    fn name(&self) -> &'static str {
        self.definition.name
    }

    /// Meaning of the field.
    #[getter]
    fn __doc__(&self) -> String {
        let must = if self.definition.mandatory == Some(true) { " Mandatory." } else { "" };
        format!("`{}` ({}): {}{must}", self.definition.name, self.definition.ty, self.definition.meaning)
    }

    fn __get__<'py>(
        slf: &Bound<'py, Self>,
        owner: Option<&Bound<'py, PyAny>>,
        _class: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match owner {
            Some(owner) => slf.get().read(slf.py(), owner.cast::<Object>()?),
            None => Ok(Some(slf.clone().into_any())),
        }
    }

    fn __set__(&self, owner: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let object = owner.cast::<Object>()?.get();
        if value.is_none() {
            return object.change(|object| Ok(object.remove(self.definition.name))).map(|_| ());
        }
        let mut text = Vec::new();
        write_typed(value, self.definition.ty, &mut text)?;
        object.set_json(self.definition.name, &text)
    }

    fn __delete__(&self, owner: &Bound<'_, PyAny>) -> PyResult<()> {
        let object = owner.cast::<Object>()?.get();
        object.change(|object| Ok(object.remove(self.definition.name))).map(|_| ())
    }

    fn __repr__(&self) -> String {
        format!("Field({}: {})", self.definition.name, self.definition.ty)
    }
}
