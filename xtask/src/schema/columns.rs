//! The columns of the table `activity`, from the fields of the record schemas.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use super::catalog::{Catalog, Type};
use crate::names::snake;

/// A column and the fields that it holds.
pub struct Column {
    pub name: String,
    pub ty: Type,
    /// Schema that defines the field, and the field's name.
    pub fields: Vec<(usize, String)>,
}

impl Column {
    /// Returns the name of the column beside an address that holds its port.
    pub fn port(&self) -> Option<String> {
        // The one name that stood in tables before the rule was made; files hold it.
        (self.ty == Type::Address).then(|| match self.name.as_str() {
            "client_ip" => "client_port".to_owned(),
            name => format!("{name}_port"),
        })
    }
}

/// Makes all columns: the common fields first, in their order, then the others by name.
pub fn make_columns(catalog: &Catalog) -> Result<Vec<Column>> {
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let mut used = vec![false; catalog.columns.len()];
    for (index, schema) in catalog.schemas.iter().enumerate().filter(|(_, s)| s.is_record) {
        for field in &schema.fields {
            let named = catalog.columns.iter().position(|c| c.field == field.name && c.ty == field.ty);
            let name = named.map_or_else(|| snake(&field.name), |i| catalog.columns[i].column.clone());
            if let Some(i) = named {
                used[i] = true;
            }
            let ty = catalog.ty(&field.ty)?;
            let column = columns.entry(name.clone()).or_insert_with(|| Column {
                name,
                ty: ty.clone(),
                fields: Vec::new(),
            });
            let shared = shared_type(&column.ty, &ty);
            let place = format!("{}.{}", schema.name, field.name);
            ensure!(
                shared.is_some(),
                "{place} has another type than column {}; columns.toml must name one",
                column.name
            );
            column.ty = shared.unwrap_or(ty);
            column.fields.push((index, field.name.clone()));
        }
    }
    // A name that no field needs any longer would hide that the field was renamed.
    if let Some(i) = used.iter().position(|used| !used) {
        anyhow::bail!(
            "columns.toml names a column for {}, but no field has that type",
            catalog.columns[i].field
        );
    }
    // The common fields first: they are what people look for, and they keep their place when schemas are added.
    let common = catalog.schema("Common").map(|i| &catalog.schemas[i].fields);
    let rank = |c: &Column| {
        common.and_then(|fields| fields.iter().position(|f| snake(&f.name) == c.name)).unwrap_or(usize::MAX)
    };
    let mut columns: Vec<_> = columns.into_values().collect();
    columns.sort_by_key(rank);
    Ok(columns)
}

/// Returns the type of a column that holds values of both types.
fn shared_type(a: &Type, b: &Type) -> Option<Type> {
    // Some schemas call an Id a GUID and others text; text holds both, and a filter on it finds both.
    match (a, b) {
        (Type::Guid, Type::String) | (Type::String, Type::Guid) => Some(Type::String),
        _ => (a == b).then(|| a.clone()),
    }
}
