//! `trail365 ui`: the socket, and what it prints.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::program::{Running, refused, start};

/// A site that serves until it is dropped.
struct Serving {
    _running: Running,
    address: String,
    token: String,
}

fn serve(options: &[&str]) -> Serving {
    let running = start(&[&["ui", "--lake", "no/such/lake", "--listen", "127.0.0.1:0"], options].concat());
    let (address, token) = running.line.trim_start_matches("http://").split_once("/?token=").unwrap();
    let (address, token) = (address.to_owned(), token.to_owned());
    Serving { _running: running, address, token }
}

fn ask(serving: &Serving, request: &str) -> String {
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    let request = request.replace("HOST", &serving.address).replace("TOKEN", &serving.token);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

#[test]
fn it_prints_an_address_that_opens() {
    let serving = serve(&[]);
    let entered = ask(&serving, "GET /?token=TOKEN HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
    assert!(entered.starts_with("HTTP/1.1 303 ") && entered.contains("set-cookie: "), "{entered}");
    let closed = ask(&serving, "GET / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
    assert!(closed.starts_with("HTTP/1.1 401 ") && !closed.contains(&serving.token), "{closed}");
    let bearer = "GET /api/v1/health HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n";
    let missing = ask(&serving, bearer);
    assert!(
        missing.starts_with("HTTP/1.1 404 ") && missing.contains("there is no lake at no/such/lake yet"),
        "{missing}"
    );
    assert!(!std::path::Path::new("no/such/lake").exists());
}

#[test]
fn callers_cannot_hold_it() {
    let serving = serve(&[]);
    // Heads that never end, and a body of a gigabyte that is only announced.
    let slow: Vec<_> = (0..60)
        .map(|_| {
            let mut stream = TcpStream::connect(&serving.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    let begun = Instant::now();
    let head = "POST /sql HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer TOKEN\r\nContent-Length: 1073741824\r\nConnection: close\r\n\r\n";
    let large = ask(&serving, head);
    assert!(large.starts_with("HTTP/1.1 413 "), "{large}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(slow);
}

#[test]
fn other_machines_are_kept_out() {
    let says = refused(&["ui", "--listen", "0.0.0.0:0"]);
    assert!(says.contains("other machines would reach the lake") && says.contains("ssh -L"), "{says}");
}

#[test]
fn a_header_is_trusted_of_a_proxy_alone() {
    let asked = ["ui", "--trust-header", "X-Forwarded-User"];
    assert!(refused(&asked).contains("--trusted-proxy"));
    let odd = [&asked[..2], &["a b", "--trusted-proxy", "127.0.0.1"]].concat();
    assert!(refused(&odd).contains("is no name of a header"), "{}", refused(&odd));
    let serving = serve(&["--trust-header", "X-Forwarded-User", "--trusted-proxy", "192.0.2.9"]);
    let spoofed = "GET / HTTP/1.1\r\nHost: HOST\r\nX-Forwarded-User: admin@example.com\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n";
    assert!(ask(&serving, spoofed).starts_with("HTTP/1.1 403 "));
}

#[test]
fn requests_are_noted_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("access.jsonl");
    let serving = serve(&["--access-log", log.to_str().unwrap()]);
    ask(&serving, "GET /help?token=TOKEN HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
    let noted = std::fs::read_to_string(&log).unwrap();
    assert!(noted.contains("\"address\":\"/help\"") && !noted.contains(&serving.token), "{noted}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_certificate_needs_its_key() {
    assert!(refused(&["ui", "--tls-cert", "chain.pem"]).contains("--tls-key"));
    let unread = refused(&["ui", "--tls-cert", "no/chain.pem", "--tls-key", "no/key.pem"]);
    assert!(unread.contains("the PEM file no/chain.pem cannot be used"), "{unread}");
}
