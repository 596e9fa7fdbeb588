//! A query that needs more memory than it may take.

use std::sync::Arc;

use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::SessionContext;
use trail365_sql::{Error, ErrorKind, over_with, sql};

use crate::activity::tables;

fn limited(bytes: usize) -> SessionContext {
    let records: Vec<_> = (0..2000).map(|n| format!(r#"{{"Id":"{n}","UserId":"{n:0>4000}"}}"#)).collect();
    let memory = Arc::new(FairSpillPool::new(bytes));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(memory).build_arc().unwrap();
    let builder = SessionStateBuilder::new_with_default_features().with_runtime_env(runtime);
    over_with(builder, tables(&records)).unwrap()
}

#[tokio::test]
async fn a_join_that_does_not_fit_says_what_to_do() {
    let text = "select count(*) from activity a join activity b on a.user_id = b.user_id and a.id > b.id";
    let frame = sql(&limited(1 << 20), text).await.unwrap();
    let error = Error::from(frame.collect().await.unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Execution);
    assert!(
        error.to_string().starts_with("the query needs more memory than it may take: ask for"),
        "{error}"
    );
}
