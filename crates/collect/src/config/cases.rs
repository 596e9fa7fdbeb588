//! Small files, and the messages about them.

use std::path::Path;

use chrono::TimeDelta;

use super::{AlertLevel, Config};

const GUID: &str = "11111111-1111-4111-8111-111111111111";

/// Returns a valid tenant on lines 1 to 5, with further lines.
fn tenant(more: &str) -> String {
    format!(
        "[[tenants]]\nname = \"a\"\ntenant_id = \"{GUID}\"\napp_id = \"{GUID}\"\nsign_in.client_secret = {{ env = \"A\" }}\n{more}"
    )
}

fn refusal_of(text: &str) -> String {
    let read = Config::parse(text, "t.toml", Path::new("dir"));
    read.map_or_else(|error| error.to_string(), |_| "taken".to_owned())
}

fn assert_refusal(text: &str, says: &str) {
    assert_eq!(refusal_of(text), says, "{text}");
}

#[test]
fn unknown_keys_are_refused_with_their_place_and_the_nearest() {
    assert_refusal(
        &tenant("tenantid = 1"),
        "t.toml:6: tenants[0].tenantid: there is no such key; did you mean tenant_id?",
    );
    assert_refusal(
        &tenant("[interval]\npoll = \"1m\""),
        "t.toml:6: interval: there is no such key; did you mean intervals?",
    );
    assert_refusal(
        &tenant("[intervals]\npol = \"1m\""),
        "t.toml:7: intervals.pol: there is no such key; did you mean poll?",
    );
    assert_refusal(
        &tenant("app-id = 1"),
        "t.toml:6: tenants[0].app-id: there is no such key; did you mean app_id?",
    );
    assert_refusal(
        &tenant("poll = \"1m\""),
        "t.toml:6: tenants[0].poll: there is no such key here; poll belongs to intervals",
    );
    assert_refusal(
        &tenant("[commit]\nxyz = 1"),
        "t.toml:7: commit.xyz: there is no such key; known here are pause, records_after, marks_after",
    );
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_repeated() {
    let how = "a secret does not stand in this file: put it in an environment variable and write { env = \"NAME\" }, or in a file of its own and write { file = \"PATH\" }";
    let text = tenant("").replace("{ env = \"A\" }", "\"hunter2\"");
    assert_refusal(&text, &format!("t.toml:5: tenants[0].sign_in.client_secret: {how}"));
    let text = tenant("").replace("\"A\"", "\"hunter~2\"");
    assert_refusal(
        &text,
        "t.toml:5: tenants[0].sign_in.client_secret: env takes the name of an environment variable, not a secret",
    );
    assert_refusal(
        &tenant("client_secret = \"hunter2\""),
        "t.toml:6: tenants[0].client_secret: there is no such key here; client_secret belongs to tenants.sign_in",
    );
    for text in [
        tenant("secret = \"hunter2"),
        tenant("hunter2"),
        tenant("quota_per_minute = \"hunter2\""),
        tenant("").replace("sign_in.client_secret = { env = \"A\" }", "sign_in = \"hunter2\""),
        tenant("").replace("{ env = \"A\" }", "{ value = \"hunter2\" }"),
        format!("proxy = \"http://me:hunter2@proxy:1\"\n{}", tenant("")),
        format!("lake = \"s3://key:hunter2@bucket/lake\"\n{}", tenant("")),
        format!("lake = \"s3://hunter2@bucket\"\n{}", tenant("")),
        format!("lake = \"gs://:hunter2@bucket\"\n{}", tenant("")),
        format!("lake = \"ftp://me:hunter2@host\"\n{}", tenant("")),
        format!("lake = \"abfss://lake:hunter2@account.dfs.core.windows.net/x\"\n{}", tenant("")),
        format!(
            "[webhook]\nlisten = \"127.0.0.1:1\"\naddress = \"https://me:hunter2@host/x\"\n{}",
            tenant("")
        ),
        format!(
            "[webhook]\nlisten = \"127.0.0.1:1\"\naddress = \"http://hunter2@localhost\"\n{}",
            tenant("")
        ),
        format!("proxy = {{ url = \"hunter2\" }}\n{}", tenant("")),
        format!("detect.webhook.url = \"http://hooks.example.com/hunter2\"\n{}", tenant("")),
        format!("detect.webhook.url = \"https://me:hunter2@hooks.example.com/\"\n{}", tenant("")),
        format!("detect.webhook.url = {{ env = \"https://hunter2\" }}\n{}", tenant("")),
        format!("detect.webhook = {{ url = \"https://x\", authorization = \"hunter2\" }}\n{}", tenant("")),
        format!("detect.webhook.token = \"hunter2\"\n{}", tenant("")),
    ] {
        let said = refusal_of(&text);
        assert!(said != "taken" && !said.contains("hunter2"), "{text}: {said}");
    }
}

#[test]
fn what_is_no_secret_stands_before_a_host() {
    let place = "abfss://lake@account.dfs.core.windows.net/x";
    let config =
        Config::parse(&format!("lake = \"{place}\"\n{}", tenant("")), "t.toml", Path::new("")).unwrap();
    assert_eq!(config.lake, place);
    let text = "[webhook]\nlisten = \"127.0.0.1:1\"\naddress = \"https://host/a@b\"\n";
    assert!(Config::parse(&format!("{text}{}", tenant("")), "t.toml", Path::new("")).is_ok());
}

#[test]
fn values_are_held_to_what_they_can_be() {
    let at = |key: &str, says: &str| format!("t.toml:1: {key}: {says}");
    let first = |line: &str| format!("{line}\n{}", tenant(""));
    assert_refusal(&first("in_flight = 0"), &at("in_flight", "it is not from 1 to 256"));
    assert_refusal(&first("in_flight = \"10\""), &at("in_flight", "write a whole number"));
    assert_refusal(&first("raw = 1"), &at("raw", "write true or false"));
    assert_refusal(
        &first("lake = \"\""),
        &at("lake", "it is empty; name a folder, or s3://, abfss:// or gs://"),
    );
    let schemes = "cannot use `ftp://x` as a lake: a lake is a path or begins with s3://, abfss:// or gs://";
    assert_refusal(&first("lake = \"ftp://x\""), &at("lake", schemes));
    let span = "not a span of time such as \"90s\", \"1m\", \"2h\" or \"1d\"";
    assert_refusal(&first("intervals.poll = \"fast\""), &at("intervals.poll", span));
    assert_refusal(
        &first("intervals.overlap = \"7d\""),
        &at("intervals.overlap", "it is not from 0 to 518400 seconds"),
    );
    assert_refusal(
        &first("intervals.poll = 60"),
        &at("intervals.poll", "write a span of time in quotes, such as \"1m\""),
    );
    assert_refusal(
        &first("proxy = \"system\""),
        &at("proxy", "write \"environment\", \"none\" or an address such as \"http://proxy:3128\""),
    );
    assert_refusal(
        &first("webhook = { listen = \"127.0.0.1:1\", address = \"http://x\" }"),
        &at("webhook.address", "it has to begin with https://; http:// is for loopback hosts only"),
    );
    assert_refusal(
        &first("webhook = { listen = \"127.0.0.1:1\", address = \"https://\" }"),
        &at("webhook.address", "it is no address such as https://audit.example.com/trail365"),
    );
    assert_refusal(
        &first("webhook = { listen = \"127.0.0.1:1\", address = \"http://localhost\", key = \"a\" }"),
        &at("webhook.certificate", "it is missing; a key is of use with its certificate only"),
    );
    assert_refusal(
        &first("webhook = { listen = \"127.0.0.1:1\", address = \"https://x\", certificate = \"a\" }"),
        &at("webhook.key", "it is missing; a certificate is of use with its key only"),
    );
    assert_refusal(&first("metrics = {}"), &at("metrics.listen", "it is missing"));
    assert_refusal(
        &first("metrics.listen = \"9365\""),
        &at("metrics.listen", "invalid socket address syntax"),
    );
    assert_refusal(&first("webhook = { address = \"https://x\" }"), &at("webhook.listen", "it is missing"));
    assert_refusal(
        &tenant("quota_per_minute = 0"),
        "t.toml:6: tenants[0].quota_per_minute: it is not from 1 to 1000000",
    );
    assert_refusal(
        &tenant("since = \"soon\""),
        "t.toml:6: tenants[0].since: not a date such as 2026-01-12 or a time such as 2026-01-12T06:00:00Z",
    );
    assert_refusal(
        &tenant("content_types = []"),
        "t.toml:6: tenants[0].content_types: name at least one, or leave the key out",
    );
    assert_refusal(
        &tenant("content_types = [\"dlp.all\", \"DLP.All\"]"),
        "t.toml:6: tenants[0].content_types: one stands twice",
    );
}

#[test]
fn a_tenant_is_whole_and_signs_in_in_one_way() {
    assert_refusal("", "t.toml: tenants: there is no tenant; begin one with [[tenants]]");
    assert_refusal("[[tenants]]\nname = \"a\"", &[
        "t.toml:1: tenants[0].tenant_id: it is missing",
        "t.toml:1: tenants[0].sign_in: say one way to sign in, just one: client_secret, certificate, managed_identity, federated_token_file",
    ].join("\n"));
    let one = "say one way to sign in, just one: client_secret, certificate, managed_identity, federated_token_file";
    assert_refusal(&tenant("sign_in.managed_identity = {}"), &format!("t.toml:5: tenants[0].sign_in: {one}"));
    let with = |sign_in: &str| tenant("").replace("client_secret = { env = \"A\" }", sign_in);
    assert_refusal(
        &with("certificate = {}"),
        "t.toml:5: tenants[0].sign_in.certificate: say where it is: either pem or pfx",
    );
    let says = "a password is for pfx; the key in a PEM file is not encrypted";
    assert_refusal(
        &with("certificate = { pem = \"a\", password = { env = \"B\" } }"),
        &format!("t.toml:5: tenants[0].sign_in.certificate.password: {says}"),
    );
    assert_refusal(
        &with("certificate = { pem = \"a\", algorithm = \"HS256\" }"),
        "t.toml:5: tenants[0].sign_in.certificate.algorithm: known are PS256 and RS256",
    );
    assert_refusal(
        &tenant("").replace(GUID, "contoso.com"),
        &[
            "t.toml:3: tenants[0].tenant_id: read the tenant ID: 'contoso.com' is not a GUID",
            "t.toml:4: tenants[0].app_id: read the application ID: 'contoso.com' is not a GUID",
        ]
        .join("\n"),
    );
    assert_refusal(
        &tenant(&tenant("")),
        &[
            "t.toml:7: tenants[1].name: another tenant has this name",
            "t.toml:8: tenants[1].tenant_id: another entry has this tenant; two would fetch everything twice",
        ]
        .join("\n"),
    );
    assert_refusal(
        &tenant("cloud = { root = \"http://a.example\", authority = \"https://b.example\" }"),
        "t.toml:6: tenants[0].cloud: take 'http://a.example' as the API's root: it has to begin with https; http is for loopback hosts only",
    );
}

#[test]
fn what_is_said_is_what_is_done() {
    let text = tenant(
        "since = 2026-01-12T06:00:00Z\ncloud = \"gcc-high\"\ncontent_types = [\"dlp.all\"]\n[intervals]\npoll = \"90s\"\n[commit]\nmarks_after = \"1h\"",
    );
    let config = Config::parse(&text, "t.toml", Path::new("dir")).unwrap();
    assert_eq!(config.lake, Path::new("dir").join("trail365-lake").display().to_string());
    assert!(!config.says_lake);
    assert_eq!(config.options.settings.poll, std::time::Duration::from_secs(90));
    assert_eq!(config.options.commits.marks_after.as_secs(), 3600);
    let tenant = &config.tenants[0];
    assert_eq!(tenant.since.unwrap().to_rfc3339(), "2026-01-12T06:00:00+00:00");
    assert_eq!(
        (tenant.cloud.to_string(), tenant.content_types[0].as_str()),
        ("gcc-high".to_owned(), "DLP.All")
    );
}

#[test]
fn the_lake_is_looked_after_unless_somebody_says_otherwise() {
    let upkeep = |more: &str| Config::parse(&tenant(more), "t.toml", Path::new("")).unwrap().options.upkeep;
    assert_eq!(upkeep(""), Some(crate::Upkeep::default()));
    assert_eq!(upkeep("[upkeep]\nevery = \"2h\"").unwrap().every, TimeDelta::hours(2));
    assert_eq!(upkeep("[upkeep]\nenabled = false"), None);
    assert_refusal(
        &tenant("[upkeep]\nkeep = \"60d\""),
        "t.toml:7: upkeep.keep: it is not from 86400 to 2592000 seconds",
    );
}

#[test]
fn what_is_to_begin_in_the_future_is_refused() {
    let now = "2026-01-12T06:00:00Z".parse().ok();
    let read = |since: &str| {
        let text = tenant(&format!("since = \"{since}\""));
        Config::parse_at(&text, "t.toml", Path::new(""), now).map_err(|error| error.to_string())
    };
    assert!(read("2026-01-12T06:00:00Z").is_ok());
    let says =
        "t.toml:6: tenants[0].since: it lies in the future; write a time that is past, or leave the key out";
    assert_eq!(read("2026-01-13").unwrap_err(), says);
}

#[test]
fn a_place_of_a_secret_that_has_none_is_named() {
    let text = tenant("").replace("env = \"A\"", "file = \"nowhere\"");
    let config = Config::parse(&text, "t.toml", Path::new("/no/dir")).unwrap();
    let said = config.tenants[0].client(0).unwrap_err().to_string();
    assert!(said.starts_with("t.toml: tenant a: the file /no/dir/nowhere cannot be read: "), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "hunter2\n").unwrap();
    let text = tenant("").replace("env = \"A\"", "file = \"secret\"");
    let config = Config::parse(&text, "t.toml", folder.path()).unwrap();
    let warnings = |mode| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ready = config.tenants[0].tenant().unwrap();
        assert!(!format!("{ready:?}").contains("hunter2"));
        ready.warnings
    };
    assert!(warnings(0o644)[0].contains("chmod 600"));
    assert!(warnings(0o600).is_empty());
}

