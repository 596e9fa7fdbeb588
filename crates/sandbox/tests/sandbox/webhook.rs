//! Webhooks: validated, told, retried, disabled, enabled again.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use trail365_sandbox::Plan;

use crate::caller::{Caller, Item, plan};

const START: &str = "subscriptions/start?contentType=Audit.General";

/// A webhook that answers with a status, and keeps each request: head and body.
struct Listener {
    address: String,
    status: Arc<AtomicU16>,
    heard: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Listener {
    fn new() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hook", socket.local_addr().unwrap());
        let (status, heard) = (Arc::new(AtomicU16::new(200)), Arc::new(Mutex::new(Vec::new())));
        let (answers, ears) = (Arc::clone(&status), Arc::clone(&heard));
        std::thread::spawn(move || {
            for stream in socket.incoming() {
                let mut stream = stream.unwrap();
                // Kept before it is answered: whoever has the answer finds it.
                let heard = hear(&mut stream);
                ears.lock().unwrap().push(heard);
                answer(&mut stream, answers.load(Ordering::SeqCst));
            }
        });
        Self { address, status, heard }
    }

    fn heard(&self) -> Vec<(String, Value)> {
        self.heard.lock().unwrap().clone()
    }
}

/// Reads one request: its head in lower case, and its body.
fn hear(stream: &mut impl Read) -> (String, Value) {
    let (mut text, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut chunk).unwrap();
        assert!(read > 0, "the caller left");
        text.extend_from_slice(&chunk[..read]);
        let whole = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = whole.split_once("\r\n\r\n") else { continue };
        if let Ok(body) = serde_json::from_str(body) {
            return (head.to_ascii_lowercase(), body);
        }
    }
}

fn answer(stream: &mut impl Write, status: u16) {
    let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).unwrap();
}

fn quick_plan() -> Plan {
    let mut plan = plan();
    plan.tenants[0].subscribed.clear();
    plan.service.restart_minutes = 0;
    let hook = &mut plan.service.webhook;
    (hook.every_ms, hook.retry_ms, hook.failures) = (5, 10, 3);
    plan
}

async fn wait_until(mut done: impl FnMut() -> bool) {
    for _ in 0..500 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came");
}

#[tokio::test]
async fn a_webhook_must_be_well_formed_allowed_and_listening() {
    let caller = Caller::new(quick_plan()).await;
    let listener = Listener::new();
    listener.status.store(204, Ordering::SeqCst);
    for (webhook, want) in [
        (json!({"address": "http://example.com/hook"}), "AF20021"),
        (json!({"address": "https://example.com/hook"}), "AF20021"),
        (json!({"address": "ftp://localhost"}), "AF20021"),
        (json!({"address": "http://127.0.0.1:9/hook"}), "AF20021"),
        (json!({"address": listener.address}), "AF20021"),
        (json!({"authId": "x"}), "AF20001"),
        (json!({"address": listener.address, "expiration": "soon"}), "AF20002"),
        (json!({"address": listener.address, "expiration": "2026-03-03T12:00:00"}), "AF20003"),
        (json!(7), "AF20002"),
    ] {
        let (_, code, body) = caller.post(START, &json!({ "webhook": webhook }).to_string()).await;
        assert_eq!(code, want, "{webhook}: {body}");
    }
    assert_eq!(caller.get("subscriptions/list").await.2, json!([]));
    assert_eq!(listener.heard().len(), 1);
}

