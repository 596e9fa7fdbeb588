//! A tenant: its people, their activity, and the apps that may read.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::activity::Entry;
use crate::content_type::ContentType;
use crate::error::{Error, Result};

/// A tenant of a plan.
///
/// ```
/// use trail365_sandbox::{Plan, TenantPlan};
///
/// let tenant = TenantPlan { domain: "fabrikam.com".to_owned(), users: 200, ..TenantPlan::default() };
/// let plan = Plan { tenants: vec![tenant], ..Plan::default() };
/// assert_eq!(plan.tenants[0].apps[0].id, trail365_sandbox::AppPlan::ID);
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TenantPlan {
    /// Tenant id, a GUID; follows from the seed and the tenant's place if it is left out.
    pub id: Option<String>,
    /// Domain of the tenant.
    pub domain: String,
    /// Number of people.
    pub users: u32,
    /// Records that one person makes on a working day.
    pub records_per_user: f64,
    /// The time zone: minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// Makes nights and days off as busy as working hours.
    pub steady: bool,
    /// Minutes between two blobs of a content type.
    pub blob_minutes: u32,
    /// Highest number of records in a blob; a record has about 1 kB.
    pub records_per_blob: u32,
    /// Percent of records that are of any record type of the schema instead of the usual ones.
    pub rare_percent: u32,
    /// Minutes after the clock's start at which an attack on somebody's mailbox begins; `false` in a plan's text, none
    /// here, for never.
    #[serde(deserialize_with = "minutes_or_never")]
    pub compromise_minutes: Option<u32>,
    /// The way in which the attacker gets in.
    pub entry: Entry,
    /// Content types that are subscribed to from the start.
    pub subscribed: Vec<ContentType>,
    /// Hours before the clock's start for which those subscriptions have run.
    pub subscribed_hours: u32,
    /// Auditing is on; without it the API says that the tenant does not exist (AF20011), as the real one does.
    pub auditing: bool,
    /// The tenant is badly configured (AF20012).
    pub misconfigured: bool,
    /// Content types that an administrator disabled (AF20023).
    pub disabled: BTreeMap<ContentType, DisabledBy>,
    /// Apps of the tenant.
    pub apps: Vec<AppPlan>,
}

impl Default for TenantPlan {
    fn default() -> Self {
        Self {
            id: None,
            domain: "contoso.com".to_owned(),
            // Ten thousand records a day: enough for several pages of blobs.
            users: 50,
            records_per_user: 200.0,
            // An hour east, as in central Europe: working days do not coincide with days of UTC.
            utc_offset_minutes: 60,
            steady: false,
            blob_minutes: 5,
            records_per_blob: 200,
            // Some records of rare types in every tenant, so that none is met for the first time in production.
            rare_percent: 3,
            // After some quiet hours to compare with.
            compromise_minutes: Some(180),
            entry: Entry::Aitm,
            subscribed: Vec::new(),
            subscribed_hours: 0,
            auditing: true,
            misconfigured: false,
            disabled: BTreeMap::new(),
            apps: vec![AppPlan::default()],
        }
    }
}

impl TenantPlan {
    pub(super) fn check_values(&self) -> Result<()> {
        if let Some(id) = self.id.as_deref().filter(|id| !crate::guid::is_guid(id)) {
            return Err(Error::plan(format!("tenants: id {id:?} is no GUID")));
        }
        let name = &self.domain;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(Error::plan(format!("tenants: domain {name:?} is no domain")));
        }
        if self.users == 0 || self.blob_minutes == 0 || self.records_per_blob == 0 {
            return Err(Error::plan(format!(
                "{name}: users, blob_minutes and records_per_blob must be at least 1"
            )));
        }
        // A slot longer than a day would not fit the longest window of a listing. People are
        // kept in memory, so their number has a bound as well.
        if self.blob_minutes > 24 * 60 || self.users > 1_000_000 {
            return Err(Error::plan(format!("{name}: blob_minutes is at most 1440, users at most 1000000")));
        }
        if !(0.0..=10_000_000.0).contains(&self.records_per_user) {
            return Err(Error::plan(format!("{name}: records_per_user is not from 0 to 10000000")));
        }
        // The truth goes through every slot since the first start, so the span has a bound.
        if self.subscribed_hours > 366 * 24 {
            return Err(Error::plan(format!("{name}: subscribed_hours is at most {}, a year", 366 * 24)));
        }
        // The zones of the world end at 14 hours east.
        if self.utc_offset_minutes.abs() > 14 * 60 || self.rare_percent > 100 {
            return Err(Error::plan(format!("{name}: utc_offset_minutes or rare_percent is out of range")));
        }
        Ok(())
    }
}

