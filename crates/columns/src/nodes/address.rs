//! Columns of addresses: the IP as text, and the port.

use std::net::IpAddr;

use super::fit::Fit;
use crate::buffers::{Cells, Texts};
use trail365_records::{Address, Cursor, Raw, meaning};

/// IPs in their canonical text, and ports.
#[derive(Default)]
pub(crate) struct Addresses {
    pub ips: Cells<u128>,
    pub ports: Cells<i32>,
}

impl Addresses {
    /// Reads an address; `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1` and `[2001:db8::1]:5` can be written again as they were.
    pub fn read_address(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        if cursor.next() != b'"' {
            cursor.value();
            return Fit::Nothing;
        }
        // Nearly every address of real records is a plain IPv4: read without parsing and writing it again.
        let Raw { body, escaped } = cursor.string();
        if !escaped && let Some((ip, port)) = plain_v4(body) {
            self.push_row(row, texts.view_of(ip), port);
            return Fit::Exact;
        }
        let (text, _) = meaning::decode(body);
        let found = Address::parse(&*text);
        let Some(ip) = found.ip else { return Fit::Nothing };
        let ip_text = ip.to_string();
        self.push_row(row, texts.copy_of(ip_text.as_bytes()), found.port);
        if *text == write_address(ip, &ip_text, found.port) { Fit::Exact } else { Fit::Meaning }
    }

    fn push_row(&mut self, row: usize, ip: u128, port: Option<u16>) {
        self.ips.push(row, ip);
        if let Some(port) = port {
            self.ports.push(row, i32::from(port));
        }
    }

    pub fn truncate(&mut self, len: usize) {
        self.ips.truncate(len);
        self.ports.truncate(len);
    }
}

/// Writes an address in the form that can be read back.
fn write_address(ip: IpAddr, ip_text: &str, port: Option<u16>) -> String {
    match (ip, port) {
        (_, None) => ip_text.to_owned(),
        (IpAddr::V4(_), Some(port)) => format!("{ip_text}:{port}"),
        (IpAddr::V6(_), Some(port)) => format!("[{ip_text}]:{port}"),
    }
}

/// Splits `1.2.3.4` or `1.2.3.4:5` into its parts, each number without zeros in front.
#[inline]
fn plain_v4(text: &str) -> Option<(&str, Option<u16>)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for part in 0..4 {
        if part > 0 {
            at = (bytes.get(at) == Some(&b'.')).then_some(at + 1)?;
        }
        let (number, end) = plain_number(bytes, at)?;
        u8::try_from(number).ok()?;
        at = end;
    }
    let ip = text.get(..at)?;
    match bytes.get(at) {
        None => Some((ip, None)),
        Some(b':') => {
            let (port, end) = plain_number(bytes, at + 1)?;
            (end == bytes.len()).then_some((ip, Some(u16::try_from(port).ok()?)))
        }
        Some(_) => None,
    }
}

/// Reads up to five digits without a zero in front, and returns the place behind them.
#[inline]
fn plain_number(bytes: &[u8], start: usize) -> Option<(u32, usize)> {
    let (mut number, mut at) = (0_u32, start);
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        number = number * 10 + u32::from(digit - b'0');
        at += 1;
        // The largest port has five digits. Without a bound a long run of digits would overflow.
        if at - start > 5 {
            return None;
        }
    }
    let zero_in_front = bytes.get(start) == Some(&b'0') && at - start > 1;
    (at > start && !zero_in_front).then_some((number, at))
}

#[cfg(test)]
mod tests {
    use super::plain_v4;

    #[test]
    fn plain_addresses() {
        for (text, expect) in [
            ("1.2.3.4", Some(("1.2.3.4", None))),
            ("255.255.255.255:65535", Some(("255.255.255.255", Some(65535)))),
            ("0.0.0.0:0", Some(("0.0.0.0", Some(0)))),
            ("1.2.3.4:", None),
            ("1.2.3.4:05", None),
            ("1.2.3.4:65536", None),
            ("1.2.3.04", None),
            ("1.2.3.256", None),
            ("1.2.3", None),
            ("1.2.3.4 ", None),
            ("", None),
            ("1..3.4", None),
        ] {
            assert_eq!(plain_v4(text), expect, "{text}");
        }
    }
}
