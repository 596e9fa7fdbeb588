//! Settings: what is taken, and what is refused before anything is sent.

use chrono::{DateTime, TimeDelta};
use trail365_client::{
    AppId, Client, Cloud, ContentType, Credential, ErrorKind, ProxySetting, Secret, TenantId, Window, code,
    codes,
};

use crate::TENANT;

#[test]
fn clouds_have_their_addresses_and_read_their_own_names() {
    for (name, root, authority) in [
        ("enterprise", "https://manage.office.com", "https://login.microsoftonline.com"),
        ("gcc", "https://manage-gcc.office.com", "https://login.microsoftonline.com"),
        ("gcc-high", "https://manage.office365.us", "https://login.microsoftonline.us"),
        ("dod", "https://manage.protection.apps.mil", "https://login.microsoftonline.us"),
        ("https://api.example,http://[::1]:8080", "https://api.example", "http://[::1]:8080"),
        ("http://localhost:1,http://127.1.2.3:2", "http://localhost:1", "http://127.1.2.3:2"),
    ] {
        let cloud: Cloud = name.parse().unwrap();
        assert_eq!((cloud.root(), cloud.authority(), cloud.to_string().as_str()), (root, authority, name));
    }
    assert_eq!(" GCC-High ".parse::<Cloud>().unwrap(), Cloud::GccHigh);
}

#[test]
fn a_custom_cloud_is_safe_to_send_secrets_to() {
    const GOOD: &str = "https://api.example";
    for bad in [
        "http://api.example",
        "http://localhost.example",
        "http://10.0.0.1",
        "ftp://localhost",
        "https://user@api.example",
        "https://:pass@api.example",
        "https://api.example/path",
        "https://api.example?x",
        "https://api.example#x",
        "api.example",
        "",
    ] {
        let errors = [Cloud::custom(bad, GOOD).unwrap_err(), Cloud::custom(GOOD, bad).unwrap_err()];
        assert!(errors.iter().all(|e| e.kind() == ErrorKind::Configuration), "{bad}");
    }
    assert!("commercial".parse::<Cloud>().is_err());
}

#[test]
fn windows_are_held_to_the_rules_of_the_api() {
    for (start, end, shown) in [
        ("2026-01-12", "2026-01-13", Some("2026-01-12T00:00:00 to 2026-01-13T00:00:00")),
        ("2026-01-12T01:02", "2026-01-12T01:02:03", Some("2026-01-12T01:02:00 to 2026-01-12T01:02:03")),
        ("2026-01-12", "2026-01-13T00:00:01", None),
        ("2026-01-12", "2026-01-12", None),
        ("2026-01-13", "2026-01-12", None),
    ] {
        let window = Window::parse(start, end);
        assert_eq!(window.as_ref().ok().map(ToString::to_string).as_deref(), shown);
        if let Err(error) = window {
            assert_eq!((error.kind(), error.code()), (ErrorKind::Window, Some("AF20030")));
        }
    }
    for bad in
        ["", "yesterday", "2026-13-01", "2026-01-12 01:02", "2026-01-12T01:02:03Z", "2026-01-12T01:02:03.5"]
    {
        assert_eq!(Window::parse(bad, "2026-01-13").unwrap_err().kind(), ErrorKind::Configuration, "{bad}");
    }
    let (start, part) = (DateTime::from_timestamp(1_768_000_000, 0).unwrap(), TimeDelta::milliseconds(700));
    let (first, second) = (start + part, start + TimeDelta::hours(1) + part);
    let meeting = [Window::new(first, second), Window::new(second, second + TimeDelta::hours(1))];
    let [first, second] = meeting.map(Result::unwrap);
    assert_eq!((first.start(), first.end()), (start, second.start()), "parts of a second are dropped alike");
}

#[test]
fn ids_are_guids_and_words_are_read_in_any_case() {
    assert_eq!(TENANT.to_uppercase().parse::<TenantId>().unwrap().to_string(), TENANT);
    for bad in ["contoso.onmicrosoft.com", "", "41463f53-8812-40f4-890f"] {
        assert_eq!(bad.parse::<TenantId>().unwrap_err().code(), Some("AF20013"), "{bad}");
        assert_eq!(bad.parse::<AppId>().unwrap_err().kind(), ErrorKind::Configuration, "{bad}");
    }
    for kind in ContentType::ALL {
        assert_eq!(kind.to_string().to_uppercase().parse::<ContentType>().unwrap(), *kind);
    }
    assert!("Audit.All".parse::<ContentType>().is_err());
}

#[test]
fn settings_that_cannot_be_used_are_refused_when_the_client_is_built() {
    let tenant: TenantId = TENANT.parse().unwrap();
    let builder = || Client::builder(Cloud::Dod, tenant, Credential::token(Secret::new("t")));
    assert!(builder().build().is_ok());
    for bad in [
        builder().proxy(ProxySetting::Url(Secret::new("http://[proxy"))),
        builder().user_agent("a\nb"),
        builder().root_certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        builder().root_certificates("no certificate"),
    ] {
        assert_eq!(bad.build().unwrap_err().kind(), ErrorKind::Configuration);
    }
}

#[test]
fn codes_stand_there_once_and_say_what_to_do() {
    let names: std::collections::BTreeSet<_> = codes().map(|code| code.name).collect();
    assert_eq!(names.len(), codes().count());
    for known in codes() {
        assert!(known.name.starts_with("AF") || known.name.starts_with("AADSTS"), "{}", known.name);
        assert!(known.meaning.len() > 10 && known.remedy.len() > 5, "{}", known.name);
        assert_eq!(code(&known.name.to_lowercase()), Some(known));
    }
}

/// The example of `Client` is compiled where it stands; the README has the same.
#[test]
fn the_readme_has_the_example_of_the_client() {
    let docs =
        include_str!("../../src/activity/client.rs").lines().filter_map(|line| line.strip_prefix("///"));
    let docs: Vec<_> = docs.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let example = docs.split(|line| line.starts_with("```")).nth(1).unwrap();
    let shown: Vec<_> = example.iter().filter(|line| !line.starts_with("# ")).copied().collect();
    let readme = include_str!("../../../../README.md");
    assert!(readme.contains(&format!("```rust,ignore\n{}\n```\n", shown.join("\n"))), "{shown:#?}");
}
