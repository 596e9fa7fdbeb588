//! The rules: what each finds, whether this lake has what it looks at, and what it found.

use axum::response::Response;
use maud::{Markup, html};
use trail365_findings::technique_name;

use super::alerts::{alert_table, level};
use super::ask::Ask;
use crate::data::rules::{Covered, Found, OneRule, Rule, RuleCoverage, Rules, cover, list, show};
use crate::layout::cells::time;
use crate::layout::frame::Frame;
use crate::layout::tables::scroll;
use crate::layout::words;

/// Answers with the list.
pub(crate) async fn answer(ask: Ask) -> Response {
    let found = list(&ask.engine, &ask.params).await;
    ask.answer("Rules", found, list_page)
}

/// Answers with whether the lake has what the rules look at.
pub(crate) async fn answer_coverage(ask: Ask) -> Response {
    let found = cover(&ask.engine, &ask.params).await;
    let is_one = ask.params.get("id").is_some();
    ask.answer("Coverage of the rules", found, |frame, covered| {
        if is_one { one_coverage(covered) } else { all_coverage(frame, covered) }
    })
}

/// Answers with one rule.
pub(crate) async fn answer_one(ask: Ask) -> Response {
    let found = show(&ask.engine, &ask.params).await;
    ask.answer("Rule", found, rule_page)
}

fn list_page(frame: &Frame, of: &Rules) -> Markup {
    let coverage = frame.link::<&str>("/rules/coverage", []);
    html! {
        h1 { "Rules" }
        p .lead { (words::counted(of.rules.len() as u64, "rule")) " that " code { "trail365 detect" } " asks about this lake." }
        section aria-label="Coverage" hx-get=(coverage) hx-trigger="load" hx-swap="innerHTML" hx-nonce=(frame.nonce) {
            p .note { a href=(coverage) { "Whether the lake has what they look at" } }
        }
        section { h2 { "All rules" } (scroll("All rules", &rule_table(frame, &of.rules))) }
        @if !of.others.is_empty() { section { h2 { "Rules of alerts that are not among these" } (scroll("Other rules", &other_table(frame, &of.others))) } }
    }
}

fn rule_table(frame: &Frame, rules: &[Rule]) -> Markup {
    html! {
        table {
            thead { tr { @for name in ["Rule", "Level", "Tactics"] { th scope="col" { (name) } } th scope="col" .number { "Alerts" } th scope="col" .number { "Open" } th scope="col" { "Last (UTC)" } } }
            tbody {
                @for rule in rules {
                    tr {
                        th scope="row" { (link(frame, &rule.id, &rule.title)) @if !rule.alerts { small { "others build on it" } } }
                        td { (level(rule.level)) }
                        td { (rule.tactics.join(", ")) }
                        @match &rule.found {
                            Some(found) => { td .number { (words::grouped(found.alerts)) } td .number { (words::grouped(found.open)) } td .when { (time(frame, found.last.as_deref())) } },
                            None => { td {} td {} td {} },
                        }
                    }
                }
            }
        }
    }
}

fn link(frame: &Frame, id: &str, title: &str) -> Markup {
    html! { a href=(frame.link("/rule", [("id", id)])) { (title) } }
}

fn other_table(frame: &Frame, others: &[Found]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Rule" } th scope="col" .number { "Alerts" } th scope="col" .number { "Open" } th scope="col" { "Last (UTC)" } } }
            tbody {
                @for found in others {
                    tr {
                        th scope="row" { (found.title.as_deref().unwrap_or_default()) " " code { (found.rule_id) } }
                        td .number { (words::grouped(found.alerts)) } td .number { (words::grouped(found.open)) } td .when { (time(frame, found.last.as_deref())) }
                    }
                }
            }
        }
    }
}

fn all_coverage(frame: &Frame, of: &Covered) -> Markup {
    let of_readiness = |word: &str| of.rules.iter().filter(|rule| rule.readiness == word).collect::<Vec<_>>();
    html! {
        h2 { "Coverage" }
        p { "This lake has the records that " strong { (of.ready) " of " (of.rules.len()) " rules" } " look at; " (of.partly) " miss something, " (of.blind) " can find nothing." }
        details { summary { "By tactic" } (scroll("Coverage by tactic", &tactic_table(of))) }
        @for (word, heading) in [("partly", "Rules that miss something"), ("blind", "Rules that can find nothing here")] {
            @let rules = of_readiness(word);
            @if !rules.is_empty() {
                details { summary { (heading) " (" (rules.len()) ")" } (scroll(heading, &reason_table(frame, &rules))) }
            }
        }
    }
}

