//! Addresses and networks.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use trail365_records::Address;
use trail365_schema::{COLUMNS, Type};

use super::condition::{any_of, call_with, equals_any};

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

/// Writes the condition that some column of addresses has one of these; `None` where there are none.
pub(super) fn address_matches(wanted: &[AddressRange]) -> Option<String> {
    any_of(address_columns().map(|column| column_matches(column, wanted)))
}

/// Compares a column with all addresses in one list, and with all networks in one call. Addresses are compared as text: files
/// whose bounds exclude a few of them are then not read.
fn column_matches(column: &str, wanted: &[AddressRange]) -> Option<String> {
    let (mut addresses, mut networks) = (Vec::new(), Vec::new());
    for range in wanted {
        match range {
            AddressRange::Address(ip) => addresses.push(ip.to_string()),
            AddressRange::Network(network) => networks.push(network),
        }
    }
    let conditions = [equals_any(column, addresses), call_with("in_network", column, &networks)];
    let all: Vec<_> = conditions.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" OR "))
}

/// Writes the address that a search shows of a record: one that was looked for where some were, else the first that there
/// is. A sign-in has the address of a proxy in one column and that of the user in another.
pub(super) fn shown_address(wanted: &[AddressRange]) -> String {
    let case = |column| column_matches(column, wanted).map(|found| format!("WHEN {found} THEN {column}"));
    let cases: Vec<_> = address_columns().filter_map(case).collect();
    if cases.is_empty() {
        return format!("coalesce({})", address_columns().collect::<Vec<_>>().join(", "));
    }
    format!("CASE {} END", cases.join("\n    "))
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
    use super::{AddressRange, address_columns, address_matches, column_matches};

    fn check(text: &str, expected: Option<&str>) {
        let condition = |range: AddressRange| column_matches("client_ip", &[range]);
        assert_eq!(text.parse().ok().and_then(condition).as_deref(), expected, "{text}");
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
    fn many_addresses_are_one_list_and_networks_one_call() {
        let wanted =
            ["192.0.2.1", "10.0.0.0/8", "192.0.2.2", "2001:db8::/32"].map(|text| text.parse().unwrap());
        let expected =
            "client_ip IN ('192.0.2.1', '192.0.2.2') OR in_network(client_ip, '10.0.0.0/8', '2001:db8::/32')";
        assert_eq!(column_matches("client_ip", &wanted).as_deref(), Some(expected));
        assert!(address_matches(&wanted).unwrap().starts_with(&format!("({expected} OR ")));
        assert_eq!(address_matches(&[]), None);
    }

    #[test]
    fn every_column_of_addresses_counts() {
        let columns: Vec<_> = address_columns().collect();
        assert_eq!(columns[0], "client_ip");
        assert!(
            ["client_ip_address", "actor_ip_address", "user_ip"].iter().all(|name| columns.contains(name))
        );
        // One without would keep every row group in a search, for it is looked for in all of them.
        assert_eq!(columns.iter().find(|column| !trail365_lake::has_bloom_filter(column)), None);
    }
}
