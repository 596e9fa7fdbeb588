//! What reports say where something is not there: acts in the period asked for, records of a workload, an end of a sign-in.

use trail365_investigate::layout::{count_sessions, figures_of};
use trail365_investigate::model::{Account, Class, Confidence, Question, Statement, Time, VerdictWord};
use trail365_sandbox::{Entry, Plan, attacks};

use crate::truth::{answer, lake_of, lake_of_lines, report_on};

const USER: &str = "adele@example.com";

fn statements<'a>(account: &'a Account, key: &str) -> &'a [Statement] {
    &account.sections.iter().find(|section| section.key == key).unwrap().statements
}

#[test]
fn numbers_are_those_of_the_period_and_the_verdict_is_on_all() {
    let plan = Plan::of_attack(1, Some(Entry::Aitm));
    let victim = attacks(&plan).unwrap().remove(0).victim;
    let folder = tempfile::tempdir().unwrap();
    let lake = lake_of(&plan, &folder);
    let whole = report_on(&lake, std::slice::from_ref(&victim)).accounts.remove(0);
    let (sessions, records) = count_sessions(&whole, Class::Attacker);
    assert!(sessions > 0 && records > 10, "{sessions} {records}");

    // Passwords that were tried stand in front of the first act.
    let until = whole.first_act.map(|first| Time(first.0 - 86_400_000_000));
    let before = Question { users: vec![victim], until, ..Question::default() };
    let report = answer(&lake, before, None);
    let account = &report.accounts[0];
    assert_eq!(account.verdict.word, VerdictWord::Confirmed);
    assert!(account.verdict.text.contains("No act of the attacker is recorded in the period asked for"));
    assert_eq!((account.first_act, account.last_act), (None, None));
    assert_eq!(account.sessions.len(), whole.sessions.len());
    let figures = figures_of(account, &report.question);
    let of_attacker = figures.iter().find(|figure| figure.label.contains("of the attacker")).unwrap();
    assert_eq!((of_attacker.value.as_str(), of_attacker.label.as_str()), ("0", "sessions of the attacker"));

    let until = whole.last_act.map(|last| Time(last.0 - 1));
    let question = Question { users: vec![whole.user.clone()], until, ..Question::default() };
    let (_, in_period) = count_sessions(&answer(&lake, question, None).accounts[0], Class::Attacker);
    assert!(in_period > 0 && in_period < records, "{in_period} of {records}");
}

/// A sign-in of the user at a minute, with an error number.
fn sign_in(minute: u32, operation: &str, error: &str) -> String {
    format!(
        r#"{{"CreationTime":"2026-03-02T08:{minute:02}:00","Id":"00000000-0000-4000-8000-0000000000{minute:02}","Operation":"{operation}","OrganizationId":"11111111-1111-4111-8111-111111111111","RecordType":15,"ResultStatus":"Success","UserKey":"k","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","UserId":"{USER}","ClientIP":"203.0.113.7","ErrorNumber":"{error}"}}
"#
    )
}

#[test]
fn what_no_record_can_show_cannot_be_told() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake_of_lines(&sign_in(1, "UserLoggedIn", "0"), &folder);
    let account = report_on(&lake, &[USER.to_owned()]).accounts.remove(0);
    for (key, expect) in [
        ("inbox_rules", Confidence::CannotBeDetermined),
        ("forwarding", Confidence::CannotBeDetermined),
        ("files", Confidence::CannotBeDetermined),
        ("deletions", Confidence::CannotBeDetermined),
        // Records of the directory are there, and none is a consent.
        ("apps", Confidence::NoEvidence),
        ("identity", Confidence::NoEvidence),
    ] {
        let first = &statements(&account, key)[0];
        assert_eq!(first.confidence, expect, "{key}: {}", first.text);
    }
}

#[test]
fn a_step_of_a_sign_in_is_neither_an_entry_nor_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        sign_in(1, "UserLoginFailed", "50126"),
        sign_in(2, "UserLoggedIn", "50140"),
        sign_in(3, "UserLoggedIn", "0"),
    ];
    let lake = lake_of_lines(&lines.concat(), &folder);
    let question = Question {
        users: vec![USER.to_owned()],
        attacker_addresses: vec!["203.0.113.7".to_owned()],
        ..Question::default()
    };
    let account = answer(&lake, question, None).accounts.remove(0);
    let texts: Vec<&str> = statements(&account, "entry").iter().map(|of| of.text.as_str()).collect();
    let has = |part: &str| texts.iter().any(|text| text.starts_with(part));
    assert!(has("1 sign-in of the attacker went through"), "{texts:#?}");
    assert!(has("1 sign-in of the attacker was refused"), "{texts:#?}");
    assert!(has("1 record besides is one of the normal steps"), "{texts:#?}");
}