fn tactic_table(of: &Covered) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "Tactic" } @for name in ["Ready", "Partly", "Blind"] { th scope="col" .number { (name) } } } }
            tbody { @for tactic in &of.tactics { tr { th scope="row" { (tactic.tactic) } @for count in tactic.counts { td .number { (count) } } } } }
        }
    }
}

fn reason_table(frame: &Frame, rules: &[&RuleCoverage]) -> Markup {
    html! {
        table {
            thead { tr { @for name in ["Rule", "Level", "Because"] { th scope="col" { (name) } } } }
            tbody { @for rule in rules { tr { th scope="row" { (link(frame, &rule.id, &rule.title)) } td { (level(rule.level)) } td .why { (rule.reasons.join("; ")) } } } }
        }
    }
}

fn one_coverage(of: &Covered) -> Markup {
    let Some(rule) = of.rules.first() else { return html! { p .note { "Nothing is known of this rule." } } };
    let words = match rule.readiness.as_str() {
        "ready" => "Ready: records that it looks at are in this lake.",
        "partly" => "Partly: it misses something.",
        _ => "Blind: it can find nothing in this lake.",
    };
    html! {
        p { strong { (words) } @if let Some(records) = rule.records { " It looks at " (words::counted(records, "record")) "." } }
        @if !rule.reasons.is_empty() { ul .plain { @for reason in &rule.reasons { li { (reason) } } } }
    }
}

fn rule_page(frame: &Frame, of: &OneRule) -> Markup {
    let coverage = frame.link("/rules/coverage", [("id", &of.rule.id)]);
    html! {
        p .kind { (of.rule.kind) }
        h1 { (of.rule.title) }
        @if let Some(description) = &of.description { p .lead { (description) } }
        (facts(of))
        section aria-label="Coverage" hx-get=(coverage) hx-trigger="load" hx-swap="innerHTML" hx-nonce=(frame.nonce) {
            p .note { a href=(coverage) { "Whether the lake has what it looks at" } }
        }
        @if let Some(obstacle) = &of.obstacle { p { strong { "It is not asked: " } (obstacle) } }
        (list_of("What else looks like it", &of.falsepositives))
        section {
            h2 { "Its last alerts" }
            @if of.alerts.is_empty() { p { "It has found nothing in this lake. " a href=(frame.link::<&str>("/alerts", [])) { "All alerts" } } } @else { (scroll("Its last alerts", &alert_table(frame, &of.alerts))) }
        }
        (list_of("References", &of.references))
        section { h2 { "As it is written" } pre .code { (of.text) } }
        p { a href=(frame.link::<&str>("/rules", [])) { "All rules" } }
    }
}

fn facts(of: &OneRule) -> Markup {
    let rule = &of.rule;
    html! {
        dl .figures {
            div { dt { "Level" } dd { (level(rule.level)) } }
            @if let Some(found) = &rule.found { div { dt { "Alerts" } dd { (words::grouped(found.alerts)) small { (words::grouped(found.open)) " open" } } } }
            @if !rule.tactics.is_empty() { div { dt { "Tactics" } dd { (rule.tactics.join(", ")) } } }
            @if !rule.techniques.is_empty() { div { dt { "Techniques" } @for id in &rule.techniques { dd { (id) @if let Some(name) = technique_name(id) { " " (name) } } } } }
            @if let Some(status) = &of.status { div { dt { "Status" } dd { (status) } } }
            @if !rule.alerts { div { dt { "Raises" } dd { "no alert of its own: others build on it" } } }
            @if !of.filters.is_empty() { div { dt { "Filters" } dd { (of.filters.join("; ")) } } }
            div { dt { "File" } dd { code { (rule.file) } } }
        }
    }
}

fn list_of(heading: &str, lines: &[String]) -> Markup {
    html! { @if !lines.is_empty() { section { h2 { (heading) } ul .plain { @for line in lines { li { (line) } } } } } }
}
