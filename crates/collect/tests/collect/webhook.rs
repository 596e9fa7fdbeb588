//! Notifications: taken as hints, and nothing more; the webhook is seen to, and never in the way.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use trail365_client::{ContentType, Open, WebhookChange, WebhookStatus};
use trail365_collect::feed::State;
use trail365_collect::serve::{Listener, Receiver, Tls};
use trail365_collect::{Collector, Options, Settings, Status};
use trail365_sandbox::{Plan, TruthState};

use crate::served::{
    AUTH_ID, Site, loopback, settings, until, webhook, while_collecting, while_collecting_with,
};
use crate::world::{World, plan};

/// A service that tells quickly and lists everything on one page.
fn telling() -> Plan {
    let mut plan = plan();
    plan.service.page_size = 1000;
    plan.tenants[0].subscribed_hours = 4;
    plan.service.webhook.every_ms = 5;
    plan.service.restart_minutes = 0;
    plan
}

/// How many requests the service has had.
fn requests(world: &World) -> usize {
    world.sandbox.requests().operations.values().sum::<u64>() as usize
}

/// First pages of a content type that were listed since it had had so many requests.
fn listings(world: &World, since: usize, content_type: ContentType) -> usize {
    let wanted = format!("contentType={content_type}&");
    let is_listing = |uri: &str| format!("{uri}&").contains(&wanted);
    let requests = world.sandbox.requests();
    let new = requests.operations.values().sum::<u64>() as usize - since;
    assert!(new <= requests.last.len(), "the log has forgotten some");
    let listed = requests.last.iter().rev().take(new);
    listed.filter(|r| r.operation == "content" && is_listing(&r.uri)).count()
}

fn obtainable(world: &World) -> usize {
    world.sandbox.truth().filter(|blob| blob.state == TruthState::Obtainable).count()
}

fn fetched(site: &Site) -> usize {
    site.look().iter().map(|status| status.counts.blobs as usize).sum()
}

