//! Functions over the key of a record, for plans of this crate alone: queries cannot name them.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, AsArray, BinaryBuilder, BooleanArray, StringViewArray};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, col,
};
use trail365_columns::{CONTENT_HASH, Identity};

/// Keys of records: the number from the Id, and the hash of the content.
pub(super) type Keys = HashSet<(u128, i64)>;

/// Returns the expression for the key of a row's Id; null for a row without one.
pub(super) fn id_key() -> Expr {
    KeyFunction::call(Ask::Key)
}

/// Returns the condition that a row has one of these Ids.
pub(super) fn has_one_of(ids: Arc<HashSet<u128>>) -> Expr {
    KeyFunction::call(Ask::IsOneOf(ids))
}

/// Returns the condition that a row is none of these records.
pub(super) fn is_none_of(keys: Arc<Keys>) -> Expr {
    KeyFunction::call(Ask::IsNoneOf(keys))
}

/// Returns the identity of each row, by the columns `id` and `content_hash`; `None` for a row without a hash.
pub(super) fn identities<'a>(
    ids: &'a StringViewArray,
    hashes: &'a arrow::array::Int64Array,
) -> impl Iterator<Item = Identity> + 'a {
    (0..ids.len()).map(|row| {
        let id = ids.is_valid(row).then(|| ids.value(row));
        Identity::of(id, if hashes.is_valid(row) { hashes.value(row) } else { 0 })
    })
}

/// A question about the key of a row.
#[derive(Debug, Clone)]
enum Ask {
    Key,
    IsOneOf(Arc<HashSet<u128>>),
    IsNoneOf(Arc<Keys>),
}

#[derive(Debug)]
struct KeyFunction {
    ask: Ask,
    signature: Signature,
}

impl KeyFunction {
    fn call(ask: Ask) -> Expr {
        let types = vec![DataType::Utf8View, DataType::Int64];
        let signature = Signature::exact(types, Volatility::Immutable);
        ScalarUDF::from(KeyFunction { ask, signature }).call(vec![col("id"), col(CONTENT_HASH)])
    }

    /// Returns the name of the question, and the place in memory of what it is about.
    fn parts(&self) -> (&'static str, usize) {
        match &self.ask {
            Ask::Key => ("record_key", 0),
            Ask::IsOneOf(ids) => ("has_one_of", Arc::as_ptr(ids).addr()),
            Ask::IsNoneOf(keys) => ("is_none_of", Arc::as_ptr(keys).addr()),
        }
    }
}

// Equal where they are the same set: comparing millions of keys would cost more than planning twice.
impl PartialEq for KeyFunction {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for KeyFunction {}

impl Hash for KeyFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl ScalarUDFImpl for KeyFunction {
    fn name(&self) -> &str {
        self.parts().0
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.ask {
            Ask::Key => DataType::Binary,
            Ask::IsOneOf(_) | Ask::IsNoneOf(_) => DataType::Boolean,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let wrong = || DataFusionError::Internal("the key of a record has two columns".into());
        let [ids, hashes] = columns.as_slice() else { return Err(wrong()) };
        let ids = ids.as_string_view_opt().ok_or_else(wrong)?;
        let hashes = hashes.as_primitive_opt::<Int64Type>().ok_or_else(wrong)?;
        let rows = identities(ids, hashes);
        Ok(ColumnarValue::Array(match &self.ask {
            Ask::Key => {
                let mut keys = BinaryBuilder::with_capacity(ids.len(), ids.len() * size_of::<u128>());
                rows.for_each(|row| keys.append_option(row.has_id().then(|| row.id.to_be_bytes())));
                Arc::new(keys.finish())
            }
            Ask::IsOneOf(wanted) => {
                Arc::new(rows.map(|row| Some(wanted.contains(&row.id))).collect::<BooleanArray>())
            }
            Ask::IsNoneOf(keys) => Arc::new(
                rows.map(|row| Some(!keys.contains(&(row.id, row.content)))).collect::<BooleanArray>(),
            ),
        }))
    }
}
