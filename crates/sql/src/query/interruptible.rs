//! Joins that can be stopped.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;

/// Makes joins give way to the runtime after some batches.
///
/// DataFusion does so where batches are read. A join of two small tables can make millions of batches of one that was read,
/// and until they are all made nobody can stop the query.
#[derive(Debug)]
pub(crate) struct InterruptibleJoins;

impl PhysicalOptimizerRule for InterruptibleJoins {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wrapped = plan.transform_up(|node| {
            let is_join = node.children().len() > 1;
            Ok(if is_join {
                Transformed::yes(Arc::new(CooperativeExec::new(node)))
            } else {
                Transformed::no(node)
            })
        });
        wrapped.map(|plan| plan.data)
    }

    fn name(&self) -> &'static str {
        "InterruptibleJoins"
    }

    fn schema_check(&self) -> bool {
        true
    }
}
