//! Addresses and networks.

use std::net::IpAddr;
use std::str::FromStr;

use trail365_records::Address;
use trail365_schema::{COLUMNS, Type};

use super::literal::quoted;

/// One address, or all of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressRange {
    /// This one.
    Address(IpAddr),
    /// A network, as `203.0.113.0/24`.
    Network(String),
}

impl AddressRange {
    /// The condition that some column of addresses has one of these. An address is compared as text, so that files are
    /// passed over by their statistics.
    pub fn condition(&self) -> String {
        let one = |column: &str| match self {
            Self::Address(ip) => format!("{column} = {}", quoted(&ip.to_string())),
            Self::Network(network) => format!("in_network({column}, {})", quoted(network)),
        };
        columns().map(one).collect::<Vec<_>>().join(" OR ")
    }
}

/// The columns that hold addresses, the one of most records first.
pub fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().filter(|column| column.ty == Type::Address).map(|column| column.name)
}

impl FromStr for AddressRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || "neither an IP address nor a network such as 203.0.113.0/24 or 2001:db8::/32".to_owned();
        let Some((base, length)) = text.trim().split_once('/') else {
            return Address::parse(text).ip.map(Self::Address).ok_or_else(expected);
        };
        let base: IpAddr = base.parse().map_err(|_| expected())?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        match length.parse::<u8>() {
            Ok(length) if length == longest => Ok(Self::Address(base.to_canonical())),
            Ok(length) if length < longest => Ok(Self::Network(format!("{base}/{length}"))),
            _ => Err(expected()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressRange, columns};

    fn check(text: &str, expected: Option<&str>) {
        let first = |range: AddressRange| range.condition().split(" OR ").next().map(str::to_owned);
        assert_eq!(text.parse().ok().and_then(first).as_deref(), expected, "{text}");
    }

    #[test]
    fn addresses_are_compared_and_networks_looked_into() {
        check("203.0.113.77", Some("client_ip = '203.0.113.77'"));
        check("[2001:DB8::0:1]:443", Some("client_ip = '2001:db8::1'"));
        check("::ffff:192.0.2.1", Some("client_ip = '192.0.2.1'"));
        check("203.0.113.77/32", Some("client_ip = '203.0.113.77'"));
        check("203.0.113.0/24", Some("in_network(client_ip, '203.0.113.0/24')"));
        check("2001:db8::/32", Some("in_network(client_ip, '2001:db8::/32')"));
        for text in ["", "203.0.113", "203.0.113.0/33", "203.0.113.0/-1", "x/24", "' OR 1=1"] {
            check(text, None);
        }
    }

    #[test]
    fn every_column_of_addresses_counts() {
        let columns: Vec<_> = columns().collect();
        assert_eq!(columns[0], "client_ip");
        assert!(
            ["client_ip_address", "actor_ip_address", "user_ip"].iter().all(|name| columns.contains(name))
        );
    }
}
