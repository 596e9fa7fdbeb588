//! The state of a running sandbox.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::activity::{Tenant, default_tenant_id};
use crate::clock::Clock;
use crate::content_type::ContentType;
use crate::dice::mix;
use crate::error::Result;
use crate::feed::{Blob, Feed};
use crate::moment::{HOUR, Moment};
use crate::plan::{Plan, TenantPlan};

use super::entra::{Apps, TokenKey};
use super::log::Log;
use super::quota::Quotas;
use super::strikes::Strikes;
use super::subscription::Subscription;

/// The state of a running sandbox.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) clock: Clock,
    /// Origin (`http://host:port`) of the addresses that answers have.
    pub(crate) origin: String,
    pub(crate) tenants: Vec<TenantState>,
    /// Places of the tenants by id.
    by_id: HashMap<String, usize>,
    pub(crate) tokens: TokenKey,
    pub(crate) quotas: Quotas,
    pub(crate) strikes: Strikes,
    pub(crate) log: Log,
}

/// A tenant, its feed and its subscriptions.
pub(crate) struct TenantState {
    pub(crate) id: String,
    pub(crate) plan: TenantPlan,
    pub(crate) feed: Feed,
    pub(crate) apps: Apps,
    subscriptions: Mutex<[Subscription; 5]>,
}

impl World {
    /// Makes the world of a plan that nobody connects to.
    pub(crate) fn of_plan(plan: &Plan) -> Result<Self> {
        plan.check_values()?;
        Self::new(plan.clone(), String::new())
    }

    pub(crate) fn new(plan: Plan, origin: String) -> Result<Self> {
        let start = plan.clock.start.unwrap_or_else(Moment::now_of_machine);
        let clock = Clock::new(start, plan.clock.rate);
        let tenants = plan
            .tenants
            .iter()
            .enumerate()
            .map(|(place, of)| TenantState::new(&plan, of, place, start))
            .collect::<Result<Vec<_>>>()?;
        let by_id = tenants.iter().enumerate().map(|(place, tenant)| (tenant.id.clone(), place)).collect();
        Ok(Self {
            clock,
            tokens: TokenKey::new(plan.seed),
            quotas: Quotas::new(plan.service.quota.clone()),
            strikes: Strikes::new(plan.seed, &plan.faults),
            log: Log::default(),
            origin: plan.service.origin.clone().unwrap_or(origin),
            tenants,
            by_id,
            plan,
        })
    }

    /// Finds a tenant by its id, in any case.
    pub(crate) fn find_tenant(&self, id: &str) -> Option<&TenantState> {
        self.place_of(id).map(|place| &self.tenants[place])
    }

    /// Finds the place of a tenant by its id, in any case.
    pub(crate) fn place_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(&id.to_ascii_lowercase()).copied()
    }

    /// Reports whether the API accepts tokens for this audience.
    pub(crate) fn is_root(&self, audience: &str) -> bool {
        audience == self.origin || self.plan.service.roots.iter().any(|root| root == audience)
    }

    /// Returns the root of a tenant's feed.
    pub(crate) fn feed_root(&self, tenant_id: &str) -> String {
        format!("{}/api/v1.0/{tenant_id}/activity/feed", self.origin)
    }
}

impl TenantState {
    fn new(plan: &Plan, of: &TenantPlan, place: usize, start: Moment) -> Result<Self> {
        // By its place, not by its id: a tenant keeps its activity when the plan gives it another id.
        let seed = mix(plan.seed, &[0x7e, place as u64]);
        let id = of.id.clone().unwrap_or_else(|| default_tenant_id(plan.seed, place)).to_ascii_lowercase();
        let tenant = Tenant::new(id.clone(), &of.domain, of.users, seed);
        let since = Moment(start.0 - i64::from(of.subscribed_hours) * HOUR);
        let subscriptions = ContentType::ALL.map(|kind| {
            // A content type that an administrator disabled cannot have been started.
            if of.subscribed.contains(&kind) && !of.disabled.contains_key(&kind) {
                Subscription::running_since(since)
            } else {
                Subscription::default()
            }
        });
        Ok(Self {
            id,
            apps: Apps::new(&of.apps)?,
            feed: Feed::new(tenant, of, &plan.faults, (start, plan.service.content_days)),
            plan: of.clone(),
            subscriptions: Mutex::new(subscriptions),
        })
    }

    pub(crate) fn subscriptions(&self) -> MutexGuard<'_, [Subscription; 5]> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the time at which a blob shows up; none if no subscription ran when it was created.
    pub(crate) fn shows_at(&self, blob: &Blob, first_content_minutes: u32) -> Option<Moment> {
        self.subscriptions()[blob.key.content_type.index()].shows_at(blob, first_content_minutes)
    }
}
