//! Rules, with what they find and whether the lake has what they look at.

use axum::http::StatusCode;
use serde_json::Value;

use crate::world::{World, morning};

#[tokio::test]
async fn rules_say_what_they_found_and_what_the_lake_lacks() {
    let world = World::of(&morning()).await;
    world.find_alert().await;
    let rules = world.json("/rules").await;
    let all = rules["rules"].as_array().unwrap();
    assert!(all.len() > 100);
    // The alert is of a rule that is not among those that ship.
    assert_eq!((&rules["others"][0]["rule_id"], &rules["others"][0]["open"]), (&"rule".into(), &1.into()));
    let page = world.get("/rules").await.text;
    assert!(
        page.contains("Inbox rule sends mail on") && page.contains("hx-get=\"/rules/coverage?"),
        "{page}"
    );

    let covered = world.json("/rules/coverage").await;
    let count = |name: &str| covered[name].as_u64().unwrap();
    assert_eq!(count("ready") + count("partly") + count("blind"), all.len() as u64);
    assert!(count("ready") > 0 && count("blind") > 0);
    let of_readiness = |word: &str| -> &Value {
        covered["rules"].as_array().unwrap().iter().find(|rule| rule["readiness"] == word).unwrap()
    };
    assert!(!of_readiness("blind")["reasons"].as_array().unwrap().is_empty());

    let id = of_readiness("ready")["id"].as_str().unwrap();
    let one = world.json(&format!("/rule?id={id}")).await;
    assert!(one["text"].as_str().unwrap().contains(id));
    let page = world.get(&format!("/rule?id={id}")).await.text;
    assert!(page.contains("It has found nothing in this lake"), "{page}");
    let part = world.get(&format!("/rules/coverage?id={id}")).await.text;
    assert!(part.contains("Ready: records that it looks at are in this lake."), "{part}");
    assert_eq!(world.get("/rule?id=none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_alert_leads_to_its_rule() {
    let world = World::of(&morning()).await;
    let key = world.find_alert().await;
    let page = world.get(&format!("/alert?key={key}")).await.text;
    assert!(page.contains("href=\"/rule?id=rule&amp;v="), "{page}");
}
