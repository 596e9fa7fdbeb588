//! Text from records and file names, made fit for a terminal.

use trail365_records::acts_on_terminal;

/// The text with everything escaped that a terminal acts on or that does not show: control characters, marks that
/// turn the direction of writing, characters without width. What is left is on one line.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut out, c));
    out
}

/// The beginning of the text in at most `most` characters, made fit for a terminal; an ellipsis stands for the rest.
pub fn clipped(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut chars = 0;
    for c in text.chars() {
        let end = out.len();
        push(&mut out, c);
        chars += out[end..].chars().count();
        if chars > most {
            out.truncate(end);
            out.push('…');
            break;
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    if acts(c) {
        out.extend(c.escape_default());
    } else {
        out.push(c);
    }
}

/// Whether a terminal acts on a character, or shows nothing of its own for it.
pub fn acts(c: char) -> bool {
    acts_on_terminal(c)
        || matches!(
            c,
            // A blank that the tables would show as a plain one; a soft hyphen.
            '\u{a0}' | '\u{ad}'
            // Mongolian vowel separator, interlinear notes.
            | '\u{180e}' | '\u{fff9}'..='\u{fffb}'
        )
}

#[cfg(test)]
mod tests {
    use super::{clipped, printable};

    #[test]
    fn what_drives_a_terminal_is_escaped() {
        for (text, shown) in [
            ("plain é 漢 \\", "plain é 漢 \\"),
            ("\u{1b}[31m\r\n\t\0", "\\u{1b}[31m\\r\\n\\t\\u{0}"),
            ("\u{7f}\u{9b}2J", "\\u{7f}\\u{9b}2J"),
            ("\u{202e}gpj.exe\u{2066}", "\\u{202e}gpj.exe\\u{2066}"),
            ("a\u{200b}b\u{a0}c", "a\\u{200b}b\\u{a0}c"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn a_clipped_text_is_never_longer() {
        assert_eq!(clipped("abc", 3), "abc");
        assert_eq!(clipped("abcd", 3), "abc…");
        assert_eq!(clipped("a\u{1b}b", 6), "a…");
        assert_eq!(clipped("a\u{1b}b", 8), "a\\u{1b}b");
    }
}
