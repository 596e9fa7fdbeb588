//! Paths of deviations, the same for every item of a list and bounded in size.

use std::borrow::Cow;

/// Longest path or value that is kept, in bytes: a hostile record may have keys of megabytes.
const MOST_BYTES: usize = 512;

/// Returns the path without the indexes of lists, written into `room` unless it can stay as it is:
/// `AffectedItems[2].Subject` becomes `AffectedItems[].Subject`.
pub(super) fn path_pattern<'a>(path: &'a str, room: &'a mut String) -> &'a str {
    // Most deviations lie outside lists: their path is used as it is.
    if path.len() <= MOST_BYTES && !path.contains('[') {
        return path;
    }
    room.clear();
    let clipped = clip_text(path);
    let mut rest = &*clipped;
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open + 1);
        room.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_index = after[digits..].starts_with(']');
        rest = if is_index { &after[digits..] } else { after };
    }
    room.push_str(rest);
    room
}

/// Returns as much of the text as is kept. An ellipsis stands for the rest.
pub(super) fn clip_text(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_BYTES {
        return text.into();
    }
    let end = (0..=MOST_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", &text[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::{clip_text, path_pattern};

    #[test]
    fn indexes_are_left_out() {
        for (path, expect) in [
            ("Version", "Version"),
            ("AffectedItems[2].Subject", "AffectedItems[].Subject"),
            ("A[10][0].B[3]", "A[][].B[]"),
            ("odd[key", "odd[key"),
            ("odd[x][12", "odd[x][12"),
            ("[]", "[]"),
            ("", ""),
        ] {
            assert_eq!(path_pattern(path, &mut String::new()), expect);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "é".repeat(10_000);
        assert_eq!(clip_text(&long), format!("{}…", "é".repeat(256)));
        assert_eq!(clip_text(&format!("a{long}")), format!("a{}…", "é".repeat(255)));
        assert_eq!(path_pattern(&long, &mut String::new()), clip_text(&long));
    }
}
