//! Brings the columns in a table's log up to those of this build.
//!
//! Record types come with new columns. Files that have them are of no use to other readers as long as the log does not
//! name the columns, so a writer adds them there before it writes.

use std::collections::HashMap;

use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::kernel::{Action, ArrayType, DataType, MapType, MetadataExt, StructField, StructType};
use deltalake::protocol::DeltaOperation;

use super::attempts::Attempts;
use super::commit::{Commit, Note};
use super::delta_table::Table;
use super::protocol::{FIRST_NAMED_FORMAT, FORMAT_PROPERTY, find_unwritable};
use crate::error::{Context, Error, ErrorKind, Result};

impl Table {
    /// Makes sure that rows can be written: refuses what other programs ask of writers, and adds to the log the columns
    /// of this build that it lacks, in one commit.
    ///
    /// # Errors
    ///
    /// If the table cannot be written, or others were faster every time.
    pub async fn prepare_to_write(&mut self, has_format: bool) -> Result<()> {
        let mut attempts = Attempts::new();
        loop {
            let state = self.delta.snapshot().damaged(|| self.reading())?;
            if let Some(refusal) = find_unwritable(state, self.name) {
                return Err(refusal);
            }
            let Some(action) = self.missing_metadata(has_format)? else { return Ok(()) };
            let properties =
                HashMap::from([(FORMAT_PROPERTY.to_owned(), self.format_to_write().to_string())]);
            let operation = DeltaOperation::SetTableProperties { properties };
            if let Commit::Done(_) = self.commit(vec![action], operation, Note::default()).await? {
                return Ok(());
            }
            attempts.pause("add columns to the log").await?;
            self.refresh().await?;
        }
    }

    /// Returns the action that names the columns and the format of this build; `None` when the log has them.
    fn missing_metadata(&self, has_format: bool) -> Result<Option<Action>> {
        let doing = || format!("cannot add columns to the table `{}`", self.name);
        let metadata = self.delta.snapshot().damaged(|| self.reading())?.metadata();
        let there = metadata.parse_schema().doing(doing)?;
        let wanted: StructType = self.schema.as_ref().try_into_kernel().doing(doing)?;
        let schema = merge_structs(&there, &wanted).map_err(|column| self.refuse_type(&column))?;
        let lacks_format = has_format && !metadata.configuration().contains_key(FORMAT_PROPERTY);
        if schema == there && !lacks_format {
            return Ok(None);
        }
        // The id, the name and all properties stay: for other readers it is the same table.
        let mut changed = metadata.clone().with_schema(&schema).doing(doing)?;
        if lacks_format {
            let format = self.format_to_write().to_string();
            changed = changed.add_config_key(FORMAT_PROPERTY.into(), format).doing(doing)?;
        }
        Ok(Some(Action::Metadata(changed)))
    }

    /// Returns the action that names another format, and the operation for it.
    pub fn set_format(&self, format: u64) -> Result<(Action, DeltaOperation)> {
        let doing = || format!("cannot set the format of the table `{}`", self.name);
        let metadata = self.delta.snapshot().damaged(|| self.reading())?.metadata();
        let changed = metadata.clone().add_config_key(FORMAT_PROPERTY.into(), format.to_string());
        let properties = HashMap::from([(FORMAT_PROPERTY.to_owned(), format.to_string())]);
        Ok((Action::Metadata(changed.doing(doing)?), DeltaOperation::SetTableProperties { properties }))
    }

    /// Returns the format that the log names after a write: an older one stays, because its rows have hashes of its rule.
    fn format_to_write(&self) -> u64 {
        self.format().max(FIRST_NAMED_FORMAT)
    }

    /// Makes sure that the columns of the log and those of this build agree as far as both have them.
    pub(super) fn ensure_same_types(&self) -> Result<()> {
        let doing = || format!("cannot read the columns of the table `{}`", self.name);
        let there = self.delta.snapshot().damaged(|| self.reading())?.schema();
        let wanted: StructType = self.schema.as_ref().try_into_kernel().doing(doing)?;
        merge_structs(&there, &wanted).map(drop).map_err(|column| self.refuse_type(&column))
    }

    fn refuse_type(&self, column: &str) -> Error {
        let text = format!(
            "the column `{column}` of the table `{}` has another type than this trail365 gives it: use the trail365 \
             that wrote the lake, or import into a new lake",
            self.name
        );
        Error::new(ErrorKind::Unsupported, text)
    }
}

/// Adds to a struct the fields that it lacks, also inside its fields. Fails with the path of a field of another type.
fn merge_structs(there: &StructType, wanted: &StructType) -> Result<StructType, String> {
    let mut fields = Vec::new();
    for field in there.fields() {
        let merged = match wanted.field(field.name()) {
            // A newer build has added it. Files of this one lack it, which every reader takes for null.
            None => field.clone(),
            Some(wanted) => {
                let data_type = merge_types(field.data_type(), wanted.data_type());
                let data_type = data_type.map_err(|inner| join(field.name(), &inner))?;
                StructField { data_type, ..field.clone() }
            }
        };
        fields.push(merged);
    }
    fields.extend(wanted.fields().filter(|field| there.field(field.name()).is_none()).cloned());
    StructType::try_new(fields).map_err(|_| String::new())
}

fn merge_types(there: &DataType, wanted: &DataType) -> Result<DataType, String> {
    Ok(match (there, wanted) {
        (DataType::Struct(there), DataType::Struct(wanted)) => merge_structs(there, wanted)?.into(),
        (DataType::Array(there), DataType::Array(wanted)) => {
            let element = merge_types(there.element_type(), wanted.element_type())?;
            ArrayType::new(element, there.contains_null()).into()
        }
        (DataType::Map(there), DataType::Map(wanted)) => {
            let key = merge_types(there.key_type(), wanted.key_type())?;
            let value = merge_types(there.value_type(), wanted.value_type())?;
            MapType::new(key, value, there.value_contains_null()).into()
        }
        _ if there == wanted => there.clone(),
        _ => return Err(String::new()),
    })
}

fn join(name: &str, inner: &str) -> String {
    if inner.is_empty() { name.to_owned() } else { format!("{name}.{inner}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(fields: &[(&str, DataType)]) -> StructType {
        StructType::try_new(fields.iter().map(|(name, ty)| StructField::nullable(*name, ty.clone()))).unwrap()
    }

    #[test]
    fn fields_are_added_inside_of_others_and_none_is_lost() {
        let list = |inner: StructType| DataType::from(ArrayType::new(inner, true));
        let there = fields(&[
            ("a", DataType::LONG),
            ("theirs", DataType::STRING),
            ("list", list(fields(&[("x", DataType::LONG)]))),
        ]);
        let wanted = fields(&[
            ("list", list(fields(&[("y", DataType::STRING), ("x", DataType::LONG)]))),
            ("new", DataType::STRING),
            ("a", DataType::LONG),
        ]);
        let merged = merge_structs(&there, &wanted).unwrap();
        let expected = fields(&[
            ("a", DataType::LONG),
            ("theirs", DataType::STRING),
            ("list", list(fields(&[("x", DataType::LONG), ("y", DataType::STRING)]))),
            ("new", DataType::STRING),
        ]);
        assert_eq!(merged, expected);
        assert_eq!(merge_structs(&merged, &wanted).unwrap(), merged);
    }

    #[test]
    fn a_field_of_another_type_is_named() {
        let inner = |ty| fields(&[("a", fields(&[("b", ty)]).into())]);
        assert_eq!(merge_structs(&inner(DataType::LONG), &inner(DataType::STRING)), Err("a.b".to_owned()));
    }
}
