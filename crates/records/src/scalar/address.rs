//! IP addresses as records write them.

use std::borrow::Cow;
use std::net::IpAddr;

/// An address: its text as found, with the IP and port that it holds.
///
/// ```
/// let address = trail365_records::Address::parse("[2001:db8::1]:443");
/// assert_eq!(address.ip.unwrap().to_string(), "2001:db8::1");
/// assert_eq!(address.port, Some(443));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'a> {
    /// The text as found.
    pub text: Cow<'a, str>,
    /// The address. An IPv4 address mapped into IPv6 is given as IPv4. `None` for a text without an address.
    pub ip: Option<IpAddr>,
    /// The port, if there is one.
    pub port: Option<u16>,
}

impl<'a> Address<'a> {
    /// Reads `1.2.3.4`, `1.2.3.4:5678`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:443`, `::ffff:1.2.3.4` and
    /// `ffff:1.2.3.4`, with blanks around. Any other text is kept without an IP.
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        let (ip, port) = match split_port(text.trim()) {
            Some((ip, port)) => (Some(unmap_ipv4(ip)), port),
            None => (None, None),
        };
        Address { text, ip, port }
    }
}

/// Splits a text into address and port.
fn split_port(text: &str) -> Option<(IpAddr, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (ip, behind) = rest.split_once(']')?;
        let port = if behind.is_empty() { None } else { Some(read_port(behind.strip_prefix(':')?)?) };
        return Some((ip.parse().ok()?, port));
    }
    if let Ok(ip) = text.parse() {
        return Some((ip, None));
    }
    // Sign-in records carry the mapped form without its colons in front.
    let mapped = text.get(..5).filter(|start| start.eq_ignore_ascii_case("ffff:"));
    let text = mapped.map_or(text, |start| &text[start.len()..]);
    match text.split_once(':') {
        Some((ip, port)) => Some((IpAddr::V4(ip.parse().ok()?), Some(read_port(port)?))),
        None => Some((IpAddr::V4(text.parse().ok()?), None)),
    }
}

/// Reads a port: digits without a sign, which the parser of numbers would accept.
fn read_port(text: &str) -> Option<u16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Returns the IPv4 address that an IPv6 address maps.
fn unmap_ipv4(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_met() {
        for (text, ip, port) in [
            ("1.2.3.4:63070", Some("1.2.3.4"), Some(63070)),
            ("[2001:db8::1]:12346", Some("2001:db8::1"), Some(12346)),
            ("[2001:db8::1]", Some("2001:db8::1"), None),
            ("::ffff:1.2.3.4", Some("1.2.3.4"), None),
            ("[::ffff:1.2.3.4]:80", Some("1.2.3.4"), Some(80)),
            ("ffff:192.0.2.44", Some("192.0.2.44"), None),
            ("FFFF:192.0.2.44", Some("192.0.2.44"), None),
            ("[192.0.2.1]:80", Some("192.0.2.1"), Some(80)),
            ("1.2.3.4:+80", None, None),
            ("[::1]x", None, None),
            ("FE80::", Some("fe80::"), None),
            ("1.1.1.1 ", Some("1.1.1.1"), None),
            ("<null>", None, None),
            ("", None, None),
            ("localhost:12345", None, None),
            ("1.2.3.4:99999", None, None),
            ("somewhere else", None, None),
        ] {
            let address = Address::parse(text);
            assert_eq!(address.ip.map(|ip| ip.to_string()).as_deref(), ip, "{text}");
            assert_eq!((address.port, address.text.as_ref()), (port, text));
        }
    }
}
