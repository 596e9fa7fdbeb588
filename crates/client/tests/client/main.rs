//! Tests of the client: against a server that says what each of them wants, and against the sandbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod aspose;
mod calls;
mod certificates;
mod content;
mod errors;
mod hook;
mod listing;
mod pages;
mod proxies;
mod sandbox;
mod secrecy;
mod server;
mod settings;
mod sign_in;
mod throttling;

use server::Server;
use trail365_client::{AppId, Builder, Client, Cloud, Credential, ProxySetting, Secret, TenantId};

const TENANT: &str = "41463f53-8812-40f4-890f-865bf6e35190";
const APP: &str = "00001111-aaaa-2222-bbbb-3333cccc4444";
const SECRET: &str = "s3cret~value.of-the_app+more";

fn app() -> AppId {
    APP.parse().unwrap()
}

fn cloud(server: &Server) -> Cloud {
    Cloud::custom(&server.address, &server.address).unwrap()
}

/// A client of `server` that tries once and takes no proxy.
fn builder(server: &Server, credential: Credential) -> Builder {
    let tenant: TenantId = TENANT.parse().unwrap();
    Client::builder(cloud(server), tenant, credential)
        .proxy(ProxySetting::Direct)
        .retries(0)
        .quota_per_minute(600_000)
}

fn secret() -> Credential {
    Credential::client_secret(app(), Secret::new(SECRET))
}

fn client(server: &Server) -> Client {
    builder(server, secret()).build().unwrap()
}

/// Path of an operation.
fn feed(path: &str) -> String {
    format!("/api/v1.0/{TENANT}/activity/feed/{path}")
}
