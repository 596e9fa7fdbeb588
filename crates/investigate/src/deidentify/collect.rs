//! Finds what names people: by the columns of tables, and by the form of words in any text.

use std::net::IpAddr;

use super::key::Key;
use super::texts::visit_texts;
use crate::model::Report;

/// Gives pseudonyms to all names in a report.
pub fn collect_names(report: &mut Report, with_network_addresses: bool, key: &mut Key) {
    visit_texts(report, &mut |column, text| {
        collect_column(column, text, key);
        if !is_message_id(column) {
            mail_addresses(text).for_each(|address| add_mail_address(address, key));
        }
        if with_network_addresses {
            network_addresses(text).for_each(|address| add_network_address(address, key));
        }
    });
}

/// Gives a pseudonym to a whole cell of a column whose texts name something.
fn collect_column(column: &str, text: &str, key: &mut Key) {
    if text.trim().is_empty() {
        return;
    }
    match column {
        "subject" | "subjects" => key.add("subject", text, |number| format!("Subject {number}")),
        "attachment" | "attachments" => key.add("attachment", text, |number| format!("Attachment {number}")),
        "url" | "file" | "file_name" | "object" | "path" | "site" | "site_url" => {
            key.add("file", text, |number| format!("File {number}"));
        }
        "rule_name" => key.add("rule", text, |number| format!("Rule {number}")),
        column if is_message_id(column) => {
            key.add("message", text, |number| format!("<message-{number}@message.invalid>"));
        }
        "user" | "users" | "mailbox" | "actor" | "target" | "targets" | "recipients" | "account"
        | "display_name"
            if !text.contains('@') =>
        {
            key.add("name", text, |number| format!("Name {number}"));
        }
        _ => {}
    }
}

fn is_message_id(column: &str) -> bool {
    matches!(column, "internet_message_id" | "message_id")
}

/// Gives a mail address a pseudonym that keeps whether two addresses share a domain.
fn add_mail_address(address: &str, key: &mut Key) {
    let Some((_, domain)) = address.rsplit_once('@') else { return };
    key.add("domain", domain, |number| format!("domain{number}.invalid"));
    let domain = key.pseudonym(domain).unwrap_or("domain.invalid").to_owned();
    key.add("person", address, |number| format!("person{number}@{domain}"));
}

fn add_network_address(address: &str, key: &mut Key) {
    key.add("address", address, |number| format!("address-{number}"));
}

/// Returns the words of a text that have the form of a mail address.
fn mail_addresses(text: &str) -> impl Iterator<Item = &str> {
    words(text, |c| c.is_alphanumeric() || "@.-_+#'".contains(c)).filter(|word| {
        word.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty() && !domain.contains('@') && domain.contains('.') && !domain.starts_with('.')
        })
    })
}

/// Returns the words of a text that are a network address, or a network.
fn network_addresses(text: &str) -> impl Iterator<Item = &str> {
    words(text, |c| c.is_ascii_hexdigit() || ".:/".contains(c)).filter(|word| {
        let address = word.split_once('/').map_or(*word, |(address, _)| address);
        (address.contains('.') || address.contains(':')) && address.parse::<IpAddr>().is_ok()
    })
}

fn words(text: &str, is_part: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let word = text.split(move |c| !is_part(c));
    word.map(|word| word.trim_matches(['.', '\'', '-', '/'])).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{mail_addresses, network_addresses};

    #[test]
    fn addresses_are_found_in_sentences() {
        let text =
            "To alice@example.com, <bob.x@mail.example.org>. Not @x, a@b or c@@d.example; 'eve@example.net'";
        let found: Vec<_> = mail_addresses(text).collect();
        assert_eq!(found, ["alice@example.com", "bob.x@mail.example.org", "eve@example.net"]);
        let found: Vec<_> =
            network_addresses("203.0.113.7, 2001:db8::1, 203.0.113.0/24. 1.2, 12:30").collect();
        assert_eq!(found, ["203.0.113.7", "2001:db8::1", "203.0.113.0/24"]);
    }
}
