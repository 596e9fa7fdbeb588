//! The table of keys as an example of a file and as a page of documentation.

use std::fmt::Write as _;

use super::key::{KEYS, Key, KeyType, Need};

/// Longest line of a comment, in bytes.
const WIDTH: usize = 100;

/// Returns a file with every key, explained. Keys that a file needs are active, all others behind `#`.
pub fn example() -> String {
    let mut out = String::from(
        "# What trail365 collects. Secrets never stand in this file: it says where they are.\n\
         # `trail365 config check` looks for mistakes, `trail365 doctor` tries it.\n",
    );
    for key in KEYS {
        push_key(&mut out, key);
    }
    out
}

fn push_key(out: &mut String, key: &Key) {
    out.push('\n');
    for line in wrap_text(key.doc) {
        let _ = writeln!(out, "# {line}");
    }
    if !key.why.is_empty() {
        let default = if key.need == Need::Default { "Default because: " } else { "Default: " };
        for line in wrap_text(&format!("{default}{}.", key.why)) {
            let _ = writeln!(out, "# {line}");
        }
    }
    // Every other line can be activated by taking away its first character.
    let mark = if key.need == Need::Needed { "" } else { "#" };
    match key.kind {
        // Keys of tables are written with dots, so that each can be activated alone.
        KeyType::Table => {}
        KeyType::Tables => drop(writeln!(out, "{mark}[[{}]]", key.path)),
        _ => drop(writeln!(out, "{mark}{} = {}", written_path(key), key.shown)),
    }
}

/// Returns the key as the example writes it: below `[[tenants]]`, or at the top.
fn written_path(key: &Key) -> &'static str {
    key.path.strip_prefix("tenants.").unwrap_or(key.path)
}

/// Returns the keys as a table in Markdown.
pub fn reference() -> String {
    let mut out = String::from("| key | what it means | default |\n|---|---|---|\n");
    for key in KEYS {
        let default = match (key.need, key.why) {
            (_, "") => String::new(),
            (Need::Default, why) => format!("`{}`: {why}", key.shown),
            (_, why) => why.to_owned(),
        };
        let _ = writeln!(out, "| `{}` | {} | {default} |", key.path, key.doc);
    }
    out
}

fn wrap_text(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let longer = lines.last().map_or(0, String::len) + 1 + word.len();
        if longer > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Config;
    use super::{example, reference};

    fn parse(text: &str) -> Config {
        Config::parse(text, "example", Path::new("")).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    #[test]
    fn the_example_can_be_used_as_it_is() {
        let config = parse(&example());
        let usual = parse(
            "[[tenants]]\nname = \"contoso\"\ntenant_id = \"00000000-0000-0000-0000-000000000000\"\napp_id = \"00000000-0000-0000-0000-000000000000\"\nsign_in.client_secret = { env = \"TRAIL365_CLIENT_SECRET\" }\n",
        );
        assert_eq!(format!("{config:?}"), format!("{usual:?}"));
    }

    /// Every inactive line is a key, and the value of a key with a default is the default.
    #[test]
    fn what_the_example_switches_off_can_be_switched_on() {
        let is_key = |line: &str| line.starts_with('#') && !line.starts_with("# ");
        let ways = |line: &str| line.contains("sign_in.");
        let on =
            |line: &str| if is_key(line) && !ways(line) { line[1..].to_owned() } else { line.to_owned() };
        let all: Vec<_> = example().lines().map(on).collect();
        let config = parse(&all.join("\n"));
        let usual = parse(&example());
        assert_eq!(format!("{:?}", config.options), format!("{:?}", usual.options));
        assert_eq!((config.lake, config.webhook.is_some()), (usual.lake, true));
        let (tenant, usual) = (&config.tenants[0], &usual.tenants[0]);
        assert_eq!((&tenant.cloud, &tenant.content_types), (&usual.cloud, &usual.content_types));
        assert_eq!((tenant.quota_per_minute, tenant.since.is_some()), (usual.quota_per_minute, true));
    }

    #[test]
    fn each_way_to_sign_in_of_the_example_can_be_taken() {
        let groups = [
            vec!["certificate.pem", "certificate.algorithm"],
            vec!["certificate.pfx", "certificate.password"],
            vec!["managed_identity.client_id"],
            vec!["federated_token_file"],
        ];
        for group in groups {
            let line = |line: &str| {
                if line.starts_with("sign_in.client_secret") {
                    return String::new();
                }
                let wanted = group.iter().any(|key| line.starts_with(&format!("#sign_in.{key} ")));
                if wanted { line[1..].to_owned() } else { line.to_owned() }
            };
            let text: Vec<_> = example().lines().map(line).collect();
            let config = parse(&text.join("\n"));
            assert_ne!(
                format!("{:?}", config.tenants[0].sign_in),
                format!("{:?}", parse(&example()).tenants[0].sign_in)
            );
        }
    }

    #[test]
    fn the_documentation_has_the_table_of_keys() {
        let page = include_str!("../../../../docs/collect.md");
        assert!(page.contains(&reference()), "docs/collect.md lacks this table:\n{}", reference());
    }
}
