//! The client against the sandbox: calls, codes and faults of a service that has rules, state and time.

mod activity_codes;
mod calls;
mod codes;
mod content;
mod faults;
mod issuer;
mod sign_in;
mod sign_in_codes;
mod webhooks;

use trail365_client::{
    Builder, Client, Cloud, Credential, Open, ProxySetting, Secret, Subscription, SubscriptionStatus,
};
use trail365_sandbox::{AppPlan, ContentType as Kind, Moment, Plan, Running, Sandbox, TenantPlan, TruthBlob};

/// What the clock shows.
const NOON: &str = "2026-03-03T12:00:00";

/// A plan whose clock is held at noon of a Tuesday and whose tenant is subscribed to everything since a day.
fn plan() -> Plan {
    let mut plan = Plan::default();
    plan.clock.start = Moment::parse(NOON);
    plan.clock.rate = 0.0;
    plan.service.quota.requests = 0;
    plan.service.restart_minutes = 0;
    plan.tenants = vec![TenantPlan {
        users: 10,
        blob_minutes: 30,
        records_per_blob: 20,
        subscribed: Kind::ALL.to_vec(),
        subscribed_hours: 24,
        ..TenantPlan::default()
    }];
    plan
}

/// A plan whose tenant is subscribed to nothing.
fn fresh() -> Plan {
    let mut plan = plan();
    plan.tenants[0].subscribed.clear();
    plan
}

fn secret() -> Credential {
    Credential::client_secret(AppPlan::ID.parse().unwrap(), Secret::new(AppPlan::SECRET))
}

/// A sandbox, and a client of its first tenant that tries once.
struct Stage {
    sandbox: Running,
    client: Client,
}

impl Stage {
    async fn new(plan: Plan) -> Self {
        let sandbox = Sandbox::start(plan).await.unwrap();
        let client = builder(&sandbox, 0, secret()).build().unwrap();
        Stage { sandbox, client }
    }

    /// A client of the first tenant that signs in otherwise.
    fn client(&self, credential: Credential) -> Client {
        builder(&self.sandbox, 0, credential).build().unwrap()
    }

    /// Content of Exchange that there is.
    fn truth(&self) -> Vec<TruthBlob> {
        self.sandbox.truth().filter(|blob| blob.content_type == Kind::Exchange).collect()
    }

    /// Address of an operation, for what the client never asks by itself.
    fn address(&self, tenant: &str, operation: &str) -> String {
        format!("{}/api/v1.0/{tenant}/activity/feed/{operation}", self.sandbox.origin())
    }
}

/// A client of a tenant that tries once.
fn builder(sandbox: &Running, tenant: usize, credential: Credential) -> Builder {
    let origin = format!("http://{}", sandbox.address());
    let tenant = sandbox.tenant_ids()[tenant].parse().unwrap();
    let builder = Client::builder(Cloud::custom(&origin, &origin).unwrap(), tenant, credential);
    builder.proxy(ProxySetting::Direct).retries(0).quota_per_minute(600_000)
}

fn is(subscription: &Subscription, status: SubscriptionStatus) -> bool {
    subscription.status.as_ref().and_then(Open::known) == Some(status)
}
