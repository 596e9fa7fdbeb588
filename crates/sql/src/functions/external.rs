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
///
/// Each `@` is looked at by itself: `a@evil.example/b@contoso.example.com` has two addresses, whatever a mail server makes of it.
pub(super) fn addresses_in(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('@').filter_map(|(at, _)| {
        // `smtp:` stands in front of addresses of Exchange.
        let local = text[..at]
            .rfind(|c| !is_local(c))
            .map_or(0, |before| before + text[before..].chars().next().map_or(0, char::len_utf8));
        let behind = &text[at + 1..];
        let end = behind.find(|c| !is_in_domain(c)).unwrap_or(behind.len());
        let domain = behind[..end].trim_end_matches(DOTS);
        let start = local + text[local..at].len() - text[local..at].trim_start_matches(['.', '\'']).len();
        (start < at && domain.contains(DOTS)).then(|| (&text[start..=at + domain.len()], domain))
    })
}

/// Full stops that domain names may have, by IDNA. Only the first is one of a domain that is written as the tenant's.
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
}

fn is_in_domain(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_' || DOTS.contains(&c)
}

fn is_below(domain: &str, parent: &str) -> bool {
    let Some(start) = domain.len().checked_sub(parent.len()) else { return false };
    let is_whole = start == 0 || domain.as_bytes()[start - 1] == b'.';
    is_whole && domain.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(parent))
}

#[cfg(test)]
mod tests {
    use super::{addresses_in, is_below};

    fn external(text: &str) -> Vec<&str> {
        let own = "contoso.example.com";
        addresses_in(text).filter(|(_, domain)| !is_below(domain, own)).map(|(address, _)| address).collect()
    }

    #[test]
    fn addresses_of_others_are_found_in_any_form() {
        for (text, expected) in [
            ("ann@evil.example", "ann@evil.example"),
            ("smtp:ann@evil.example", "ann@evil.example"),
            ("[\"SMTP:ann@evil.example\"]", "ann@evil.example"),
            ("'ann@evil.example'", "ann@evil.example"),
            ("\"Ann\" <ann@evil.example>", "ann@evil.example"),
            ("ann@evilcontoso.example.com", "ann@evilcontoso.example.com"),
            ("ann@contoso.example.com.evil.example", "ann@contoso.example.com.evil.example"),
            ("ann@evil.example/b@contoso.example.com", "ann@evil.example"),
            ("ann@evil.example=b@contoso.example.com", "ann@evil.example"),
            ("b@contoso.example.com|ann@evil.example", "contoso.example.com|ann@evil.example"),
            ("b@contoso.example.com;ann+x@evil.example.", "ann+x@evil.example"),
            ("ann@contoso.example.com\u{3002}evil.example", "ann@contoso.example.com\u{3002}evil.example"),
            ("\u{e4}nn@b\u{fc}cher.example", "\u{e4}nn@b\u{fc}cher.example"),
            ("b@\u{441}ontoso.example.com", "b@\u{441}ontoso.example.com"),
            ("x \u{1f600}ann@evil.example\u{1f600}", "ann@evil.example"),
        ] {
            assert_eq!(external(text), [expected], "{text}");
        }
    }

    #[test]
    fn own_addresses_and_other_texts_are_left_out() {
        for text in [
            "b@contoso.example.com",
            "B@Contoso.Example.COM.",
            "smtp:b@mail.contoso.example.com",
            "{b@contoso.example.com}",
            "b@contoso.example.com?subject=x",
            "'b@contoso.example.com'",
            "@evil.example",
            "ann@localhost",
            "ann@",
            "@",
            "'@evil.example",
            "/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=b",
            "",
        ] {
            assert_eq!(external(text), [""; 0], "{text}");
        }
    }
}
