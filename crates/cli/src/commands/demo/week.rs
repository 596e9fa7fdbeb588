//! The invented company and its week.

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use trail365_client::{AppId, Client, Cloud, ContentType, Credential, ProxySetting, Secret};
use trail365_collect::Tenant;
use trail365_sandbox::{AppPlan, ContentType as Kind, Moment, Plan, Running, Sandbox, TenantPlan};

const NAME: &str = "contoso";

/// Time of the third night at which the attacker tries passwords.
const NIGHT: NaiveTime = NaiveTime::from_hms_opt(1, 40, 0).unwrap();

/// A sandbox in which a week has passed.
pub struct Week(Running);

impl Week {
    /// Simulates the week that ends now.
    pub async fn simulate(users: u32) -> Result<Self> {
        // A little less than the seven days that the service keeps, so that nothing expires while it is collected.
        let week = TimeDelta::days(7) - TimeDelta::minutes(30);
        let sandbox = Sandbox::start(build_plan(users, Utc::now() - week)?).await?;
        sandbox.clock().advance(week.num_milliseconds().unsigned_abs())?;
        Ok(Self(sandbox))
    }

    /// Returns the company as a tenant to collect.
    pub fn tenant(&self) -> Result<Tenant> {
        let cloud = Cloud::custom(self.0.origin(), self.0.origin())?;
        let app: AppId = AppPlan::ID.parse()?;
        let credential = Credential::client_secret(app, Secret::new(AppPlan::SECRET));
        let id = self.0.tenant_ids().first().context("the sandbox has no tenant")?.parse()?;
        let client = Client::builder(cloud, id, credential)
            // Nothing fails on loopback, and what does should show.
            .retries(0)
            .quota_per_minute(1_000_000)
            .proxy(ProxySetting::Direct)
            .build()?;
        Ok(Tenant { name: NAME.into(), client, content_types: ContentType::ALL.to_vec(), since: None })
    }
}

fn build_plan(users: u32, start: DateTime<Utc>) -> Result<Plan> {
    let mut plan = Plan::default();
    let text = start.format("%FT%T").to_string();
    plan.clock.start = Some(Moment::parse(&text).context("the machine's clock is out of range")?);
    // The clock stands still once the week is over: nothing expires or is added however slow the machine is.
    plan.clock.rate = 0.0;
    plan.service.quota.requests = 0;
    let night = (start.date_naive() + Days::new(3)).and_time(NIGHT).and_utc();
    plan.tenants = vec![TenantPlan {
        domain: format!("{NAME}.com"),
        users,
        blob_minutes: 30,
        records_per_blob: 500,
        compromise_minutes: (night - start).num_minutes().try_into().ok(),
        // Subscribed from the start: content of the time before a subscription is never available.
        subscribed: Kind::ALL.to_vec(),
        ..TenantPlan::default()
    }];
    Ok(plan)
}
