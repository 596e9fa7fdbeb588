//! Microsoft's names in snake case.

/// Returns a name in snake case: `MailboxOwnerUPN` becomes `mailbox_owner_upn`. Words part where case changes. A run of
/// capitals is one word, with the plural `s` behind it (`MessageURLs` becomes `message_urls`).
pub fn snake_case(name: &str) -> String {
    // Names of columns need quotes in SQL with any other character.
    let chars: Vec<char> = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|p| chars[p]);
        let after = chars.get(i + 1);
        // `URLs` is one word with a plural, not `UR` and `Ls`.
        let plural_end = after == Some(&'s') && chars.get(i + 2).is_none_or(char::is_ascii_uppercase);
        let starts_word = c.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase()
                    || b.is_ascii_digit()
                    || (b.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase) && !plural_end)
            });
        if starts_word {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_part_where_case_changes() {
        for (name, expect) in [
            ("MailboxOwnerUPN", "mailbox_owner_upn"),
            ("ClientIPAddress", "client_ip_address"),
            ("MessageURLs", "message_urls"),
            ("URLClickAction", "url_click_action"),
            ("ContactEmail1EmailAddress", "contact_email1_email_address"),
            ("itemCreationTime", "item_creation_time"),
            ("Id", "id"),
        ] {
            assert_eq!(snake_case(name), expect);
        }
    }
}
