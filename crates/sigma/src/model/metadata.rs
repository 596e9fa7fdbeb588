//! Metadata of rules, correlations and filters.

use std::collections::BTreeMap;
use std::fmt;

/// Metadata of a rule, correlation or filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    /// Title in words.
    pub title: String,
    /// Identifier, usually a UUID; unique in a collection, letters count without case.
    pub id: Option<String>,
    /// Name for references; unique in a collection.
    pub name: Option<String>,
    /// Maturity.
    pub status: Option<Status>,
    /// Severity.
    pub level: Option<Level>,
    /// Description in words.
    pub description: Option<String>,
    /// Authors, separated by commas.
    pub author: Option<String>,
    /// Day of creation as it stands, usually `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Day of the last change as it stands.
    pub modified: Option<String>,
    /// License, usually an SPDX identifier.
    pub license: Option<String>,
    /// Naming scheme of the fields; none stands for `sigma`.
    pub taxonomy: Option<String>,
    /// Sources of the rule.
    pub references: Vec<String>,
    /// Tags such as `attack.t1114.003` or `attack.persistence`, in lower case.
    pub tags: Vec<String>,
    /// Fields that an analyst wants to see.
    pub fields: Vec<String>,
    /// Known harmless causes.
    pub falsepositives: Vec<String>,
    /// Kinds of systems that the rule is for.
    pub scope: Vec<String>,
    /// Other rules that this one comes from or replaces.
    pub related: Vec<Related>,
    /// Top-level keys that Sigma does not define.
    pub custom: BTreeMap<String, serde_json::Value>,
}

impl Metadata {
    /// Returns what identifies the rule in a collection: its id, else its name, else its title.
    pub fn identity(&self) -> &str {
        self.id.as_deref().or(self.name.as_deref()).unwrap_or(&self.title)
    }
}

/// A reference to another rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other rule's id.
    pub id: String,
    /// Its relation to this one.
    pub relation: Relation,
}

/// Makes an enum with Sigma's word for each variant.
macro_rules! words {
    ($(#[$docs:meta])* $name:ident { $($(#[$variant_docs:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_docs])* $variant),+
        }

        impl $name {
            pub(crate) const WORDS: &[(&'static str, $name)] = &[$(($word, $name::$variant)),+];

            /// Returns Sigma's word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// Severity of a rule, in rising order.
    Level {
        /// Context for other rules; no alert.
        Informational = "informational",
        /// Notable, rarely an incident.
        Low = "low",
        /// Worth a regular review.
        Medium = "medium",
        /// Worth a prompt review.
        High = "high",
        /// An incident.
        Critical = "critical",
    }
}

words! {
    /// Maturity of a rule.
    Status {
        /// In use for long.
        Stable = "stable",
        /// Nearly stable.
        Test = "test",
        /// May be noisy.
        Experimental = "experimental",
        /// Replaced by another rule.
        Deprecated = "deprecated",
        /// Cannot be used as it is.
        Unsupported = "unsupported",
    }
}

words! {
    /// Relation to another rule.
    Relation {
        /// Made from the other rule.
        Derived = "derived",
        /// Replaces the other rule.
        Obsolete = "obsolete",
        /// Made of several other rules.
        Merged = "merged",
        /// Had the other id before.
        Renamed = "renamed",
        /// Looks for something alike.
        Similar = "similar",
        /// Takes part in the same correlation.
        Correlation = "correlation",
    }
}
