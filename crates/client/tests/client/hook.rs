//! JSON posted to an address of the user's choice.

use std::time::Duration;

use trail365_client::{Hook, HookAnswer, ProxySetting, Secret};

use crate::server::{Server, reply};

/// Path and query of an address that is a secret.
const PATH: &str = "/T0/s3cret-path?key=s3cret-key";

fn hook(server: &Server, authorization: Option<&str>) -> Hook {
    let address = Secret::new(format!("{}{PATH}", server.address));
    Hook::new(address, authorization.map(Secret::new).as_ref(), &ProxySetting::Direct).unwrap()
}

async fn answer_to(hook: &Hook) -> HookAnswer {
    hook.post("{\"a\":1}".to_owned()).await.unwrap()
}

#[tokio::test]
async fn json_is_posted_as_it_is() {
    let server = Server::start(|_| reply(204, ""));
    let answer = answer_to(&hook(&server, Some("Bearer s3cret-token"))).await;
    assert_eq!((answer.status, answer.pause), (204, None));
    let requests = server.requests();
    let request = &requests[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str(), request.body.as_str()),
        ("POST", PATH, "{\"a\":1}")
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("authorization"), Some("Bearer s3cret-token"));
    answer_to(&hook(&server, None)).await;
    assert_eq!(server.requests()[1].header("authorization"), None);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let other = Server::start(|_| reply(200, ""));
    let elsewhere = other.address.clone();
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = elsewhere.clone();
        let server = Server::start(move |_| reply(status, "").header("Location", &elsewhere));
        assert_eq!(answer_to(&hook(&server, Some("Bearer x"))).await.status, status);
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_pause_is_read_and_bounded() {
    for (header, seconds) in [("7", 7), ("99999999", 3600)] {
        let server = Server::start(move |_| reply(429, "slow down").header("Retry-After", header));
        let answer = answer_to(&hook(&server, None)).await;
        assert_eq!((answer.status, answer.pause), (429, Some(Duration::from_secs(seconds))));
    }
}

#[test]
fn an_address_has_tls_or_is_on_this_machine_and_names_nobody() {
    for fine in [
        "https://hooks.example.com/T0",
        "http://127.0.0.1:8080/x",
        "http://localhost/x",
        "http://[::1]:80",
        " https://x ",
    ] {
        assert_eq!(Hook::check_address(fine), Ok(()), "{fine}");
    }
    for wrong in [
        "http://hooks.example.com/T0",
        "http://localhost.example.com",
        "http://evil.example\\@localhost/",
        "http://localhost@evil.example",
        "https://me:s3cret@hooks.example.com",
        "https://s3cret@hooks.example.com",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "hooks.example.com/T0",
        "https://",
        "",
    ] {
        let why = Hook::check_address(wrong).unwrap_err();
        assert!(!why.contains("s3cret"), "{why}");
        let error = Hook::new(Secret::new(wrong), None, &ProxySetting::Direct).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn nothing_shows_more_than_the_host() {
    // Nobody listens there; a port that was free a moment ago may be another test's by now.
    let address = Secret::new(format!("http://127.0.0.1:1{PATH}"));
    let hook = Hook::new(address, Some(&Secret::new("Bearer s3cret-token")), &ProxySetting::Direct).unwrap();
    let error = hook.post(String::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "post: 127.0.0.1 cannot be reached");
    let mut shown = vec![format!("{hook:?} {error:?} {error:#?}")];
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown.push(format!("{cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!shown.concat().contains("s3cret"), "{shown:?}");
    let wrong = Secret::new("Bearer s3cret\nX-Other: 1");
    let error = Hook::new(Secret::new("https://x"), Some(&wrong), &ProxySetting::Direct).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
}
