//! Texts and errors of DataFusion that this crate reads. Where an upgrade changes one, these tests fail first; the readers are
//! `place.rs`, `error.rs` and `query/spelling.rs`.

use datafusion::common::{DataFusionError, SchemaError};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::DFParserBuilder;

async fn error_of(query: &str) -> DataFusionError {
    let mut config = SessionConfig::new();
    config.options_mut().sql_parser.collect_spans = true;
    let context = SessionContext::new_with_config(config);
    context.sql("CREATE TABLE t (user_id TEXT)").await.unwrap();
    context.sql(query).await.unwrap_err()
}

#[test]
fn the_parser_ends_its_messages_with_the_place() {
    let error =
        DFParserBuilder::new("SELECT a,\n  , b FROM t").build().unwrap().parse_statements().unwrap_err();
    assert!(error.strip_backtrace().contains(" at Line: 2, Column: 3"), "{error}");
}

#[tokio::test]
async fn a_missing_column_comes_with_those_that_there_are() {
    let error = error_of("SELECT UserId FROM t").await;
    let DataFusionError::SchemaError(missing, _) = error.find_root() else { panic!("{error:?}") };
    let SchemaError::FieldNotFound { field, valid_fields } = missing.as_ref() else { panic!("{missing:?}") };
    assert_eq!((field.name.as_str(), valid_fields[0].name.as_str()), ("userid", "user_id"));
    assert_eq!(error.diagnostic().unwrap().span.unwrap().start.column, 8);
}

#[tokio::test]
async fn unknown_tables_and_functions_are_named_in_the_diagnostic() {
    let message = error_of("SELECT * FROM nowhere").await.diagnostic().unwrap().message.clone();
    assert_eq!(message, "table 'nowhere' not found");
    let message = error_of("SELECT nothing(1)").await.diagnostic().unwrap().message.clone();
    assert_eq!(message, "Invalid function 'nothing'");
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_named_by_the_call() {
    let error = error_of("SELECT sqrt('a', 'b')").await.strip_backtrace();
    assert!(error.contains("No function matches the given name and argument types 'sqrt("), "{error}");
}
