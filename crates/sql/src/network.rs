//! Networks: addresses that begin with the same bits.

use std::collections::HashSet;
use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    V4 { bits: u32, mask: u32 },
    V6 { bits: u128, mask: u128 },
}

const V4_AROUND: u32 = u32::MAX << 8;
const V6_AROUND: u128 = u128::MAX << 80;

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Network::V4 { bits, mask } => write!(f, "{}/{}", Ipv4Addr::from_bits(*bits), mask.count_ones()),
            Network::V6 { bits, mask } => write!(f, "{}/{}", Ipv6Addr::from_bits(*bits), mask.count_ones()),
        }
    }
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

    /// Returns the network around an address: its /24, of IPv6 its /48, which is what one customer of a provider mostly has.
    pub fn around(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => Network::V4 { bits: ip.to_bits() & V4_AROUND, mask: V4_AROUND },
            IpAddr::V6(ip) => Network::V6 { bits: ip.to_bits() & V6_AROUND, mask: V6_AROUND },
        }
    }

    pub fn contains(self, ip: IpAddr) -> bool {
        match (self, ip) {
            (Network::V4 { bits, mask }, IpAddr::V4(ip)) => ip.to_bits() & mask == bits,
            (Network::V6 { bits, mask }, IpAddr::V6(ip)) => ip.to_bits() & mask == bits,
            _ => false,
        }
    }
}

/// Reports whether the internet does not route an address: private (RFC 1918, RFC 4193), shared (RFC 6598), loopback, link-local or
/// unspecified.
pub fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is carrier-grade NAT; the standard library has no stable test for it.
    let is_shared = matches!(ip.octets(), [100, 64..=127, ..]);
    ip.is_private() || is_shared || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified()
}

/// Networks that are looked through for many addresses: by the lengths of their prefixes, of which there are few, however many
/// networks there are.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    v4: Vec<(u32, HashSet<u32>)>,
    v6: Vec<(u128, HashSet<u128>)>,
}

impl Networks {
    /// Reports whether an address lies in one of them.
    pub fn contain(&self, ip: IpAddr) -> bool {
        match ip {
            IpAddr::V4(ip) => self.v4.iter().any(|(mask, all)| all.contains(&(ip.to_bits() & mask))),
            IpAddr::V6(ip) => self.v6.iter().any(|(mask, all)| all.contains(&(ip.to_bits() & mask))),
        }
    }
}

impl FromIterator<Network> for Networks {
    fn from_iter<I: IntoIterator<Item = Network>>(networks: I) -> Self {
        let mut made = Networks::default();
        for network in networks {
            match network {
                Network::V4 { bits, mask } => add_bits(&mut made.v4, mask, bits),
                Network::V6 { bits, mask } => add_bits(&mut made.v6, mask, bits),
            }
        }
        made
    }
}

fn add_bits<T: Copy + Eq + Hash>(by_mask: &mut Vec<(T, HashSet<T>)>, mask: T, bits: T) {
    match by_mask.iter_mut().find(|(other, _)| *other == mask) {
        Some((_, all)) => {
            all.insert(bits);
        }
        None => by_mask.push((mask, HashSet::from([bits]))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Network, Networks};

    fn check(network: &str, address: &str, expect: bool) {
        let network = Network::parse(network).unwrap();
        let address = address.parse().unwrap();
        assert_eq!(network.contains(address), expect, "{network:?} {address}");
        // Others beside it hold addresses of their own alone.
        let others =
            ["198.51.100.0/24", "198.51.100.1", "2001:db8:9::/48"].map(|text| Network::parse(text).unwrap());
        let networks: Networks = others.into_iter().chain([network]).collect();
        assert_eq!(networks.contain(address), expect, "{networks:?} {address}");
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
    fn the_network_around_an_address_is_written_with_its_length() {
        for (address, network) in [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48")]
        {
            let around = Network::around(address.parse().unwrap());
            assert_eq!(around.to_string(), network);
            assert!(around.contains(address.parse().unwrap()));
        }
    }

    #[test]
    fn what_is_no_network() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "10.0.0.0/-1", "10.0.0.0/", "all"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
