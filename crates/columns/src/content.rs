//! What "the same content" means.

use trail365_records::Record;
use twox_hash::XxHash3_64;

use crate::decimal;
use crate::reader::{Raw, Reader};
use crate::wtf8;

/// Hash of a record's content: equal for records that say the same, whatever their white space, the order of their
/// keys, how strings are escaped and how numbers are written.
///
/// It is stored in the lake, so this rule never changes. XXH3 below is `XXH3_64bits` with a seed, sums and products
/// wrap at 64 bits, numbers are fed as little-endian bytes.
/// - string: XXH3, seed 1, of its decoded text in UTF-8; half a surrogate pair as the three bytes that UTF-8 would have
///   for it.
/// - number: XXH3, seed 2, of its decimal digits without zeros in front and behind, times ten to an exponent, as text:
///   `-` where negative, the digits, `e`, the exponent. Zero is `0e0`. So 1, 1.0 and 1e0 are equal, and no digit is
///   lost. A number whose exponent is beyond 64 bits: seed 3, of its text as it stands.
/// - `null`, `false`, `true`: 0x6E, 0x66 and 0x74, mixed.
/// - list: `h` starts at 0x5B; for each item `h = mix(h) + hash of the item`; then `mix(h)`.
/// - object: the sum of its members, plus 0x7B, mixed. A member is `mix(K) + hash of the value`, mixed, where `K` is
///   the hash of the key as a string. Members whose key begins with `@odata.`, which Microsoft Graph adds, are left
///   out at every level. A member that stands twice counts twice.
/// - mix: `x ^= x >> 32; x *= 0x9FB21C651E98DF25; x ^= x >> 29; x *= 0x9E3779B97F4A7C15; x ^= x >> 32`.
///
/// ```
/// use trail365_columns::content_hash;
/// use trail365_records::Parser;
/// let hash = |json: &str| content_hash(&Parser::new().parse(json.as_bytes()).unwrap());
/// assert_eq!(hash(r#"{"a":"x\/y","b":[1,null]}"#), hash(r#"{ "b":[1.0,null], "a":"x/y" }"#));
/// assert_ne!(hash(r#"{"a":[1,2]}"#), hash(r#"{"a":[2,1]}"#));
/// ```
pub fn content_hash(record: &Record<'_>) -> i64 {
    of_value(&mut Reader::new(record.as_str())).cast_signed()
}

const STRING: u64 = 1;
const NUMBER: u64 = 2;
const FAR_NUMBER: u64 = 3;

#[inline]
fn mix(mut x: u64) -> u64 {
    x ^= x >> 32;
    x = x.wrapping_mul(0x9FB2_1C65_1E98_DF25);
    x ^= x >> 29;
    x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^ x >> 32
}

/// Hash of the value that comes next.
fn of_value(reader: &mut Reader<'_>) -> u64 {
    match reader.next() {
        b'"' => of_string(reader.string()),
        b'{' => of_object(reader),
        b'[' => of_list(reader),
        literal @ (b'n' | b'f' | b't') => {
            reader.scalar();
            mix(u64::from(literal))
        }
        _ => of_number(reader.scalar()),
    }
}

fn of_object(reader: &mut Reader<'_>) -> u64 {
    let mut sum = u64::from(b'{');
    reader.step();
    while reader.next() == b'"' {
        let key = reader.string();
        if is_added(key) {
            reader.value();
        } else {
            let key = mix(of_string(key));
            sum = sum.wrapping_add(mix(key.wrapping_add(of_value(reader))));
        }
    }
    reader.step();
    mix(sum)
}

/// Whether Graph adds members of this key.
#[inline]
fn is_added(key: Raw<'_>) -> bool {
    let mark = "@odata.";
    key.body.starts_with(mark) || (key.escaped && wtf8::decode(key.body).starts_with(mark.as_bytes()))
}

fn of_list(reader: &mut Reader<'_>) -> u64 {
    let mut hash = u64::from(b'[');
    reader.step();
    while !matches!(reader.next(), b']' | 0) {
        hash = mix(hash).wrapping_add(of_value(reader));
    }
    reader.step();
    mix(hash)
}

#[inline]
fn of_string(raw: Raw<'_>) -> u64 {
    if raw.escaped {
        return XxHash3_64::oneshot_with_seed(STRING, &wtf8::decode(raw.body));
    }
    XxHash3_64::oneshot_with_seed(STRING, raw.body.as_bytes())
}

fn of_number(text: &str) -> u64 {
    match decimal::normal(text) {
        Some(normal) => XxHash3_64::oneshot_with_seed(NUMBER, normal.as_bytes()),
        None => XxHash3_64::oneshot_with_seed(FAR_NUMBER, text.as_bytes()),
    }
}
