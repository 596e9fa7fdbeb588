//! Plans as bytes.

use std::sync::Arc;

use datafusion::common::{Result, not_impl_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_distributed::DistributedCodec;
use datafusion_proto::bytes::physical_plan_to_bytes_with_proto_converter;
use datafusion_proto::physical_plan::{
    ComposedPhysicalExtensionCodec, DeduplicatingProtoConverter, PhysicalExtensionCodec,
    PhysicalProtoConverterExtension,
};
use trail365_sql::remote;

/// Writes a plan for a worker, which reads it by the library's codec and [`Own`], in this order.
pub(crate) fn encode_plan(plan: Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
    let codec = ComposedPhysicalExtensionCodec::new(vec![Arc::new(Theirs(DistributedCodec)), Arc::new(Own)]);
    let bytes =
        physical_plan_to_bytes_with_proto_converter(plan, &codec, &DeduplicatingProtoConverter::default())?;
    Ok(bytes.to_vec())
}

/// Writes and reads the nodes and functions of trail365.
#[derive(Debug)]
pub(crate) struct Own;

impl PhysicalExtensionCodec for Own {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        _: &TaskContext,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        remote::decode_node(bytes, inputs)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        _: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        bytes.extend(remote::encode_node(node.as_ref())?);
        Ok(())
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        remote::decode_function(name, bytes)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, bytes: &mut Vec<u8>) -> Result<()> {
        bytes.extend(remote::encode_function(function)?);
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        remote::decode_aggregate(name, bytes)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, bytes: &mut Vec<u8>) -> Result<()> {
        bytes.extend(remote::encode_aggregate(function));
        Ok(())
    }
}

/// The library's codec. Asked for a function it writes nothing and calls that done, whatever the function has besides its name: those
/// that have more are passed on.
#[derive(Debug)]
struct Theirs(DistributedCodec);

impl PhysicalExtensionCodec for Theirs {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.0.try_decode(bytes, inputs, context, converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.0.try_encode(node, bytes, converter)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, _: &mut Vec<u8>) -> Result<()> {
        pass_on_unless(remote::encode_function(function)?.is_empty())
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, _: &mut Vec<u8>) -> Result<()> {
        pass_on_unless(remote::encode_aggregate(function).is_empty())
    }
}

fn pass_on_unless(is_named: bool) -> Result<()> {
    if is_named { Ok(()) } else { not_impl_err!("it is more than its name") }
}
