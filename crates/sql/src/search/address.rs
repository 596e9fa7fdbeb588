//! Addresses and networks.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use trail365_records::Address;
use trail365_schema::{COLUMNS, Type};

use super::condition::quoted_text;

/// One address, or all of a network.
///
/// ```
/// use trail365_sql::search::AddressRange;
///
/// assert!("203.0.113.0/24".parse::<AddressRange>().is_ok());
/// assert!("203.0.113".parse::<AddressRange>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressRange {
    /// One address.
    Address(IpAddr),
    /// A network, as `203.0.113.0/24`.
    Network(String),
}

impl AddressRange {
    /// Writes the condition that some column of addresses has one of these. An address is compared as text: files whose
    /// bounds exclude it are then not read.
    pub(super) fn condition(&self) -> String {
        address_columns().map(|column| self.condition_on(column)).collect::<Vec<_>>().join(" OR ")
    }

    fn condition_on(&self, column: &str) -> String {
        match self {
            Self::Address(ip) => format!("{column} = {}", quoted_text(&ip.to_string())),
            Self::Network(network) => format!("in_network({column}, {})", quoted_text(network)),
        }
    }
}

/// Writes the address that a search shows of a record: one that was looked for where some were, else the first that there
/// is. A sign-in has the address of a proxy in one column and that of the user in another.
pub(super) fn shown_address(wanted: &[AddressRange]) -> String {
    if wanted.is_empty() {
        return format!("coalesce({})", address_columns().collect::<Vec<_>>().join(", "));
    }
    let case = |column: &str| {
        let conditions = wanted.iter().map(|range| range.condition_on(column)).collect::<Vec<_>>();
        format!("WHEN {} THEN {column}", conditions.join(" OR "))
    };
    format!("CASE {} END", address_columns().map(case).collect::<Vec<_>>().join("\n    "))
}

/// Lists the columns that hold addresses, the one of most records first.
pub(super) fn address_columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().filter(|column| column.ty == Type::Address).map(|column| column.name)
}

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAddress;

impl fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither an IP address nor a network such as 203.0.113.0/24 or 2001:db8::/32")
    }
}

impl std::error::Error for NotAnAddress {}

impl FromStr for AddressRange {
    type Err = NotAnAddress;

    /// Reads an address in any form that records have, with a port or brackets, or a network.
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let Some((base, length)) = text.trim().split_once('/') else {
            // The parser of records, so that every form that a record may have is understood: ports, brackets, IPv4
            // inside IPv6.
            return Address::parse(text).ip.map(Self::Address).ok_or(NotAnAddress);
        };
        let base: IpAddr = base.parse().map_err(|_| NotAnAddress)?;
        let longest = if base.is_ipv4() { 32 } else { 128 };
        match length.parse::<u8>() {
            // A network of one address is compared as text, which prunes files.
            Ok(length) if length == longest => Ok(Self::Address(base.to_canonical())),
            Ok(length) if length < longest => Ok(Self::Network(format!("{base}/{length}"))),
            _ => Err(NotAnAddress),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressRange, address_columns};

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
        let columns: Vec<_> = address_columns().collect();
        assert_eq!(columns[0], "client_ip");
        assert!(
            ["client_ip_address", "actor_ip_address", "user_ip"].iter().all(|name| columns.contains(name))
        );
    }
}
