//! The truth of an attack: every act of the attacker, and nobody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use reqwest::Method;
use serde_json::Value;
use trail365_sandbox::{ActKind, Attack, AttackerAct, Entry, Moment, Plan, attacks, records};

use crate::caller::Caller;
use crate::records::assert_as_documented;

/// Seeds of the cases.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=3;

/// All entries with all seeds. They are made once for all tests, which takes most of their time.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    Entry::ALL.into_iter().flat_map(|entry| SEEDS.map(move |seed| Case::new(seed, entry))).collect()
});

/// Returns the cases of an entry.
fn cases_of(entry: Entry) -> impl Iterator<Item = &'static Case> {
    CASES.iter().filter(move |case| case.attack.entry == entry)
}

/// A tenant with an attack: what is known of it, and all of its records.
struct Case {
    attack: Attack,
    /// Records that are acts of the attacker, by their ids.
    acts: BTreeMap<String, Value>,
    others: Vec<String>,
}

impl Case {
    fn new(seed: u64, entry: Entry) -> Self {
        let plan = Plan::of_attack(seed, Some(entry));
        let attack = attacks(&plan).unwrap().remove(0);
        let ids: BTreeSet<_> = attack.acts.iter().map(|act| act.record.as_str()).collect();
        let (mut acts, mut others) = (BTreeMap::new(), Vec::new());
        for record in records(&plan, three_days_later(&plan)).unwrap() {
            if ids.contains(record.id.as_str()) {
                acts.insert(record.id, serde_json::from_str(&record.json).unwrap());
            } else {
                others.push(record.json);
            }
        }
        Self { attack, acts, others }
    }

    fn record(&self, act: &AttackerAct) -> &Value {
        self.acts.get(&act.record).unwrap_or_else(|| panic!("no record of {act:?}"))
    }

    /// Returns the records of acts in the victim's account.
    fn victims_acts(&self) -> Vec<&AttackerAct> {
        self.attack.acts.iter().filter(|act| act.account == self.attack.victim).collect()
    }

