//! `mail_subject`: the subject of a conversation without the prefixes of answers.

use super::table::{Columns, Kind, Row, Value};

pub(in super::super) const SUBJECT: &Columns =
    &[("conversation", Kind::Text), ("is_reply", Kind::Flag), ("is_forward", Kind::Flag)];

/// Prefixes of answers in the languages of mail programs.
const REPLY: [&str; 16] = [
    "re", "aw", "sv", "antw", "antwort", "vs", "r", "rif", "res", "odp", "ynt", "bls", "vá", "回复", "答复",
    "回覆",
];

/// Prefixes of forwarded mail.
const FORWARD: [&str; 14] =
    ["fw", "fwd", "wg", "tr", "vb", "vl", "rv", "enc", "i", "pd", "doorst", "trs", "转发", "轉寄"];

/// Decodes a subject.
pub(in super::super) fn decode_subject(texts: &[Option<&str>]) -> Row {
    let Some(subject) = texts.first().copied().flatten() else {
        return vec![Value::Text(None), Value::Flag(None), Value::Flag(None)];
    };
    let (mut rest, mut reply, mut forward) = (subject.trim(), None, None);
    // The first prefix says what this message is; those behind it are of older ones.
    while let Some((prefix, behind)) = split_prefix(rest) {
        let is_reply = REPLY.contains(&prefix.as_str());
        reply.get_or_insert(is_reply);
        forward.get_or_insert(!is_reply);
        rest = behind.trim_start();
    }
    vec![
        Value::Text(Some(rest.to_owned())),
        Value::flag(reply.unwrap_or(false)),
        Value::flag(forward.unwrap_or(false)),
    ]
}

/// Splits a prefix off: `Re:`, `RE[2]:`, `Fwd :`, `回复：`.
fn split_prefix(subject: &str) -> Option<(String, &str)> {
    let (front, rest) = subject.split_once([':', '：'])?;
    let word = front.trim_end();
    let word = word.strip_suffix([']', ')']).map_or(word, |counted| {
        counted.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['[', '(']).trim_end()
    });
    let word = word.to_lowercase();
    (REPLY.contains(&word.as_str()) || FORWARD.contains(&word.as_str())).then_some((word, rest))
}

#[cfg(test)]
mod tests {
    use super::{Value, decode_subject};

    #[test]
    fn prefixes_are_taken_off() {
        for (subject, conversation, reply, forward) in [
            ("Invoice 7", "Invoice 7", false, false),
            ("RE: Invoice 7", "Invoice 7", true, false),
            ("Re[2]: AW: fwd : Invoice 7", "Invoice 7", true, false),
            ("WG: Re: Invoice: 7", "Invoice: 7", false, true),
            ("SV (3): Faktura", "Faktura", true, false),
            ("TR : Facture", "Facture", false, true),
            ("回复：发票", "发票", true, false),
            ("Reminder: \"x\"", "Reminder: \"x\"", false, false),
            ("Re:", "", true, false),
            ("", "", false, false),
        ] {
            let expect =
                vec![Value::Text(Some(conversation.into())), Value::flag(reply), Value::flag(forward)];
            assert_eq!(decode_subject(&[Some(subject)]), expect, "{subject}");
        }
        assert_eq!(decode_subject(&[None])[0], Value::Text(None));
    }
}
