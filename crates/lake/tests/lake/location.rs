//! Places where a lake can lie, and where it cannot.

use trail365_lake::{ErrorKind, Location};

use crate::Place;
use crate::place::lines;

fn refusal(place: &str) -> String {
    let error = Location::parse(place).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    error.to_string()
}

#[test]
fn a_path_with_a_percent_escape_is_refused() {
    for (place, escape) in [("odd/a%20b", "%20"), ("%2F", "%2F"), ("file:///odd/a%2520b/lake", "%20")] {
        let message = refusal(place);
        assert!(message.contains(&format!("its path has `{escape}`")), "{message}");
        assert!(message.contains("rename the folder"), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_with_a_backslash_is_refused() {
    assert!(refusal(r"odd/a\b").contains(r"its path has `\`"));
}

#[test]
fn a_path_with_a_percent_sign_or_an_escaped_space_is_fine() {
    assert!(Location::parse("file:///odd/a%20b").is_ok());
    let mut place = Place::new();
    place.name = "50% lake, 5%".into();
    place.import("a", lines(0..3));
    assert_eq!(place.count(), 3);
    assert_eq!(place.findings(), [""; 0]);
}
