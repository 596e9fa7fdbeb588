//! Writes small files in the format of MaxMind, for tests.
//!
//! Format: <https://maxmind.github.io/MaxMind-DB/>. Records have 24 bits, values no pointers.

use serde_json::{Value, json};

/// Writes a file of networks such as `198.51.100.0/24`, each with its record. With IPv6 in it, the tree is one of IPv6.
pub fn mmdb_of(kind: &str, records: &[(&str, Value)]) -> Vec<u8> {
    let is_v6 = records.iter().any(|(network, _)| network.contains(':'));
    let (mut tree, mut data) = (vec![[Node::Empty; 2]], Vec::new());
    for (network, record) in records {
        let start = data.len();
        write_value(record, &mut data);
        insert(&mut tree, &bits_of(network, is_v6), Node::Data(start));
    }
    let nodes = tree.len();
    let mut out = Vec::new();
    for node in tree.iter().flatten() {
        let value = match node {
            Node::Empty => nodes,
            Node::Inner(place) => *place,
            // Sixteen bytes of zeros stand between tree and data.
            Node::Data(start) => nodes + 16 + start,
        };
        out.extend_from_slice(&u32::try_from(value).unwrap().to_be_bytes()[1..]);
    }
    out.extend_from_slice(&[0; 16]);
    out.extend_from_slice(&data);
    out.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    let about = json!({
        "binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1_790_000_000_u32,
        "database_type": kind, "description": {"en": "places of tests"}, "ip_version": if is_v6 { 6 } else { 4 },
        "languages": ["en"], "node_count": nodes, "record_size": 24,
    });
    write_value(&about, &mut out);
    out
}

/// Writes the file of a City database with these places: address or network, country, latitude, longitude.
pub fn city_file(places: &[(&str, &str, f64, f64)]) -> Vec<u8> {
    let mut records = Vec::new();
    for (network, country, latitude, longitude) in places {
        let location = json!({"latitude": latitude, "longitude": longitude, "accuracy_radius": 100});
        records.push((
            *network,
            json!({"country": {"iso_code": country, "geoname_id": 1}, "location": location}),
        ));
    }
    mmdb_of("GeoLite2-City", &records)
}

#[derive(Clone, Copy)]
enum Node {
    Empty,
    Inner(usize),
    Data(usize),
}

fn bits_of(network: &str, is_v6: bool) -> Vec<bool> {
    let (address, length) = network.split_once('/').unwrap_or((network, ""));
    let (bits, all, before) = match address.parse().unwrap() {
        std::net::IpAddr::V4(ip) => (u128::from(ip.to_bits()), 32, if is_v6 { 96 } else { 0 }),
        std::net::IpAddr::V6(ip) => (ip.to_bits(), 128, 0),
    };
    let length: usize = if length.is_empty() { all } else { length.parse().unwrap() };
    // IPv4 lies at ::/96.
    let of = (0..length).map(|bit| bits >> (all - 1 - bit) & 1 == 1);
    std::iter::repeat_n(false, before).chain(of).collect()
}

fn insert(tree: &mut Vec<[Node; 2]>, bits: &[bool], data: Node) {
    let (last, path) = bits.split_last().unwrap();
    let mut at = 0;
    for bit in path {
        at = match tree[at][usize::from(*bit)] {
            Node::Inner(next) => next,
            Node::Empty => {
                tree.push([Node::Empty; 2]);
                let next = tree.len() - 1;
                tree[at][usize::from(*bit)] = Node::Inner(next);
                next
            }
            Node::Data(_) => panic!("networks lie in each other"),
        };
    }
    tree[at][usize::from(*last)] = data;
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => {
            write_head(2, text.len(), out);
            out.extend_from_slice(text.as_bytes());
        }
        Value::Number(number) if number.is_f64() => {
            write_head(3, 8, out);
            out.extend_from_slice(&number.as_f64().unwrap().to_be_bytes());
        }
        Value::Number(number) => {
            write_head(5, 2, out);
            out.extend_from_slice(&u16::try_from(number.as_u64().unwrap()).unwrap().to_be_bytes());
        }
        Value::Object(members) => {
            write_head(7, members.len(), out);
            for (name, value) in members {
                write_value(&Value::from(name.as_str()), out);
                write_member(name, value, out);
            }
        }
        Value::Array(items) => {
            write_head(11, items.len(), out);
            for item in items {
                write_value(item, out);
            }
        }
        Value::Bool(is_true) => write_head(14, usize::from(*is_true), out),
        Value::Null => panic!("the format has no null"),
    }
}

/// Writes a member: some numbers are wider than others, whatever their value.
fn write_member(name: &str, value: &Value, out: &mut Vec<u8>) {
    let (kind, bytes) = match name {
        "build_epoch" => (9, 8),
        "node_count" | "geoname_id" | "autonomous_system_number" => (6, 4),
        _ => return write_value(value, out),
    };
    write_head(kind, bytes, out);
    out.extend_from_slice(&value.as_u64().unwrap().to_be_bytes()[8 - bytes..]);
}

/// Writes the type of a value with its length; types above 7 take a byte more.
fn write_head(kind: u8, length: usize, out: &mut Vec<u8>) {
    let (size, rest) = if length < 29 { (length, None) } else { (29, Some(length - 29)) };
    let first = if kind <= 7 { kind << 5 } else { 0 };
    out.push(first | u8::try_from(size).unwrap());
    if kind > 7 {
        out.push(kind - 7);
    }
    out.extend(rest.map(|rest| u8::try_from(rest).unwrap()));
}
