//! `in_network`, `is_private`: IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use datafusion::arrow::array::BooleanArray;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::Address;

use super::definition::{Definition, Function, Takes};
use super::texts::{Prepared, Texts};

pub(super) const IN_NETWORK: Definition = Definition {
    function: Function {
        name: "in_network",
        syntax: "in_network(address, network, ...)",
        description: "Whether an IP address lies in one of the networks: '10.0.0.0/8', '2001:db8::/32', '192.0.2.7'. A port behind the address \
                      is passed over, and an IPv4 address inside IPv6 counts as IPv4. Null where the text holds no address.",
        example: "SELECT user_id FROM activity WHERE in_network(client_ip, '198.51.100.0/24', '2001:db8::/32')",
    },
    takes: Takes::Texts(2, usize::MAX),
    returns: |_| DataType::Boolean,
    check: Some(check_networks),
    evaluate: in_network,
};

pub(super) const IS_PRIVATE: Definition = Definition {
    function: Function {
        name: "is_private",
        syntax: "is_private(address)",
        description: "Whether an IP address is one that the internet does not route: private (RFC 1918, RFC 4193), shared (RFC 6598), \
                      loopback, link-local or unspecified. Null where the text holds no address.",
        example: "SELECT client_ip, count(*) FROM activity WHERE NOT is_private(client_ip) GROUP BY client_ip",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Boolean,
    check: None,
    evaluate: is_private,
};

pub(super) fn check_networks(constants: &[Option<&ScalarValue>]) -> Result<()> {
    for text in constants.iter().skip(1).filter_map(|c| c.and_then(ScalarValue::try_as_str).flatten()) {
        if Network::parse(text).is_none() {
            return plan_err!(
                "no network '{text}': expected an address like 192.0.2.7, or a network like 10.0.0.0/8 or 2001:db8::/32"
            );
        }
    }
    Ok(())
}

fn in_network(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let networks: Vec<_> = texts[1..].iter().map(|t| (t, Prepared::new(t, Network::parse))).collect();
    each_address(args, |row, ip| {
        networks
            .iter()
            .any(|(text, made)| made.with_value(text, row, |network| network.contains(ip)) == Some(true))
    })
}

fn is_private(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    each_address(args, |_, ip| match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    })
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is carrier-grade NAT; the standard library has no stable test for it.
    let is_shared = matches!(ip.octets(), [100, 64..=127, ..]);
    ip.is_private() || is_shared || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified()
}

/// Evaluates a condition for the address of each row; null where the text holds no address.
fn each_address(args: &ScalarFunctionArgs, holds: impl Fn(usize, IpAddr) -> bool) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let row = |row| texts.get(row).and_then(|text| Address::parse(text).ip).map(|ip| holds(row, ip));
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(row).collect::<BooleanArray>())))
}

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
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
