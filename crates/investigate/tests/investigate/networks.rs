//! Countries, owners of networks, journeys, addresses of Microsoft, and words of the analyst that match nothing.

use std::path::PathBuf;

use serde_json::json;
use trail365_investigate::model::{Account, Cell, Class, Question, Report};
use trail365_sandbox::{Entry, Plan, attacks};
use trail365_sql::Geo;

use crate::mmdb::{city_file, mmdb_of};
use crate::truth::{answer, differences, lake_of, lake_of_lines};

fn write(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Databases in which the office is in Germany, and the attacker in Brazil and with a provider of their own.
fn databases(folder: &tempfile::TempDir) -> Geo {
    let city = city_file(&[
        ("198.51.100.0/24", "DE", 52.52, 13.405),
        ("192.0.2.0/25", "DE", 52.52, 13.405),
        ("192.0.2.128/25", "DE", 48.137, 11.575),
        ("203.0.113.0/24", "BR", -23.551, -46.633),
        ("2001:db8::/32", "DE", 52.52, 13.405),
    ]);
    let owner = |number: u32, name: &str| json!({"autonomous_system_number": number, "autonomous_system_organization": name});
    let asn = mmdb_of(
        "GeoLite2-ASN",
        &[
            ("198.51.100.0/24", owner(64_496, "Office Net")),
            ("192.0.2.0/24", owner(64_497, "Home Net")),
            ("203.0.113.0/24", owner(64_511, "Example <Hosting>")),
            ("2001:db8::/32", owner(64_497, "Home Net")),
        ],
    );
    let (city, asn) = (write(folder, "city.mmdb", &city), write(folder, "asn.mmdb", &asn));
    Geo::open_files(Some(&city), Some(&asn)).unwrap().unwrap()
}

fn reasons(account: &Account, class: Class) -> Vec<&str> {
    let branches = account.sessions.iter().filter(|branch| branch.class == class);
    branches.flat_map(|branch| &branch.reasons).map(|reason| reason.text.as_str()).collect()
}

fn method(report: &Report) -> String {
    let section = report.common.iter().find(|section| section.key == "method").unwrap();
    section.statements.iter().map(|statement| statement.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Returns the indicators of a kind with all their cells.
fn indicators<'r>(report: &'r Report, kind: &str) -> Vec<&'r [Cell]> {
    let section = report.common.iter().find(|section| section.key == "indicators").unwrap();
    let is_kind = |row: &&Vec<Cell>| row[0] == Cell::Text(kind.to_owned());
    section.tables[0].rows.iter().filter(is_kind).map(Vec::as_slice).collect()
}

#[test]
fn databases_tell_countries_owners_and_journeys() {
    let plan = Plan::of_attack(1, Some(Entry::Aitm));
    let attack = attacks(&plan).unwrap().remove(0);
    let folder = tempfile::tempdir().unwrap();
    let (lake, geo) = (lake_of(&plan, &folder), databases(&folder));
    let question = || Question { users: vec![attack.victim.clone()], ..Question::default() };
    let report = answer(&lake, question(), Some(&geo));
    let account = &report.accounts[0];

    // What databases say decides nothing by itself.
    assert_eq!(differences(Entry::Aitm, &attack, account), Vec::<String>::new());
    let without = answer(&lake, question(), None);
    let classes = |report: &Report| report.accounts[0].sessions.iter().map(|of| of.class).collect::<Vec<_>>();
    assert_eq!(classes(&report), classes(&without));

    let told = reasons(account, Class::Attacker);
    let has = |start: &str| told.iter().any(|text| text.starts_with(start));
    assert!(has("country new for the account: BR, not seen in the"), "{told:#?}");
    assert!(has("network owner new for the account: AS64511 Example <Hosting>"), "{told:#?}");
    let is_journey = |text: &&&str| text.contains("10253 km away") && text.contains("203.0.113.77 (BR)");
    assert!(told.iter().any(|text| is_journey(&text)), "{told:#?}");
    assert!(!reasons(account, Class::Owner).iter().any(|text| text.contains("new for the account")));

    let address = indicators(&report, "address");
    let row = address.iter().find(|row| row[1] == Cell::Text("203.0.113.77".to_owned())).unwrap();
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(row[6..], [text("BR"), Cell::Number(64_511), text("Example <Hosting>")]);
    let sessions = trail365_investigate::layout::sessions_table(account);
    let place = |key: &str| sessions.columns.iter().position(|column| column.key == key).unwrap();
    let owners = Cell::Texts(vec!["AS64511 Example <Hosting>".to_owned()]);
    let row = sessions.rows.iter().find(|row| row[place("network_owners")] == owners).unwrap();
    assert_eq!(row[place("countries")], Cell::Texts(vec!["BR".to_owned()]));

    let method = method(&report);
    for said in [
        "database GeoLite2-City (file city.mmdb), built at 2026-09-21",
        "database GeoLite2-ASN (file asn.mmdb)",
    ] {
        assert!(method.contains(said), "{method}");
    }
    let page = trail365_investigate::render::render_html(&report).unwrap();
    assert!(page.contains("AS64511 Example &lt;Hosting&gt;") && !page.contains("<Hosting>"));
}

#[test]
fn without_databases_the_report_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake_of_lines(&sign_in(1, "ann", "203.0.113.7", A), &folder);
    let report = answer(&lake, Question { users: vec!["ann".to_owned()], ..Question::default() }, None);
    let method = method(&report);
    assert!(method.contains("no location of an address is known"), "{method}");
    assert!(method.contains("owners of networks were not looked up"), "{method}");
    assert!(report.warnings.is_empty() && report.databases.is_empty());
}

