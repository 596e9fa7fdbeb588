//! A function: its description, the types of its arguments, its code, and the form in which DataFusion calls it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, IntervalUnit, TimeUnit};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature,
    Volatility,
};

/// A function that queries have besides those of DataFusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Form of a call: `json_get(json, path)`.
    pub syntax: &'static str,
    /// Description of the result.
    pub description: &'static str,
    /// A query that uses it.
    pub example: &'static str,
}

/// A function with its types and its code.
pub(super) struct Definition {
    pub function: Function,
    pub takes: Takes,
    /// Type of the result, by the types of the arguments.
    pub returns: fn(&[DataType]) -> DataType,
    /// Checks constant arguments while a query is planned, so that a mistake is reported before the lake is read; `None` stands
    /// for any other argument.
    pub check: Option<Check>,
    pub evaluate: fn(&ScalarFunctionArgs) -> Result<ColumnarValue>,
}

/// Refuses constants that cannot be right.
pub(super) type Check = fn(&[Option<&ScalarValue>]) -> Result<()>;

/// Types of a function's arguments.
pub(super) enum Takes {
    /// Texts: the least and the most number of them.
    Texts(usize, usize),
    /// One integer.
    Number,
    /// One text, or an integer that is taken as its digits.
    TextOrNumber,
    /// A text and an integer.
    TextAndNumber,
    /// Bytes.
    Bytes,
    /// An interval and a time.
    IntervalAndTime,
    /// A text or a list of texts, then texts: the least and the most number of all.
    ValuesAndTexts(usize, usize),
    /// Texts or lists of texts.
    ManyValues,
    /// Two texts or lists of texts with a text between them, and a text behind them or none.
    TwoValues,
    /// A value of any type, then texts.
    AnyAndTexts,
}

/// A function in the form that DataFusion registers.
pub(super) struct Scalar {
    definition: &'static Definition,
    signature: Signature,
    documentation: Documentation,
}

impl Scalar {
    pub fn new(definition: &'static Definition) -> Self {
        let Function { syntax, description, example, .. } = definition.function;
        let section = DocSection { include: true, label: "Audit activity", description: None };
        let documentation =
            Documentation::builder(section, description, syntax).with_sql_example(example).build();
        Scalar { definition, signature: Signature::user_defined(Volatility::Immutable), documentation }
    }
}

impl std::fmt::Debug for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.definition.function.name)
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.definition.function.name == other.definition.function.name
    }
}

impl Eq for Scalar {}

impl Hash for Scalar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.definition.function.name.hash(state);
    }
}

impl ScalarUDFImpl for Scalar {
    fn name(&self) -> &str {
        self.definition.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        match self.definition.takes.coerced_types(types) {
            Some(types) => Ok(types),
            None => plan_err!(
                "{} does not fit what it was given: {}",
                self.definition.function.syntax,
                join_types(types)
            ),
        }
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok((self.definition.returns)(types))
    }

    // Constants are checked here because this is the one call of planning that has their values.
    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        if let Some(check) = self.definition.check {
            check(args.scalar_arguments)?;
        }
        let types: Vec<_> = args.arg_fields.iter().map(|f| f.data_type().clone()).collect();
        Ok(Arc::new(Field::new(self.name(), (self.definition.returns)(&types), true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        (self.definition.evaluate)(&args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

fn join_types(types: &[DataType]) -> String {
    types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Takes {
    /// Returns the types that arguments are cast to; `None` where they do not fit.
    pub fn coerced_types(&self, types: &[DataType]) -> Option<Vec<DataType>> {
        match (self, types) {
            (Takes::Texts(least, most), _) => {
                let fits = (*least..=*most).contains(&types.len()) && types.iter().all(is_text);
                fits.then(|| vec![DataType::Utf8View; types.len()])
            }
            (Takes::Number, [number]) => is_integer(number).then(|| vec![DataType::Int64]),
            (Takes::TextOrNumber, [value]) => {
                (is_text(value) || is_integer(value)).then(|| vec![DataType::Utf8View])
            }
            (Takes::Bytes, [bytes]) => {
                (bytes.is_binary() || bytes.is_null()).then(|| vec![DataType::LargeBinary])
            }
            (Takes::TextAndNumber, [text, number]) => {
                (is_text(text) && is_integer(number)).then(|| vec![DataType::Utf8View, DataType::Int64])
            }
            (Takes::ValuesAndTexts(least, most), [values, texts @ ..]) => {
                let fits = (*least..=*most).contains(&types.len()) && texts.iter().all(is_text);
                fits.then(|| behind(as_values(values), texts.len()))
            }
            (Takes::ManyValues, [_, ..]) => Some(types.iter().map(as_values).collect()),
            (Takes::TwoValues, [values, place, others, case @ ..]) => {
                let fits = case.len() <= 1 && is_text(place) && case.iter().all(is_text);
                let types = [as_values(values), DataType::Utf8View, as_values(others)];
                fits.then(|| types.into_iter().chain(case.iter().map(|_| DataType::Utf8View)).collect())
            }
            (Takes::AnyAndTexts, [value, texts @ ..]) => {
                let value = if is_text(value) { DataType::Utf8View } else { value.clone() };
                texts.iter().all(is_text).then(|| behind(value, texts.len()))
            }
            (Takes::IntervalAndTime, [interval, time]) => Some(vec![as_interval(interval)?, as_time(time)?]),
            _ => None,
        }
    }
}

/// Returns a type with that of so many texts behind it.
fn behind(first: DataType, texts: usize) -> Vec<DataType> {
    std::iter::once(first).chain(std::iter::repeat_n(DataType::Utf8View, texts)).collect()
}

/// Returns the type of a value as a text or a list of texts.
fn as_values(ty: &DataType) -> DataType {
    match ty {
        DataType::List(item) | DataType::LargeList(item) => {
            let item = item.as_ref().clone().with_data_type(DataType::Utf8View);
            DataType::List(Arc::new(item))
        }
        _ => DataType::Utf8View,
    }
}

fn is_text(ty: &DataType) -> bool {
    match ty {
        // Repeated texts may come as dictionaries from Parquet and from other tables.
        DataType::Dictionary(_, value) => is_text(value),
        _ => ty.is_string() || ty.is_null(),
    }
}

fn is_integer(ty: &DataType) -> bool {
    ty.is_integer() || ty.is_null()
}

fn as_interval(ty: &DataType) -> Option<DataType> {
    (is_text(ty) || matches!(ty, DataType::Interval(_)))
        .then_some(DataType::Interval(IntervalUnit::MonthDayNano))
}

fn as_time(ty: &DataType) -> Option<DataType> {
    match ty {
        // Microseconds reach over all years that records have; nanoseconds end in 2262.
        DataType::Timestamp(_, zone) => Some(DataType::Timestamp(TimeUnit::Microsecond, zone.clone())),
        DataType::Date32 | DataType::Date64 => Some(DataType::Timestamp(TimeUnit::Microsecond, None)),
        _ => is_text(ty).then(|| DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))),
    }
}
