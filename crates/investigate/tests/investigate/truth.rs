//! Reports on invented attacks beside the truth, which knows the attacker's every act.

use std::collections::BTreeSet;
use std::fmt::Write;

use trail365_findings::{Detector, load_lists, load_rules, tenant_domains};
use trail365_investigate::investigate;
use trail365_investigate::model::{Account, Case, Cell, Class, Question, Report, VerdictWord};
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sandbox::{ActKind, Attack, AttackerAct, Entry, Moment, Plan, RecordText, attacks, records};
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::{Geo, SessionOptions};

/// Seeds of the attacks; `TRAIL365_SEEDS` asks for more of them.
fn seeds() -> std::ops::RangeInclusive<u64> {
    let last = std::env::var("TRAIL365_SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    1..=last.unwrap_or(1)
}

/// Puts all records of a plan, three days of them after its start, into a lake.
pub fn lake_of(plan: &Plan, folder: &tempfile::TempDir) -> Lake {
    let until = Moment::from_millis(plan.clock.start.unwrap().millis() + 3 * 24 * 3600 * 1000);
    let mut text = String::new();
    for record in records(plan, until).unwrap() {
        writeln!(text, "{}", record.json).unwrap();
    }
    lake_of_lines(&text, folder)
}

/// Puts records, one a line, into a lake.
pub fn lake_of_lines(text: &str, folder: &tempfile::TempDir) -> Lake {
    let place = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
    let lake = trail365_lake::blocking::wait(Lake::open_or_create(&place)).unwrap();
    let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
    importer.import_unit("export.jsonl", text.as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
    trail365_lake::blocking::wait(Lake::open_or_create(&place)).unwrap()
}

/// Investigates accounts of a plan's tenant.
fn investigated(plan: &Plan, users: &[String]) -> Vec<Account> {
    let folder = tempfile::tempdir().unwrap();
    report_on(&lake_of(plan, &folder), users).accounts
}

/// Investigates accounts in a lake.
pub fn report_on(lake: &Lake, users: &[String]) -> Report {
    let question = Question { users: users.to_vec(), ..Question::default() };
    answer(lake, question, None)
}

/// Answers a question about a lake.
pub fn answer(lake: &Lake, question: Question, geo: Option<&Geo>) -> Report {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let session = trail365_sql::open(lake, &SessionOptions::default()).await.unwrap();
        let loaded = load_rules(&[], &load_lists(&[]).unwrap());
        let tenant = Tenant { domains: tenant_domains(&session).await.unwrap() };
        let detector = Detector::new(loaded.set, loaded.sql_rules, tenant).unwrap();
        let findings = detector.detect(&session, Range::default()).await.unwrap();
        investigate(lake, &session, &findings, Case::default(), question, geo).await.unwrap()
    })
}

/// Returns the attacker's rows of a table, by the text in a column.
fn attackers(account: &Account, table: &str, column: &str) -> BTreeSet<String> {
    let table =
        account.sections.iter().flat_map(|section| &section.tables).find(|of| of.key == table).unwrap();
    let place = |key: &str| table.columns.iter().position(|column| column.key == key).unwrap();
    let (whose, column) = (place("whose"), place(column));
    let is_attackers = |row: &&Vec<Cell>| row[whose] == Cell::Text("attacker".to_owned());
    let text = |row: &Vec<Cell>| match &row[column] {
        Cell::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    table.rows.iter().filter(is_attackers).map(text).collect()
}

/// Returns what the truth says of the acts of some kinds.
fn truth(
    acts: &[&AttackerAct],
    kinds: &[ActKind],
    of: impl Fn(&AttackerAct) -> Vec<String>,
) -> BTreeSet<String> {
    acts.iter().filter(|act| kinds.contains(&act.kind)).flat_map(|act| of(act)).collect()
}

/// Words of the sentence that says how the attacker got in.
fn words_of(entry: Entry) -> &'static str {
    match entry {
        Entry::Aitm => "adversary in the middle",
        Entry::Cookie => "cookie or token was taken",
        Entry::DeviceCode => "by a code",
        Entry::Spray => "Passwords were tried",
        Entry::Consent => "An app was given permissions",
    }
}