#[test]
fn a_receiver_of_alerts_is_whole() {
    let at = |key: &str, says: &str| format!("t.toml:1: detect.{key}: {says}");
    let first = |line: &str| format!("detect.{line}\n{}", tenant(""));
    assert_refusal(&first("webhook = {}"), &at("webhook.url", "it is missing"));
    assert_refusal(&first("webhook.level = \"high\""), &at("webhook.url", "it is missing"));
    let scheme = "it has to begin with https://; http:// is for loopback hosts only";
    assert_refusal(&first("webhook.url = \"http://hooks.example.com\""), &at("webhook.url", scheme));
    let no_url = "it is no address such as https://hooks.example.com/trail365";
    assert_refusal(&first("webhook.url = \"\""), &at("webhook.url", no_url));
    let user = "a name or a password in front of the host is refused: what the receiver asks for goes into the header Authorization";
    assert_refusal(&first("webhook.url = \"https://a@hooks.example.com\""), &at("webhook.url", user));
    let level = "known are informational, low, medium, high and critical";
    let text = first("webhook = { url = \"https://x\", level = \"High\" }");
    assert_refusal(&text, &at("webhook.level", level));
    let run = "it is missing; write [\"/path/to/program\", \"argument\"]";
    assert_refusal(&first("command = {}"), &at("command.run", run));
    assert_refusal(&first("command.run = [\"\"]"), &at("command.run", run));
    let texts = "write a list of texts, such as [\"Audit.Exchange\"]";
    assert_refusal(&first("command.run = \"a b\""), &at("command.run", texts));
    let text = first("command = { run = [\"a\"], level = \"all\" }");
    assert_refusal(&text, &at("command.level", level));
    let says = "there is no such key; known here are run, level";
    assert_refusal(&first("command.xyz = 1"), &at("command.xyz", says));
}

