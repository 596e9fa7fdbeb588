//! What monitoring is told.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use trail365_client::{AppId, Client, Cloud, Credential, Secret};
use trail365_collect::serve::{METRICS, MetricKind};
use trail365_collect::{Status, Tenant};
use trail365_sandbox::{AppPlan, Plan};

use crate::served::{AUTH_ID, Site, settings, until, while_collecting};
use crate::world::{World, plan};

/// Samples of a page by name and labels, after a look at its grammar.
fn samples(page: &str) -> BTreeMap<String, i64> {
    let (mut found, mut open) = (BTreeMap::new(), "");
    for line in page.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, text) = help.split_once(' ').unwrap();
            assert!(!text.is_empty() && METRICS.iter().any(|metric| metric.name == name), "{line}");
            open = name;
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            let metric = METRICS.iter().find(|metric| metric.name == name).unwrap();
            assert_eq!((name, kind == "counter"), (open, metric.kind == MetricKind::Counter));
        } else {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            let name = sample.split('{').next().unwrap();
            assert_eq!(name, open, "a sample stands below its own name");
            assert!(sample == name || sample.ends_with("\"}"), "{line}");
            assert!(found.insert(sample.to_owned(), value.parse().unwrap()).is_none(), "twice: {line}");
        }
    }
    assert!(page.ends_with('\n'));
    found
}

fn sample(samples: &BTreeMap<String, i64>, name: &str, status: &Status) -> Option<i64> {
    let Status { tenant, content_type, .. } = status;
    samples.get(&format!("{name}{{tenant=\"{tenant}\",content_type=\"{content_type}\"}}")).copied()
}

fn assert_agrees(samples: &BTreeMap<String, i64>, status: &Status) {
    let counts = status.counts;
    for (name, value) in [
        ("trail365_mark_timestamp_seconds", status.mark.map(|mark| mark.timestamp())),
        ("trail365_pending_blobs", Some(status.pending as i64)),
        ("trail365_blobs_total", Some(counts.blobs as i64)),
        ("trail365_fetched_bytes_total", Some(counts.bytes as i64)),
        ("trail365_records_total", Some(counts.records as i64)),
        ("trail365_retries_total", Some(counts.retries as i64)),
        ("trail365_losses_total", Some(counts.losses as i64)),
        ("trail365_hints_total", Some(counts.hints as i64)),
    ] {
        assert_eq!(sample(samples, name, status), value, "{name} of {}", status.content_type);
    }
    assert_eq!(sample(samples, "trail365_lag_seconds", status).is_some(), status.mark.is_some());
}

fn small() -> Plan {
    let mut plan = plan();
    plan.tenants[0].subscribed_hours = 4;
    plan
}

/// A tenant that cannot sign in.
fn locked_out(world: &World) -> Tenant {
    let cloud = Cloud::custom(world.sandbox.origin(), world.sandbox.origin()).unwrap();
    let app: AppId = AppPlan::ID.parse().unwrap();
    let credential = Credential::client_secret(app, Secret::new("wrong"));
    let tenant = world.sandbox.tenant_ids()[0].parse().unwrap();
    let client = Client::builder(cloud, tenant, credential).retries(0).build().unwrap();
    Tenant { name: "fab\"rikam\\".into(), client, ..world.tenant() }
}

async fn is_refused(site: &Site, request: &str) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(site.pages).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    !answer.starts_with("HTTP/1.1 200 ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_say_what_the_collector_knows() {
    let world = World::new(small()).await;
    let status = while_collecting(&world, settings(), &[world.tenant()], async |site| {
        site.settled().await;
        assert_eq!(site.post(Some("wrong"), "[]").await, StatusCode::UNAUTHORIZED);
        let (answer, page) = site.get("/metrics").await;
        assert_eq!(answer, StatusCode::OK);
        let samples = samples(&page);
        site.look().iter().for_each(|status| assert_agrees(&samples, status));
        assert_eq!(samples["trail365_notifications_refused_total{reason=\"unproven\"}"], 1);
        assert_eq!(samples["trail365_throttled_total{tenant=\"contoso\"}"], 0);
        assert!(samples["trail365_requests_total{tenant=\"contoso\"}"] > 10);
        let (answer, health) = site.get("/healthz").await;
        let health: serde_json::Value = serde_json::from_str(&health).unwrap();
        assert_eq!((answer, &health["status"]), (StatusCode::OK, &"ok".into()));
        for wrong in ["GET / HTTP/1.1", "POST /metrics HTTP/1.1", "nonsense"] {
            let request = format!("{wrong}\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            assert!(is_refused(site, &request).await, "{wrong}");
        }
    })
    .await;
    let records: u64 = status.iter().map(|status| status.counts.records).sum();
    assert_eq!(records, world.records().await.len() as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_stopped_is_named() {
    let world = World::new(small()).await;
    let tenants = [world.tenant(), locked_out(&world)];
    while_collecting(&world, settings(), &tenants, async |site| {
        until("it has stopped", async || site.get("/healthz").await.0 == StatusCode::SERVICE_UNAVAILABLE)
            .await;
        let stopped = |health: &serde_json::Value| {
            let failing = health["failing"].as_array().unwrap();
            failing.iter().filter(|f| f["why"] == "stopped" && f["tenant"] == "fab\"rikam\\").count()
        };
        until("all of them are named", async || {
            let health = site.get("/healthz").await.1;
            stopped(&serde_json::from_str(&health).unwrap()) == 5
        })
        .await;
        let (_, page) = site.get("/metrics").await;
        let named = "tenant=\"fab\\\"rikam\\\\\",content_type=\"Audit.General\",state=\"stopped\"";
        assert_eq!(samples(&page)[&format!("trail365_state{{{named}}}")], 1);
        assert_eq!(site.post(Some(AUTH_ID), "[]").await, StatusCode::OK);
    })
    .await;
}
