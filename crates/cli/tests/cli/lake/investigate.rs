//! `trail365 investigate`.

use super::Lake;
use crate::program::{assert_in_order, run};

#[test]
fn whom_to_look_at_first_and_a_report_that_can_be_verified() {
    let lake = Lake::of_sample();
    let listed = lake.printed(&["investigate"]);
    assert_in_order(
        &listed,
        &["1 account to look at", "petra.holm@contoso.example.com", "high", "trail365 investigate ACCOUNT"],
    );

    let report = lake.folder.path("case");
    let printed = lake.printed(&["investigate", "Petra.Holm", "--output", &report]);
    assert_in_order(
        &printed,
        &["petra.holm@contoso.example.com: taken over, confirmed", "attacker", "report.html", "SHA-256"],
    );
    let page = std::fs::read_to_string(format!("{report}/report.html")).unwrap();
    assert!(page.contains("petra.holm@contoso.example.com"));

    // A report that is there is not replaced unless that is asked for.
    let again = run(&lake.args(&["investigate", "petra.holm", "--output", &report]));
    assert_eq!(again.code, 2, "{}", again.out);
    assert_in_order(
        &lake.printed(&["investigate", "petra.holm", "--output", &report, "--force"]),
        &["report.html"],
    );

    assert_in_order(&lake.printed(&["investigate", "--verify", &report]), &["is as it was written"]);
    std::fs::write(format!("{report}/report.md"), "another").unwrap();
    let changed = run(&lake.args(&["investigate", "--verify", &report]));
    assert_eq!((changed.code, changed.out.as_str()), (1, "report.md: changed\n"), "{}", changed.err);
}

#[test]
fn what_cannot_be_investigated_is_named() {
    let lake = Lake::of_sample();
    for (args, words) in [
        (
            ["investigate", "nobody@example.org", "--output", "never"],
            "no record names the account `nobody@example.org`",
        ),
        (["investigate", "petra.holm", "--owner-ip", "300.1.1.1"], "`300.1.1.1` is no address"),
        (["investigate", "petra.holm", "--notes", "nowhere.txt"], "notes nowhere.txt cannot be read"),
    ] {
        let done = run(&lake.args(&args));
        assert_eq!(done.code, 2, "{args:?}: {}", done.out);
        assert!(done.err.contains(words), "{args:?}: {}", done.err);
    }
}
