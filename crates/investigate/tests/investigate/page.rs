//! The page: well formed, inert, in order.

use proptest::prelude::*;
use trail365_investigate::deidentify::visit_texts;
use trail365_investigate::model::{Account, Report};
use trail365_investigate::render::render_html;

use super::made_up::{HOSTILE, LARGE, SMALL, report};
use super::markup::read;

#[test]
fn the_page_is_well_formed_and_inert() {
    for size in [SMALL, LARGE] {
        let page = read(&render_html(&report(size)).unwrap());
        page.assert_sound();
        let levels = page.heading_levels();
        assert_eq!(levels[0], 1);
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1 && pair[1] > 1, "{levels:?}");
        }
    }
}

#[test]
fn a_report_on_nothing_is_a_page() {
    for report in [Report::default(), Report { accounts: vec![Account::default()], ..Report::default() }] {
        read(&render_html(&report).unwrap()).assert_sound();
    }
}

#[test]
fn chapters_stand_in_the_order_of_the_report() {
    let html = render_html(&report(SMALL)).unwrap();
    let places: Vec<_> = [
        ">1</span> Summary",
        ">2</span> Coverage and limits",
        ">3</span> Timeline",
        ">4</span> Access",
        ">5</span> Mail read",
        ">6</span> Mail sent",
        ">10</span> Spread: other users and mailboxes",
        ">15</span> Cited records",
    ]
    .iter()
    .map(|heading| html.rfind(heading).unwrap_or_else(|| panic!("{heading}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn long_tables_name_the_file_that_has_all_rows() {
    let html = render_html(&report(LARGE)).unwrap();
    for sentence in [
        "The first 200 of 1,200 rows are shown. The file messages.csv has all of them.",
        "The first 200 of 5,000 rows are shown. The file timeline.csv has all of them.",
        "The first 200 of 500 rows are shown. The file tables/sessions.csv has all of them.",
        "40 of 500 branches are drawn",
        "Long texts and lists are cut. The file tables/networks.csv has them whole.",
    ] {
        assert!(html.contains(sentence), "{sentence}");
    }
    assert!(html.len() < 3_000_000, "{}", html.len());
}

#[test]
fn the_policy_has_the_hash_of_the_style_and_lets_nothing_else_in() {
    let html = render_html(&report(SMALL)).unwrap();
    let (_, behind) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").unwrap();
    let policy = behind.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src &#39;none&#39;; style-src &#39;sha256-"), "{policy}");
    assert_eq!(html.matches("<style>").count(), 1);
    assert!(!html.contains("unsafe") && !html.contains(" style=\""));
}

#[test]
fn characters_that_hide_are_shown() {
    let html = render_html(&report(SMALL)).unwrap();
    assert!(html.contains(r"invoice_\u{202e}fdp.exe \u{1b}[31mred\u{7f}\u{0}"));
    assert!(!html.chars().any(|c| c != '\n' && trail365_text::terminal::acts_on_terminal(c)));
}

#[test]
fn the_same_report_gives_the_same_page() {
    assert_eq!(render_html(&report(SMALL)).unwrap(), render_html(&report(SMALL)).unwrap());
}

fn poisoned(text: &str) -> Report {
    let mut report = report(SMALL);
    visit_texts(&mut report, &mut |_, place| text.clone_into(place));
    for account in &mut report.accounts {
        for branch in &mut account.sessions {
            text.clone_into(&mut branch.label);
        }
        for section in &mut account.sections {
            text.clone_into(&mut section.title);
            text.clone_into(&mut section.key);
            for table in &mut section.tables {
                text.clone_into(&mut table.title);
                text.clone_into(&mut table.note);
                text.clone_into(&mut table.key);
                table.columns.iter_mut().for_each(|column| text.clone_into(&mut column.title));
            }
        }
    }
    report
}

#[test]
fn no_text_acts_wherever_it_stands() {
    for text in HOSTILE {
        let page = read(&render_html(&poisoned(text)).unwrap());
        page.assert_sound();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_gives_a_sound_page(text in r#"([<>&"'{}%/=!-]|script|style|\PC|\p{C}){0,40}"#) {
        read(&render_html(&poisoned(&text)).unwrap()).assert_sound();
    }
}

#[test]
fn the_first_page_counts_what_the_attacker_did() {
    let html = render_html(&report(SMALL)).unwrap();
    for (label, number) in [
        ("messages accessed by the attacker", "12"),
        ("messages sent by the attacker", "10"),
        ("change of inbox rules by the attacker", "1"),
        ("between the first and the last act", "4 days 14 h"),
    ] {
        assert!(html.contains(&format!("<dt>{label}</dt><dd>{number}</dd>")), "{label}");
    }
}
