//! Text of records is an attacker's text: in every field, on every page, it does nothing.

use serde_json::{Value, json};

use crate::world::World;

/// A text that acts wherever an escape is forgotten.
const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1) hx-get=\"/x\">'{{7*7}}\u{202e}\u{1b}[31m</textarea></title>";

fn records() -> Vec<Value> {
    let mut record =
        json!({"Id": format!("h{HOSTILE}"), "CreationTime": "2026-03-02T08:00:00", "RecordType": 1});
    for field in [
        "Operation",
        "UserId",
        "ClientIP",
        "ObjectId",
        "Workload",
        "ResultStatus",
        "UserKey",
        "ExternalAccess",
        "OriginatingServer",
        "AppId",
    ] {
        record[field] = HOSTILE.into();
    }
    record[HOSTILE] = HOSTILE.into();
    record["Parameters"] = json!([{"Name": HOSTILE, "Value": HOSTILE}]);
    record["ModifiedProperties"] = json!([{"Name": HOSTILE, "OldValue": HOSTILE, "NewValue": HOSTILE}]);
    let mut session = record.clone();
    session["Id"] = "h2".into();
    session["SessionId"] = "11111111-2222-3333-4444-555555555555".into();
    vec![record, session]
}

fn assert_inert(path: &str, text: &str) {
    for bad in ["<script>alert", "<img", "</textarea></title>", "\u{202e}", "\u{1b}"] {
        assert!(!text.contains(bad), "{path}: {bad:?} stands in {text}");
    }
    // Attributes of htmx come from templates alone, and each element with one has the nonce of its response.
    for names in text.split('<').skip(1).map(attribute_names) {
        assert!(!names.contains("onerror") && !names.contains(" src=x"), "{path}: {names}");
        assert!(!names.contains(" hx-") || names.contains(" hx-nonce="), "{path}: {names}");
    }
}

/// The tag in front of a text without the values in quotes.
fn attribute_names(element: &str) -> String {
    let (mut names, mut quoted) = (String::new(), false);
    for c in element.chars() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => break,
            c if !quoted => names.push(c),
            _ => (),
        }
    }
    names
}

#[tokio::test]
async fn no_page_lets_it_act() {
    let world = World::of(&records()).await;
    let write = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let (hostile, id) = (write(HOSTILE), write(&format!("h{HOSTILE}")));
    let paths = [
        "/".to_owned(),
        "/search?since=".to_owned(),
        format!("/search?since=&user={hostile}&operation={hostile}&text={hostile}&column=parameters"),
        format!("/search?q={hostile}&since={hostile}&column={hostile}&after={hostile}&v={hostile}"),
        "/search/histogram?since=".to_owned(),
        "/search/facets?since=".to_owned(),
        format!("/record?id={id}"),
        "/record?id=h2".to_owned(),
        format!("/record/near?user={hostile}&time=2026-03-02T08:00:00Z"),
        format!("/user?name={hostile}"),
        format!("/object?name={hostile}"),
        format!("/address?name={hostile}"),
        format!("/app?name={hostile}"),
        "/session?name=11111111-2222-3333-4444-555555555555".to_owned(),
        format!("/sql?sql={hostile}"),
        "/health".to_owned(),
        format!("/{hostile}"),
    ];
    for path in paths {
        assert_inert(&path, &world.get(&path).await.text);
    }
    let wrong = world.post("/sql", &[("sql", HOSTILE)]).await;
    assert_inert("/sql", &wrong.text);
    let rows = world.post("/sql", &[("sql", "SELECT * FROM activity")]).await;
    assert!(rows.status.is_success(), "{}", rows.text);
    assert_inert("/sql", &rows.text);
}

#[tokio::test]
async fn json_and_files_carry_it_as_data() {
    let world = World::of(&records()).await;
    let found = world.json("/search?since=").await;
    assert_eq!(found["rows"][0]["user"], HOSTILE);
    let csv = world.post("/sql/export", &[("sql", "SELECT '=1+1' AS a"), ("format", "csv")]).await;
    assert_eq!(csv.text, "a\r\n'=1+1\r\n");
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"trail365.csv\"");
}

#[test]
fn nothing_is_marked_as_escaped() {
    // Of the templates none passes text on as it is: maud escapes all.
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("PreEscaped") && !text.contains("style=\""), "{}", path.display());
            }
        }
    }
}
