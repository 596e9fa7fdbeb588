//! Networks: addresses that begin with the same bits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    V4 { bits: u32, mask: u32 },
    V6 { bits: u128, mask: u128 },
}

impl Network {
    /// Parses `10.0.0.0/8`, `2001:db8::/32`, `::ffff:10.0.0.0/104` (an IPv4 network) or a single address. Bits behind the
    /// prefix do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        match address.parse().ok()? {
            IpAddr::V4(ip) => Self::of_v4(ip, prefix.unwrap_or(32)),
            IpAddr::V6(ip) => Self::of_v6(ip, prefix.unwrap_or(128)),
        }
    }

    fn of_v4(ip: Ipv4Addr, prefix: u32) -> Option<Self> {
        // A shift by all bits overflows: a prefix of 0 has no mask, and every address is in its network.
        let mask = u32::MAX.checked_shl(32_u32.checked_sub(prefix)?).unwrap_or(0);
        Some(Network::V4 { bits: ip.to_bits() & mask, mask })
    }

    fn of_v6(ip: Ipv6Addr, prefix: u32) -> Option<Self> {
        // Below 96 bits the network holds more than mapped addresses and stays one of IPv6.
        if let (Some(mapped), 96..) = (ip.to_ipv4_mapped(), prefix) {
            return Self::of_v4(mapped, prefix - 96);
        }
        let mask = u128::MAX.checked_shl(128_u32.checked_sub(prefix)?).unwrap_or(0);
        Some(Network::V6 { bits: ip.to_bits() & mask, mask })
    }

    pub fn contains(self, ip: IpAddr) -> bool {
        match (self, ip) {
            (Network::V4 { bits, mask }, IpAddr::V4(ip)) => ip.to_bits() & mask == bits,
            (Network::V6 { bits, mask }, IpAddr::V6(ip)) => ip.to_bits() & mask == bits,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    fn check(network: &str, address: &str, expect: bool) {
        let network = Network::parse(network).unwrap();
        assert_eq!(network.contains(address.parse().unwrap()), expect, "{network:?} {address}");
    }

    #[test]
    fn an_address_lies_in_a_network_or_not() {
        for (network, address, expect) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.9.8.7/8", "10.0.0.1", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "203.0.113.9", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7/32", "192.0.2.8", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::1", "2001:db8::1", true),
            ("::ffff:10.0.0.0/104", "10.1.2.3", true),
        ] {
            check(network, address, expect);
        }
    }

    #[test]
    fn what_is_no_network() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "10.0.0.0/-1", "10.0.0.0/", "all"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
