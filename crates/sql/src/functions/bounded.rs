//! Functions of DataFusion that make a large value of small ones, with a bound: what a function returns is counted by no memory limit,
//! so that `repeat('x', 2000000000)`, or a text that is joined to itself time and again, would take what the machine has.

#![expect(clippy::cast_precision_loss, reason = "no sum of sizes comes near the bits that a f64 loses")]

use std::any::Any;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
    Signature, Volatility,
};

use super::joined::Joined;
use super::sizes::{
    ITEM, Measure, measure_encoded, measure_item_texts, measure_joined, measure_length, measure_range,
    measure_repeat, measure_replaced_items, measure_sum, measure_time_texts, measure_translated,
};
use super::sizes_replaced::{measure_regex_replaced, measure_replaced};

/// Bytes that a function may return for a batch of rows.
pub(super) const MOST_BYTES: f64 = (64 << 20) as f64;

/// Rows of a batch: a constant may stand in each of them.
const ROWS: usize = 8192;

/// How a call counts whose arguments are constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Constants {
    /// Never made ahead of the query, so that it counts for the rows that there are: the function makes a value of a number.
    Rows,
    /// Made ahead, then it may stand in all rows of a batch.
    Batch,
    /// Once: it is as long as the query that lists it.
    Once,
}

/// Functions with a bound, each with what tells the bytes of its result for a row.
const BOUNDED: [(&str, Constants, Measure); 25] = [
    ("repeat", Constants::Rows, |args| measure_repeat(args)),
    ("lpad", Constants::Rows, |args| measure_length(args, 1.0)),
    ("rpad", Constants::Rows, |args| measure_length(args, 1.0)),
    ("array_repeat", Constants::Rows, |args| measure_repeat(args)),
    ("array_resize", Constants::Rows, |args| measure_length(args, ITEM)),
    ("range", Constants::Rows, |args| measure_range(args)),
    ("generate_series", Constants::Rows, |args| measure_range(args)),
    (Joined::NAME, Constants::Batch, |args| measure_sum(args)),
    ("concat", Constants::Batch, |args| measure_sum(args)),
    ("concat_ws", Constants::Batch, |args| measure_joined(args)),
    ("overlay", Constants::Batch, |args| measure_sum(args)),
    ("replace", Constants::Batch, |args| measure_replaced(args)),
    ("regexp_replace", Constants::Batch, |args| measure_regex_replaced(args)),
    ("translate", Constants::Batch, |args| measure_translated(args)),
    ("encode", Constants::Batch, |args| measure_encoded(args)),
    ("to_char", Constants::Batch, |args| measure_time_texts(args)),
    ("array_to_string", Constants::Batch, |args| measure_item_texts(args)),
    ("array_concat", Constants::Batch, |args| measure_sum(args)),
    ("array_append", Constants::Batch, |args| measure_sum(args)),
    ("array_prepend", Constants::Batch, |args| measure_sum(args)),
    ("array_replace", Constants::Batch, |args| measure_replaced_items(args)),
    ("array_replace_n", Constants::Batch, |args| measure_replaced_items(args)),
    ("array_replace_all", Constants::Batch, |args| measure_replaced_items(args)),
    ("map", Constants::Once, |args| measure_sum(args)),
    ("make_array", Constants::Once, |args| measure_sum(args)),
];

/// Makes the functions with a bound, of those that `find` knows.
pub(crate) fn bounded_functions(find: impl Fn(&str) -> Option<Arc<ScalarUDF>>) -> Vec<Arc<ScalarUDF>> {
    BOUNDED.iter().filter_map(|(name, ..)| bound_function(&find(name)?)).collect()
}

/// Returns a function with its bound; `None` if it has one, or needs none.
pub(crate) fn bound_function(inner: &Arc<ScalarUDF>) -> Option<Arc<ScalarUDF>> {
    let function: &dyn Any = inner.inner().as_ref();
    if function.is::<Bounded>() {
        return None;
    }
    let (_, constants, measure) = BOUNDED.iter().find(|(name, ..)| *name == inner.name())?;
    let mut signature = inner.signature().clone();
    if *constants == Constants::Rows {
        signature.volatility = Volatility::Volatile;
    }
    let bounded = Bounded { inner: Arc::clone(inner), signature, constants: *constants, measure: *measure };
    Some(Arc::new(ScalarUDF::new_from_impl(bounded)))
}

/// Makes the operator `||` of texts as a function with its bound.
pub(crate) fn joined_function() -> Option<Arc<ScalarUDF>> {
    bound_function(&Arc::new(ScalarUDF::new_from_impl(Joined::new())))
}

#[derive(Debug)]
struct Bounded {
    inner: Arc<ScalarUDF>,
    signature: Signature,
    constants: Constants,
    measure: Measure,
}

impl PartialEq for Bounded {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for Bounded {}

impl std::hash::Hash for Bounded {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn schema_name(&self, args: &[Expr]) -> Result<String> {
        self.inner.schema_name(args)
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.ensure_bounded(&args)?;
        self.inner.invoke_with_args(args)
    }
}

impl Bounded {
    fn ensure_bounded(&self, args: &ScalarFunctionArgs) -> Result<()> {
        let of_row = (self.measure)(&args.args)?;
        let is_constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = match self.constants {
            Constants::Batch if is_constant => args.number_rows.max(ROWS),
            Constants::Once if is_constant => 1,
            _ => args.number_rows,
        };
        let bytes = if is_constant { of_row(0) * rows as f64 } else { (0..rows).map(of_row).sum() };
        if bytes > MOST_BYTES {
            return exec_err!(
                "{} would make {:.0} MiB for {rows} rows at once, and {:.0} MiB at most: ask for fewer or shorter values",
                self.inner.name(),
                bytes / f64::from(1 << 20),
                MOST_BYTES / f64::from(1 << 20)
            );
        }
        Ok(())
    }
}
