//! Plans that run in part on other machines: what they have of this crate, as bytes, and what a machine needs to run them.
//!
//! What DataFusion has of its own it writes and reads itself, and functions that queries can name go by their name.

use std::sync::Arc;

use datafusion::common::{Result, exec_err, not_impl_err};
use datafusion::functions_aggregate::all_default_aggregate_functions;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;

use crate::functions::{bound_gathering, gathers_windows, holds_constants};
use crate::query::compact::{compacted, is_compacted};
use crate::query::counts::{decode_counted, encode_counted};
use crate::tables;

pub use crate::query::{plan_counted, run, with_checks};
pub use crate::session::state_for_plans;
pub use crate::tables::stores;

/// First byte of a node: what passes rows on in batches of their own, what tables make, what counts texts.
const COMPACTED: u8 = 0;
const OF_TABLE: u8 = 1;
const COUNTED: u8 = 2;

/// Returns a node of this crate as bytes, without its inputs.
///
/// # Errors
/// When it is no node of this crate.
pub fn encode_node(node: &dyn ExecutionPlan) -> Result<Vec<u8>> {
    if is_compacted(node) {
        return Ok(vec![COMPACTED]);
    }
    if let Some(bytes) = encode_counted(node)? {
        return Ok([&[COUNTED], &*bytes].concat());
    }
    match tables::encode_node(node)? {
        Some(bytes) => Ok([&[OF_TABLE], &*bytes].concat()),
        None => not_impl_err!("the step {} of this query runs in one process alone", node.name()),
    }
}

/// Makes a node over its inputs from what [`encode_node`] made of it.
///
/// # Errors
/// When the bytes are of no node.
pub fn decode_node(bytes: &[u8], inputs: &[Arc<dyn ExecutionPlan>]) -> Result<Arc<dyn ExecutionPlan>> {
    match (bytes, inputs) {
        ([COMPACTED], [input]) => Ok(compacted(Arc::clone(input))),
        ([COUNTED, bytes @ ..], [input]) => decode_counted(bytes, Arc::clone(input)),
        ([OF_TABLE, bytes @ ..], [input]) => tables::decode_node(bytes, Arc::clone(input)),
        _ => exec_err!("a step of the plan is none of this version"),
    }
}

/// Returns what the name of a function does not say, as bytes: none for functions that queries can name.
///
/// # Errors
/// When it is one of those that rules make for themselves.
pub fn encode_function(function: &ScalarUDF) -> Result<Vec<u8>> {
    if holds_constants(function) {
        return not_impl_err!("conditions of rules run in one process alone");
    }
    Ok(tables::encode_function(function).unwrap_or_default())
}

/// Makes a function from its name and what [`encode_function`] made of it.
///
/// # Errors
/// When the name is unknown, or the bytes are not of its function.
pub fn decode_function(name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
    match tables::decode_function(name, bytes) {
        Some(function) => Ok(Arc::new(function)),
        None => exec_err!("the function {name} of the plan is none of this version"),
    }
}

/// Returns what the name of an aggregate does not say, as bytes: none for most.
pub fn encode_aggregate(function: &AggregateUDF) -> Vec<u8> {
    gathers_windows(function).map(u8::from).into_iter().collect()
}

/// Makes an aggregate from its name and what [`encode_aggregate`] made of it.
///
/// # Errors
/// When the name is unknown.
pub fn decode_aggregate(name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
    let known = all_default_aggregate_functions().into_iter().find(|function| function.name() == name);
    let gathers_windows = bytes == [u8::from(true)];
    match known.and_then(|function| bound_gathering(&function, gathers_windows)) {
        Some(function) => Ok(function),
        None => exec_err!("the aggregate {name} of the plan is none of this version"),
    }
}
