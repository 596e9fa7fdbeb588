//! Functions over the key of a record, for plans of this crate alone: queries cannot name them.

use std::any::Any;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, AsArray, BinaryBuilder, BooleanArray, Int64Array, StringViewArray};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, col,
};
use trail365_columns::{CONTENT_HASH, Identity};

/// Keys of records: the number from the Id, and the hash of the content.
#[derive(Debug, Default)]
pub(super) struct Keys {
    keys: HashSet<(u128, i64)>,
    /// Their hashes alone. A number is looked up here before an Id is read: nearly every row ends at it.
    contents: HashSet<i64>,
}

impl Keys {
    pub fn insert(&mut self, id: u128, content: i64) {
        self.keys.insert((id, content));
        self.contents.insert(content);
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn has_row(&self, ids: &StringViewArray, hashes: &Int64Array, row: usize) -> bool {
        hashes.is_valid(row) && self.contents.contains(&hashes.value(row)) && {
            let identity = identity_of(ids, hashes, row);
            self.keys.contains(&(identity.id, identity.content))
        }
    }
}

/// Names of the functions.
const KEY: &str = "record_key";
const IS_ONE_OF: &str = "has_one_of";
const IS_NONE_OF: &str = "is_none_of";

/// Bytes of a key.
const KEY_BYTES: usize = size_of::<u128>() + size_of::<i64>();

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

/// Returns a function of this file as bytes: what it asks, and the keys that it asks for. `None` for any other function.
pub(super) fn encode(function: &ScalarUDF) -> Option<Vec<u8>> {
    let function = (function.inner().as_ref() as &dyn Any).downcast_ref::<KeyFunction>()?;
    let mut bytes = Vec::new();
    match &function.ask {
        Ask::Key => {}
        Ask::IsOneOf(ids) => ids.iter().for_each(|id| bytes.extend(id.to_le_bytes())),
        Ask::IsNoneOf(keys) => keys.keys.iter().for_each(|(id, content)| {
            bytes.extend(id.to_le_bytes());
            bytes.extend(content.to_le_bytes());
        }),
    }
    Some(bytes)
}

/// Makes a function by its name from what [`encode`] made of it; `None` for a name that no function of this file has, or bytes that are
/// not of its keys.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Option<ScalarUDF> {
    let ask = match name {
        KEY => Ask::Key,
        IS_ONE_OF => {
            let (ids, []) = bytes.as_chunks() else { return None };
            Ask::IsOneOf(Arc::new(ids.iter().map(|id| u128::from_le_bytes(*id)).collect()))
        }
        IS_NONE_OF => {
            let (rows, []) = bytes.as_chunks::<KEY_BYTES>() else { return None };
            let mut keys = Keys::default();
            for (id, content) in rows.iter().filter_map(|row| row.split_first_chunk()) {
                keys.insert(u128::from_le_bytes(*id), i64::from_le_bytes(content.try_into().ok()?));
            }
            Ask::IsNoneOf(Arc::new(keys))
        }
        _ => return None,
    };
    Some(ScalarUDF::from(KeyFunction::new(ask)))
}

/// Returns the identity of each row, by the columns `id` and `content_hash`; `None` for a row without a hash.
pub(super) fn identities<'a>(
    ids: &'a StringViewArray,
    hashes: &'a Int64Array,
) -> impl Iterator<Item = Identity> + 'a {
    (0..ids.len()).map(|row| identity_of(ids, hashes, row))
}

fn identity_of(ids: &StringViewArray, hashes: &Int64Array, row: usize) -> Identity {
    let id = ids.is_valid(row).then(|| ids.value(row));
    Identity::of(id, if hashes.is_valid(row) { hashes.value(row) } else { 0 })
}

/// A question about the key of a row.
#[derive(Debug, Clone)]
enum Ask {
    Key,
    IsOneOf(Arc<HashSet<u128>>),
    IsNoneOf(Arc<Keys>),
}

impl Ask {
    /// Returns the number of columns that answer it. Who has one of some Ids is told by the Ids alone: a scan for these reads one.
    fn columns(&self) -> usize {
        if matches!(self, Ask::IsOneOf(_)) { 1 } else { 2 }
    }
}

#[derive(Debug)]
struct KeyFunction {
    ask: Ask,
    signature: Signature,
}

impl KeyFunction {
    fn new(ask: Ask) -> Self {
        let types = [DataType::Utf8View, DataType::Int64];
        let signature = Signature::exact(types[..ask.columns()].to_vec(), Volatility::Immutable);
        KeyFunction { ask, signature }
    }

    fn call(ask: Ask) -> Expr {
        let columns = [col("id"), col(CONTENT_HASH)];
        let columns = columns[..ask.columns()].to_vec();
        ScalarUDF::from(KeyFunction::new(ask)).call(columns)
    }

    /// Returns the name of the question, and the place in memory of what it is about.
    fn parts(&self) -> (&'static str, usize) {
        match &self.ask {
            Ask::Key => (KEY, 0),
            Ask::IsOneOf(ids) => (IS_ONE_OF, Arc::as_ptr(ids).addr()),
            Ask::IsNoneOf(keys) => (IS_NONE_OF, Arc::as_ptr(keys).addr()),
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
        let ids = columns.first().and_then(|ids| ids.as_string_view_opt()).ok_or_else(wrong)?;
        let hashes = || columns.get(1)?.as_primitive_opt::<Int64Type>();
        Ok(ColumnarValue::Array(match &self.ask {
            Ask::Key => {
                let mut keys = BinaryBuilder::with_capacity(ids.len(), ids.len() * size_of::<u128>());
                let rows = identities(ids, hashes().ok_or_else(wrong)?);
                rows.for_each(|row| keys.append_option(row.has_id().then(|| row.id.to_be_bytes())));
                Arc::new(keys.finish())
            }
            Ask::IsOneOf(wanted) => {
                let has =
                    |id: Option<&str>| id.is_some_and(|id| wanted.contains(&Identity::of(Some(id), 0).id));
                Arc::new(ids.iter().map(|id| Some(has(id))).collect::<BooleanArray>())
            }
            Ask::IsNoneOf(keys) => {
                let hashes = hashes().ok_or_else(wrong)?;
                let is_none = |row| Some(!keys.has_row(ids, hashes, row));
                Arc::new((0..ids.len()).map(is_none).collect::<BooleanArray>())
            }
        }))
    }
}
