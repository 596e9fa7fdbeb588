//! Addresses of clients and servers, by the patterns of the integration, in its order.

use crate::document::parse_ip;

/// The parts of an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// An IP, or other text that stands where an address does.
    pub address: Option<String>,
    pub domain: Option<String>,
    pub port: Option<u32>,
}

/// Divides the address of a client. The first pattern that fits counts; with `strict` a port behind a name is a port.
pub fn divide_client(text: &str, strict: bool) -> Parts {
    let text = &unmap(text);
    bracketed_ip(text)
        .or_else(|| whole_ip(text))
        .or_else(|| ip_and_port(text))
        .or_else(|| if strict { name_and_port(text) } else { None })
        .or_else(|| (!text.contains(char::is_whitespace)).then(|| named(text)))
        .or_else(|| name_and_address(text))
        .unwrap_or_else(|| Parts { address: Some(text.to_owned()), ..Parts::default() })
}

/// Divides the name of a server: `name (address)`, in brackets or not, or an address alone. With `strict` only an IP is an
/// address, and what else stands in parentheses, the version, is not.
pub fn divide_server(text: &str, strict: bool) -> Parts {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let parts = name_and_address(&text);
    let parts = parts.unwrap_or_else(|| Parts { address: Some(text.trim().to_owned()), ..Parts::default() });
    match (&parts.address, &parts.domain) {
        (Some(address), Some(domain)) if strict && parse_ip(address).is_none() => {
            Parts { address: Some(domain.clone()), ..parts }
        }
        _ => parts,
    }
}

/// Reduces an IPv4 address that is mapped into IPv6.
fn unmap(text: &str) -> String {
    let text = text.trim();
    for (open, start) in [("[", "[::ffff:"), ("", "::ffff:")] {
        if let Some(rest) =
            text.get(..start.len()).filter(|s| s.eq_ignore_ascii_case(start)).map(|_| &text[start.len()..])
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.contains('.')
        {
            return format!("{open}{rest}");
        }
    }
    text.to_owned()
}

fn of_ip(ip: &str, port: Option<u32>) -> Option<Parts> {
    ip.parse::<std::net::IpAddr>().ok()?;
    Some(Parts { address: Some(ip.to_owned()), domain: None, port })
}

fn named(name: &str) -> Parts {
    Parts { domain: Some(name.to_owned()), ..Parts::default() }
}

/// `[IP]:port`, `[IP]`.
fn bracketed_ip(text: &str) -> Option<Parts> {
    let (ip, rest) = text.strip_prefix('[')?.split_once(']')?;
    match rest.strip_prefix(':') {
        Some(port) => of_ip(ip, Some(leading_port(port)?)),
        None if rest.is_empty() => of_ip(ip, None),
        None => None,
    }
}

fn whole_ip(text: &str) -> Option<Parts> {
    of_ip(text, None)
}

/// `IP:port`; text behind the port does not count.
fn ip_and_port(text: &str) -> Option<Parts> {
    let (ip, port) = text.split_once(':')?;
    ip.parse::<std::net::Ipv4Addr>().ok()?;
    of_ip(ip, Some(leading_port(port)?))
}

/// `name:port`, `[name]:port`.
fn name_and_port(text: &str) -> Option<Parts> {
    let (name, port) = text.rsplit_once(':')?;
    let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let is_name = !name.is_empty() && !name.contains([':', ' ']);
    let port = port.parse::<u16>().ok().filter(|_| is_name)?;
    Some(Parts { port: Some(port.into()), ..named(name) })
}

/// `name (address)`, `[name (address)]`.
fn name_and_address(text: &str) -> Option<Parts> {
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    let (name, rest) = text.split_once(" (")?;
    let address = rest.strip_suffix(')').filter(|_| !name.contains(' '))?;
    Some(Parts { address: Some(address.to_owned()), ..named(name) })
}

/// Reads the number that a text begins with: any above 0, whether a port can have it or not.
fn leading_port(text: &str) -> Option<u32> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..digits].parse().ok().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(address: &str, domain: &str, port: u32) -> Parts {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Parts { address: some(address), domain: some(domain), port: (port > 0).then_some(port) }
    }

    #[test]
    fn clients_are_divided_in_the_order_of_the_patterns() {
        for (text, expect) in [
            ("[2001:db8::1]:443", parts("2001:db8::1", "", 443)),
            ("2001:db8::1", parts("2001:db8::1", "", 0)),
            ("[192.0.2.1]", parts("192.0.2.1", "", 0)),
            ("192.0.2.1:4711", parts("192.0.2.1", "", 4711)),
            ("192.0.2.1:4711 behind", parts("192.0.2.1", "", 4711)),
            ("::ffff:192.0.2.1", parts("192.0.2.1", "", 0)),
            ("[::FFFF:192.0.2.1]:80", parts("192.0.2.1", "", 80)),
            ("host.example.com", parts("", "host.example.com", 0)),
            ("host.example.com:80", parts("", "host.example.com:80", 0)),
            ("192.0.2.1:99999", parts("192.0.2.1", "", 99999)),
            ("192.0.2.1:0", parts("", "192.0.2.1:0", 0)),
            ("host (192.0.2.1)", parts("192.0.2.1", "host", 0)),
            ("[host (192.0.2.1)]", parts("192.0.2.1", "host", 0)),
            ("some other text", parts("some other text", "", 0)),
        ] {
            assert_eq!(divide_client(text, false), expect, "{text}");
        }
        assert_eq!(divide_client("host.example.com:80", true), parts("", "host.example.com", 80));
    }

    #[test]
    fn a_version_is_an_address_only_for_the_integration() {
        let server = "MB1011 (15.20.9343.012)\r\n";
        assert_eq!(divide_server(server, false), parts("15.20.9343.012", "MB1011", 0));
        assert_eq!(divide_server(server, true), parts("MB1011", "MB1011", 0));
        assert_eq!(divide_server("192.0.2.1", false), parts("192.0.2.1", "", 0));
    }
}