    /// Returns the records that are not the attacker's and have this text in them.
    fn others_with(&self, text: &str) -> Vec<Value> {
        let others = self.others.iter().filter(|json| json.contains(text));
        others.map(|json| serde_json::from_str(json).unwrap()).collect()
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
        // Only what the scopes of the app allow.
        Entry::Consent => &[MailAccessed, Rule, Deletion],
        Entry::Aitm | Entry::Cookie | Entry::Spray => &[
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

#[test]
fn every_act_is_a_record_and_says_what_the_record_says() {
    for case in &*CASES {
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
    for case in &*CASES {
        let kinds: BTreeSet<_> = case.attack.acts.iter().map(|act| act.kind).collect();
        let want: BTreeSet<_> = kinds_after(case.attack.entry).iter().copied().collect();
        assert_eq!(kinds, want, "{:?}", case.attack.entry);
    }
}

#[test]
fn nobody_else_comes_from_the_attackers_addresses() {
    for case in &*CASES {
        let addresses: BTreeSet<_> =
            case.attack.acts.iter().filter_map(|act| act.address.as_deref()).collect();
        assert!(!addresses.is_empty() && addresses.len() <= 3, "{addresses:?}");
        let theirs = |address: &&str| case.others.iter().any(|json| json.contains(*address));
        // The alert about the forwarding has no address either.
        assert_eq!(addresses.iter().find(|address| theirs(address)), None, "{:?}", case.attack.entry);
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
    for case in cases_of(Entry::Cookie) {
        let sessions: BTreeSet<_> =
            case.victims_acts().into_iter().filter_map(|act| act.session.as_deref()).collect();
        assert_eq!(sessions.len(), 1, "{sessions:?}");
        let shared = sessions.first().unwrap();
        let theirs = places(case.attack.acts.iter().map(|act| case.record(act)), shared);
        let owner = case.others_with(shared);
        let owners = places(owner.iter(), shared);
        assert!(theirs.len() > 1 && owners.len() > 1 && theirs.is_disjoint(&owners), "{theirs:?} {owners:?}");
        assert!(owner.iter().all(|record| record["UserId"] == case.attack.victim.as_str()));
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
    for case in cases_of(Entry::DeviceCode) {
        let typed = case.others_with("Cmsi:Cmsi");
        let typed = typed.iter().find(|record| record["UserId"] == case.attack.victim.as_str()).unwrap();
        let victims = case.victims_acts();
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
fn a_password_is_right_after_many_were_wrong() {
    for case in cases_of(Entry::Spray) {
        let sign_ins: Vec<_> = case.attack.acts.iter().filter(|act| act.kind == ActKind::SignIn).collect();
        let entered = sign_ins.iter().position(|act| act.operation == "UserLoggedIn").unwrap();
        let tried: BTreeSet<_> = sign_ins[..entered].iter().map(|act| &act.account).collect();
        assert_eq!(tried.len(), 8, "everybody");
        assert!(sign_ins[..entered].iter().all(|act| act.address == sign_ins[entered].address));
        assert_eq!(sign_ins[entered].account, case.attack.victim);
        // The session is the attacker's own, and so is that of Outlook.
        let sessions: BTreeSet<_> =
            case.victims_acts().into_iter().filter_map(|act| act.session.as_deref()).collect();
        assert!(sessions.len() >= 2 && sessions.iter().all(|session| case.others_with(session).is_empty()));
        let text = |record: &Value| record.to_string().contains("UserStrongAuth");
        assert!(!case.acts.values().any(text), "a second factor was asked for");
    }
}

#[test]
fn the_victim_consents_and_only_the_app_acts() {
    for case in cases_of(Entry::Consent) {
        let app = case.attack.acts[0].client_app.as_deref().unwrap();
        for act in &case.attack.acts {
            assert_eq!((act.client_app.as_deref(), act.session.as_deref()), (Some(app), None), "{act:?}");
            assert_eq!((&act.account, &act.address), (&case.attack.victim, &case.attack.acts[0].address));
        }
        let steps = case.others_with(app);
        let operations: Vec<_> = steps.iter().map(|record| record["Operation"].as_str().unwrap()).collect();
        assert_eq!(operations.len(), 3, "{operations:?}");
        assert!(operations.contains(&"UserLoggedIn") && operations.contains(&"Consent to application."));
        assert!(steps.iter().all(|record| record["UserId"] == case.attack.victim.as_str()));
        let consent = steps.iter().find(|record| record["Operation"] == "Consent to application.").unwrap();
        assert!(consent.to_string().contains("MailboxSettings.ReadWrite"));
        assert!(consent["CreationTime"].as_str().unwrap() < case.attack.acts[0].at.to_plain().as_str());
        // The same nine mails at each of three visits.
        let read = case.attack.acts.iter().filter(|act| act.kind == ActKind::MailAccessed);
        let messages: Vec<_> = read.flat_map(|act| &act.messages).collect();
        assert_eq!((messages.len(), messages.iter().collect::<BTreeSet<_>>().len()), (27, 9));
    }
}

#[test]
fn records_of_every_entry_are_as_documented() {
    for entry in Entry::ALL {
        let case = cases_of(entry).next().unwrap();
        case.attack.acts.iter().for_each(|act| assert_as_documented(&case.record(act).to_string()));
    }
}

#[test]
fn the_same_plan_gives_the_same_and_another_seed_another() {
    for entry in Entry::ALL {
        let plan = |seed| Plan::of_attack(seed, Some(entry));
        let all = |seed| -> Vec<_> { records(&plan(seed), three_days_later(&plan(seed))).unwrap().collect() };
        let (one, again) = (all(5), all(5));
        assert!(one == again);
        assert_eq!(attacks(&plan(5)).unwrap(), attacks(&plan(5)).unwrap());
        let ids: BTreeSet<_> = one.iter().map(|record| &record.id).collect();
        assert_eq!(ids.len(), one.len());
        assert!(all(6).iter().all(|record| !ids.contains(&record.id)));
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
    assert!(case.acts.keys().all(|id| !clean.contains(id)));
    let id = |json: &String| serde_json::from_str::<Value>(json).unwrap()["Id"].as_str().unwrap().to_owned();
    let others: BTreeSet<_> = case.others.iter().map(id).collect();
    assert!(clean.is_subset(&others) && others.len() < clean.len() + 10);
}

#[test]
fn tenants_of_any_size_are_attacked() {
    for (entry, users) in Entry::ALL.into_iter().flat_map(|entry| [1, 2, 3, 200].map(|users| (entry, users)))
    {
        let mut plan = Plan::of_attack(5, Some(entry));
        plan.tenants[0].users = users;
        let attack = attacks(&plan).unwrap().remove(0);
        let ids: BTreeSet<_> = attack.acts.iter().map(|act| &act.record).collect();
        assert_eq!(ids.len(), attack.acts.len());
        let in_mailbox =
            |act: &&AttackerAct| act.kind == ActKind::MailAccessed && act.account == attack.victim;
        assert!(attack.acts.iter().filter(in_mailbox).count() >= 4, "{entry:?}, {users}");
        let signed_in = |act: &AttackerAct| act.operation == "UserLoggedIn" && act.account == attack.victim;
        assert_eq!(attack.acts.iter().any(signed_in), entry != Entry::Consent, "{entry:?}, {users}");
        let tried: BTreeSet<_> = attack.acts.iter().map(|act| &act.account).collect();
        assert!(tried.len() <= 41, "{}", tried.len());
    }
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