/// Minutes, or `false`: TOML has no null, and a key that is left out has its default.
#[derive(Deserialize)]
#[serde(untagged, expecting = "compromise_minutes is a number of minutes, or false for never")]
enum MinutesOrNever {
    Minutes(Option<u32>),
    Never(bool),
}

fn minutes_or_never<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<u32>, D::Error> {
    match MinutesOrNever::deserialize(from)? {
        MinutesOrNever::Minutes(minutes) => Ok(minutes),
        MinutesOrNever::Never(false) => Ok(None),
        MinutesOrNever::Never(true) => {
            Err(D::Error::custom("compromise_minutes is a number of minutes, or false for never"))
        }
    }
}

/// The administrator who disabled a content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledBy {
    /// An administrator of the tenant.
    TenantAdmin,
    /// An administrator of the service.
    ServiceAdmin,
}

/// An app and its ways to prove who it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppPlan {
    /// Client id.
    pub id: String,
    /// Client secret.
    pub secret: Option<Secret>,
    /// A client secret that has expired.
    pub expired_secret: Option<Secret>,
    /// Certificates in PEM form; an assertion must be signed by the key of one.
    pub certificates: Vec<String>,
    /// Issuers whose tokens stand for the app.
    pub federated: Vec<FederatedPlan>,
    /// Makes the app the machine's managed identity.
    pub managed_identity: bool,
    /// Roles that its tokens carry: `ActivityFeed.Read`, which everything needs, and `ActivityFeed.ReadDlp`, which DLP.All
    /// needs besides (AF10001).
    pub roles: Vec<String>,
    /// AADSTS number with which the app is refused whatever it proves: 53003 for a conditional access policy, 7000112 for a
    /// disabled app, 50196 for a loop of requests.
    pub refused: Option<u32>,
}

impl AppPlan {
    /// Client id of the app that every tenant has by default.
    pub const ID: &'static str = "7ab7862c-4c57-491e-8a45-d52a7e023983";
    /// Secret of that app.
    pub const SECRET: &'static str = "sandbox~secret";
}

impl Default for AppPlan {
    fn default() -> Self {
        Self {
            id: Self::ID.to_owned(),
            secret: Some(Self::SECRET.into()),
            expired_secret: None,
            certificates: Vec::new(),
            federated: Vec::new(),
            // Any way of signing in works at once: a test of another way turns this one off.
            managed_identity: true,
            roles: vec!["ActivityFeed.Read".to_owned(), "ActivityFeed.ReadDlp".to_owned()],
            refused: None,
        }
    }
}

/// A client secret; `Debug` does not show it, so no log does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Returns the secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// An issuer whose tokens stand for an app.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedPlan {
    /// Claim `iss`.
    pub issuer: String,
    /// Claim `sub`.
    pub subject: String,
    /// Claim `aud`.
    #[serde(default = "FederatedPlan::audience")]
    pub audience: String,
    /// The issuer's RSA key in PEM form (`PUBLIC KEY`).
    pub public_key: String,
}

impl FederatedPlan {
    fn audience() -> String {
        "api://AzureADTokenExchange".to_owned()
    }
}