/// Lists in which points a report differs from the truth.
pub fn differences(entry: Entry, attack: &Attack, account: &Account) -> Vec<String> {
    let acts: Vec<&AttackerAct> = attack.acts.iter().filter(|act| act.account == attack.victim).collect();
    let messages = |act: &AttackerAct| act.messages.clone();
    let pairs = [
        (
            "messages accessed",
            attackers(account, "messages", "internet_message_id"),
            truth(&acts, &[ActKind::MailAccessed], messages),
        ),
        (
            "folders synchronised",
            attackers(account, "folders_synchronised", "folder"),
            truth(&acts, &[ActKind::FolderSynchronised], |act| act.folder.clone().into_iter().collect()),
        ),
        (
            "mail sent",
            attackers(account, "mail_sent", "internet_message_id"),
            truth(&acts, &[ActKind::MailSent], messages),
        ),
        (
            "deletions",
            attackers(account, "deletions", "internet_message_id"),
            truth(&acts, &[ActKind::Deletion], messages),
        ),
        (
            "files",
            attackers(account, "files", "url"),
            truth(&acts, &[ActKind::File], |act| act.object.clone().into_iter().collect()),
        ),
    ];
    let mut found: Vec<String> = Vec::new();
    for (what, ours, truth) in pairs {
        let (missing, invented) = (truth.difference(&ours).count(), ours.difference(&truth).count());
        if missing + invented > 0 {
            found.push(format!("{what}: {missing} of {} missing, {invented} invented", truth.len()));
        }
    }
    let times: BTreeSet<String> =
        acts.iter().filter(|act| act.operation != "UserLoginFailed").map(|act| act.at.to_string()).collect();
    for (what, ours, truth) in
        [("first act", account.first_act, times.first()), ("last act", account.last_act, times.last())]
    {
        let ours = ours.map(|time| time.to_string());
        let same = match (&ours, truth) {
            (Some(ours), Some(truth)) => ours.trim_end_matches('Z') == truth.trim_end_matches(".000Z"),
            (ours, truth) => ours.is_none() == truth.is_none(),
        };
        if !same {
            found.push(format!("{what}: {ours:?}, in truth {truth:?}"));
        }
    }
    let expected = acts.iter().filter(|act| act.session.is_some() || act.address.is_some()).count() as u64;
    let ours: u64 =
        account.sessions.iter().filter(|of| of.class == Class::Attacker).map(|of| of.records).sum();
    if ours != expected {
        found.push(format!("records in sessions of the attacker: {ours}, in truth {expected}"));
    }
    let way = &account.sections.iter().find(|section| section.key == "entry").unwrap().statements[0].text;
    if !way.contains(words_of(entry)) {
        found.push(format!("way in: {way}"));
    }
    // What a rule does is told where it is made, not only that one was.
    let rules =
        account.timeline.iter().filter(|event| event.operation == "New-InboxRule" && event.level.is_none());
    if !rules.clone().all(|event| event.text.starts_with("Inbox rule «")) || rules.count() == 0 {
        found.push("the timeline does not say what the rule does".to_owned());
    }
    if account.verdict.word != VerdictWord::Confirmed {
        found.push(format!("verdict: {:?}", account.verdict.word));
    }
    found
}

#[test]
fn reports_say_what_the_attacker_did() {
    let mut all = String::new();
    for entry in Entry::ALL {
        for seed in seeds() {
            let plan = Plan::of_attack(seed, Some(entry));
            let attack = attacks(&plan).unwrap().remove(0);
            let account = investigated(&plan, std::slice::from_ref(&attack.victim)).remove(0);
            for difference in differences(entry, &attack, &account) {
                writeln!(all, "{entry:?} {seed}: {difference}").unwrap();
            }
        }
    }
    assert!(all.is_empty(), "{all}");
}

#[test]
fn nobody_is_said_to_be_taken_over_where_nobody_was() {
    let mut all = String::new();
    for seed in seeds() {
        let plan = Plan::of_attack(seed, None);
        let until = Moment::from_millis(plan.clock.start.unwrap().millis());
        let of_record = |record: RecordText| {
            let json: serde_json::Value = serde_json::from_str(&record.json).unwrap();
            json["UserId"].as_str().filter(|user| user.contains('@')).map(str::to_lowercase)
        };
        let users: BTreeSet<String> = records(&plan, until).unwrap().filter_map(of_record).collect();
        assert!(users.len() >= 8, "{users:?}");
        for account in investigated(&plan, &users.into_iter().collect::<Vec<_>>()) {
            let attackers = account.sessions.iter().filter(|of| of.class == Class::Attacker).count();
            // Accounts that synchronise the directory have no mail that would show anything.
            let expected = if account.user.starts_with("sync_") {
                VerdictWord::Undecidable
            } else {
                VerdictWord::NoSign
            };
            if attackers > 0 || account.verdict.word != expected {
                let why: Vec<&str> = account.verdict.speaks_for.iter().map(|of| of.text.as_str()).collect();
                writeln!(
                    all,
                    "{seed} {}: {:?}, {attackers} sessions: {why:?}",
                    account.user, account.verdict.word
                )
                .unwrap();
            }
        }
    }
    assert!(all.is_empty(), "{all}");
}
