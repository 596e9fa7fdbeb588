//! Apps and how they prove who they are.

use crate::error::Result;
use crate::plan::{AppPlan, FederatedPlan};

use super::assertion::Used;
use super::key::Key;

/// The apps of a tenant.
pub(crate) struct Apps {
    all: Vec<App>,
    /// Assertions that were used.
    pub(crate) used: Used,
}

/// An app with its keys read.
pub(crate) struct App {
    pub(crate) plan: AppPlan,
    pub(crate) certificates: Vec<Key>,
    pub(crate) federated: Vec<(FederatedPlan, Key)>,
}

impl Apps {
    pub(crate) fn new(plans: &[AppPlan]) -> Result<Self> {
        Ok(Self { all: plans.iter().map(App::new).collect::<Result<_>>()?, used: Used::default() })
    }

    /// The app of this client id, in any case.
    pub(crate) fn named(&self, id: &str) -> Option<&App> {
        self.all.iter().find(|app| app.plan.id.eq_ignore_ascii_case(id))
    }

    /// The managed identity of this client id, or the first one.
    pub(crate) fn managed(&self, id: Option<&str>) -> Option<&App> {
        let is = |app: &&App| {
            app.plan.managed_identity && id.is_none_or(|id| app.plan.id.eq_ignore_ascii_case(id))
        };
        self.all.iter().find(is)
    }
}

impl App {
    fn new(plan: &AppPlan) -> Result<Self> {
        let key_of = |of: &FederatedPlan| Key::of_public_key(&of.public_key).map(|key| (of.clone(), key));
        Ok(Self {
            certificates: plan
                .certificates
                .iter()
                .map(|pem| Key::of_certificate(pem))
                .collect::<Result<_>>()?,
            federated: plan.federated.iter().map(key_of).collect::<Result<_>>()?,
            plan: plan.clone(),
        })
    }
}
