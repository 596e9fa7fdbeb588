//! Text of records that Markdown takes for text.

use trail365_text::terminal::push_escaped;

/// Returns the text with every sign escaped that Markdown or HTML in it acts on. The result is one line.
///
/// Addresses of pages do not become links. Addresses of mail do in some programs, whatever is done.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (place, c) in text.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' | '!' => out.extend(['\\', c]),
            ':' if text[place..].starts_with("://") => out.push_str("\\:"),
            '.' if ends_in_www(&out) => out.push_str("\\."),
            c => push_escaped(&mut out, c),
        }
    }
    out
}

/// Reports whether a text ends in what makes a link of the next dot.
fn ends_in_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_acts() {
        for (text, expect) in [
            ("plain, 2026-03-02 (x)", "plain, 2026-03-02 (x)"),
            ("<b> & [x](y) `c` a|b", "&lt;b&gt; &amp; \\[x\\](y) \\`c\\` a\\|b"),
            ("https://example.net WWW.example.net", "https\\://example.net WWW\\.example.net"),
            ("![p](x)\r\n# no", "\\!\\[p\\](x)\\r\\n\\# no"),
        ] {
            assert_eq!(escape(text), expect);
        }
    }
}
