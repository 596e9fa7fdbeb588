//! The words of a text, and their stems.

/// Returns the stems of the words of a text.
pub(super) fn stems(text: &str) -> impl Iterator<Item = String> {
    split_words(text).into_iter().map(|word| stem(&word.to_lowercase()))
}

/// Cuts a text into words at everything that is no letter or digit, and where a capital begins a word: `DLPRuleMatch` is
/// three words.
pub(super) fn split_words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .flat_map(split_capitals)
        .filter(|word| !word.is_empty())
        .collect()
}

fn split_capitals(word: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let begins = |at: usize| {
        let (before, here) = (letters[at - 1].1, letters[at].1);
        let next_is_small = letters.get(at + 1).is_some_and(|(_, next)| next.is_lowercase());
        here.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_small))
    };
    let mut words = Vec::new();
    let mut start = 0;
    for at in (1..letters.len()).filter(|at| begins(*at)) {
        words.push(&word[start..letters[at].0]);
        start = letters[at].0;
    }
    words.push(&word[start..]);
    words
}

/// Takes the usual endings off a word, so that `forwards`, `forwarded` and `forwarding` are one. Stems are compared with
/// each other only, so they need not be words.
fn stem(word: &str) -> String {
    const SHORTEST: usize = 3;
    let cut = |end: &str| word.strip_suffix(end).filter(|rest| rest.chars().count() >= SHORTEST);
    if let Some(rest) = cut("ies").or_else(|| cut("ied")) {
        return format!("{rest}y");
    }
    let plain = |end: &str| cut(end).filter(|rest| end != "s" || !rest.ends_with('s'));
    let rest = ["ing", "ed", "es", "s", "e"].into_iter().find_map(plain).unwrap_or(word);
    // `logged` and `log`, but `access` and `pass` keep their end.
    let last = rest.chars().next_back();
    let is_doubled = rest.len() > SHORTEST
        && last.is_some_and(|c| !matches!(c, 's' | 'l') && rest.ends_with(&format!("{c}{c}")));
    if is_doubled && rest.len() < word.len() { rest[..rest.len() - 1].to_owned() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_and_stemmed() {
        assert_eq!(
            split_words("New-InboxRule DLPRuleMatch PowerBI x"),
            ["New", "Inbox", "Rule", "DLP", "Rule", "Match", "Power", "BI", "x"]
        );
        for (word, expected) in [
            ("forwarding", "forward"),
            ("rules", "rul"),
            ("rule", "rul"),
            ("created", "creat"),
            ("policies", "policy"),
            ("accessed", "access"),
            ("access", "access"),
            ("logged", "log"),
            ("added", "add"),
            ("is", "is"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
