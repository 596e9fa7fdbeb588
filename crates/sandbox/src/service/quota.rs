//! The quota of requests: counted by tenant and publisher, in windows of real time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::plan::Quota;

/// Publishers that are counted on their own; further ones share one count.
const COUNTED: usize = 10_000;

/// Counts requests.
#[derive(Debug)]
pub(crate) struct Quotas {
    plan: Quota,
    windows: Mutex<HashMap<String, (Instant, u32)>>,
}

impl Quotas {
    pub(crate) fn new(plan: Quota) -> Self {
        Self { plan, windows: Mutex::default() }
    }

    /// Counts a request. Refuses one that is too many, with the count so far.
    ///
    /// A caller that names a publisher has the tenant's own quota with it. All others share one, whatever their tenant:
    /// so a collector that leaves `PublisherIdentifier` out is throttled by strangers.
    pub(crate) fn admit_request(&self, tenant_id: &str, publisher: Option<&str>) -> Result<(), u32> {
        if self.plan.requests == 0 {
            return Ok(());
        }
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key =
            publisher.map(|p| format!("{tenant_id} {}", p.to_ascii_lowercase())).unwrap_or_default();
        if windows.len() >= COUNTED && !windows.contains_key(&key) {
            // A caller that makes up publishers must not fill the memory.
            key.clear();
        }
        let now = Instant::now();
        let (begun, count) = windows.entry(key).or_insert((now, 0));
        if now.duration_since(*begun) >= Duration::from_millis(self.plan.window_ms) {
            (*begun, *count) = (now, 0);
        }
        *count += 1;
        if *count <= self.plan.requests { Ok(()) } else { Err(*count) }
    }
}

#[cfg(test)]
mod tests {
    use super::Quotas;
    use crate::plan::Quota;

    #[test]
    fn each_publisher_has_its_own_and_the_nameless_share_one() {
        let quotas = Quotas::new(Quota { requests: 2, window_ms: 60_000, ..Quota::default() });
        let admit = |tenant, publisher| quotas.admit_request(tenant, publisher).is_ok();
        assert!(admit("a", Some("P")) && admit("a", Some("p")) && !admit("a", Some("p")));
        assert!(admit("b", Some("p")) && admit("a", None) && admit("b", None) && !admit("c", None));
    }
}
