//! What `trail365 collect` serves, and where.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use trail365_sandbox::AppPlan;

use super::Service;
use crate::program::{assert_in_order, command};

/// A collector that works until it is told to stop.
struct Collecting(Child);

impl Drop for Collecting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A service, and a lake of its own.
fn service() -> Service {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    service
}

/// Finds a free port below those that the system hands out, which another test may be given before the program listens.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_takes_notifications_and_says_how_it_is_doing_until_it_is_told_to_stop() {
    let service = service();
    let port = free_port();
    let hook =
        format!("webhook.listen = \"127.0.0.1:1\"\nwebhook.address = \"http://127.0.0.1:{port}/hook\"\n");
    service.change("[[tenants]]", &format!("{hook}[[tenants]]"));
    let listen = format!("127.0.0.1:{port}");
    let mut started = command(&["collect", "--webhook-listen", &listen, "--metrics-listen", "127.0.0.1:0"]);
    started.env("TRAIL365_CONFIG", service.folder.path("trail365.toml")).env("SECRET", AppPlan::SECRET);
    let child = started.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut collecting = Collecting(child);
    let mut said = BufReader::new(collecting.0.stderr.take().unwrap()).lines().map(Result::unwrap);
    let pages =
        said.find_map(|line| Some(line.split_once("http://")?.1.split('/').next()?.to_owned())).unwrap();
    let is_armed = || {
        let rows = service.rows(&["subscriptions", "list"]);
        rows.iter().filter(|row| row.to_string().contains(&format!("http://{listen}/hook"))).count() == 2
    };
    for tries in 0.. {
        if is_armed() {
            break;
        }
        assert!(tries < 300, "the webhook was never set");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(get(&listen, "/hook").starts_with("HTTP/1.1 405 "));
    assert_in_order(&get(&pages, "/metrics"), &["HTTP/1.1 200 OK", "trail365_build_info{version=\""]);
    assert!(get(&pages, "/healthz").contains("\"status\":"));
    Command::new("kill").arg(collecting.0.id().to_string()).status().unwrap();
    assert!(collecting.0.wait().unwrap().code().is_some_and(|code| code == 0 || code == 2));
    assert!(TcpStream::connect(&pages).is_err());
}

#[test]
fn a_port_that_is_taken_is_told() {
    let service = service();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = service.run(&["collect", "--once", "--metrics-listen", &address]);
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    let says = format!(
        "cannot listen on {address}: another program has the port; end it, or listen on another port"
    );
    assert!(run.err.contains(&says), "{}", run.err);
}

#[test]
fn an_option_without_its_other_half_is_refused() {
    let service = service();
    let run = service.run(&["collect", "--webhook-listen", "127.0.0.1:0"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("add webhook.address"), "{}", run.err);
    assert_eq!(service.run(&["collect", "--once", "--webhook-listen", "127.0.0.1:0"]).code, 2);
}

#[test]
fn a_check_says_where_it_would_listen_and_what_is_not_there() {
    let service = service();
    let hook = "metrics.listen = \"127.0.0.1:9365\"\n[webhook]\nlisten = \"0.0.0.0:8365\"\naddress = \"https://audit.example.com/x\"\n";
    service.change("[[tenants]]", &format!("{hook}[[tenants]]"));
    let run = service.run(&["config", "check"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let at = "https://audit.example.com/x, taken at 0.0.0.0:8365 without TLS, without an auth ID";
    assert_in_order(&run.out, &["Webhook", at, "Metrics", "http://127.0.0.1:9365/healthz"]);
    assert!(run.err.contains("warning: notifications are taken at 0.0.0.0:8365 without TLS"), "{}", run.err);

    service.change("[[tenants]]", "certificate = \"none.pem\"\nkey = \"none.key\"\n[[tenants]]");
    let run = service.run(&["config", "check"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(
        run.err.contains("webhook: the PEM file ") && run.err.contains("none.pem cannot be used"),
        "{}",
        run.err
    );
}
