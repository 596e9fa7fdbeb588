//! The three GUIDs of a client's settings, each a type of its own, so that the compiler finds a mix-up.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::error::{Error, ErrorKind, quote_harmless};

macro_rules! guid {
    ($(#[$doc:meta])* $name:ident, $what:literal, $code:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Returns the GUID.
            pub fn guid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(guid: Uuid) -> Self {
                $name(guid)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                let guid = Uuid::try_parse(text.trim());
                guid.map($name).map_err(|_| not_a_guid($what, text, $code))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

fn not_a_guid(what: &str, text: &str, code: Option<&str>) -> Error {
    let doing = format!("read {what}: {} is not a GUID", quote_harmless(text));
    Error::new(ErrorKind::Configuration, doing).with_code(code.map(str::to_owned))
}

guid! {
    /// Directory ID of a tenant. The API requires the GUID, not a domain name (AF20013).
    ///
    /// ```
    /// use trail365_client::TenantId;
    ///
    /// let tenant: TenantId = "41463f53-8812-40f4-890f-865bf6e35190".parse()?;
    /// assert_eq!("contoso.com".parse::<TenantId>().unwrap_err().code(), Some("AF20013"));
    /// # Ok::<(), trail365_client::Error>(())
    /// ```
    TenantId, "the tenant ID", Some("AF20013")
}

guid! {
    /// Application (client) ID of the app registration that signs in.
    AppId, "the application ID", None
}

guid! {
    /// Tenant ID of whoever runs the collector, for which the service counts requests. Callers without one share one quota.
    PublisherId, "the publisher ID", None
}