const A: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const B: &str = "aaaaaaaa-0000-4000-8000-000000000002";

/// A record of a sign-in, at a minute of an hour, as a line.
fn sign_in(minute: u32, user: &str, address: &str, session: &str) -> String {
    let record = json!({
        "Id": format!("00000000-0000-4000-8000-0000000000{minute:02}"), "RecordType": 15, "Operation": "UserLoggedIn",
        "CreationTime": format!("2027-03-02T08:{minute:02}:00"), "Workload": "AzureActiveDirectory", "UserType": 0,
        "UserId": format!("{user}@example.com"), "ClientIP": address,
        "DeviceProperties": [{"Name": "SessionId", "Value": session}],
    });
    format!("{record}\n")
}

#[test]
fn addresses_of_microsoft_are_no_indicators() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        sign_in(1, "ann", "203.0.113.7", A),
        sign_in(2, "ann", "40.126.1.1", A),
        sign_in(3, "ann", "198.51.100.7", A),
        sign_in(4, "ann", "40.126.1.1", B),
        sign_in(5, "bob", "40.126.1.1", B),
        sign_in(6, "eve", "203.0.113.7", B),
    ];
    let lake = lake_of_lines(&lines.concat(), &folder);
    let asn = json!({"autonomous_system_number": 8075, "autonomous_system_organization": "MICROSOFT"});
    let asn = write(&folder, "asn.mmdb", &mmdb_of("ASN", &[("198.51.100.0/24", asn)]));
    let geo = Geo::open_files(None, Some(&asn)).unwrap();
    let question = |addresses: &[&str]| Question {
        users: vec!["ann".to_owned()],
        attacker_sessions: vec![A.to_owned()],
        attacker_addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
        ..Question::default()
    };
    let values = |report: &Report| -> Vec<String> {
        indicators(report, "address").iter().map(|row| format!("{:?}", row[1])).collect()
    };

    let report = answer(&lake, question(&[]), geo.as_ref());
    assert_eq!(values(&report), ["Text(\"203.0.113.7\")"]);
    let section = report.common.iter().find(|section| section.key == "indicators").unwrap();
    assert!(
        section.statements[0].text.contains("40.126.1.1, 198.51.100.7")
            || section.statements[0].text.contains("198.51.100.7, 40.126.1.1")
    );
    let others = &report.common.iter().find(|section| section.key == "spread").unwrap().tables[0].rows;
    let users: Vec<_> = others.iter().map(|row| row[0].clone()).collect();
    assert_eq!(users, [Cell::Text("eve@example.com".to_owned())]);
    let b = report.accounts[0].sessions.iter().find(|branch| branch.session_key == B).unwrap();
    assert_eq!(b.class, Class::Undetermined);

    // Without a database only the front ends are known, and the analyst may know better.
    assert_eq!(values(&answer(&lake, question(&[]), None)).len(), 2);
    assert_eq!(values(&answer(&lake, question(&["40.126.1.1"]), geo.as_ref())).len(), 2);
    // The database is of September 2026, the records of March 2027.
    assert!(report.warnings[0].contains("161 days older than the newest record"), "{:?}", report.warnings);
}

#[test]
fn words_that_match_nothing_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake_of_lines(&sign_in(1, "ann", "203.0.113.7", A), &folder);
    let text = |text: &str| vec![text.to_owned()];
    let question = Question {
        users: text("ann"),
        attacker_addresses: vec!["203.0.113.0/24".to_owned(), "192.0.2.99".to_owned()],
        attacker_sessions: vec![A.to_uppercase(), B.to_owned()],
        owner_addresses: text("198.51.100.0/24"),
        ..Question::default()
    };
    let report = answer(&lake, question, None);
    let expected =
        [("192.0.2.99", "--attacker-ip"), ("198.51.100.0/24", "--owner-ip"), (B, "--attacker-session")];
    assert_eq!(report.warnings.len(), expected.len(), "{:?}", report.warnings);
    for ((value, option), (warning, statement)) in
        expected.iter().zip(report.warnings.iter().zip(&report.coverage.statements))
    {
        assert!(warning.contains(value) && warning.contains(option), "{warning}");
        assert_eq!(*warning, statement.text);
    }
}
