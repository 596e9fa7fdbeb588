//! What tables put into a plan, as bytes for another machine.

use std::sync::Arc;

use datafusion::common::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::ScalarUDF;
use datafusion::physical_plan::ExecutionPlan;
use object_store::ObjectStore;
use trail365_lake::Snapshot;

use super::snapshot::store_url;
use super::{fullness, record, record_key};

/// Returns a node of a table as bytes; `None` for any other node.
pub(crate) fn encode_node(node: &dyn ExecutionPlan) -> Result<Option<Vec<u8>>> {
    let names = record::columns_with_record(node).map(|names| serde_json::to_vec(&names));
    names.transpose().map_err(|error| DataFusionError::External(error.into()))
}

/// Makes a node over another from what [`encode_node`] made of it.
pub(crate) fn decode_node(bytes: &[u8], input: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let names: Vec<String> =
        serde_json::from_slice(bytes).map_err(|error| DataFusionError::External(error.into()))?;
    record::with_record_by_names(input, &names)
}

/// Returns a function of a table as bytes; `None` for any other function.
pub(crate) fn encode_function(function: &ScalarUDF) -> Option<Vec<u8>> {
    record_key::encode(function).or_else(|| fullness::encode(function))
}

/// Makes a function from what [`encode_function`] made of it; `None` where it made nothing such.
pub(crate) fn decode_function(name: &str, bytes: &[u8]) -> Option<ScalarUDF> {
    record_key::decode(name, bytes).or_else(|| fullness::decode(name, bytes))
}

/// Returns the stores of a lake's tables under the names that plans have for them, wherever the lake is opened.
///
/// # Errors
/// When a name is none.
pub fn stores(snapshot: &Snapshot) -> Result<Vec<(ObjectStoreUrl, Arc<dyn ObjectStore>)>> {
    let Snapshot { activity, ledger, rejected, alerts, alert_notes, .. } = snapshot;
    let tables = [activity, ledger, rejected, alerts, alert_notes];
    tables.into_iter().map(|table| Ok((store_url(table)?, Arc::clone(&table.store)))).collect()
}
