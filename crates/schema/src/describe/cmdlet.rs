//! Cmdlets that the glossary does not list: their names say what was done.

use trail365_text::near;

use super::words::split_words;
use crate::glossary::operations;

/// A cmdlet by the rule of its name, `Verb-Noun`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cmdlet {
    /// Its name as it was asked for.
    pub name: String,
    /// What it did, in one sentence.
    pub meaning: String,
    /// Numbers of the record types that may carry it.
    pub record_types: &'static [i32],
}

/// Verbs of cmdlets, and what each did to its noun.
const VERBS: [(&str, &str); 32] = [
    ("Add", "added"),
    ("Approve", "approved"),
    ("Clear", "cleared"),
    ("Complete", "completed"),
    ("Delete", "deleted"),
    ("Deny", "denied"),
    ("Disable", "switched off"),
    ("Enable", "switched on"),
    ("Export", "exported"),
    ("Get", "read"),
    ("Grant", "given to someone"),
    ("Import", "imported"),
    ("Install", "installed"),
    ("Invoke", "run"),
    ("Move", "moved"),
    ("New", "made"),
    ("Preview", "looked at"),
    ("Release", "released"),
    ("Remove", "removed"),
    ("Restore", "restored"),
    ("Resume", "resumed"),
    ("Revoke", "taken back"),
    ("Search", "searched"),
    ("Send", "sent"),
    ("Set", "changed"),
    ("Start", "started"),
    ("Stop", "stopped"),
    ("Suspend", "suspended"),
    ("Test", "tested"),
    ("Undo", "undone"),
    ("Uninstall", "uninstalled"),
    ("Update", "changed"),
];

/// A name this near to a listed operation is taken for a slip, which near names answer.
const SLIP: usize = 2;

/// Shortest noun of a cmdlet.
const SHORTEST_NOUN: usize = 3;

/// Reads a name as that of a cmdlet, unless it may be a slip for an operation that is listed.
pub(super) fn parse_cmdlet(name: &str) -> Option<Cmdlet> {
    let name = name.trim();
    let (verb, noun) = name.split_once('-')?;
    let (_, done) = VERBS.iter().find(|(known, _)| known.eq_ignore_ascii_case(verb))?;
    let is_noun = noun.len() >= SHORTEST_NOUN && noun.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_slip = |other: &str| near::distance(name, other).is_some_and(|far| far <= SLIP);
    if !is_noun || operations().iter().any(|o| is_slip(o.name)) {
        return None;
    }
    Some(Cmdlet {
        name: name.to_owned(),
        meaning: format!("Someone ran this cmdlet of administration: {} was {done}.", spell_out(noun)),
        record_types: if noun.starts_with("Cs") { &[23] } else { &[1, 18] },
    })
}

/// Returns the words of a noun: `CASMailboxPlan` is `CAS mailbox plan`.
fn spell_out(noun: &str) -> String {
    let words = split_words(noun);
    let is_short = |word: &str| word.len() > 1 && word.bytes().all(|b| !b.is_ascii_lowercase());
    let lower = |word: &&str| if is_short(word) { (*word).to_owned() } else { word.to_lowercase() };
    words.iter().map(lower).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cmdlet_is_read_by_its_name() {
        let cmdlet = parse_cmdlet("Set-CASMailboxNovelty").unwrap();
        assert_eq!(
            cmdlet.meaning,
            "Someone ran this cmdlet of administration: CAS mailbox novelty was changed."
        );
        assert_eq!(cmdlet.record_types, [1, 18]);
        assert_eq!(parse_cmdlet("Grant-CsNovelty").unwrap().record_types, [23]);
        for name in
            ["New-InboxRul", "Set-Mailbx", "New-", "Sett-Thing", "Set-a b", "Set-", "-", "", "Sign-in"]
        {
            assert_eq!(parse_cmdlet(name), None, "{name}");
        }
    }
}
