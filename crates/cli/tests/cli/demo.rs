//! `trail365 demo`.

use crate::folder::Folder;
use crate::program::run;

#[test]
fn the_intrusion_is_found_in_a_week_that_was_collected() {
    let folder = Folder::new();
    let lake = folder.path("demo");
    let demo = run(&["demo", "--users", "5", "--lake", &lake]);
    assert_eq!(demo.code, 0, "{}", demo.err);
    // The rule, what came from its address, and the app that reads on from another one.
    for found in [
        "contoso.accounting@mail.example.net",
        "Consent to application.",
        "203.0.113.140",
        "Inbox rule sends mail outside the organisation  [high]",
    ] {
        assert!(demo.out.contains(found), "{found} is not in {}", demo.out);
    }
    assert!(demo.out.contains(&format!("trail365 query --lake {lake}")), "{}", demo.out);
    assert_eq!(run(&["lake", "--lake", &lake, "verify"]).code, 0);

    let again = run(&["demo", "--lake", &lake]);
    assert!(again.code == 2 && again.err.contains("there is a lake"), "{}", again.err);
}
