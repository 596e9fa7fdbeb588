//! The native module of the Python package `trail365`: conversions between values of Python and those of the crates,
//! and nothing else.

#![allow(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "pyo3 gives methods of Python their form"
)]

mod failure;
mod lake;
mod read;
mod records;
mod runtime;
mod service;
mod values;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<values::address::Address>()?;
    module.add_class::<service::call::Call>()?;
    module.add_class::<service::client::NativeClient>()?;
    module.add_class::<service::credential::Credential>()?;
    module.add_class::<values::deviation::Deviation>()?;
    module.add_class::<lake::import::ImportReport>()?;
    module.add_class::<lake::import::At>()?;
    module.add_class::<lake::class::Lake>()?;
    module.add_class::<service::listing::Pages>()?;
    module.add_class::<lake::query::QueryResult>()?;
    module.add_class::<records::field::Field>()?;
    module.add_class::<records::shared::Object>()?;
    module.add_class::<values::origin::Origin>()?;
    module.add_class::<read::reader::Reader>()?;
    module.add_class::<read::rejected::Rejected>()?;
    module.add_class::<service::sandbox::SandboxServer>()?;
    module.add_class::<records::inside::FieldList>()?;
    module.add_class::<records::pairs::Pair>()?;
    module.add_class::<records::inside::Pairs>()?;
    module.add_function(wrap_pyfunction!(service::client::cloud_root, module)?)?;
    module.add_function(wrap_pyfunction!(values::enums::enum_members, module)?)?;
    module.add_function(wrap_pyfunction!(values::enums::enum_names, module)?)?;
    module.add_function(wrap_pyfunction!(records::classes::schema_of_record_type, module)?)?;
    module.add_function(wrap_pyfunction!(read::reader::parse, module)?)?;
    module.add_function(wrap_pyfunction!(read::reader::read, module)?)?;
    Ok(())
}
