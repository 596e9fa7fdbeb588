//! A made-up report, with texts as an attacker would write them.

use trail365_investigate::model::{
    Account, AddressFacts, Branch, Case, Cell, Class, Column, Confidence, Database, Event, Evidence,
    LakeFacts, Question, Records, Report, Section, Source, Statement, Table, Time, Verdict, VerdictWord,
};

pub const VICTIM: &str = "alice@example.com";

/// Texts that would act somewhere: in HTML, in Markdown, in a spreadsheet, on a terminal.
pub const HOSTILE: [&str; 10] = [
    "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>&amp;",
    "=HYPERLINK(\"https://example.net/x\",\"Invoice\")",
    "invoice_\u{202e}fdp.exe \u{1b}[31mred\u{7f}\u{0}",
    "[click](javascript:alert(1)) ![x](https://example.net/p.png) **b** `c` | cell | https://example.net/auto www.example.net",
    "two\r\nlines\tand a tab",
    "Pneumonoultramicroscopicsilicovolcanoconiosis_Pneumonoultramicroscopicsilicovolcanoconiosis_Pneumonoultramicroscopicsilicovolcanoconiosis",
    "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}algo مرحبا بالعالم 漢字 😀",
    "</style></title></textarea>--><!-- ]]> {{ 7*7 }} ${7*7}",
    "@SUM(1+1)*cmd|' /C calc'!A0",
];

const DAY: i64 = 86_400;
/// 2 March 2026, a Monday.
const START: i64 = 1_772_409_600;

pub fn at(day: i64, seconds: i64) -> Time {
    Time((START + day * DAY + seconds) * 1_000_000)
}

/// How much a report holds.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub accounts: usize,
    pub branches: usize,
    pub events: usize,
    pub messages: usize,
}

pub const SMALL: Size = Size { accounts: 1, branches: 9, events: 60, messages: 24 };
pub const LARGE: Size = Size { accounts: 2, branches: 500, events: 5_000, messages: 1_200 };

