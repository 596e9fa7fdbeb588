//! Which plans are divided among workers: those of whose steps it is known that they give the same rows in parts.
//!
//! The library divides some plans wrongly: a limit below a join is taken by each worker for itself, and joins without an equality
//! keep a worker from answering whether it is alive. Such plans, and those with steps that it cannot send, run in one process.

use std::any::Any;

use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;

/// Steps whose rows are the same whether one process makes them or several do, each from a part of the rows below.
const STEPS: [&str; 22] = [
    "AggregateExec",
    "BoundedWindowAggExec",
    "CoalesceBatchesExec",
    "CoalescePartitionsExec",
    "Compact",
    "CooperativeExec",
    "CountedTexts",
    "DataSourceExec",
    "EmptyExec",
    "FilterExec",
    "GlobalLimitExec",
    "HashJoinExec",
    "InterleaveExec",
    "LocalLimitExec",
    "ProjectionExec",
    "RepartitionExec",
    "SortExec",
    "SortPreservingMergeExec",
    "UnionExec",
    "UnnestExec",
    "WindowAggExec",
    "WithRecord",
];

/// Steps that are limits, also where they only leave out the first rows.
const LIMITS: [&str; 2] = ["GlobalLimitExec", "LocalLimitExec"];

/// Other steps above which a limit is one of all rows: they leave out and add none.
const BELOW_THE_TOP: [&str; 6] = [
    "CoalescePartitionsExec",
    "Compact",
    "CooperativeExec",
    "ProjectionExec",
    "SortPreservingMergeExec",
    "WithRecord",
];

/// Reports whether a plan gives the same rows when it is divided.
pub(crate) fn is_divisible(plan: &dyn ExecutionPlan) -> bool {
    is_right(plan, true)
}

/// Looks at a step and those below it. At the top a step may have a limit.
fn is_right(step: &dyn ExecutionPlan, is_at_top: bool) -> bool {
    let name = step.name();
    let has_limit = step.fetch().is_some() || LIMITS.contains(&name);
    let stays_at_top = is_at_top && (has_limit || BELOW_THE_TOP.contains(&name));
    STEPS.contains(&name)
        && (name != "DataSourceExec" || reads_files(step))
        && (is_at_top || !has_limit)
        && step.children().into_iter().all(|child| is_right(child.as_ref(), stays_at_top))
}

/// Reports whether a leaf reads files; one that holds rows is read in one process.
fn reads_files(leaf: &dyn ExecutionPlan) -> bool {
    let source = (leaf as &dyn Any).downcast_ref::<DataSourceExec>().map(DataSourceExec::data_source);
    source.is_some_and(|source| (source.as_ref() as &dyn Any).is::<FileScanConfig>())
}
