//! Alerts that `trail365 collect` sends elsewhere.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use trail365_sandbox::AppPlan;

use super::Service;
use crate::program::{Run, command};

/// Path of the receiver's address, and the value that it asks for.
const PATH: &str = "/T0/s3cret-path";
const TOKEN: &str = "Bearer s3cret-token";

/// Work in Exchange is an alert of its user.
const RULE: &str = "title: Work in a mailbox\nid: 2f1d4c0e-6f5b-4c53-9a35-1a0f6b6c7d01\nlogsource: {product: m365}\ndetection:\n    selection: {Workload: Exchange}\n    condition: selection\nlevel: high\n";

/// A receiver of alerts that answers everything with one status.
struct Receiver {
    address: String,
    status: Arc<AtomicU16>,
    heard: Arc<Mutex<Vec<Value>>>,
}

impl Receiver {
    fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}{PATH}", listener.local_addr().unwrap());
        let receiver = Receiver { address, status: Arc::new(AtomicU16::new(status)), heard: Arc::default() };
        let (status, heard) = (Arc::clone(&receiver.status), Arc::clone(&receiver.heard));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                heard.lock().unwrap().push(answer(stream, status.load(Ordering::SeqCst)));
            }
        });
        receiver
    }

    fn keys(&self) -> Vec<String> {
        self.heard.lock().unwrap().iter().map(|body| body["key"].as_str().unwrap().to_owned()).collect()
    }
}

/// Reads a request, answers it, and returns its body.
fn answer(stream: TcpStream, status: u16) -> Value {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).unwrap() > 0);
    }
    assert!(head.starts_with(&format!("POST {PATH} ")) && head.contains(TOKEN), "{head}");
    let length =
        head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap()];
    reader.read_exact(&mut body).unwrap();
    let reply = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    reader.get_mut().write_all(reply.as_bytes()).unwrap();
    serde_json::from_slice(&body).unwrap()
}

fn run(service: &Service, receiver: &Receiver, args: &[&str]) -> Run {
    let mut command = command(args);
    command.env("ALERT_URL", &receiver.address).env("ALERT_TOKEN", TOKEN);
    let run = service.run_as(AppPlan::SECRET, command, args);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(!format!("{}{}", run.out, run.err).contains("s3cret"), "{}{}", run.out, run.err);
    run
}

#[test]
fn alerts_are_sent_once_they_are_kept_and_wait_for_a_receiver_that_refuses() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.folder.file("rule.yml", RULE);
    let webhook =
        "[detect.webhook]\nurl = { env = \"ALERT_URL\" }\nauthorization = { env = \"ALERT_TOKEN\" }\n";
    let detect = format!("[detect]\nenabled = true\nrules = [\"rule.yml\"]\n{webhook}");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n{detect}[[tenants]]"));
    let receiver = Receiver::start(404);
    let check = run(&service, &receiver, &["config", "check"]);
    assert!(check.out.contains("the webhook in the environment variable ALERT_URL"), "{}", check.out);

    let refused = run(&service, &receiver, &["collect", "--once"]);
    for said in ["127.0.0.1 answered 404", "check detect.webhook.url", "alerts left for the next run"] {
        assert!(refused.err.contains(said), "{said}: {}", refused.err);
    }
    receiver.heard.lock().unwrap().clear();
    receiver.status.store(200, Ordering::SeqCst);
    run(&service, &receiver, &["collect", "--once"]);
    let rows = service.rows(&["query", "--lake", &lake, "select key from alerts order by found_at, key"]);
    let kept: Vec<_> = rows.iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect();
    assert!(!kept.is_empty());
    assert_eq!(receiver.keys(), kept);
    let first = receiver.heard.lock().unwrap()[0].clone();
    assert!(first["text"].as_str().unwrap().starts_with("high: Work in a mailbox by "), "{first}");
    // What cannot have changed since: new records may have joined it.
    let found =
        service.rows(&["detect", "--dry-run", "--lake", &lake, "--rules", &service.folder.path("rule.yml")]);
    let same = found.iter().find(|alert| alert["key"] == first["key"]).unwrap();
    for name in ["rule_id", "title", "level", "organization_id", "group", "users", "first_time"] {
        assert!(first[name] == same[name] && !first[name].is_null(), "{name}: {first}");
    }
}
