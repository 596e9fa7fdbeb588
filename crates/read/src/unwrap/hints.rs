//! Tells quickly that an object is no wrapper.

use memchr::memmem::Finder;

/// The ends of the keys that tell a wrapper, with their quote. The first stands for `AuditData` and `auditData`.
const ENDS: [&str; 5] = ["uditData\"", "RawEventData\"", "office365\"", "original\"", "\"value\""];

pub(crate) struct Hints([Finder<'static>; ENDS.len()]);

impl Hints {
    pub(crate) fn new() -> Self {
        Self(ENDS.map(Finder::new))
    }

    /// Whether any of the keys may be in `object`.
    pub(crate) fn any(&self, object: &[u8]) -> bool {
        self.0.iter().any(|end| end.find(object).is_some())
    }
}
