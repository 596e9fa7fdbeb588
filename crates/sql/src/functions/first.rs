//! `first_guid`, `first_address`: an id or an address from wherever a record has it.

use std::sync::Arc;

use datafusion::arrow::array::StringViewBuilder;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::Address;

use super::definition::{Definition, Function, Takes};
use super::values::Values;

pub(super) const FIRST_GUID: Definition = Definition {
    function: Function {
        name: "first_guid",
        syntax: "first_guid(value, ...)",
        description: "The first GUID among its arguments, each a text or a list of texts, in lower case and without braces. One of zeros alone \
                      is none. Null where there is none.",
        example: "SELECT first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId')) AS \
                  session_id, count(*) FROM events GROUP BY 1",
    },
    takes: Takes::ManyValues,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| first_of(args, read_guid),
};

pub(super) const FIRST_ADDRESS: Definition = Definition {
    function: Function {
        name: "first_address",
        syntax: "first_address(value, ...)",
        description: "The first IP address among its arguments, each a text or a list of texts, without a port; an IPv4 address inside IPv6 is \
                      given as IPv4. Null where there is none.",
        example: "SELECT first_address(client_ip, client_ip_address, actor_ip_address) AS address, count(*) FROM events GROUP BY 1",
    },
    takes: Takes::ManyValues,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| first_of(args, |text| Address::parse(text).ip.map(|ip| ip.to_string())),
};

/// Reads the texts of each row until one is what is looked for.
fn first_of(args: &ScalarFunctionArgs, read: impl Fn(&str) -> Option<String>) -> Result<ColumnarValue> {
    let values = args.args.iter().map(Values::new).collect::<Result<Vec<_>>>()?;
    let mut out = StringViewBuilder::with_capacity(args.number_rows);
    for row in 0..args.number_rows {
        let mut first = None;
        values.iter().any(|of| {
            of.any(row, |text| {
                first = read(text);
                first.is_some()
            })
        });
        out.append_option(first);
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Reads a GUID with its dashes, in braces or without.
fn read_guid(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('{').trim_end_matches('}');
    let is_dash = |at| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, b): (usize, u8)| if is_dash(at) { b == b'-' } else { b.is_ascii_hexdigit() };
    let is_guid = text.len() == 36 && text.bytes().enumerate().all(fits);
    let is_none = text.bytes().all(|b| matches!(b, b'0' | b'-'));
    (is_guid && !is_none).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::read_guid;

    #[test]
    fn a_guid_is_one_in_any_notation_and_zeros_are_none() {
        let guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
        for text in [guid, "{0F8FAD5B-D9CB-469F-A165-70867728950E}", " 0f8fad5b-D9CB-469f-a165-70867728950e "]
        {
            assert_eq!(read_guid(text).as_deref(), Some(guid), "{text}");
        }
        for text in [
            "",
            "{}",
            "00000000-0000-0000-0000-000000000000",
            "0f8fad5bd9cb469fa16570867728950e",
            "0f8fad5b-d9cb-469f-a165-70867728950",
            "0f8fad5b-d9cb-469f-a165-7086772895\u{e4}",
        ] {
            assert_eq!(read_guid(text), None, "{text}");
        }
    }
}
