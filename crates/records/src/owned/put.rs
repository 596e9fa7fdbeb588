//! Values that fields can be set to.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use trail365_text::json as json_text;

use crate::scalar::address::Address;
use crate::scalar::guid::Guid;
use crate::scalar::time::Timestamp;
use crate::value::json::Json;
use crate::value::open::{Members, Open};
use crate::value::pairs::Pairs;
use crate::value::read::List;

/// A value that a field can be set to. `T` is the type that the field is read as.
///
/// A field of text takes any text, a list takes anything that iterates over values of its items, pairs take names with
/// values. An enum takes its members, and by [`Open`] any other number or name.
pub trait Put<T> {
    /// Writes the value as the service writes it: one valid JSON value.
    fn put(self, out: &mut Vec<u8>);
}

/// Returns the value's JSON.
pub(crate) fn value_of<T>(value: impl Put<T>) -> String {
    let mut out = Vec::new();
    value.put(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Implements [`Put`] for texts, as JSON strings.
macro_rules! put_as_text {
    ($($target:ty: $($value:ty),+;)+) => {$($(
        impl Put<$target> for $value {
            fn put(self, out: &mut Vec<u8>) {
                json_text::encode(AsRef::<str>::as_ref(&self), out);
            }
        }
    )+)+};
}

/// Implements [`Put`] for values whose text is that of the record.
macro_rules! put_by_display {
    ($($target:ty: $($value:ty),+;)+) => {$($(
        impl Put<$target> for $value {
            fn put(self, out: &mut Vec<u8>) {
                json_text::encode(&self.to_string(), out);
            }
        }
    )+)+};
}

/// Implements [`Put`] for numbers and truth.
macro_rules! put_plainly {
    ($($target:ty: $($value:ty),+;)+) => {$($(
        impl Put<$target> for $value {
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.to_string().as_bytes());
            }
        }
    )+)+};
}

put_as_text! {
    Cow<'static, str>: &str, String, &String, Cow<'_, str>;
    Address<'static>: &str, String, &String;
}
put_by_display! {
    Address<'static>: IpAddr, SocketAddr;
    Guid: Guid;
}
put_plainly! {
    i32: i32;
    i64: i64, i32, u32;
    bool: bool;
}

impl Put<Address<'static>> for Address<'_> {
    fn put(self, out: &mut Vec<u8>) {
        json_text::encode(&self.text, out);
    }
}

impl Put<Timestamp> for Timestamp {
    fn put(self, out: &mut Vec<u8>) {
        // Records write UTC without a zone.
        json_text::encode(self.to_string().trim_end_matches('Z'), out);
    }
}

impl<E: Members> Put<Open<'static, E>> for Open<'_, E> {
    fn put(self, out: &mut Vec<u8>) {
        match self.number() {
            Some(number) => out.extend_from_slice(number.to_string().as_bytes()),
            None => json_text::encode(&self.to_string(), out),
        }
    }
}

impl<E: Members> Put<Open<'static, E>> for E {
    fn put(self, out: &mut Vec<u8>) {
        Put::<Open<'static, E>>::put(Open::Known(self), out);
    }
}

impl Put<Json<'static>> for Json<'_> {
    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_str().as_bytes());
    }
}

impl<T, V, I> Put<List<'static, T>> for I
where
    I: IntoIterator<Item = V>,
    V: Put<T>,
{
    fn put(self, out: &mut Vec<u8>) {
        json_text::write_items(*b"[]", self.into_iter(), out, Put::put);
    }
}

impl<N, V, I> Put<Pairs<'static>> for I
where
    I: IntoIterator<Item = (N, V)>,
    N: AsRef<str>,
    V: AsRef<str>,
{
    fn put(self, out: &mut Vec<u8>) {
        json_text::write_items(*b"[]", self.into_iter(), out, |(name, value), out| {
            out.extend_from_slice(b"{\"Name\":");
            json_text::encode(name.as_ref(), out);
            out.extend_from_slice(b",\"Value\":");
            json_text::encode(value.as_ref(), out);
            out.push(b'}');
        });
    }
}
