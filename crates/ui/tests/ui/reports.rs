//! Reports of investigations.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;

use crate::world::{World, morning};

/// Waits until the investigation has ended.
async fn ended(world: &World) -> Value {
    for _ in 0..600 {
        let job = world.json("/reports").await["job"].clone();
        if job["state"] != "running" {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it does not end");
}

#[tokio::test]
async fn an_account_is_investigated_and_its_report_opened() {
    let world = World::of(&morning()).await;
    let user = world.get("/user?name=lena.berg@example.com").await.text;
    assert!(user.contains("action=\"/reports\"") && user.contains("Investigate this account"), "{user}");
    let form = [("user", "lena.berg@example.com"), ("case", "17")];
    assert_eq!(world.post("/reports", &form).await.status, StatusCode::SEE_OTHER);
    // One at a time: the second is told of the first.
    let second = world.post("/reports", &form).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(
        second.text.contains("an investigation of lena.berg@example.com is under way"),
        "{}",
        second.text
    );
    assert!(world.get("/reports").await.text.contains("Under way"));

    let job = ended(&world).await;
    assert_eq!(job["state"], "done", "{job}");
    let name = job["is"].as_str().unwrap();
    assert!(name.starts_with("case-lena.berg@example.com-"), "{name}");
    let page = world.get(&format!("/reports/{name}/report.html")).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{policy}");
    assert!(page.text.contains("lena.berg@example.com") && !page.headers.contains_key("content-disposition"));
    let manifest = world.get(&format!("/reports/{name}/manifest.json")).await;
    assert!(manifest.text.contains("\"--case\"") && manifest.headers.contains_key("content-disposition"));
    let list = world.get("/reports").await.text;
    assert!(
        list.contains(&format!("/reports/{name}/report.html")) && list.contains("timeline.csv"),
        "{list}"
    );
}

#[tokio::test]
async fn an_investigation_is_cancelled() {
    let world = World::of(&morning()).await;
    world.post("/reports", &[("user", "lena.berg@example.com")]).await;
    let job = world.json("/reports").await["job"].clone();
    assert_eq!(world.post("/reports/cancel", &[("id", "1")]).await.status, StatusCode::NOT_FOUND);
    let id = job["id"].as_str().unwrap();
    assert_eq!(world.post("/reports/cancel", &[("id", id)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.json("/reports").await["job"]["state"], "cancelled");
    assert_eq!(world.json("/reports").await["total"], 0);
    // Its place is free again.
    assert_eq!(world.get("/search").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_cancelled_leaves_no_report() {
    let world = World::of(&morning()).await;
    world.post("/reports", &[("user", "lena.berg@example.com")]).await;
    // In its last step, as near to its end as can be.
    let job = loop {
        let job = world.json("/reports").await["job"].clone();
        if job["is"] != "asks the rules"
            && job["is"] != "investigates"
            && job["is"] != "waits for a free place"
        {
            break job;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    world.post("/reports/cancel", &[("id", job["id"].as_str().unwrap())]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let after = world.json("/reports").await;
    let reports = usize::from(after["job"]["state"] != "cancelled");
    assert_eq!(after["total"], reports, "{after}");
    let folder = world.folder().join("lake-reports");
    let left = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(left, reports, "{after}");
}

#[tokio::test]
async fn an_account_that_nobody_has_is_told() {
    let world = World::of(&morning()).await;
    assert_eq!(world.post("/reports", &[("user", " ")]).await.status, StatusCode::BAD_REQUEST);
    // It is told before anything begins, and the form is as it was sent.
    for (user, attacker, owner, name, says) in [
        ("nobody@example.com", "", "", "user", "no record names the account `nobody@example.com`"),
        ("lena", "", "", "user", "records name lena.berg@example.com"),
        ("lena.berg@example.com", "999", "", "attacker_ip", "cannot use attacker_ip=`999`"),
        (
            "lena.berg@example.com",
            "203.0.113.7",
            "192.0.2.0/99",
            "owner_ip",
            "cannot use owner_ip=`192.0.2.0/99`",
        ),
    ] {
        let form = [("user", user), ("attacker_ip", attacker), ("owner_ip", owner), ("case", "17 <b>")];
        let refused = world.post("/reports", &form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{says}");
        for part in
            [says, &format!("name=\"user\" value=\"{user}\""), "value=\"17 &lt;b&gt;\"", "class=\"wrong\""]
        {
            assert!(refused.text.contains(part), "{part}: {}", refused.text);
        }
        let field =
            refused.text.split(&format!("<input name=\"{name}\"")).nth(1).unwrap().split('>').next().unwrap();
        assert!(field.contains("aria-invalid"), "{field}");
        assert_eq!(world.json("/reports").await["job"], Value::Null);
    }
}

#[tokio::test]
async fn nothing_beside_reports_is_read() {
    let world = World::of(&morning()).await;
    let reports = world.folder().join("lake-reports");
    let report = reports.join("case");
    std::fs::create_dir_all(&report).unwrap();
    let manifest = r#"{"version":1,"program":"","command_line":[],"options":{},"versions":{},"lake_version":1,"lake_records":1,
        "started_at":"","ended_at":"","files":[{"path":"report.html","sha256":"","bytes":1},{"path":"link","sha256":"","bytes":1}]}"#;
    std::fs::write(report.join("manifest.json"), manifest).unwrap();
    std::fs::write(report.join("report.html"), "page").unwrap();
    std::fs::write(report.join("other"), "secret").unwrap();
    std::fs::write(world.folder().join("outside"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(world.folder().join("outside"), report.join("link")).unwrap();
    assert_eq!(world.get("/reports/case/report.html").await.text, "page");
    for path in [
        "/reports/case/other",
        "/reports/case/link",
        "/reports/case/../../outside",
        "/reports/case/..%2f..%2foutside",
        "/reports/..%2f/outside",
        "/reports/../outside",
        "/reports/.%2e/outside",
        "/reports/case/%2e%2e/other",
        "/reports/none/report.html",
    ] {
        let refused = world.get(path).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!refused.text.contains("secret"), "{path}");
    }
}