#[tokio::test]
async fn a_webhook_is_told_of_everything_and_may_be_changed_and_removed() {
    let caller = Caller::new(quick_plan()).await;
    let listener = Listener::new();
    let asked =
        json!({"webhook": {"address": listener.address, "authId": "me", "expiration": ""}}).to_string();
    let (status, _, body) = caller.post(START, &asked).await;
    let view = json!({"status": "enabled", "address": listener.address, "authId": "me", "expiration": null});
    assert_eq!((status, &body["webhook"]), (StatusCode::OK, &view));
    let (head, validation) = listener.heard().remove(0);
    let code = validation["validationCode"].as_str().unwrap();
    assert!(
        head.contains(&format!("webhook-validationcode: {code}")) && head.contains("webhook-authid: me"),
        "{head}"
    );
    assert_eq!(caller.post(START, &asked).await.1, "AF20024");

    caller.sandbox.clock().advance(3 * 3600 * 1000).unwrap();
    let listed = caller.list_all(trail365_sandbox::ContentType::General).await;
    let told = || -> Vec<Value> {
        listener.heard().into_iter().skip(1).flat_map(|(_, body)| body.as_array().unwrap().clone()).collect()
    };
    wait_until(|| told().len() >= listed.len()).await;
    let items: Vec<Item> = told().into_iter().map(|item| serde_json::from_value(item).unwrap()).collect();
    assert_eq!(items, listed);
    assert_eq!(
        (&told()[0]["tenantId"], &told()[0]["clientId"]),
        (&json!(caller.tenant), &json!(trail365_sandbox::AppPlan::ID))
    );
    let (_, _, sent) = caller.get("subscriptions/notifications?contentType=Audit.General").await;
    assert_eq!(sent.as_array().unwrap().len(), listed.len());
    assert!(
        sent.as_array()
            .unwrap()
            .iter()
            .all(|n| n["notificationStatus"] == "success" && n["notificationSent"].is_string())
    );

    let soon =
        json!({"webhook": {"address": listener.address, "expiration": "2026-03-03T15:10:00"}}).to_string();
    assert_eq!(caller.post(START, &soon).await.0, StatusCode::OK);
    caller.sandbox.clock().advance(600 * 1000).unwrap();
    assert_eq!(caller.get("subscriptions/list").await.2[0]["webhook"]["status"], "expired");
    assert_eq!(caller.post(START, "").await.1, "AF20024");
    let (_, _, body) = caller.post(START, &json!({"webhook": null}).to_string()).await;
    assert_eq!((&body["webhook"], &body["status"]), (&Value::Null, &json!("enabled")));
}

#[tokio::test]
async fn a_webhook_with_a_certificate_of_its_own_is_called_if_the_plan_trusts_it() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate =
        rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.serialize_der().try_into().unwrap())
            .unwrap();
    let config = Arc::new(config);
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}/", socket.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in socket.incoming() {
            let session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(session, stream.unwrap());
            // A caller that does not trust us leaves.
            if stream.flush().is_ok() {
                hear(&mut stream);
                answer(&mut stream, 200);
            }
        }
    });
    let asked = json!({"webhook": {"address": address}}).to_string();
    let stranger = Caller::new(quick_plan()).await;
    assert_eq!(stranger.post(START, &asked).await.1, "AF20021");
    let mut plan = quick_plan();
    plan.service.webhook.trust = vec![certificate.pem()];
    let caller = Caller::new(plan).await;
    assert_eq!(caller.post(START, &asked).await.2["webhook"]["status"], "enabled");
}

#[tokio::test]
async fn a_failing_webhook_is_tried_again_then_disabled_and_can_be_enabled_again() {
    let caller = Caller::new(quick_plan()).await;
    let listener = Listener::new();
    let asked = json!({"webhook": {"address": listener.address}}).to_string();
    caller.post(START, &asked).await;
    listener.status.store(500, Ordering::SeqCst);
    caller.sandbox.clock().advance(3600 * 1000).unwrap();
    wait_until(|| listener.heard().len() == 4).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(listener.heard().len(), 4);
    assert_eq!(caller.get("subscriptions/list").await.2[0]["webhook"]["status"], "disabled");
    let (_, _, sent) = caller.get("subscriptions/notifications?contentType=Audit.General").await;
    let sent = sent.as_array().unwrap();
    assert!(sent.len() > 3 && sent.iter().all(|n| n["notificationStatus"] == "failed"));
    listener.status.store(200, Ordering::SeqCst);
    assert_eq!(caller.post(START, &asked).await.2["webhook"]["status"], "enabled");
    caller.sandbox.clock().advance(3600 * 1000).unwrap();
    wait_until(|| listener.heard().len() > 5).await;
}
