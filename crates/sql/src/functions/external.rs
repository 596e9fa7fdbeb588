//! `external_addresses`: mail addresses outside of given domains.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use std::sync::Arc;

use super::definition::{Definition, Function, Takes};
use super::json::item_field;
use super::texts::Texts;
use super::values::Values;
use super::values_at::Lists;

pub(super) const EXTERNAL_ADDRESSES: Definition = Definition {
    function: Function {
        name: "external_addresses",
        syntax: "external_addresses(values, [domain, ...])",
        description: "The mail addresses that stand anywhere in a text or a list of texts, without those in one of the domains or below it. \
                      Null where there is none.",
        example: "SELECT external_addresses(parameters['ForwardTo'], 'contoso.example.com') FROM activity",
    },
    takes: Takes::ValuesAndTexts(1, usize::MAX),
    returns: |_| DataType::List(Arc::new(item_field())),
    check: None,
    evaluate: external_addresses,
};

fn external_addresses(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let values = Values::new(&args.args[0])?;
    let domains = Texts::of_all(&args.args[1..])?;
    let mut out = Lists::new();
    for row in 0..args.number_rows {
        let own: Vec<&str> = domains.iter().filter_map(|domain| domain.get(row)).collect();
        out.push_row(|found| {
            values.visit(row, &mut |text| {
                addresses_in(text)
                    .filter(|(_, domain)| !own.iter().any(|own| is_below(domain, own)))
                    .for_each(|(address, _)| found(address));
            });
        });
    }
    Ok(out.finish())
}

/// Iterates over the mail addresses in a text, each with its domain.
fn addresses_in(text: &str) -> impl Iterator<Item = (&str, &str)> {
    // `smtp:` stands in front of addresses of Exchange.
    let words = text.split(|c: char| !(c.is_alphanumeric() || "@.!#$%&'*+/=?^_`{|}~-".contains(c)));
    words.filter_map(|word| {
        let word = word.trim_matches(['.', '\'']);
        let (local, domain) = word.rsplit_once('@')?;
        (!local.is_empty() && domain.contains('.')).then_some((word, domain))
    })
}

fn is_below(domain: &str, parent: &str) -> bool {
    let Some(start) = domain.len().checked_sub(parent.len()) else { return false };
    let is_whole = start == 0 || domain.as_bytes()[start - 1] == b'.';
    is_whole && domain.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(parent))
}
