//! An attacker's text in every field: no page has an element or an attribute of it.

use trail365_schema::COLUMNS;

use crate::evil::{ADDRESS, HOSTILE, assert_inert, read_names, records};
use crate::world::World;

#[test]
fn what_an_attacker_makes_is_found() {
    let page = r#"<!DOCTYPE html><p title="a>b" hidden data-x='"'>1 < 2</p><textarea><b></textarea><img/src=x onerror=alert(1)>"#;
    assert_eq!(read_names(page), ["p title hidden data-x", "textarea ", "img src onerror"]);
}

#[tokio::test]
async fn no_field_of_a_record_acts() {
    let records = records();
    let world = World::of(&records).await;
    // What is shown of each schema is tested with the page; here a few go all the way.
    let some = records.iter().step_by(15);
    let (mut shown, expected) = (0, 10 * some.len());
    for record in some {
        let path = format!("/record?id={}", record["Id"].as_str().unwrap());
        let page = world.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert_inert(&path, &page.text);
        shown += page.text.matches("evil-c").count();
    }
    // The text is there: a page that leaves it out would pass by silence.
    assert!(shown > expected, "{shown}");
    for path in
        ["/", "/search?since=", "/timeline?since=&by=user", "/health", "/alerts", "/rules", "/reports"]
    {
        assert_inert(path, &world.get(path).await.text);
    }
    let columns: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    for some in columns.chunks(60) {
        let sql = format!("SELECT {} FROM activity", some.join(", "));
        let rows = world.post("/sql", &[("sql", &sql)]).await;
        assert_eq!(rows.status, 200, "{sql}: {}", rows.text);
        assert_inert(&sql, &rows.text);
    }
}

#[tokio::test]
async fn no_field_of_an_alert_a_rule_or_a_saved_search_acts() {
    let folder = tempfile::tempdir().unwrap();
    let text = serde_json::to_string(HOSTILE).unwrap();
    let rule = format!(
        "title: {text}\nid: 3f6e0c54-7c1f-4c0e-9d6e-000000000001\nstatus: stable\ndescription: {text}\nauthor: {text}\nreferences: [{text}, \"{ADDRESS}\"]\n\
         falsepositives: [{text}]\nlogsource: {{product: m365, service: exchange}}\ndetection: {{selection: {{Operation: {text}}}, condition: selection}}\n\
         level: high\n"
    );
    let file = folder.path().join("rule.yml");
    std::fs::write(&file, rule).unwrap();
    let library = trail365_findings::RuleLibrary::load(&[file], &std::collections::BTreeMap::new());
    let extras = trail365_ui::Extras { rules: Some(std::sync::Arc::new(library)), ..Default::default() };
    let options = trail365_ui::Options { token: false, extras, ..Default::default() };
    let world = World::with(&records()[..3], options).await;
    world
        .keep_alert(|alert| {
            for text in [&mut alert.title, &mut alert.reason, &mut alert.rule_id, &mut alert.tenant] {
                *text = HOSTILE.into();
            }
            for texts in [
                &mut alert.tags,
                &mut alert.users,
                &mut alert.addresses,
                &mut alert.apps,
                &mut alert.sessions,
            ] {
                *texts = vec![HOSTILE.into(), ADDRESS.into()];
            }
            alert.members[0].id = Some(HOSTILE.into());
            alert.members[0].source = Some(HOSTILE.into());
            alert.members[0].operation = Some(HOSTILE.into());
        })
        .await;
    world.post("/search/save", &[("name", &HOSTILE[..88]), ("query", &format!("text={HOSTILE}"))]).await;
    world
        .post("/alert", &[("key", "00c0ffee"), ("status", "benign"), ("note", HOSTILE), ("who", HOSTILE)])
        .await;
    let hostile: String = form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
    let mut shown = String::new();
    for path in [
        "/".to_owned(),
        "/alerts".to_owned(),
        "/alert?key=00c0ffee".to_owned(),
        "/rules".to_owned(),
        "/rule?id=3f6e0c54-7c1f-4c0e-9d6e-000000000001".to_owned(),
        format!("/rule?id={hostile}"),
        format!("/alerts?status={hostile}"),
        format!("/search?saved={hostile}"),
        "/search".to_owned(),
        format!("/reports/job?id={hostile}"),
        format!("/user?name={hostile}"),
    ] {
        let page = world.get(&path).await.text;
        assert_inert(&path, &page);
        shown += &page;
    }
    assert!(shown.matches("evil-c").count() > 20, "{shown}");
}
