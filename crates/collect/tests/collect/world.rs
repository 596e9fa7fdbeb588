//! A sandbox tenant, a lake in a temporary folder, and the truth about both.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use arrow::array::AsArray;
use tempfile::TempDir;
use trail365_client::{AppId, Client, Cloud, ContentType, Credential, Secret};
use trail365_collect::{Collector, Commits, Options, Settings, Status, Tenant, Until};
use trail365_lake::{Lake, Location};
use trail365_sandbox::{
    AppPlan, ContentType as Kind, Moment, Plan, Running, Sandbox, TenantPlan, TruthState,
};
use trail365_sql::SessionOptions;

pub struct World {
    pub sandbox: Running,
    pub folder: TempDir,
}

/// A small tenant at noon of a Tuesday, subscribed to everything for two days; the clock is held.
pub fn plan() -> Plan {
    let mut plan = Plan::default();
    plan.clock.start = Moment::parse("2026-03-03T12:00:00");
    plan.clock.rate = 0.0;
    plan.service.page_size = 10;
    plan.service.quota.requests = 0;
    plan.tenants = vec![TenantPlan {
        users: 10,
        records_per_blob: 20,
        subscribed: Kind::ALL.to_vec(),
        subscribed_hours: 48,
        ..TenantPlan::default()
    }];
    plan
}

/// Options of a collector in a hurry.
pub fn options() -> Options {
    let short = Duration::from_millis(10);
    let settings = Settings { poll: short, pause: short, ..Settings::default() };
    let long = 20 * short;
    let commits = Commits { pause: long, records_after: long, marks_after: long };
    Options { settings, commits, ..Options::default() }
}

impl World {
    pub async fn new(plan: Plan) -> Self {
        let sandbox = Sandbox::start(plan).await.unwrap();
        World { sandbox, folder: TempDir::new().unwrap() }
    }

    pub async fn lake(&self) -> Lake {
        let location = self.folder.path().join("lake");
        Lake::open_or_create(&Location::parse(&location.to_string_lossy()).unwrap()).await.unwrap()
    }

    pub fn tenant(&self) -> Tenant {
        self.tenant_at(0, "contoso")
    }

    /// The tenant at that place of the plan.
    pub fn tenant_at(&self, place: usize, name: &str) -> Tenant {
        let cloud = Cloud::custom(self.sandbox.origin(), self.sandbox.origin()).unwrap();
        let app: AppId = AppPlan::ID.parse().unwrap();
        let credential = Credential::client_secret(app, Secret::new(AppPlan::SECRET));
        let tenant = self.sandbox.tenant_ids()[place].parse().unwrap();
        let client = Client::builder(cloud, tenant, credential).retries(0).quota_per_minute(1_000_000);
        Tenant {
            name: name.into(),
            client: client.read_timeout(Some(Duration::from_secs(1))).build().unwrap(),
            content_types: ContentType::ALL.to_vec(),
            since: None,
        }
    }

    /// Collects until nothing is left.
    pub async fn collect(&self) -> Vec<Status> {
        self.collect_from(self.tenant(), options()).await
    }

    pub async fn collect_from(&self, tenant: Tenant, options: Options) -> Vec<Status> {
        let lake = self.lake().await;
        let collector = Collector::open(&lake, &[tenant], options).await.unwrap();
        collector.run(lake, Until::Idle, std::future::pending(), &mut |_| ()).await.unwrap()
    }

    /// The records that a collector should have: by Id, how often it should be there.
    pub fn truth(&self) -> BTreeSet<String> {
        let blobs = self.sandbox.truth();
        blobs.filter(|blob| blob.state == TruthState::Obtainable).flat_map(|blob| blob.records).collect()
    }

    /// The records of the lake: by Id, how often it is there.
    pub async fn records(&self) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        for id in self.column("select id from activity").await {
            *found.entry(id).or_default() += 1;
        }
        found
    }

    /// The texts of a query's first column.
    pub async fn column(&self, sql: &str) -> Vec<String> {
        let context = trail365_sql::open(&self.lake().await, &SessionOptions::default()).await.unwrap();
        let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
        let texts = batches.iter().flat_map(|batch| {
            let column = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Utf8).unwrap();
            column.as_string::<i32>().iter().map(|t| t.unwrap_or("").to_owned()).collect::<Vec<_>>()
        });
        texts.collect()
    }

    /// Asserts that every obtainable record is in the lake once, that nothing else is, and that the lake is sound.
    pub async fn assert_complete(&self) {
        self.assert_has_all_of(&self.truth()).await;
    }

    /// Asserts that each of these records is in the lake, nothing that is not obtainable, and none twice; and that the lake is
    /// sound.
    pub async fn assert_has_all_of(&self, wanted: &BTreeSet<String>) {
        let (truth, found) = (self.truth(), self.records().await);
        let missing: Vec<_> = wanted.iter().filter(|id| !found.contains_key(*id)).collect();
        let doubled: Vec<_> = found.iter().filter(|(_, count)| **count > 1).collect();
        // A broken element of a blob can be a list; what stands in it is taken, and is nobody's truth.
        let in_a_list = |id: &&String| *id == "in a list";
        let unheard: Vec<_> =
            found.keys().filter(|id| !truth.contains(*id)).filter(|id| !in_a_list(id)).collect();
        assert!(!wanted.is_empty());
        assert!(missing.is_empty(), "{} of {} missing: {:?}", missing.len(), wanted.len(), missing.first());
        assert!(doubled.is_empty(), "{} doubled: {:?}", doubled.len(), doubled.first());
        assert!(unheard.is_empty(), "{} unheard of: {:?}", unheard.len(), unheard.first());
        assert_eq!(self.lake().await.verify().await.unwrap().findings, []);
    }
}
