//! Dashes of command lines.

/// Characters that begin an option.
const DASHES: [char; 5] = ['-', '/', '–', '—', '―'];

/// Most dashes that are replaced, so that a text becomes at most 3,125.
const MOST_DASHES: u32 = 5;

/// Returns the text with each dash in front of a word replaced by each of the others, or `None` for too many dashes.
pub(super) fn spell_dashes(text: &str) -> Option<Vec<String>> {
    let places = find_dashes(text);
    if places.len() > MOST_DASHES as usize {
        return None;
    }
    let mut spellings = vec![String::new()];
    let mut start = 0;
    for place in places {
        let end = place + text[place..].chars().next().map_or(0, char::len_utf8);
        let with = |spelling: &String, dash: char| format!("{spelling}{}{dash}", &text[start..place]);
        spellings = spellings.iter().flat_map(|s| DASHES.iter().map(move |dash| with(s, *dash))).collect();
        start = end;
    }
    Some(spellings.into_iter().map(|spelling| spelling + &text[start..]).collect())
}

/// Returns the offsets of dashes with a word behind them and none in front.
fn find_dashes(text: &str) -> Vec<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut before = None;
    let mut places = Vec::new();
    for (offset, c) in text.char_indices() {
        let after = text[offset + c.len_utf8()..].chars().next();
        if DASHES.contains(&c) && !before.is_some_and(is_word) && after.is_some_and(is_word) {
            places.push(offset);
        }
        before = Some(c);
    }
    places
}
