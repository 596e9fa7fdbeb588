//! Several tenants in one process: none waits for another.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;
use trail365_client::{Client, Cloud, ContentType, Credential, Secret};
use trail365_collect::{Collector, Options, Settings, Status, Tenant, Until};
use trail365_sandbox::{Plan, Quota, TenantPlan};

use crate::world::{World, options, plan};

/// Longer than any of this takes, and shorter than what a tenant would have to wait for the other.
const GUARD: Duration = Duration::from_mins(5);

/// A tenant with a long backlog, and one with a short one.
fn large_and_small() -> Plan {
    let mut plan = plan();
    plan.service.page_size = 200;
    let small = TenantPlan { subscribed_hours: 1, ..plan.tenants.remove(0) };
    let large = TenantPlan { users: 100, subscribed_hours: 3, ..small.clone() };
    plan.tenants = vec![large, small];
    plan
}

impl World {
    fn one_type_of(&self, place: usize, name: &str) -> Tenant {
        Tenant { content_types: vec![ContentType::AuditExchange], ..self.tenant_at(place, name) }
    }

    /// Collects until the second tenant is in the lake; gives how both are then.
    async fn collect_the_second(&self, tenants: &[Tenant], options: Options) -> Vec<Status> {
        let lake = self.lake().await;
        let collector = Collector::open(&lake, tenants, options).await.unwrap();
        let (name, is_there) = (&tenants[1].name, Notify::new());
        let mut look = |status: &[Status]| {
            let is_stored = |s: &&Status| s.mark.is_some() && s.pending == 0;
            let mut of_it = status.iter().filter(|s| s.tenant == *name);
            if of_it.all(|s| is_stored(&s)) {
                is_there.notify_one();
            }
        };
        let run = collector.run(lake, Until::Stopped, is_there.notified(), &mut look);
        // What is over the time is the second tenant, which waits for the first.
        timeout(GUARD, run).await.unwrap().unwrap()
    }

    /// What can be had of a content type of a tenant.
    fn truth_of(&self, place: usize, content_types: &[ContentType]) -> BTreeSet<String> {
        let tenant = self.sandbox.tenant_ids()[place];
        let is_of = |of: &trail365_sandbox::TruthBlob| {
            of.tenant == tenant && content_types.iter().any(|t| t.as_str() == of.content_type.name())
        };
        self.sandbox.truth().filter(is_of).flat_map(|blob| blob.records).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_backlog_does_not_wait_for_a_long_one() {
    let world = World::new(large_and_small()).await;
    let tenants = [world.one_type_of(0, "large"), world.one_type_of(1, "small")];
    let lake = world.lake().await;
    // Nothing is listed twice.
    let options = Options { in_flight: 2, settings: Settings::default(), ..options() };
    let collector = Collector::open(&lake, &tenants, options).await.unwrap();
    collector.run(lake, Until::Idle, std::future::pending(), &mut |_| ()).await.unwrap();
    let requests = world.sandbox.requests();
    assert!(requests.last.len() < 200, "the sandbox remembers no more: {:?}", requests.operations);
    let fetched: Vec<_> = requests.last.iter().filter(|request| request.operation == "fetch").collect();
    let of_small = |uri: &str| uri.contains(world.sandbox.tenant_ids()[1]);
    let last = fetched.iter().rposition(|request| of_small(&request.uri)).unwrap();
    let (before, after) = fetched.split_at(last + 1);
    assert!(before.len() < after.len(), "{} of {}", before.len(), fetched.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_that_is_throttled_for_an_hour_holds_up_no_other() {
    let mut plan = large_and_small();
    plan.service.quota =
        Quota { requests: 80, window_ms: 3_600_000, retry_after_seconds: Some(3600), ..Quota::default() };
    plan.tenants[1].subscribed_hours = 3;
    let world = World::new(plan).await;
    // The first one has five times as many turns, and has used up its quota before the second is done.
    let tenants = [world.tenant_at(0, "large"), world.one_type_of(1, "small")];
    let status = world.collect_the_second(&tenants, Options { in_flight: 4, ..options() }).await;
    assert!(status[0].pending > 0 && status[0].pace.throttled > 0, "{:?}", status[0]);
    world.assert_has_all_of(&world.truth_of(1, &tenants[1].content_types)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_that_never_answers_holds_up_no_other() {
    let world = World::new(large_and_small()).await;
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", silent.local_addr().unwrap());
    let cloud = Cloud::custom(&origin, &origin).unwrap();
    let credential = Credential::token(Secret::new("token"));
    let tenant = world.sandbox.tenant_ids()[0].parse().unwrap();
    let client = Client::builder(cloud, tenant, credential).retries(0).read_timeout(None).total_timeout(None);
    let hangs = Tenant { client: client.build().unwrap(), ..world.tenant_at(0, "silent") };
    let tenants = [hangs, world.tenant_at(1, "small")];
    let status = world.collect_the_second(&tenants, Options { in_flight: 4, ..options() }).await;
    assert!(status.iter().take(5).all(|stream| stream.counts.blobs == 0), "{status:?}");
    world.assert_has_all_of(&world.truth_of(1, &tenants[1].content_types)).await;
}
