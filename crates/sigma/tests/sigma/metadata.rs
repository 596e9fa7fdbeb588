//! Metadata and log sources.

use serde_json::json;
use trail365_sigma::{Level, Relation, Status};

use crate::rules::{around_search, load, only_error, warnings};

#[test]
fn metadata_is_kept() {
    let set = load(
        "
title: Mail forwarded
id: 6f0c2b7e-0000-4000-8000-000000000001
name: mail_forwarded
status: experimental
level: high
description: |
  Two lines
  of text.
author: Someone
date: 2026-01-02
modified: 2026-02-03
license: MIT
taxonomy: sigma
references: https://example.com/one
tags: [attack.T1114.003, attack.exfiltration, attack.stealth, attack.defense-evasion, cve.2026-1]
fields: [UserId, ClientIP]
falsepositives: [Helpdesk]
scope: [server]
related:
- {id: 6f0c2b7e-0000-4000-8000-000000000002, type: derived}
logsource: {product: m365, service: exchange, definition: audit on, tenant: one}
detection: {s: {F: 1}, condition: s}
suppress: {for: 1h, by: [UserId]}
custom_attributes: {owner: soc}
",
    );
    assert_eq!(set.problems, []);
    let rule = &set.rules[0];
    let metadata = &rule.metadata;
    assert_eq!(metadata.title, "Mail forwarded");
    assert_eq!(metadata.identity(), "6f0c2b7e-0000-4000-8000-000000000001");
    assert_eq!(metadata.name.as_deref(), Some("mail_forwarded"));
    assert_eq!((metadata.status, metadata.level), (Some(Status::Experimental), Some(Level::High)));
    assert_eq!(metadata.description.as_deref(), Some("Two lines\nof text.\n"));
    assert_eq!(metadata.author.as_deref(), Some("Someone"));
    assert_eq!(
        (metadata.date.as_deref(), metadata.modified.as_deref()),
        (Some("2026-01-02"), Some("2026-02-03"))
    );
    assert_eq!((metadata.license.as_deref(), metadata.taxonomy.as_deref()), (Some("MIT"), Some("sigma")));
    assert_eq!(metadata.references, ["https://example.com/one"]);
    // Old and new names of tactics are kept side by side.
    assert_eq!(
        metadata.tags[..4],
        ["attack.t1114.003", "attack.exfiltration", "attack.stealth", "attack.defense-evasion"]
    );
    assert_eq!(metadata.fields, ["UserId", "ClientIP"]);
    assert_eq!(
        (&metadata.falsepositives[..], &metadata.scope[..]),
        (&["Helpdesk".to_owned()][..], &["server".to_owned()][..])
    );
    assert_eq!(metadata.related[0].relation, Relation::Derived);
    assert_eq!(metadata.custom["suppress"], json!({"for": "1h", "by": ["UserId"]}));
    assert_eq!(metadata.custom["owner"], json!("soc"));
    assert_eq!(metadata.custom.len(), 2);
    assert_eq!(rule.log_source.definition.as_deref(), Some("audit on"));
    assert_eq!(rule.log_source.custom["tenant"], "one");
    assert_eq!((rule.place.document, rule.place.line), (1, Some(2)));
}

#[test]
fn levels_have_an_order() {
    assert!(Level::Critical > Level::High && Level::Low > Level::Informational);
    assert_eq!(Level::High.to_string(), "high");
}

#[test]
fn words_that_are_not_known_are_refused() {
    let text = around_search("F: 1");
    for (line, part) in [
        ("level: hihg", "level: `hihg` is not known here: did you mean `high`?"),
        ("status: done", "status: `done` is not known here: use one of stable, test, experimental"),
        ("level: 5", "level: it is a number, not text"),
        ("level: High", "did you mean `high`?"),
    ] {
        let set = load(&format!("{text}{line}\n"));
        assert!(only_error(&set).to_string().contains(part), "{:?}", set.problems);
    }
}

#[test]
fn words_for_people_never_cost_the_rule() {
    let text = around_search("F: 1");
    for (line, part) in [
        (
            "falsepositives: [{Admin: they do this}]",
            "falsepositives[1]: it is a map, not text, and is left out",
        ),
        ("references: [null]", "references[1]: it is null, not text, and is left out"),
        (
            "related: [{id: x, type: derved}]",
            "related[1].type: `derved` is not known here: did you mean `derived`?",
        ),
        ("related: [x]", "related[1]: it is not a map, and is left out"),
        ("related: [{id: x}]", "related[1]: it lacks `id` or `type`"),
        ("related: x", "related: it is not a list"),
        ("description: [a]", "description: it is a list, not text, and is left out"),
    ] {
        let set = load(&format!("{text}{line}\n"));
        assert_eq!(set.rules.len(), 1);
        assert!(warnings(&set)[0].contains(part), "{:?}", set.problems);
    }
    let long = text.replace("A rule", &"x".repeat(257));
    assert!(warnings(&load(&long))[0].contains("the title is longer than 256 characters"));
}

#[test]
fn log_sources_are_needed() {
    let text = around_search("F: 1");
    for (source, part) in [
        ("", "it has no log source"),
        ("logsource: {}\n", "logsource: the log source names nothing"),
        ("logsource: {definition: x}\n", "logsource: the log source names nothing"),
        ("logsource: m365\n", "logsource: it is text, not a map"),
        ("logsource: {product: 365}\n", "logsource.product: it is a number, not text"),
    ] {
        let set = load(&text.replace("logsource: {product: m365}\n", source));
        assert!(only_error(&set).to_string().contains(part), "{:?}", set.problems);
    }
}
