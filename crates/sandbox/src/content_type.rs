//! The five kinds of content that can be subscribed to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A content type of the Activity API.
///
/// ```
/// use trail365_sandbox::ContentType;
///
/// assert_eq!(ContentType::named("audit.exchange"), Some(ContentType::Exchange));
/// assert_eq!(ContentType::Dlp.name(), "DLP.All");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContentType {
    /// Entra ID.
    #[serde(rename = "Audit.AzureActiveDirectory")]
    AzureActiveDirectory,
    /// Exchange.
    #[serde(rename = "Audit.Exchange")]
    Exchange,
    /// SharePoint and OneDrive.
    #[serde(rename = "Audit.SharePoint")]
    SharePoint,
    /// Everything that belongs to none of the others.
    #[serde(rename = "Audit.General")]
    General,
    /// Data loss prevention, of all services.
    #[serde(rename = "DLP.All")]
    Dlp,
}

impl ContentType {
    /// Every content type.
    pub const ALL: [Self; 5] =
        [Self::AzureActiveDirectory, Self::Exchange, Self::SharePoint, Self::General, Self::Dlp];

    /// Returns Microsoft's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AzureActiveDirectory => "Audit.AzureActiveDirectory",
            Self::Exchange => "Audit.Exchange",
            Self::SharePoint => "Audit.SharePoint",
            Self::General => "Audit.General",
            Self::Dlp => "DLP.All",
        }
    }

    /// Returns the content type of this name, in any case: the service ignores the difference as well.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// Returns the place in [`ContentType::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
