//! The truth of an attack: every act of the attacker, and nobody else's.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;
use trail365_sandbox::{ActKind, Attack, AttackerAct, Entry, Moment, Plan, attacks, records};

use crate::caller::Caller;
use crate::records::assert_as_documented;

/// A tenant with an attack: what is known of it, and all of its records by id.
struct Case {
    attack: Attack,
    records: BTreeMap<String, Value>,
}

impl Case {
    fn new(seed: u64, entry: Entry) -> Self {
        let plan = Plan::of_attack(seed, Some(entry));
        let attack = attacks(&plan).unwrap().remove(0);
        let records = records(&plan, three_days_later(&plan)).unwrap();
        let records = records.map(|record| (record.id, serde_json::from_str(&record.json).unwrap()));
        Self { attack, records: records.collect() }
    }

    fn record(&self, act: &AttackerAct) -> &Value {
        &self.records[&act.record]
    }

    /// Returns the records that are not the attacker's.
    fn others(&self) -> impl Iterator<Item = &Value> {
        let acts: BTreeSet<_> = self.attack.acts.iter().map(|act| act.record.as_str()).collect();
        self.records.iter().filter(move |(id, _)| !acts.contains(id.as_str())).map(|(_, record)| record)
    }
}

fn three_days_later(plan: &Plan) -> Moment {
    Moment::from_millis(plan.clock.start.unwrap().millis() + 3 * 24 * 3600 * 1000)
}

/// Returns the session of a record, wherever it stands.
fn session(record: &Value) -> Option<&str> {
    let pairs = record["DeviceProperties"].as_array();
    let of_device = pairs.and_then(|pairs| pairs.iter().find(|pair| pair["Name"] == "SessionId"));
    let places = [
        &record["AppAccessContext"]["AADSessionId"],
        &record["SessionId"],
        of_device.map_or(&Value::Null, |pair| &pair["Value"]),
    ];
    places.into_iter().find_map(Value::as_str)
}

/// Returns the address of a record, without a port.
fn address(record: &Value) -> Option<&str> {
    let address = record["ClientIP"].as_str()?;
    Some(if address.matches(':').count() == 1 { address.split(':').next()? } else { address })
}

/// Kinds of acts that the attacker does after each entry.
fn kinds_after(entry: Entry) -> &'static [ActKind] {
    use ActKind::{
        Consent, Deletion, File, FolderSynchronised, Forwarding, Identity, MailAccessed, MailSent, Other,
        Rule, SignIn,
    };
    match entry {
        Entry::Aitm | Entry::Cookie => &[
            SignIn,
            MailAccessed,
            FolderSynchronised,
            MailSent,
            Rule,
            Forwarding,
            Consent,
            Identity,
            File,
            Deletion,
            Other,
        ],
        // No browser: no search by webmail, no consent, no settings of the mailbox. A mail flow rule is the administrator's.
        Entry::DeviceCode => {
            &[SignIn, MailAccessed, FolderSynchronised, MailSent, Rule, Forwarding, Identity, File, Deletion]
        }
    }
}

/// Entries and seeds that all hold for.
fn all_cases() -> impl Iterator<Item = Case> {
    Entry::ALL.into_iter().flat_map(|entry| (1..=4).map(move |seed| Case::new(seed, entry)))
}

#[test]
fn every_act_is_a_record_and_says_what_the_record_says() {
    for case in all_cases() {
        let ids: BTreeSet<_> = case.attack.acts.iter().map(|act| &act.record).collect();
        assert_eq!(ids.len(), case.attack.acts.len());
        for act in &case.attack.acts {
            let record = case.record(act);
            assert_eq!(record["Operation"], act.operation.as_str());
            assert_eq!(record["CreationTime"], act.at.to_plain());
            assert_eq!(act.address.as_deref(), address(record), "{record}");
            assert_eq!(act.session.as_deref(), session(record), "{record}");
            let by_service = record["UserType"] == 4;
            assert!(by_service || record["UserId"] == act.account.as_str(), "{record}");
            assert_eq!(act.kind == ActKind::MailAccessed, record["RecordType"] == 50, "{record}");
            let text = record.to_string();
            assert!(act.messages.iter().all(|id| text.contains(id.as_str())), "{record}");
            assert_eq!(text.matches("InternetMessageId").count(), act.messages.len(), "{record}");
        }
        assert!(case.attack.acts.is_sorted_by_key(|act| act.at));
    }
}