#[test]
fn receivers_of_alerts_are_made_with_their_secrets() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("url"), " https://hooks.example.com/hunter2\n").unwrap();
    std::fs::write(folder.path().join("token"), "Bearer hunter2\n").unwrap();
    let parse = |lines: &str| {
        Config::parse(&format!("{lines}\n{}", tenant("")), "t.toml", folder.path()).unwrap().detect
    };
    let webhook =
        "[detect.webhook]\nurl = { file = \"url\" }\nauthorization = { file = \"token\" }\nlevel = \"high\"";
    let detect = parse(&format!("[detect]\nenabled = true\n{webhook}"));
    let ready = detect.receivers().unwrap();
    let (hook, level) = ready.value.hook.as_ref().unwrap();
    assert_eq!((hook.host(), *level), ("hooks.example.com", AlertLevel::High));
    assert!(!format!("{detect:?} {ready:?} {}", detect.webhook.as_ref().unwrap()).contains("hunter2"));
    let unused = parse(webhook).receivers().unwrap();
    assert!(unused.warnings.iter().any(|warning| warning.contains("detect.enabled is false")));
    // What is wrong in a place of a secret is told without it.
    for (name, text) in [("url", "http://hooks.example.com/hunter2"), ("url", ""), ("token", "hunter2\u{7}")]
    {
        let before = std::fs::read_to_string(folder.path().join(name)).unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
        let said = detect.receivers().unwrap_err().to_string();
        assert!(said.starts_with("t.toml: detect.webhook: ") && !said.contains("hunter2"), "{said}");
        std::fs::write(folder.path().join(name), before).unwrap();
    }
    let text = parse("detect.webhook.url = \"https://hooks.example.com/hunter2\"");
    assert!(!format!("{text:?}").contains("hunter2"));
}

#[test]
fn a_program_for_alerts_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        format!("detect = {{ enabled = true, command.run = [\"on-alert\", \"a b\"] }}\n{}", tenant(""));
    let detect = Config::parse(&text, "t.toml", folder.path()).unwrap().detect;
    let file = folder.path().join("on-alert");
    let said = || detect.receivers().map_or_else(|error| error.to_string(), |_| "taken".to_owned());
    let place = format!("t.toml: detect.command.run: {} ", file.display());
    assert!(
        said().starts_with(&place) && said().ends_with("write the whole path of the program"),
        "{}",
        said()
    );
    std::fs::create_dir(&file).unwrap();
    assert_eq!(said(), format!("{place}is no file"));
    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, "#!/bin/sh\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(said(), format!("{place}may not be run; chmod +x lets it"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    assert_eq!(said(), "taken");
    let command = detect.receivers().unwrap().value.command.unwrap();
    assert_eq!((command.program, command.arguments), (file, vec!["a b".to_owned()]));
}
