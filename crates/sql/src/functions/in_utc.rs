//! Functions of DataFusion that look up the time zone anew for each time. In UTC a time is what it is without a zone, which they
//! cut and take apart by arithmetic: a count by day takes a quarter of the time.

use std::any::Any;
use std::sync::Arc;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::preimage::PreimageResult;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl,
    Signature,
};

/// Names of the functions.
pub(super) const FUNCTIONS: [&str; 2] = ["date_part", "date_trunc"];

/// Returns a function that takes times in UTC as times without a zone; `None` if it does, or gains nothing.
pub(crate) fn in_utc(inner: &Arc<ScalarUDF>) -> Option<Arc<ScalarUDF>> {
    let function: &dyn Any = inner.inner().as_ref();
    let gains = FUNCTIONS.contains(&inner.name()) && !function.is::<InUtc>();
    gains.then(|| Arc::new(ScalarUDF::new_from_impl(InUtc(Arc::clone(inner)))))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct InUtc(Arc<ScalarUDF>);

impl ScalarUDFImpl for InUtc {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn aliases(&self) -> &[String] {
        self.0.aliases()
    }

    fn signature(&self) -> &Signature {
        self.0.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.0.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.0.return_field_from_args(args)
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [_, time] = args.args.as_mut_slice() else { return self.0.invoke_with_args(args) };
        let Some(naive) = without_utc(time) else { return self.0.invoke_with_args(args) };
        *time = naive;
        let zone_of = |field: &FieldRef| match field.data_type() {
            DataType::Timestamp(_, zone) => zone.clone(),
            _ => None,
        };
        let zone = zone_of(&args.return_field);
        args.arg_fields[1] = without_zone(&args.arg_fields[1]);
        args.return_field = without_zone(&args.return_field);
        Ok(with_zone(self.0.invoke_with_args(args)?, zone))
    }

    fn preimage(&self, args: &[Expr], literal: &Expr, context: &SimplifyContext) -> Result<PreimageResult> {
        self.0.inner().preimage(args, literal, context)
    }

    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        self.0.output_ordering(inputs)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.0.documentation()
    }
}

/// Returns times in UTC without the zone; `None` for anything else.
fn without_utc(value: &ColumnarValue) -> Option<ColumnarValue> {
    let is_utc = matches!(
        value.data_type(),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if matches!(&*zone, "UTC" | "+00:00")
    );
    is_utc.then(|| with_zone(value.clone(), None))
}

/// Returns times with another zone, and what is no time as it is. A zone is a word beside the numbers: they stay.
fn with_zone(value: ColumnarValue, zone: Option<Arc<str>>) -> ColumnarValue {
    match value {
        ColumnarValue::Array(times) => match times.as_primitive_opt::<TimestampMicrosecondType>() {
            Some(times) => ColumnarValue::Array(Arc::new(times.clone().with_timezone_opt(zone))),
            None => ColumnarValue::Array(times),
        },
        ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(time, _)) => {
            ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(time, zone))
        }
        ColumnarValue::Scalar(other) => ColumnarValue::Scalar(other),
    }
}

fn without_zone(field: &FieldRef) -> FieldRef {
    match field.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            Arc::new(Field::clone(field).with_data_type(DataType::Timestamp(*unit, None)))
        }
        _ => Arc::clone(field),
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::functions::datetime::{date_part, date_trunc};
    use datafusion::logical_expr::{col, lit};
    use datafusion::prelude::SessionContext;

    use super::in_utc;

    /// Times around changes of everything, one of them before 1970.
    const TIMES: &str = "SELECT arrow_cast(t, 'Timestamp(Microsecond, Some(\"UTC\"))') AS t FROM (VALUES \
        ('2026-03-01T00:00:00.000001Z'), ('2024-12-31T23:59:59.999999Z'), ('1969-12-31T23:00:00Z'), (NULL)) AS v(t)";

    #[tokio::test]
    async fn times_are_what_they_are_with_the_zone() {
        let context = SessionContext::new();
        let units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
        for (function, more) in
            [(date_trunc(), &["millisecond"][..]), (date_part(), &["dow", "doy", "epoch"])]
        {
            let ours = in_utc(&function).unwrap();
            assert_eq!(in_utc(&ours), None);
            for unit in units.iter().chain(more) {
                let frame = context.sql(TIMES).await.unwrap();
                let call = |function: &std::sync::Arc<datafusion::logical_expr::ScalarUDF>| {
                    frame.clone().select(vec![function.call(vec![lit(*unit), col("t")]).alias("v")]).unwrap()
                };
                let [expected, found] = [call(&function), call(&ours)];
                assert_eq!(expected.schema(), found.schema(), "{unit}");
                let table = async |frame: datafusion::prelude::DataFrame| {
                    pretty_format_batches(&frame.collect().await.unwrap()).unwrap().to_string()
                };
                assert_eq!(table(expected).await, table(found).await, "{unit}");
            }
        }
    }
}