/// Returns a report as JSON.
pub fn json_of(report: &Report) -> String {
    let mut out = Vec::new();
    trail365_investigate::render::write_json(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub fn report(size: Size) -> Report {
    let users: Vec<String> = (0..size.accounts)
        .map(|n| if n == 0 { VICTIM.to_owned() } else { format!("user{n}@example.com") })
        .collect();
    Report {
        version: 2,
        program: "trail365 0.2.0".to_owned(),
        case: Case {
            number: Some("2026-0042 <b>".to_owned()),
            examiner: Some("Examiner Example".to_owned()),
            notes: Some(
                "The owner was called on 6 March.\n\n<i>She was on holiday</i> & did not sign in.".to_owned(),
            ),
        },
        question: Question {
            users: users.clone(),
            from: Some(at(-14, 0)),
            until: Some(at(10, 0)),
            attacker_addresses: vec!["203.0.113.0/24".to_owned()],
            ..Question::default()
        },
        databases: vec![Database {
            file: "city \u{1b}[31m.mmdb".to_owned(),
            kind: HOSTILE[8].to_owned(),
            built_at: Some(at(-200, 0)),
            tells_places: true,
            tells_owners: true,
        }],
        warnings: vec![format!("The database «{}» is old.", HOSTILE[8])],
        lake: LakeFacts {
            version: 17,
            records: 48_213,
            first_time: Some(at(-60, 300)),
            last_time: Some(at(9, 43_211)),
            sources: (1..=3).map(source).collect(),
        },
        coverage: coverage(),
        accounts: users.into_iter().map(|user| account(user, size)).collect(),
        common: vec![spread(), indicators(), attack(), actions(), method()],
        evidence: (1..=size.events as u32).map(evidence).collect(),
    }
}

fn source(number: i64) -> Source {
    Source {
        name: format!("exports/purview-2026-03-0{number}.csv"),
        sha256: Some(format!("{number:064x}")),
        bytes: Some(1_048_576 * number as u64),
        records: 16_071,
        imported_at: Some(at(10, 3_600 * number)),
    }
}

fn say(confidence: Confidence, text: &str, records: &[u32]) -> Statement {
    Statement {
        confidence,
        text: text.to_owned(),
        records: records.to_vec(),
        record_count: records.len() as u64,
    }
}

fn table(key: &str, title: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    let title_of = |key: &str| {
        let text = key.replace('_', " ");
        text[..1].to_uppercase() + &text[1..]
    };
    let column = |key: &&str| Column { key: (*key).to_owned(), title: title_of(key) };
    Table {
        key: key.to_owned(),
        title: title.to_owned(),
        note: String::new(),
        columns: columns.iter().map(column).collect(),
        rows,
        query: String::new(),
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn cited(records: &[u32]) -> Cell {
    Cell::Records(Records { records: records.to_vec() })
}

fn account(user: String, size: Size) -> Account {
    let is_victim = user == VICTIM;
    let verdict = Verdict {
        word: if is_victim { VerdictWord::Confirmed } else { VerdictWord::NoSign },
        text: if is_victim {
            "The account was taken over: two independent findings of high level stand in one session."
                .to_owned()
        } else {
            "The data is complete for the question, and nothing above low was found.".to_owned()
        },
        speaks_for: vec![
            say(
                Confidence::Recorded,
                "An inbox rule that hides mail about payments was made in session S3.",
                &[7],
            ),
            say(
                Confidence::VeryLikely,
                "Session S3 was used from two networks within four minutes.",
                &[3, 4],
            ),
        ],
        speaks_against: vec![say(
            Confidence::Possible,
            "The program of session S3 is one that the owner uses, too.",
            &[3],
        )],
        missing: vec!["Sign-in records of Microsoft Entra before 20 January 2026".to_owned()],
    };
    let mut timeline: Vec<Event> = (0..size.events).map(|n| event(n, size)).collect();
    timeline.sort_by_key(|event| event.time);
    Account {
        verdict: if is_victim {
            verdict
        } else {
            Verdict { speaks_for: vec![], speaks_against: vec![], ..verdict }
        },
        first_act: is_victim.then(|| at(1, 7_512)),
        last_act: is_victim.then(|| at(5, 61_204)),
        summary: vec![
            say(
                Confidence::VeryLikely,
                "The attacker signed in with a session cookie that was taken by a proxy (adversary in the middle).",
                &[1, 2, 3],
            ),
            Statement {
                record_count: 412,
                ..say(
                    Confidence::Recorded,
                    "At least 187 messages were accessed in sessions of the attacker, 41 of them in the folder Invoices.",
                    &[5, 6, 8, 9, 10, 11, 12, 13],
                )
            },
            say(
                Confidence::Recorded,
                &format!("A message with the subject «{}» was sent to 14 recipients outside.", HOSTILE[0]),
                &[14],
            ),
            say(Confidence::NoEvidence, "No evidence of forwarding to an address outside.", &[]),
            say(
                Confidence::CannotBeDetermined,
                "Whether messages were read between 2026-03-04T02:00:00Z and 2026-03-05T02:00:00Z: the record of access was throttled.",
                &[15],
            ),
        ],
        addresses: vec![AddressFacts {
            address: "203.0.113.7".to_owned(),
            country: Some("BR".to_owned()),
            as_number: Some(64_511),
            network_owner: Some(HOSTILE[2].to_owned()),
            kind: None,
        }],
        sessions: (0..size.branches).map(branch).collect(),
        timeline,
        sections: vec![mail_read(size), mail_sent(), rules(), empty("identity", "Identity"), files()],
        user,
    }
}

fn class_of(n: usize) -> Class {
    [Class::Owner, Class::Owner, Class::Attacker, Class::Undetermined, Class::Owner, Class::Service][n % 6]
}

fn branch(n: usize) -> Branch {
    let class = class_of(n);
    let is_attacker = class == Class::Attacker;
    let records = if class == Class::Owner { 12_000 / (n as u64 + 1) + 40 } else { 31 * (n as u64 % 40 + 1) };
    let first = if is_attacker { at(1, 7_512 + n as i64 * 60) } else { at(-12 + (n % 20) as i64, 28_000) };
    Branch {
        label: format!("S{}{}", n + 1, if n % 4 == 3 { "b" } else { "" }),
        session_key: format!("0000{n:04x}-5a5a-4b4b-8c8c-1234567890ab"),
        is_surrogate: n % 5 == 4,
        network: (n % 7 != 6).then(|| match class {
            Class::Attacker => "203.0.113.0/24".to_owned(),
            Class::Service => "2001:db8:40::/48".to_owned(),
            _ => format!("198.51.{}.0/24", n % 30),
        }),
        addresses: vec![format!("203.0.113.{}", n % 250), format!("2001:db8::{n:x}")],
        agent: Some(if is_attacker {
            "python-requests/2.31 <b>".to_owned()
        } else {
            "Edge 131, Windows 11".to_owned()
        }),
        device_id: (class == Class::Owner).then(|| "f00d0000-0000-4000-8000-000000000001".to_owned()),
        apps: vec!["Outlook on the web".to_owned(), "Office 365 Exchange Online".to_owned()],
        class,
        is_by_analyst: n == 2,
        score: if is_attacker { 85 } else { -20 },
        reasons: if is_attacker {
            vec![
                say(
                    Confidence::Recorded,
                    "The network 203.0.113.0/24 was never used before 2026-03-03.",
                    &[3],
                ),
                say(
                    Confidence::Likely,
                    "The same session id was used from two networks within four minutes.",
                    &[3, 4],
                ),
            ]
        } else {
            vec![say(Confidence::Recorded, "The network was used on 14 days before.", &[])]
        },
        first_time: first,
        last_time: Time(first.0 + (3_600 + (n as i64 % 9) * 30_000) * 1_000_000),
        records,
        records_in_span: records,
    }
}

fn event(n: usize, size: Size) -> Event {
    let class = class_of(n);
    let days = 16 * n as i64 / size.events as i64;
    let hour = if class == Class::Attacker { (n as i64 * 7) % 5 + 1 } else { 8 + (n as i64 * 3) % 10 };
    Event {
        time: at(days - 8, hour * 3_600 + (n as i64 * 131) % 3_600),
        text: match n % 5 {
            0 => "A message was accessed: «Re: Invoice 2217»".to_owned(),
            1 => format!("A file was downloaded: «{}»", HOSTILE[n % HOSTILE.len()]),
            2 => "A sign-in succeeded without a prompt for the second factor".to_owned(),
            3 => "An inbox rule was made: when subject or body has «invoice», move to RSS Feeds and mark as read".to_owned(),
            _ => "A message was sent".to_owned(),
        },
        operation: ["MailItemsAccessed", "FileDownloaded", "UserLoggedIn", "New-InboxRule", "Send"][n % 5].to_owned(),
        class,
        branch: Some(branch(n % size.branches.max(1)).label),
        address: Some(format!("203.0.113.{}", n % 250)),
        level: (n.is_multiple_of(9)).then(|| "high".to_owned()),
        record: n as u32 + 1,
    }
}

fn mail_read(size: Size) -> Section {
    let row = |n: usize| {
        vec![
            text("alice@example.com"),
            text(&format!("<{n:08x}.{}@mail.example.com>", "AM0PR01MB1234.eurprd01.prod")),
            text(if n.is_multiple_of(3) { "\\Inbox\\Invoices" } else { "\\Inbox" }),
            text(HOSTILE[n % HOSTILE.len()]),
            Cell::Time(at(2, n as i64 * 61)),
            Cell::Time(at(3, n as i64 * 61)),
            text(["attacker", "undetermined"][n % 2]),
            cited(&[n as u32 % 60 + 1]),
        ]
    };
    let columns =
        ["mailbox", "internet_message_id", "folder", "subject", "first_time", "last_time", "whose", "record"];
    let mut messages =
        table("messages", "Messages accessed", &columns, (0..size.messages).map(row).collect());
    "A row is a message. Accessed is not read: a preview or a program that lists messages leaves the same record."
        .clone_into(&mut messages.note);
    Section {
        key: "mail_read".to_owned(),
        title: "Mail read".to_owned(),
        statements: vec![
            say(
                Confidence::Recorded,
                "24 messages were accessed one by one in sessions of the attacker.",
                &[5, 6],
            ),
            say(
                Confidence::CannotBeDetermined,
                "Messages of the folder Archive: its access was not recorded.",
                &[],
            ),
        ],
        tables: vec![messages],
    }
}

fn mail_sent() -> Section {
    let row = |n: usize| {
        vec![
            Cell::Time(at(3, n as i64 * 901)),
            text(HOSTILE[n % HOSTILE.len()]),
            Cell::Texts((0..=n % 3).map(|i| format!("customer{i}@example.org")).collect()),
            Cell::Number(n as i64 * 1_200 - 1_000),
            Cell::Flag(n.is_multiple_of(2)),
            text("attacker"),
            cited(&(1..=(n as u32 * 3 + 1)).collect::<Vec<_>>()),
        ]
    };
    let columns = ["time", "subject", "recipients", "bytes", "deleted_afterwards", "whose", "record"];
    Section {
        key: "mail_sent".to_owned(),
        title: "Mail sent".to_owned(),
        statements: vec![say(
            Confidence::Recorded,
            "14 messages were sent in sessions of the attacker.",
            &[14],
        )],
        tables: vec![table("mail_sent", "Mail sent", &columns, (0..10).map(row).collect())],
    }
}

fn rules() -> Section {
    let rows = vec![vec![
        text("."),
        text(
            "When subject or body has «invoice», «payment»: move to RSS Feeds, mark as read; stops further rules.",
        ),
        Cell::Time(at(1, 8_000)),
        Cell::Missing,
        Cell::Flag(true),
        text("attacker"),
        cited(&[7]),
    ]];
    let columns = ["rule_name", "sentence", "time", "removed", "still_there", "whose", "record"];
    Section {
        key: "inbox_rules".to_owned(),
        title: "Rules, forwarding, delegation".to_owned(),
        statements: vec![say(
            Confidence::Recorded,
            "One inbox rule was made, and is still there at the end of the data.",
            &[7],
        )],
        tables: vec![table("inbox_rules", "Inbox rules", &columns, rows)],
    }
}

fn files() -> Section {
    let row = |n: usize| {
        vec![
            text(&format!(
                "https://example.sharepoint.com/sites/finance/Shared Documents/{}",
                HOSTILE[n % HOSTILE.len()]
            )),
            text("Finance"),
            Cell::Time(at(4, n as i64 * 77)),
            Cell::Number(1),
            text(["attacker", "owner"][n % 2]),
            cited(&[n as u32 + 1]),
        ]
    };
    Section {
        key: "files".to_owned(),
        title: "Files and sharing, Teams".to_owned(),
        statements: vec![say(
            Confidence::Recorded,
            "At least 31 files were downloaded within nine minutes.",
            &[2],
        )],
        tables: vec![table(
            "files",
            "Files",
            &["url", "site", "time", "times", "whose", "record"],
            (0..12).map(row).collect(),
        )],
    }
}

fn empty(key: &str, title: &str) -> Section {
    Section {
        key: key.to_owned(),
        title: title.to_owned(),
        statements: vec![say(
            Confidence::NoEvidence,
            "No evidence of a change to sign-in methods, devices, passwords or roles.",
            &[],
        )],
        tables: Vec::new(),
    }
}

fn coverage() -> Section {
    let rows = ["Exchange", "Entra ID", "SharePoint", "Teams"].iter().enumerate().map(|(n, workload)| {
        vec![
            text(workload),
            Cell::Number(12_000 / (n as i64 + 1)),
            Cell::Time(at(-60, 300)),
            Cell::Time(at(9, 4_000)),
        ]
    });
    Section {
        key: "coverage".to_owned(),
        title: "Coverage and limits".to_owned(),
        statements: vec![
            say(Confidence::Recorded, "MailItemsAccessed stands in the data on each of 70 days.", &[]),
            say(
                Confidence::CannotBeDetermined,
                "Results of conditional access: the audit log does not have them.",
                &[],
            ),
        ],
        tables: vec![table(
            "workloads",
            "Records by service",
            &["workload", "records", "first_time", "last_time"],
            rows.collect(),
        )],
    }
}

fn spread() -> Section {
    let rows = vec![vec![text("bob@example.com"), text("203.0.113.7"), Cell::Number(4), cited(&[20])]];
    Section {
        key: "spread".to_owned(),
        title: "Spread: other users and mailboxes".to_owned(),
        statements: vec![say(
            Confidence::Possible,
            "The address 203.0.113.7 was used for one other account.",
            &[20],
        )],
        tables: vec![table(
            "spread",
            "Other users with the attacker's indicators",
            &["user", "indicator", "records", "record"],
            rows,
        )],
    }
}

fn indicators() -> Section {
    let row = |(kind, value): &(&str, &str)| {
        vec![
            text(kind),
            text(value),
            Cell::Time(at(1, 7_512)),
            Cell::Time(at(5, 61_204)),
            Cell::Number(31),
            text("attacker"),
        ]
    };
    let rows = [
        ("address", "203.0.113.7"),
        ("network", "203.0.113.0/24"),
        ("session", "00000002-5a5a-4b4b-8c8c-1234567890ab"),
        ("user agent", "python-requests/2.31 'x\\y'"),
        ("url", "https://login.example.net/<script>"),
        ("mail address", "customer1@example.org"),
        ("message id", "<0001.abc@mail.example.com>"),
        ("app", "=cmd|' /C calc'!A0"),
    ];
    Section {
        key: "indicators".to_owned(),
        title: "Indicators".to_owned(),
        statements: Vec::new(),
        tables: vec![table(
            "indicators",
            "Indicators",
            &["kind", "value", "first_time", "last_time", "records", "users"],
            rows.iter().map(row).collect(),
        )],
    }
}

fn attack() -> Section {
    let row = |(tactic, id, name): &(&str, &str, &str)| {
        vec![
            text(tactic),
            text(id),
            text(name),
            Cell::Time(at(1, 7_512)),
            Cell::Time(at(2, 0)),
            Cell::Number(3),
            cited(&[3]),
        ]
    };
    let rows = [
        ("Credential Access", "T1557", "Adversary-in-the-Middle"),
        ("Collection", "T1114.002", "Remote Email Collection"),
        ("Stealth", "T1564.008", "Email Hiding Rules"),
    ];
    Section {
        key: "attack".to_owned(),
        title: "Techniques (ATT&CK)".to_owned(),
        statements: Vec::new(),
        tables: vec![table(
            "techniques",
            "Techniques of MITRE ATT&CK",
            &["tactic", "technique", "name", "first_time", "last_time", "records", "record"],
            rows.iter().map(row).collect(),
        )],
    }
}

fn actions() -> Section {
    Section {
        key: "actions".to_owned(),
        title: "Open persistence and actions".to_owned(),
        statements: vec![
            say(
                Confidence::Recorded,
                "Remove the inbox rule «.»: Remove-InboxRule -Mailbox alice@example.com -Identity 1234",
                &[7],
            ),
            say(
                Confidence::Recorded,
                "Revoke all sessions of alice@example.com, then reset the password.",
                &[],
            ),
        ],
        tables: Vec::new(),
    }
}

fn method() -> Section {
    Section {
        key: "method".to_owned(),
        title: "Method".to_owned(),
        statements: vec![say(
            Confidence::Recorded,
            "Made by trail365 from version 17 of the lake, without a network.",
            &[],
        )],
        tables: Vec::new(),
    }
}

fn evidence(number: u32) -> Evidence {
    let json = format!(r#"{{"Id":"{number:08}-0000-4000-8000-000000000000","Operation":"UserLoggedIn"}}"#);
    Evidence {
        number,
        id: Some(format!("{number:08x}-0000-4000-8000-000000000000")),
        time: Some(at(1, i64::from(number))),
        operation: Some(if number == 9 { HOSTILE[0].to_owned() } else { "MailItemsAccessed".to_owned() }),
        source: Some("exports/purview-2026-03-01.csv".to_owned()),
        line: Some(i64::from(number) * 3 + 2),
        content_hash: -6_148_914_691_236_517_205 + i64::from(number),
        sha256: format!("{number:064x}"),
        json,
    }
}