#[test]
fn the_kinds_of_acts_are_those_of_the_entry() {
    for case in all_cases() {
        let kinds: BTreeSet<_> = case.attack.acts.iter().map(|act| act.kind).collect();
        let want: BTreeSet<_> = kinds_after(case.attack.entry).iter().copied().collect();
        assert_eq!(kinds, want, "{:?}", case.attack.entry);
    }
}

#[test]
fn nobody_else_comes_from_the_attackers_addresses() {
    for case in all_cases() {
        let addresses: BTreeSet<_> =
            case.attack.acts.iter().filter_map(|act| act.address.as_deref()).collect();
        assert!(!addresses.is_empty() && addresses.len() <= 3, "{addresses:?}");
        let theirs = |record: &&Value| address(record).is_some_and(|address| addresses.contains(address));
        assert_eq!(case.others().find(theirs), None, "{:?}", case.attack.entry);
    }
}

/// Returns the address and the program of each record of this session, the attacker's or the others'.
fn places<'a>(records: impl Iterator<Item = &'a Value>, of: &str) -> BTreeSet<(&'a str, String)> {
    let of_session = records.filter(|record| session(record) == Some(of));
    of_session.filter_map(|record| Some((address(record)?, program(record)))).collect()
}

/// Returns the user agent of a record, or the program that uses the mailbox.
fn program(record: &Value) -> String {
    let pairs = record["ExtendedProperties"].as_array().into_iter().flatten();
    let agent = pairs.filter(|pair| pair["Name"] == "UserAgent").find_map(|pair| pair["Value"].as_str());
    let client = record["ClientInfoString"].as_str().map(|client| client.trim_start_matches("Client=OWA;"));
    agent.or(client).unwrap_or_default().trim_end_matches(';').to_owned()
}

#[test]
fn a_stolen_cookie_is_the_session_of_the_owner_who_goes_on_with_it() {
    for seed in 1..=4 {
        let case = Case::new(seed, Entry::Cookie);
        let victims = |act: &&AttackerAct| act.account == case.attack.victim && act.session.is_some();
        let sessions: BTreeSet<_> =
            case.attack.acts.iter().filter(victims).filter_map(|act| act.session.as_deref()).collect();
        assert_eq!(sessions.len(), 1, "{sessions:?}");
        let shared = sessions.first().unwrap();
        let theirs = places(case.attack.acts.iter().map(|act| case.record(act)), shared);
        let owners = places(case.others(), shared);
        assert!(theirs.len() > 1 && owners.len() > 1 && theirs.is_disjoint(&owners), "{theirs:?} {owners:?}");
        let mut owner: Vec<_> = case.others().filter(|record| session(record) == Some(shared)).collect();
        assert!(owner.iter().all(|record| record["UserId"] == case.attack.victim.as_str()));
        owner.sort_by_key(|record| record["CreationTime"].as_str());
        let began = case.attack.acts[0].at.to_plain();
        let before = owner.iter().filter(|r| r["CreationTime"].as_str().unwrap() < began.as_str()).count();
        assert!(before > 1 && before + 1 < owner.len(), "{before} of {}", owner.len());
        let tried = |act: &AttackerAct| act.operation == "UserLoginFailed";
        assert!(!case.attack.acts.iter().any(tried));
    }
}

/// Returns what a sign-in says of the device, without the session.
fn device_facts(sign_in: &Value) -> Vec<&Value> {
    let facts = sign_in["DeviceProperties"].as_array().unwrap().iter();
    facts.filter(|fact| fact["Name"] != "SessionId").collect()
}

