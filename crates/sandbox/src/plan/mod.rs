//! The plan of a sandbox: a table that can be written as TOML.
//!
//! Every key has a default, so `Plan::default()` is a whole sandbox: one tenant of fifty people, one app that may
//! read, no faults, the machine's time.

mod faults;
mod service;
mod tenant;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

pub use faults::Faults;
pub use service::{ClockPlan, Quota, ServicePlan, SignInPlan, ThrottleStatus, WebhookPlan};
pub use tenant::{AppPlan, DisabledBy, FederatedPlan, Secret, TenantPlan};

use crate::activity::Entry;
use crate::content_type::ContentType;
use crate::error::{Error, Result};
use crate::moment::Moment;

/// The plan of a sandbox.
///
/// ```
/// use trail365_sandbox::Plan;
///
/// let plan = Plan::from_toml("seed = 7\n[[tenants]]\nusers = 3\n[faults]\nlate = 0.5\n").unwrap();
/// assert_eq!(plan.tenants[0].users, 3);
/// assert!(Plan::from_toml("sed = 7").is_err());
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// Number that all chance follows from: the same seed makes the same activity and the same faults.
    pub seed: u64,
    /// Address to listen on; port 0 takes any free port.
    pub listen: SocketAddr,
    /// Lets `listen` be an address that other machines reach. The sandbox has no secrets, but no protection either.
    pub open: bool,
    /// The clock.
    pub clock: ClockPlan,
    /// Signing in.
    pub sign_in: SignInPlan,
    /// Behaviour of the Activity API.
    pub service: ServicePlan,
    /// Faults and their rates.
    pub faults: Faults,
    /// The tenants; by default one.
    pub tenants: Vec<TenantPlan>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 365,
            // Port 0: tests run beside each other, each with a sandbox of its own.
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            open: false,
            clock: ClockPlan::default(),
            sign_in: SignInPlan::default(),
            service: ServicePlan::default(),
            faults: Faults::default(),
            tenants: vec![TenantPlan::default()],
        }
    }
}

/// The times that the clock can show at the start: 2000 to 2999, so that a rate has room before the year 9999.
const FIRST: Moment = Moment(946_684_800_000);
const LAST: Moment = Moment(32_503_679_999_999);

impl Plan {
    /// Reads a plan; keys that are left out have their default.
    ///
    /// # Errors
    /// When the text is no TOML, has an unknown key, or asks for something that the sandbox cannot do.
    pub fn from_toml(text: &str) -> Result<Self> {
        let plan: Self =
            toml::from_str(text).map_err(|e| Error::plan(format!("cannot read the plan: {e}")))?;
        plan.check_values()?;
        Ok(plan)
    }

    /// Makes the plan of a small attack: a tenant of eight people who work for twenty days before the clock's start. The
    /// attack begins an hour after it, on a Tuesday morning; without an entry there is none, and everybody is clean.
    ///
    /// The clock is held, nothing fails, all content types are subscribed to, and some thousand records come in all.
    pub fn of_attack(seed: u64, entry: Option<Entry>) -> Self {
        /// 2026-03-03T06:00:00, a Tuesday: the victim is at work when the intruder gets in, and nobody is 22 hours later.
        const MORNING: Moment = Moment(1_772_517_600_000);
        let tenant = TenantPlan {
            users: 8,
            records_per_user: 30.0,
            // Records of all types would name the victim by chance.
            rare_percent: 0,
            blob_minutes: 60,
            compromise_minutes: entry.map(|_| 60),
            entry: entry.unwrap_or(Entry::Aitm),
            subscribed: ContentType::ALL.to_vec(),
            subscribed_hours: 20 * 24,
            ..TenantPlan::default()
        };
        let clock = ClockPlan { start: Some(MORNING), rate: 0.0 };
        Self { seed, clock, tenants: vec![tenant], ..Self::default() }
    }

    /// Refuses values that the sandbox cannot work with.
    pub(crate) fn check_values(&self) -> Result<()> {
        // By mistake a sandbox must not stand open in a network: anybody could set its clock.
        if !self.open && !self.listen.ip().is_loopback() {
            return Err(Error::plan(format!(
                "cannot listen on {}: it is no loopback address; set open = true to be reached by other machines",
                self.listen
            )));
        }
        if self.clock.start.is_some_and(|start| !(FIRST..=LAST).contains(&start)) {
            return Err(Error::plan("clock: start is not from the year 2000 to 2999"));
        }
        if self.tenants.is_empty() {
            return Err(Error::plan("plan: it has no tenants"));
        }
        // Ids that follow from the seed cannot clash: only those of the plan are compared.
        let ids: std::collections::BTreeSet<_> =
            self.tenants.iter().filter_map(|t| t.id.as_deref()).collect();
        if ids.len() < self.tenants.iter().filter(|t| t.id.is_some()).count() {
            return Err(Error::plan("plan: two tenants have the same id"));
        }
        self.service.check_values()?;
        self.faults.check_rates()?;
        self.tenants.iter().try_for_each(TenantPlan::check_values)
    }
}

#[cfg(test)]
mod tests {
    use super::Plan;
    use crate::activity::Entry;

    #[test]
    fn a_plan_is_read_and_what_cannot_be_is_refused() {
        let plan = Plan::from_toml("seed = 7\n[[tenants]]\nusers = 3\n[faults]\nlate = 0.5\n").unwrap();
        assert_eq!((plan.seed, plan.tenants[0].users), (7, 3));
        let attacked = (plan.tenants[0].compromise_minutes, plan.tenants[0].entry);
        assert_eq!(attacked, (Some(180), Entry::Aitm));
        let plan = Plan::from_toml("[[tenants]]\ncompromise_minutes = false\nentry = \"spray\"").unwrap();
        assert_eq!((plan.tenants[0].compromise_minutes, plan.tenants[0].entry), (None, Entry::Spray));
        for (text, says) in [
            ("sed = 7", "unknown field"),
            ("listen = \"0.0.0.0:80\"", "open"),
            ("tenants = []", "no tenants"),
            ("[faults]\nlate = 1.5", "late"),
            ("[service]\npage_size = 0", "page_size"),
            ("[clock]\nstart = \"1999-12-31T23:59:59\"", "start"),
            ("[clock]\nstart = \"yesterday\"", "no time"),
            ("[[tenants]]\nsubscribed_hours = 9000", "subscribed_hours"),
            ("[service]\norigin = \"http://localhost:80/\"", "origin"),
            ("[service]\nroots = [\"manage.office.com\"]", "root"),
            ("[[tenants]]\ncompromise_minutes = true", "false for never"),
            ("[[tenants]]\nentry = \"door\"", "device_code"),
            ("[[tenants]]\nid = \"x\"", "GUID"),
            ("[[tenants]]\nblob_minutes = 0", "blob_minutes"),
            (
                "[[tenants]]\nid = \"11111111-1111-4111-8111-111111111111\"\n[[tenants]]\nid = \"11111111-1111-4111-8111-111111111111\"",
                "same id",
            ),
        ] {
            let error = Plan::from_toml(text).unwrap_err();
            assert!(error.to_string().contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn the_plan_in_the_documentation_is_one() {
        let page = include_str!("../../../../docs/sandbox.md");
        let plan = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        assert_eq!(Plan::from_toml(plan).unwrap().tenants[0].subscribed.len(), 2);
    }

    #[test]
    fn a_plan_survives_being_written() {
        let text = serde_json::to_string(&Plan::default()).unwrap();
        let again: Plan = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
        assert!(!format!("{:?}", Plan::default()).contains(super::AppPlan::SECRET));
    }
}
