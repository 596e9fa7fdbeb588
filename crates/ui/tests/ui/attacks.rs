//! What other sites, and whoever reaches the port, try.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use futures::StreamExt as _;

use trail365_ui::Options;

use crate::world::{HOST, World, morning, request};

#[tokio::test]
async fn every_response_carries_the_policy_and_a_nonce_of_its_own() {
    let world = World::of(&morning()).await;
    let mut seen = Vec::new();
    for path in [
        "/",
        "/search",
        "/nothing",
        "/record?id=none",
        "/api/v1/health",
        "/assets/0/none.js",
        "/search?since=x",
    ] {
        let answered = world.get(path).await;
        let policy = answered.headers["content-security-policy"].to_str().unwrap().to_owned();
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types htmx",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answered.headers[name], value, "{path}");
        }
        assert!(!answered.headers.contains_key("access-control-allow-origin"));
        let nonce = policy.split_once("'nonce-").unwrap().1.split('\'').next().unwrap().to_owned();
        if answered.headers["content-type"].to_str().unwrap().starts_with("text/html") {
            assert!(answered.text.contains(&format!("nonce=\"{nonce}\"")), "{path}");
        }
        assert!(!seen.contains(&nonce) && nonce.len() == 32, "{path}");
        seen.push(nonce);
    }
    let refused =
        world.send(Request::builder().uri("/").header("host", "evil").body(Body::empty()).unwrap()).await;
    assert!(refused.headers.contains_key("content-security-policy"));
}

#[tokio::test]
async fn another_site_changes_and_starts_nothing() {
    let world = World::of(&morning()).await;
    let from = |method: Method, path: &str, headers: &[(&str, &str)]| {
        let builder = Request::builder().method(method).uri(path).header("host", HOST);
        let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        builder.body(Body::from("sql=select+1")).unwrap()
    };
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example"), ("content-type", "application/x-www-form-urlencoded")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:8000")],
        &[("origin", "null")],
    ];
    for headers in foreign {
        for path in [
            "/sql",
            "/sql/export",
            "/scheme",
            "/zone",
            "/api/v1/sql",
            "/alert",
            "/reports",
            "/reports/cancel",
            "/search/save",
            "/search/forget",
        ] {
            let refused = world.send(from(Method::POST, path, headers)).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
    for path in ["/search/export", "/api/v1/search?text=a"] {
        let headers = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
        assert_eq!(
            world.send(from(Method::GET, path, &headers)).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}

#[tokio::test]
async fn reading_changes_nothing_and_starts_no_query_of_a_link() {
    let world = World::of(&morning()).await;
    for path in ["/scheme", "/sql/export", "/reports/cancel", "/search/save", "/search/forget"] {
        assert_eq!(world.get(path).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    let shown = world.get("/sql?sql=SELECT+41%2B1+AS+answer").await;
    assert!(shown.text.contains("SELECT 41+1 AS answer") && !shown.text.contains("<td"));
    for method in [Method::DELETE, Method::PUT] {
        assert_eq!(world.send(request(method, "/search")).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let world = World::of(&[]).await;
    let large = world.post("/sql", &[("sql", &"x".repeat(1 << 20))]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let long = world.post("/sql", &[("sql", &format!("select '{}'", "x".repeat(70_000)))]).await;
    assert_eq!(long.status, StatusCode::BAD_REQUEST);
    assert!(long.text.contains("65536 at most"), "{}", long.text);
}

#[tokio::test]
async fn a_gigabyte_in_pieces_is_not_read() {
    let world = World::of(&[]).await;
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let pieces = futures::stream::iter(0..1024).map(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, std::convert::Infallible>(Bytes::from(vec![b'x'; 1 << 20]))
    });
    let refused = world.send(request(Method::POST, "/sql").map(|_| Body::from_stream(pieces))).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(read.load(Ordering::Relaxed) <= 2, "{read:?} MiB were read");
}

#[tokio::test]
async fn the_token_is_on_no_page_and_in_no_address_that_a_browser_tells() {
    let world = World::with(&morning(), Options::default()).await;
    let token = world.site.url().split_once("?token=").unwrap().1.to_owned();
    let entered = world.get(&format!("/search?token={token}&since=")).await;
    assert!(!entered.headers["location"].to_str().unwrap().contains(&token));
    assert_eq!(entered.headers["referrer-policy"], "no-referrer");
    for path in ["/", "/search?since=", "/record?id=a3", "/sql", "/health", "/help"] {
        let mut asked = request(Method::GET, path);
        asked.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        let page = world.send(asked).await;
        assert!(page.status.is_success() && !page.text.contains(&token), "{path}");
        // Whatever a link leads to, it learns nothing of where it was.
        assert_eq!(page.headers["referrer-policy"], "no-referrer", "{path}");
        assert!(!page.text.contains("referrerpolicy") && !page.text.contains("name=\"referrer\""), "{path}");
    }
    // The page that asks for a token does not repeat a wrong one where others would see it.
    let mut told = request(Method::GET, "/");
    let referer = format!("http://{HOST}/?token={token}");
    told.headers_mut().insert("referer", referer.parse().unwrap());
    assert_eq!(world.send(told).await.status, StatusCode::UNAUTHORIZED);
}