#[test]
fn a_typed_code_gives_tokens_of_the_owners_session_and_device() {
    for seed in 1..=4 {
        let case = Case::new(seed, Entry::DeviceCode);
        let request =
            |record: &Value| record["ExtendedProperties"].to_string().contains("\"Value\":\"Cmsi:Cmsi\"");
        let typed: Vec<_> = case.others().filter(|record| request(record)).collect();
        let typed = typed.iter().find(|record| record["UserId"] == case.attack.victim.as_str()).unwrap();
        let victims: Vec<_> =
            case.attack.acts.iter().filter(|act| act.account == case.attack.victim).collect();
        assert!(
            victims.iter().all(|act| act.at.to_plain().as_str() > typed["CreationTime"].as_str().unwrap())
        );
        assert!(victims.iter().all(|act| act.session.is_none() || act.session.as_deref() == session(typed)));
        let sign_ins: Vec<_> = victims.iter().filter(|act| act.kind == ActKind::SignIn).collect();
        assert!(sign_ins.len() > 3);
        for sign_in in sign_ins {
            let record = case.record(sign_in);
            assert_ne!(address(record), address(typed));
            assert_eq!(device_facts(record), device_facts(typed));
        }
        // Mails are read by an application, whose records name the session and the token.
        for read in victims.iter().filter(|act| act.kind == ActKind::MailAccessed) {
            assert!(read.session.is_some() && read.client_app.is_some());
            assert!(case.record(read)["AppAccessContext"]["UniqueTokenId"].is_string());
        }
    }
}

#[test]
fn records_of_every_entry_are_as_documented() {
    for entry in Entry::ALL {
        let case = Case::new(9, entry);
        for act in &case.attack.acts {
            assert_as_documented(&case.record(act).to_string());
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_and_another_seed_another() {
    for entry in Entry::ALL {
        let plan = |seed| Plan::of_attack(seed, Some(entry));
        let all = |seed| -> Vec<_> { records(&plan(seed), three_days_later(&plan(seed))).unwrap().collect() };
        assert!(all(5) == all(5));
        assert_eq!(attacks(&plan(5)).unwrap(), attacks(&plan(5)).unwrap());
        let ids = |seed| -> BTreeSet<_> { all(seed).into_iter().map(|record| record.id).collect() };
        assert!(ids(5).is_disjoint(&ids(6)));
        assert_eq!(ids(5).len(), all(5).len());
    }
}

#[test]
fn a_plan_without_an_attack_has_clean_people() {
    let plan = Plan::of_attack(5, None);
    assert!(attacks(&plan).unwrap().is_empty());
    let clean: BTreeSet<_> =
        records(&plan, three_days_later(&plan)).unwrap().map(|record| record.id).collect();
    assert!(clean.len() > 3000, "{}", clean.len());
    let case = Case::new(5, Entry::Aitm);
    // The same people at the same work: only the attack is missing.
    let story: BTreeSet<_> = case.records.keys().filter(|id| !clean.contains(*id)).collect();
    assert!(case.attack.acts.iter().all(|act| story.contains(&act.record)));
    assert!(clean.iter().all(|id| case.records.contains_key(id)));
}

#[tokio::test]
async fn the_service_gives_the_same_truth() {
    let mut plan = Plan::of_attack(3, Some(Entry::Aitm));
    plan.tenants.push(plan.tenants[0].clone());
    plan.tenants[1].compromise_minutes = None;
    let wanted = serde_json::to_value(attacks(&plan).unwrap()).unwrap();
    let caller = Caller::new(plan).await;
    assert_eq!(caller.sandbox.attacks().len(), 1);
    let read = async |query: &str| -> Value {
        let url = format!("{}/sandbox/truth/attack{query}", caller.sandbox.origin());
        serde_json::from_str(&caller.raw(Method::GET, &url, "").await.text().await.unwrap()).unwrap()
    };
    assert_eq!(read("").await, wanted);
    assert_eq!(wanted[0]["entry"], "aitm");
    assert_eq!(wanted[0]["acts"][0]["kind"], "sign_in");
    assert_eq!(read(&format!("?tenant={}", caller.tenant)).await, wanted);
    assert_eq!(read("?tenant=11111111-1111-4111-8111-111111111111").await, serde_json::json!([]));
}
