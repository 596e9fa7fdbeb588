//! The columns of `activity` that a view can show.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::schema::catalog::Catalog;
use crate::schema::columns::{Column, make_columns};
use crate::schema::data::{Field, Schema};

/// The columns of `activity`, by schema and field.
pub struct Columns {
    all: Vec<Column>,
    by_field: BTreeMap<(usize, String), usize>,
}

impl Columns {
    pub fn new(catalog: &Catalog) -> Result<Self> {
        let all = make_columns(catalog)?;
        let places = all.iter().enumerate();
        let by_field = places.flat_map(|(i, c)| c.fields.iter().map(move |f| (f.clone(), i))).collect();
        Ok(Columns { all, by_field })
    }

    /// Returns the place of the column that holds a field.
    pub fn place(&self, catalog: &Catalog, owner: &Schema, field: &str) -> Result<usize> {
        let owner_index = catalog.schema(&owner.name).context("a schema without an index")?;
        let place = self.by_field.get(&(owner_index, field.to_owned()));
        place.copied().with_context(|| format!("no column for {}.{field}", owner.name))
    }

    /// Returns the column at a place.
    pub fn get(&self, place: usize) -> &Column {
        &self.all[place]
    }
}

/// Returns the fields of a schema with the places of their columns, the fields that all records have first.
pub fn fields_with_places<'a>(
    catalog: &'a Catalog,
    columns: &Columns,
    index: usize,
) -> Result<Vec<(&'a Schema, &'a Field, usize)>> {
    let common = catalog.schema("Common").map_or(0, |i| catalog.schemas[i].fields.len());
    let mut fields = Vec::new();
    for (owner, field) in catalog.all_fields(index) {
        fields.push((owner, field, columns.place(catalog, owner, &field.name)?));
    }
    // A stable sort: behind the common fields the others keep the order of their schemas.
    fields.sort_by_key(|(_, _, place)| if *place < common { *place } else { usize::MAX });
    Ok(fields)
}
