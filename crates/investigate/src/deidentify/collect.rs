//! Finds what names people or their organisation: by the columns of tables, by quotation marks, and by the form of words in any text.

use std::net::IpAddr;

use super::key::Key;
use super::plain::PlainTexts;
use super::texts::visit_texts;
use crate::model::Report;

/// Gives pseudonyms to all names in a report.
pub fn collect_names(report: &mut Report, with_network_addresses: bool, key: &mut Key) {
    let plain = PlainTexts::new();
    for user in report.accounts.iter().map(|account| account.user.clone()).collect::<Vec<_>>() {
        add_account(&user, key);
    }
    visit_texts(report, &mut |column, text| {
        collect_column(column, text, &plain, key);
        if !is_message_id(column) {
            mail_addresses(text).for_each(|address| add_mail_address(address, key));
        }
        if with_network_addresses {
            network_addresses(text).for_each(|address| add_network_address(address, key));
        }
    });
    // What no column has is left: sentences quote the texts of records.
    visit_texts(report, &mut |_, text| {
        quoted(text).for_each(|quoted| add_quoted(quoted, &plain, key));
    });
}

/// Reports whether the whole cell of a column names something.
pub fn is_naming(column: &str) -> bool {
    kind_of(column).is_some() || matches!(column, "folder" | "source")
}

/// Returns the kind of what a column names, and the word of its pseudonyms.
fn kind_of(column: &str) -> Option<(&'static str, &'static str)> {
    Some(match column {
        "subject" | "subjects" => ("subject", "Subject"),
        "attachment" | "attachments" => ("attachment", "Attachment"),
        "url" | "file" | "file_name" | "object" | "path" | "site" | "site_url" | "links" => ("file", "File"),
        "team" | "channel" => ("team", "Team"),
        "query" => ("search", "Search"),
        "rule_name" => ("rule", "Rule"),
        "app_name" => ("app", "App"),
        "internet_message_id" | "message_id" => ("message", ""),
        "user" | "users" | "mailbox" | "actor" | "target" | "targets" | "target_user" | "recipients"
        | "account" | "display_name" | "share_target" | "people" => ("name", "Name"),
        _ => return None,
    })
}

/// Gives a pseudonym to a whole cell of a column whose texts name something.
fn collect_column(column: &str, text: &str, plain: &PlainTexts, key: &mut Key) {
    if text.trim().is_empty() {
        return;
    }
    match (column, kind_of(column)) {
        ("folder", _) => add_folder(text, plain, key),
        ("source", _) => add_source(text, key),
        (_, Some(("message", _))) => {
            key.add("message", text, |number| format!("<message-{number}@message.invalid>"));
        }
        // A list of targets may have a group beside addresses.
        (_, Some(("name", _))) if text.contains('@') => {}
        (_, Some((kind @ "app", _))) if !plain.has(text) => {
            key.add(kind, text, |number| format!("App {number}"));
        }
        (_, Some(("app", _)) | None) => {}
        (_, Some((kind, word))) => key.add(kind, text, |number| format!("{word} {number}")),
    }
}

/// Gives pseudonyms to the parts of a folder's path that are not those of every mailbox.
fn add_folder(path: &str, plain: &PlainTexts, key: &mut Key) {
    if path.split('\\').all(|part| plain.has(part)) {
        return;
    }
    let parts: Vec<String> = path
        .split('\\')
        .map(|part| if plain.has(part) { part.to_owned() } else { key.name_folder(part) })
        .collect();
    key.add("folder", path, |_| parts.join("\\"));
}

/// Gives a file of an import a pseudonym, and to a blob the tenant's id in its name.
fn add_source(name: &str, key: &mut Key) {
    match name.strip_prefix("o365:").and_then(|rest| rest.split('/').next()) {
        Some(tenant) => key.add("tenant", tenant, |number| format!("tenant-{number}")),
        None => key.add("source", name, |number| format!("Source {number}")),
    }
}

/// Gives pseudonyms to what the name of an account says: its owner's name in words, and the organisation's.
fn add_account(user: &str, key: &mut Key) {
    add_mail_address(user, key);
    let Some((name, domain)) = user.split_once('@') else { return };
    let organisation = domain.split('.').next().unwrap_or_default();
    if organisation.len() > 2 {
        key.add("organisation", organisation, |number| format!("organisation{number}"));
    }
    if let Some((given, family)) = name.split_once(['.', '_']) {
        key.add("name", &format!("{given} {family}"), |number| format!("Name {number}"));
    }
}

/// Gives a text of a record that a sentence quotes a pseudonym.
fn add_quoted(text: &str, plain: &PlainTexts, key: &mut Key) {
    if text.contains('@') || plain.has(text) || key.is_pseudonym(text) {
        return;
    }
    if text.contains('\\') {
        add_folder(text, plain, key);
    } else {
        key.add("text", text, |number| format!("Text {number}"));
    }
}

/// Returns the texts between quotation marks; a text of a record has none of its own there.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('«').skip(1).filter_map(|rest| Some(rest.split_once('»')?.0))
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
    use super::{mail_addresses, network_addresses, quoted};

    #[test]
    fn quoted_texts_are_found() {
        let found: Vec<_> = quoted("«a» was added to «b c»; « never closed").collect();
        assert_eq!(found, ["a", "b c"]);
    }

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
