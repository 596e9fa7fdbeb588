//! `in_network`, `is_private`, `is_microsoft_service`, `network_of`: IP addresses.

use std::net::IpAddr;
use std::sync::Arc;

use datafusion::arrow::array::{BooleanArray, StringViewBuilder};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::Address;

use super::definition::{Definition, Function, Takes};
use super::texts::Texts;
use crate::geo::is_microsoft_service;
use crate::network::{self, Network, Networks};

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

pub(super) const IS_MICROSOFT_SERVICE: Definition = Definition {
    function: Function {
        name: "is_microsoft_service",
        syntax: "is_microsoft_service(address)",
        description: "Whether an IP address is one of the front ends of Microsoft 365, by the networks that Microsoft publishes. Such an address \
                      stands in records of what the service does itself, or in place of the client's: it says nothing about who acted. Those of \
                      Azure are not among them. Null where the text holds no address.",
        example: "SELECT client_ip, count(*) FROM events WHERE is_microsoft_service(client_ip) GROUP BY client_ip",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Boolean,
    check: None,
    evaluate: is_microsoft,
};

pub(super) const NETWORK_OF: Definition = Definition {
    function: Function {
        name: "network_of",
        syntax: "network_of(address)",
        description: "The network around an IP address, as far as one is told without a file of networks: its /24, of an IPv6 address its /48. \
                      Null where the text holds no address.",
        example: "SELECT network_of(client_ip) AS network, count(DISTINCT user_id) FROM events GROUP BY 1",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: networks,
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
    let of_row = |row| {
        texts[1..].iter().filter_map(|text| text.get(row).and_then(Network::parse)).collect::<Networks>()
    };
    if texts[1..].iter().all(|text| matches!(text, Texts::One(_))) {
        let networks = of_row(0);
        return each_address(args, |_, ip| networks.contain(ip));
    }
    each_address(args, |row, ip| of_row(row).contain(ip))
}

fn is_private(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    each_address(args, |_, ip| network::is_private(ip))
}

fn is_microsoft(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    each_address(args, |_, ip| is_microsoft_service(ip))
}

fn networks(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let mut out = StringViewBuilder::with_capacity(args.number_rows);
    for row in 0..args.number_rows {
        let ip = texts.get(row).and_then(|text| Address::parse(text).ip);
        out.append_option(ip.map(|ip| Network::around(ip).to_string()));
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Evaluates a condition for the address of each row; null where the text holds no address.
fn each_address(args: &ScalarFunctionArgs, holds: impl Fn(usize, IpAddr) -> bool) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let row = |row| texts.get(row).and_then(|text| Address::parse(text).ip).map(|ip| holds(row, ip));
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(row).collect::<BooleanArray>())))
}
