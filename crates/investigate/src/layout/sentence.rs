//! Parts of sentences: moments in them, and the records that they name.

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text.
    Text(&'a str),
    /// A moment, as people read it.
    Moment(String),
}

/// Splits a sentence at its moments (`2026-03-02T08:00:00Z`), which are not to be broken over lines.
pub fn split_moments(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(found) = text[at..].find('T') {
        let sign = at + found;
        at = sign + 1;
        let Some((start, end)) = moment_around(text, sign).filter(|(start, _)| *start >= done) else {
            continue;
        };
        if start > done {
            pieces.push(Piece::Text(&text[done..start]));
        }
        pieces.push(Piece::Moment(text[start..end].replacen('T', " ", 1)));
        (done, at) = (end, end);
    }
    if done < text.len() {
        pieces.push(Piece::Text(&text[done..]));
    }
    pieces
}

/// Returns the place of the moment whose `T` stands at `sign`.
fn moment_around(text: &str, sign: usize) -> Option<(usize, usize)> {
    let start = sign.checked_sub(10)?;
    let is_like = |text: &str, form: &str| {
        text.len() == form.len()
            && text
                .bytes()
                .zip(form.bytes())
                .all(|(b, f)| if f == b'0' { b.is_ascii_digit() } else { b == f })
    };
    let has_form =
        is_like(text.get(start..sign)?, "0000-00-00") && is_like(text.get(sign + 1..sign + 9)?, "00:00:00");
    let behind = text.get(sign + 9..)?;
    let fraction = behind.find(|c: char| c != '.' && !c.is_ascii_digit())?;
    let end = sign + 9 + fraction;
    (has_form && text[end..].starts_with('Z')).then_some((start, end + 1))
}

/// Returns the first `most` numbers of records, each once.
pub fn first_records(records: &[u32], most: usize) -> Vec<u32> {
    let mut first = Vec::new();
    for record in records {
        if first.len() == most {
            break;
        }
        if !first.contains(record) {
            first.push(*record);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::{Piece, first_records, split_moments};

    #[test]
    fn moments_are_found_in_sentences() {
        let pieces = split_moments("Two: é2026-03-02T08:00:00Z, 2026-03-02T08:00:00.25Z");
        let moment = |text: &str| Piece::Moment(text.to_owned());
        assert_eq!(
            pieces,
            [
                Piece::Text("Two: é"),
                moment("2026-03-02 08:00:00Z"),
                Piece::Text(", "),
                moment("2026-03-02 08:00:00.25Z")
            ]
        );
        for text in
            ["", "T", "éééééT08:00:00Z", "2026-03-02T08:00:00", "2026-03-02T08:00:0é", "x026-03-02T08:00:00Z"]
        {
            assert!(split_moments(text).iter().all(|piece| matches!(piece, Piece::Text(_))), "{text}");
        }
    }

    #[test]
    fn a_record_is_named_once() {
        assert_eq!(first_records(&[4, 4, 2, 4, 7, 9], 3), [4, 2, 7]);
    }
}
