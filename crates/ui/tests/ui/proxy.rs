//! Behind a reverse proxy: sign-in by a header, and the log of who looked at what.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::Value;
use trail365_listen::Peer;
use trail365_ui::{AccessLog, Options, TrustedHeader};

use crate::world::{Answered, World, morning, request};

const PROXY: &str = "192.0.2.9:4000";

fn trusted() -> Options {
    let trusted = TrustedHeader::new("X-Forwarded-User", vec![[192, 0, 2, 9].into()]);
    Options { token: false, trusted, ..Options::default() }
}

async fn ask(world: &World, method: Method, path: &str, peer: &str, users: &[&str]) -> Answered {
    let mut asked = request(method, path);
    asked.extensions_mut().insert(Peer(peer.parse().unwrap()));
    for user in users {
        asked.headers_mut().append("x-forwarded-user", user.parse().unwrap());
    }
    world.send(asked).await
}

#[tokio::test]
async fn whoever_signed_in_at_the_proxy_enters() {
    let world = World::with(&morning(), trusted()).await;
    for peer in [PROXY, "[::ffff:192.0.2.9]:4000"] {
        let entered = ask(&world, Method::GET, "/", peer, &["mia@example.com"]).await;
        assert_eq!(entered.status, StatusCode::OK, "{peer}: {}", entered.text);
        assert!(entered.text.contains("You are mia@example.com."));
    }
    let nobody = ask(&world, Method::GET, "/", PROXY, &[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert!(!nobody.text.contains("lena.berg"));
}

#[tokio::test]
async fn a_name_may_have_any_letters() {
    let world = World::with(&morning(), trusted()).await;
    let enter = async |user: &[u8]| {
        let mut asked = request(Method::GET, "/");
        asked.extensions_mut().insert(Peer(PROXY.parse().unwrap()));
        asked.headers_mut().insert("x-forwarded-user", axum::http::HeaderValue::from_bytes(user).unwrap());
        world.send(asked).await
    };
    let entered = enter("jürgen.müller@example.com".as_bytes()).await;
    assert!(entered.status.is_success() && entered.text.contains("You are jürgen.müller@example.com."));
    // In Latin-1 it is nobody's name.
    let refused = enter(b"j\xfcrgen@example.com").await;
    assert_eq!((refused.status, refused.text.contains("not UTF-8")), (StatusCode::FORBIDDEN, true));
}

#[tokio::test]
async fn a_header_that_did_not_come_from_the_proxy_is_refused() {
    let world = World::with(&morning(), trusted()).await;
    for (peer, users) in [
        ("192.0.2.8:4000", &["mia@example.com"][..]),
        ("127.0.0.1:4000", &["mia@example.com"]),
        ("[::1]:4000", &["mia@example.com"]),
        // Added by the browser, and by the proxy behind it.
        (PROXY, &["admin@example.com", "mia@example.com"]),
        (PROXY, &[""]),
        (PROXY, &[" "]),
    ] {
        for path in ["/", "/api/v1/search", "/sql"] {
            let refused = ask(&world, Method::GET, path, peer, users).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{peer} {users:?}: {}", refused.text);
            assert!(!refused.text.contains("lena.berg"));
        }
    }
    // Without a peer, nobody is the proxy.
    let mut unknown = request(Method::GET, "/");
    unknown.headers_mut().insert("x-forwarded-user", "mia@example.com".parse().unwrap());
    assert_eq!(world.send(unknown).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_false_header_is_refused_with_the_token_too() {
    let world = World::with(&morning(), Options { token: true, ..trusted() }).await;
    let token = world.site.url().split_once("?token=").unwrap().1.to_owned();
    let ask = async |user: Option<&str>| {
        let mut asked = request(Method::GET, "/");
        asked.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        if let Some(user) = user {
            asked.headers_mut().insert("x-forwarded-user", user.parse().unwrap());
        }
        world.send(asked).await.status
    };
    assert_eq!(ask(None).await, StatusCode::OK);
    assert_eq!(ask(Some("mia@example.com")).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_note_is_by_whoever_signed_in() {
    let world = World::with(&morning(), Options { trusted: None, ..trusted() }).await;
    let key = world.find_alert().await;
    let world = world.again(&trusted());
    let mut noted = request(Method::POST, "/alert");
    noted.extensions_mut().insert(Peer(PROXY.parse().unwrap()));
    for (name, value) in
        [("x-forwarded-user", "mia@example.com"), ("content-type", "application/x-www-form-urlencoded")]
    {
        noted.headers_mut().insert(name, value.parse().unwrap());
    }
    let body = format!("key={key}&status=benign&note=known&who=admin@example.com");
    assert_eq!(world.send(noted.map(|_| Body::from(body))).await.status, StatusCode::SEE_OTHER);
    let shown = ask(&world, Method::GET, &format!("/alert?key={key}"), PROXY, &["mia@example.com"]).await;
    assert!(shown.text.contains("mia@example.com, ") && !shown.text.contains("admin@"), "{}", shown.text);
    assert!(!shown.text.contains("name=\"who\""), "the form asks for a name that is known");
}

/// Lines of a log.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_says_who_asked_for_what_and_keeps_secrets_out() {
    let lines = Lines::default();
    let log = AccessLog::new(lines.clone());
    let options = Options { token: true, access_log: Some(log), ..trusted() };
    let world = World::with(&morning(), options).await;
    let token = world.site.url().split_once("?token=").unwrap().1.to_owned();
    ask(&world, Method::GET, "/search?user=lena.berg&since=", PROXY, &["mia@example.com"]).await;
    ask(&world, Method::GET, &format!("/?token={token}"), "127.0.0.1:4000", &[]).await;
    ask(&world, Method::GET, "/sql?sql=SELECT+'secret'", PROXY, &["mia\t\"@example.com"]).await;
    ask(&world, Method::GET, "/", "192.0.2.8:4000", &["mia@example.com"]).await;
    let mut ran = request(Method::POST, "/sql");
    ran.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    world.send(ran.map(|_| Body::from("sql=SELECT+'secret'"))).await;

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains("secret") && !text.contains(&token), "{text}");
    let noted: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let facts = |at: usize| {
        let line = &noted[at];
        [&line["peer"], &line["user"], &line["method"], &line["address"], &line["status"]]
            .map(Value::to_string)
            .join(" ")
    };
    assert_eq!(facts(0), r#""192.0.2.9" "mia@example.com" "GET" "/search?user=lena.berg&since=" 200"#);
    assert_eq!(facts(1), r#""127.0.0.1" null "GET" "/" 303"#);
    assert_eq!(facts(2), r#""192.0.2.9" "mia\t\"@example.com" "GET" "/sql" 200"#);
    assert_eq!(facts(3), r#""192.0.2.8" null "GET" "/" 403"#);
    assert_eq!(facts(4), r#"null null "POST" "/sql" 200"#);
    assert!(noted.iter().all(|line| line["time"].is_string() && line["milliseconds"].is_u64()));
}

/// A log that cannot be written.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nobody_looks_unnoted() {
    let access_log = Some(AccessLog::new(Full));
    let world = World::with(&morning(), Options { token: false, access_log, ..Options::default() }).await;
    let refused = world.get("/search?since=").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.text.contains("the access log cannot be written"), "{}", refused.text);
}

#[tokio::test]
async fn the_cookie_is_sent_over_tls_alone_and_the_address_is_that_of_the_name() {
    let options =
        Options { behind_proxy: true, hosts: vec!["audit.example.com".into()], ..Options::default() };
    let world = World::with(&morning(), options).await;
    let (origin, token) = world.site.url().split_once("/?token=").unwrap();
    assert_eq!(origin, "https://audit.example.com");
    let entered = Request::builder().uri(format!("/?token={token}")).header("host", "audit.example.com");
    let entered = world.send(entered.body(Body::empty()).unwrap()).await;
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.ends_with("; SameSite=Strict; Secure"), "{cookie}");
}
