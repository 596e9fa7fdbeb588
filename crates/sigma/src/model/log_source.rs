//! Log sources of rules.

use std::collections::BTreeMap;

/// The log source that a rule is for. At least one of category, product and service is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogSource {
    /// Group of sources such as `process_creation`.
    pub category: Option<String>,
    /// Product such as `m365`.
    pub product: Option<String>,
    /// Part of the product such as `audit`.
    pub service: Option<String>,
    /// Words about what has to be logged.
    pub definition: Option<String>,
    /// Other keys.
    pub custom: BTreeMap<String, String>,
}

impl LogSource {
    /// Reports whether another source is this one or a part of it: a filter for `product: m365` covers the rules of all
    /// services.
    pub fn covers(&self, other: &LogSource) -> bool {
        let fits = |own: &Option<String>, others: &Option<String>| own.is_none() || own == others;
        fits(&self.category, &other.category)
            && fits(&self.product, &other.product)
            && fits(&self.service, &other.service)
    }
}
