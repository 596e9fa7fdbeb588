//! Networks of Microsoft.

use std::net::IpAddr;
use std::sync::LazyLock;

use crate::network::{Network, Networks};

/// Numbers of Microsoft's autonomous systems that its services for customers and Azure are in.
pub(super) const AS_NUMBERS: [u32; 9] = [8068, 8069, 8070, 8071, 8072, 8073, 8074, 8075, 12_076];

/// Networks of the front ends of Microsoft 365 and of its sign-in, by the list of endpoints that Microsoft publishes. Those of Azure are
/// not among them: anybody can rent a machine there.
const FRONT_ENDS: [&str; 32] = [
    "13.107.6.0/24",
    "13.107.18.0/24",
    "13.107.128.0/22",
    "13.107.136.0/22",
    "20.20.32.0/19",
    "20.190.128.0/18",
    "20.231.128.0/19",
    "23.103.160.0/20",
    "40.92.0.0/15",
    "40.96.0.0/13",
    "40.104.0.0/15",
    "40.107.0.0/16",
    "40.108.128.0/17",
    "40.126.0.0/18",
    "52.96.0.0/14",
    "52.100.0.0/14",
    "52.104.0.0/14",
    "52.112.0.0/14",
    "52.122.0.0/15",
    "104.47.0.0/17",
    "104.146.128.0/17",
    "132.245.0.0/16",
    "150.171.32.0/22",
    "150.171.40.0/22",
    "2603:1006::/40",
    "2603:1016::/36",
    "2603:1026::/36",
    "2603:1036::/36",
    "2603:1046::/36",
    "2603:1056::/36",
    "2603:1063::/38",
    "2620:1ec::/36",
];

static NETWORKS: LazyLock<Networks> =
    LazyLock::new(|| FRONT_ENDS.iter().filter_map(|text| Network::parse(text)).collect());

/// Reports whether an address is one of the front ends of Microsoft 365: it stands in records of work that the service does itself, or in
/// place of the client's.
///
/// ```
/// assert!(trail365_sql::is_microsoft_service("40.126.1.1".parse().unwrap()));
/// assert!(!trail365_sql::is_microsoft_service("198.51.100.7".parse().unwrap()));
/// ```
pub fn is_microsoft_service(ip: IpAddr) -> bool {
    NETWORKS.contain(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{FRONT_ENDS, is_microsoft_service};
    use crate::network::Network;

    #[test]
    fn front_ends_are_known() {
        assert!(FRONT_ENDS.iter().all(|text| Network::parse(text).is_some()));
        for (address, expect) in [
            ("40.126.1.1", true),
            ("::ffff:52.96.1.1", true),
            ("2603:1026:c03::1", true),
            // A machine of Azure.
            ("20.50.1.1", false),
            ("192.0.2.1", false),
        ] {
            assert_eq!(is_microsoft_service(address.parse().unwrap()), expect, "{address}");
        }
    }
}
