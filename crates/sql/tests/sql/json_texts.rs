//! `json_texts` has what `json_text` has, path by path.

use trail365_sql::sql;

use crate::activity::over;
use crate::slt::result;

const PATHS: [&str; 6] = ["a", "b", "a.b", "a[1].b", "$.c", r#"["a.b"]"#];

const TEXTS: [&str; 12] = [
    r#"{"a":1,"b":"text that is long enough for a buffer","c":null}"#,
    r#"{"a":null,"a":{"b":2},"a":null}"#,
    r#"{"a":[0,{"b":"x\u0041"}],"b":1.50}"#,
    r#"{"\u0061":"escaped key","a.b":true}"#,
    r#"{"a":{"b":null,"b":[1, 2]},"c":{"d":{}}}"#,
    r#" {"b" : "x" } "#,
    "{}",
    r#"[{"a":1}]"#,
    r#""a""#,
    r#"{"a":1"#,
    "",
    "no JSON",
];

#[tokio::test]
async fn values_are_those_of_json_text() {
    let context = over::<&str>(&[]);
    let rows: Vec<_> = TEXTS.iter().map(|text| format!("('{text}')")).collect();
    let table = format!("(VALUES {}, (NULL)) AS v(t)", rows.join(", "));
    let list = PATHS.map(|path| format!("'{path}'")).join(", ");
    let row = [1, 2, 3, 4, 5, 6].map(|at| format!("texts[{at}] AS p{at}")).join(", ");
    let each: Vec<_> =
        PATHS.iter().zip(1..).map(|(path, at)| format!("json_text(t, '{path}') AS p{at}")).collect();
    let each = each.join(", ");
    let query = format!("SELECT {row} FROM (SELECT json_texts(t, {list}) AS texts FROM {table})");
    let found = result(&context, &query).await.unwrap();
    assert_eq!(found, result(&context, &format!("SELECT {each} FROM {table}")).await.unwrap());
    assert!(found.contains("xA") && found.contains("1.50") && found.contains("escaped key"), "{found}");
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_while_it_is_planned() {
    let context = over::<&str>(&[]);
    for (arguments, problem) in [
        ("'{}', 'a.'", "no JSON path 'a.'"),
        ("'{}', '$'", "does not begin with a key"),
        ("'{}', '[0]'", "does not begin with a key"),
        ("'{}'", "json_texts(json, path, ...)"),
    ] {
        let error = sql(&context, &format!("SELECT json_texts({arguments})")).await.unwrap_err().to_string();
        assert!(error.contains(problem), "{arguments}: {error}");
    }
}

#[tokio::test]
async fn paths_are_constants() {
    let context = over::<&str>(&[]);
    let query = "SELECT json_texts('{}', p) FROM (VALUES ('a'), ('b')) AS v(p)";
    let error = result(&context, query).await.unwrap_err().to_string();
    assert!(error.contains("the paths of json_texts are constants"), "{error}");
}

/// A view of a hundred columns reads its document once, and not once a column.
#[tokio::test]
async fn views_of_shapes_read_a_document_once() {
    let context = over::<&str>(&[]);
    for select in ["SELECT *", "SELECT \"AppId\", \"ClientAppId\""] {
        let query = format!("EXPLAIN {select} FROM sentinel.OfficeActivity");
        let plan = result(&context, &query).await.unwrap();
        let physical = &plan[plan.find("physical_plan").unwrap()..];
        let calls = |name: &str| physical.matches(name).count();
        assert_eq!((calls("shape_document("), calls("json_texts(")), (1, 1), "{select}");
    }
}
