//! The proxy of the environment. A program's environment is its own, so each case is a program of its own: this one again.

use std::env;
use std::process::Command;

use trail365_client::{Client, Cloud, Credential, ErrorKind, Secret};

use crate::TENANT;
use crate::server::{Server, reply};

const CLOUD: &str = "TRAIL365_TEST_CLOUD";

/// Run by the test below only, which says how it has to end.
#[tokio::test]
#[ignore = "needs the environment that another test gives it"]
async fn in_an_environment() {
    let cloud: Cloud = env::var(CLOUD).unwrap().parse().unwrap();
    let credential = Credential::token(Secret::new("t"));
    let client = Client::builder(cloud, TENANT.parse().unwrap(), credential).retries(0).build().unwrap();
    match client.list_subscriptions().await {
        Ok(listed) => assert!(listed.is_empty()),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}"),
    }
}

fn run(cloud: &str, proxy: &Server, except: &str) {
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "proxies::in_an_environment", "--ignored"]).env(CLOUD, cloud);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        program.env(name, &proxy.address);
    }
    let outcome = program.env("NO_PROXY", except).env("no_proxy", except).output().unwrap();
    let text = String::from_utf8_lossy(&outcome.stdout);
    assert!(outcome.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn the_proxy_of_the_environment_is_used_for_hosts_elsewhere() {
    for (cloud, except, asked) in [
        ("https://api.invalid,https://login.invalid", "", 1),
        ("https://127.0.0.1:1,https://login.invalid", "127.0.0.1", 0),
        ("http://127.0.0.1:1,http://127.0.0.1:1", "", 0),
    ] {
        let proxy = Server::start(|_| reply(407, ""));
        run(cloud, &proxy, except);
        let requests: Vec<_> = proxy.requests().into_iter().map(|r| (r.method, r.target)).collect();
        let tunnel = ("CONNECT".to_owned(), "api.invalid:443".to_owned());
        assert_eq!(requests, vec![tunnel; asked], "{cloud}");
    }
}