/// Time passes for the service; its client hears of it with the next answer.
async fn an_hour_later(world: &World, site: &Site) {
    world.sandbox.clock().advance(3600 * 1000).unwrap();
    site.tenant.client.list_subscriptions().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_leads_to_a_listing_long_before_the_next_is_due() {
    let world = World::new(telling()).await;
    let status = while_collecting(&world, settings(), &[world.tenant()], async |site| {
        site.settled().await;
        let before = fetched(site);
        an_hour_later(&world, site).await;
        assert!(obtainable(&world) > before);
        until("what is new is fetched", async || fetched(site) == obtainable(&world)).await;
        site.settled().await;
    })
    .await;
    assert!(status.iter().all(|s| matches!(s.state, State::Running)), "{status:?}");
    assert!(status.iter().map(|s| s.counts.hints).sum::<u64>() > 0);
    world.assert_complete().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_is_spoken_where_there_is_a_certificate() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = certificate.self_signed(&key).unwrap();
    let mut plan = telling();
    plan.service.webhook.trust = vec![certificate.pem()];
    let world = World::new(plan).await;
    let (chain, secret) = (world.folder.path().join("chain.pem"), world.folder.path().join("key.pem"));
    std::fs::write(&chain, certificate.pem()).unwrap();
    std::fs::write(&secret, key.serialize_pem()).unwrap();
    assert!(Tls::read(&secret, &chain).unwrap_err().to_string().contains("key.pem"));
    let tls = Tls::read(&chain, &secret).unwrap();
    let listener = Listener::bind(([127, 0, 0, 1], 0).into(), Some(tls)).await.unwrap();
    let hook = webhook(format!("https://localhost:{}/hook", listener.address().port()));
    let tenants = [world.tenant()];
    while_collecting_with(&world, settings(), &tenants, (listener, hook), async |site| {
        site.settled().await;
        an_hour_later(&world, site).await;
        until("what is new is fetched", async || fetched(site) == obtainable(&world)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_carry_the_auth_id_changes_nothing() {
    let world = World::new(telling()).await;
    while_collecting(&world, settings(), &[world.tenant()], async |site| {
        site.settled().await;
        let news = |of| site.news(of, "");
        let before = requests(&world);
        for forged in [None, Some(""), Some("between the two of u"), Some("between the two of us ever")] {
            let answer = site.post(forged, news(ContentType::AuditExchange)).await;
            assert_eq!(answer, StatusCode::UNAUTHORIZED, "{forged:?}");
        }
        // What is told after it is followed, so that it would have been by then.
        assert_eq!(site.post(Some(AUTH_ID), news(ContentType::AuditGeneral)).await, StatusCode::OK);
        until("the other is listed", async || listings(&world, before, ContentType::AuditGeneral) > 0).await;
        assert_eq!(listings(&world, before, ContentType::AuditExchange), 0);
        assert_eq!(site.refusals.refused()[0], ("unproven", 4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_notification_says_that_content_is_nobody_goes() {
    let world = World::new(telling()).await;
    let trap = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let uri = format!("http://{}/api/v1.0/x/activity/feed/audit/1", trap.local_addr().unwrap());
    while_collecting(&world, settings(), &[world.tenant()], async |site| {
        site.settled().await;
        let before = requests(&world);
        let forged = site.news(ContentType::AuditGeneral, &uri);
        assert_eq!(site.post(Some(AUTH_ID), forged).await, StatusCode::OK);
        until("it is listed", async || listings(&world, before, ContentType::AuditGeneral) > 0).await;
        site.settled().await;
    })
    .await;
    assert_eq!(trap.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    world.assert_complete().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_notifications_makes_few_listings() {
    let world = World::new(telling()).await;
    while_collecting(&world, settings(), &[world.tenant()], async |site| {
        site.settled().await;
        let before = requests(&world);
        let begun = Instant::now();
        for _ in 0..200 {
            let news = site.news(ContentType::AuditGeneral, "");
            assert_eq!(site.post(Some(AUTH_ID), news).await, StatusCode::OK);
        }
        until("all are counted", async || site.stream(ContentType::AuditGeneral).counts.hints == 200).await;
        until("it is listed", async || listings(&world, before, ContentType::AuditGeneral) > 0).await;
        // A listing waits for two seconds of hints.
        let most = 1 + begun.elapsed().as_secs() as usize / 2;
        let made = listings(&world, before, ContentType::AuditGeneral);
        assert!(made <= most, "{made} listings, of at most {most}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_none_of_the_service_are_refused() {
    let world = World::new(telling()).await;
    while_collecting(&world, settings(), &[world.tenant()], async |site| {
        let stranger = site
            .news(ContentType::AuditGeneral, "")
            .replace(&site.tenant.client.tenant().to_string(), "11111111-1111-4111-8111-111111111111");
        let unheard = site.news(ContentType::AuditGeneral, "").replace("Audit.General", "Audit.Unheard");
        for (body, answer) in [
            ("[]", StatusCode::OK),
            (stranger.as_str(), StatusCode::OK),
            (&unheard, StatusCode::OK),
            ("", StatusCode::BAD_REQUEST),
            ("{}", StatusCode::BAD_REQUEST),
            ("[1]", StatusCode::BAD_REQUEST),
            ("[{\"tenantId\":\"x\"}]", StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(site.post(Some(AUTH_ID), body.to_owned()).await, answer, "{body}");
        }
        assert_eq!((site.refusals.ignored(), site.refusals.refused()[1]), (2, ("malformed", 4)));
        assert_eq!(site.post(Some(AUTH_ID), vec![b' '; 1 << 20]).await, StatusCode::BAD_REQUEST);
        site.settled().await;
        assert!(site.look().iter().all(|status| status.counts.hints == 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_cannot_be_set_is_in_nobodys_way_and_set_once_it_can_be() {
    let mut plan = telling();
    plan.tenants[0].subscribed.clear();
    let world = World::new(plan).await;
    // Somewhere else listens for now.
    let (here, later) = (loopback().await, loopback().await.address());
    let hook = webhook(format!("http://{later}/hook"));
    let settings =
        Settings { poll: Duration::from_millis(50), armed: Duration::from_millis(50), ..settings() };
    let tenants = [world.tenant()];
    while_collecting_with(&world, settings, &tenants, (here, hook.clone()), async |site| {
        let says = |status: &Status| {
            matches!(&status.state, State::Troubled(why) if why.contains("webhook could not be set"))
        };
        until("it is told", async || site.look().iter().filter(|s| says(s)).count() == 5).await;
        an_hour_later(&world, site).await;
        an_hour_later(&world, site).await;
        until("listing goes on", async || {
            obtainable(&world) > 0 && fetched(site) == obtainable(&world)
        })
        .await;
        let there = Listener::bind(later, None).await.unwrap();
        let lake = world.lake().await;
        let collector = Collector::open(&lake, &tenants, Options::default());
        let hints = collector.await.unwrap().hints();
        let receiver = Receiver::new(&hook, hints, site.refusals.clone()).unwrap();
        let serving = receiver.serve(there);
        until("it is set", async || are_armed(site).await).await;
        until("all is well", async || site.look().iter().all(|s| matches!(s.state, State::Running))).await;
        let client = &site.tenant.client;
        client.start_subscription(ContentType::AuditGeneral, WebhookChange::Remove).await.unwrap();
        until("it is set again", async || are_armed(site).await).await;
        serving.stop().await;
    })
    .await;
    world.assert_complete().await;
}

/// Whether all subscriptions have a webhook that is told.
async fn are_armed(site: &Site) -> bool {
    let subscriptions = site.tenant.client.list_subscriptions().await.unwrap();
    let enabled = Some(Open::Known(WebhookStatus::Enabled));
    let is_armed =
        |s: &trail365_client::Subscription| s.webhook.as_ref().is_some_and(|w| w.status == enabled);
    subscriptions.len() == 5 && subscriptions.iter().all(is_armed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_webhook_of_somebody_else_is_left_alone() {
    let world = World::new(telling()).await;
    let tenant = world.tenant();
    while_collecting(&world, settings(), std::slice::from_ref(&tenant), async |site| {
        until("it is set", async || are_armed(site).await).await;
        let before = tenant.client.list_subscriptions().await.unwrap();
        let starts = || world.sandbox.requests().operations["start"];
        let started = starts();
        world.collect().await;
        assert_eq!(tenant.client.list_subscriptions().await.unwrap(), before);
        assert_eq!(starts(), started);
    })
    .await;
}
