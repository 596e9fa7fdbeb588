//! Pseudonyms: the same everywhere, and nothing of the originals left.

use trail365_investigate::deidentify::{deidentify, write_key};
use trail365_investigate::folder::{RunFacts, write_report};
use trail365_investigate::render::{render_html, render_markdown};

use super::made_up::{HOSTILE, SMALL, VICTIM, json_of, report};

#[test]
fn names_are_replaced_in_every_form() {
    let mut report = report(SMALL);
    let key = deidentify(&mut report, false).unwrap();
    let user = key.pseudonym(&VICTIM.to_uppercase()).unwrap().to_owned();
    assert_eq!(report.accounts[0].user, user);
    let forms = [render_html(&report).unwrap(), render_markdown(&report), json_of(&report)];
    for form in &forms {
        assert!(form.contains(&user));
        for original in [VICTIM, "@example.org", "bob@example", "AM0PR01MB1234", "onerror", "Pneumono"] {
            assert!(!form.contains(original), "{original}");
        }
        assert!(form.contains("203.0.113"));
    }
    // A subject in a sentence has the pseudonym of its cell.
    let subject = key.pseudonym(HOSTILE[0]).unwrap();
    assert!(report.accounts[0].summary[2].text.contains(&format!("«{subject}»")));
}

#[test]
fn network_addresses_are_replaced_if_asked_for() {
    let mut report = report(SMALL);
    let key = deidentify(&mut report, true).unwrap();
    assert!(key.pseudonym("203.0.113.7").is_some());
    let json = json_of(&report);
    assert!(!json.contains("203.0.113") && !json.contains("2001:db8"));
}

#[test]
fn the_key_leads_back_and_raw_records_are_left_out() {
    let mut report = report(SMALL);
    let key = deidentify(&mut report, false).unwrap();
    let mut out = Vec::new();
    write_key(&key, &mut out).unwrap();
    let csv = String::from_utf8(out).unwrap();
    assert!(csv.starts_with("\u{feff}kind,pseudonym,original\r\n"));
    assert!(csv.contains(&format!("\"person\",\"{}\",\"{VICTIM}\"\r\n", report.accounts[0].user)), "{csv}");
    assert!(csv.contains("\"'=HYPERLINK("));
    let work = tempfile::tempdir().unwrap();
    let written = write_report(&report, &RunFacts::default(), &work.path().join("case"), false).unwrap();
    assert!(!written.files.iter().any(|file| file.path == "records.jsonl"));
}
