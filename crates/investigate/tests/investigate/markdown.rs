//! Markdown: the same sentences, and nothing in them acts.

use trail365_investigate::deidentify::visit_texts;
use trail365_investigate::render::render_markdown;

use super::made_up::{HOSTILE, LARGE, SMALL, json_of, report};

#[test]
fn sentences_stand_with_their_records() {
    let markdown = render_markdown(&report(SMALL));
    for part in [
        "# Investigation of alice@example.com\n",
        "\n## 1 Summary\n\n**Confirmed takeover.** The account was taken over",
        "- **Recorded:** At least 187 messages were accessed",
        "\\[5 6 8 9 10 11 12 13 of 412 records\\]\n",
        "\n## 5 Mail read\n",
        "\n> &lt;i&gt;She was on holiday&lt;/i&gt; &amp; did not sign in.\n",
    ] {
        assert!(markdown.contains(part), "{part}");
    }
    let long = render_markdown(&report(LARGE));
    assert!(
        long.contains("\nThe first 200 of 1,200 rows are shown. The file messages.csv has all of them.\n")
    );
}

/// Drops the escaped signs of a text.
fn without_escapes(markdown: &str) -> String {
    let mut chars = markdown.chars();
    std::iter::from_fn(|| {
        loop {
            match chars.next() {
                Some('\\') => drop(chars.next()),
                other => return other,
            }
        }
    })
    .collect()
}

#[test]
fn no_text_acts() {
    for text in HOSTILE {
        let mut report = report(SMALL);
        visit_texts(&mut report, &mut |_, place| text.clone_into(place));
        let markdown = render_markdown(&report);
        let plain = without_escapes(&markdown.replace("<br>", ""));
        assert!(!plain.contains('<') && !plain.contains("://") && !plain.to_lowercase().contains("www."));
        for row in plain.lines().filter(|line| line.starts_with('|')) {
            assert!(row.ends_with('|') && !row.contains("](") && !row.contains("**"), "{row}");
        }
        assert!(!markdown.chars().any(|c| c != '\n' && trail365_text::terminal::acts_on_terminal(c)));
    }
}

#[test]
fn rows_have_as_many_cells_as_the_header() {
    for table in render_markdown(&report(SMALL)).split("\n\n").filter(|block| block.starts_with("| ")) {
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let header = cells(table.lines().next().unwrap());
        assert!(table.lines().all(|line| cells(line) == header), "{table}");
    }
}

#[test]
fn json_has_the_report_without_the_raw_records() {
    let json = json_of(&report(SMALL));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["accounts"][0]["verdict"]["word"], "confirmed");
    assert_eq!(value["accounts"][0]["first_act"], "2026-03-03T02:05:12Z");
    assert_eq!(value["evidence"][0]["number"], 1);
    assert!(value["evidence"][0].get("json").is_none());
    assert!(!json.chars().any(|c| c != '\n' && trail365_text::terminal::acts_on_terminal(c)));
}

#[test]
fn a_row_of_a_table_is_a_line_of_json() {
    let json = json_of(&report(SMALL));
    let row = json.lines().find(|line| line.contains("00000003.AM0PR01MB1234")).unwrap().trim();
    assert!(row.starts_with("[\"alice@example.com\",") && row.ends_with(r#"{"records":[4]}],"#), "{row}");
    assert!(row.contains(r#""invoice_\u202efdp.exe \u001b[31mred\u007f\u0000""#), "{row}");
    assert!(json.contains("\n  \"case\": {\n    \"number\": \"2026-0042 <b>\",\n"));
}
