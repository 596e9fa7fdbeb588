//! Finds things by what they are about: the words of names and sentences.

use super::subject::SubjectKind;
use super::usage::field_places;
use super::words::stems;
use crate::generated::RECORD_TYPES;
use crate::glossary::{Attack, apps, attacks, operations, property_keys, sign_in_errors};

/// Things that are found at most: more of them help nobody.
const MOST: usize = 15;

/// Score of the first trace of an attack: more than the words of any question reach.
const ATTACK_SCORE: f64 = 1e6;

/// Words of a question that say nothing.
const EMPTY: [&str; 38] = [
    "a", "an", "and", "any", "are", "at", "be", "been", "by", "did", "do", "doe", "for", "from", "had",
    "has", "hav", "how", "i", "in", "is", "it", "my", "of", "on", "or", "our", "someon", "that", "the", "to",
    "was", "were", "what", "when", "which", "who", "with",
];

/// Words that people use for the words of names and sentences, as stems.
const SYNONYMS: [(&str, &[&str]); 31] = [
    // Guessing of passwords shows as wrong ones and locked accounts.
    ("guess", &["wrong", "fail"]),
    ("spray", &["wrong", "fail"]),
    ("exfiltrat", &["download", "forward", "redirect", "export", "copi"]),
    ("theft", &["download", "forward", "redirect", "export", "copi"]),
    ("leak", &["download", "forward", "anonymou", "share", "export"]),
    ("2fa", &["multifactor", "strong", "authenticator", "mfa"]),
    ("mfa", &["multifactor", "strong", "authenticator"]),
    ("multifactor", &["mfa", "strong", "authenticator"]),
    ("login", &["sign", "logon", "log"]),
    ("logon", &["sign", "login", "log"]),
    ("signin", &["sign", "login", "logon", "log"]),
    ("email", &["mail", "messag"]),
    ("mail", &["messag", "email"]),
    ("messag", &["mail"]),
    ("remov", &["delet", "tak"]),
    ("delet", &["remov", "purg"]),
    ("creat", &["mad", "new", "add"]),
    ("new", &["mad", "creat", "add"]),
    ("add", &["new", "mad", "creat"]),
    ("updat", &["chang", "set", "modif"]),
    ("chang", &["updat", "set", "modif"]),
    ("modif", &["chang", "updat", "set"]),
    ("forward", &["redirect"]),
    ("redirect", &["forward"]),
    ("oauth", &["consent", "app"]),
    ("external", &["guest", "outsid", "anonymou"]),
    ("guest", &["external", "invit"]),
    ("read", &["access", "view", "open"]),
    ("open", &["access", "view", "read"]),
    ("permission", &["right", "access"]),
    ("label", &["sensitiv"]),
];

/// Something that a question in words leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// Kind of thing.
    pub kind: SubjectKind,
    /// Its name, by which it can be asked for.
    pub name: String,
    /// Its meaning, in one sentence.
    pub meaning: &'static str,
    score: f64,
}

/// Finds things whose names and sentences have all words of a question, best first. Endings of words do not count, and a
/// few words stand for others. A question that names an attack, or the number of a technique of MITRE ATT&CK, leads to what
/// the attack leaves traces in.
///
/// ```
/// use trail365_schema::describe::find_topics;
///
/// let found = find_topics("inbox rule", None);
/// assert!(found.iter().any(|topic| topic.name == "New-InboxRule"));
/// assert_eq!(find_topics("password spray", None)[0].name, "UserLoginFailed");
/// ```
pub fn find_topics(question: &str, kind: Option<SubjectKind>) -> Vec<Topic> {
    let asked = telling_words(question);
    if asked.is_empty() {
        return Vec::new();
    }
    let may_be = |other: SubjectKind| kind.is_none_or(|kind| kind == other);
    let mut found: Vec<_> = SubjectKind::ALL
        .into_iter()
        .filter(|kind| may_be(*kind))
        .flat_map(candidates)
        .filter_map(|candidate| candidate.judge(&asked))
        .collect();
    found.extend(topics_of_attacks(question, &asked).filter(|topic| may_be(topic.kind)));
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
    // One name of several services, and one key of several schemas, are one answer.
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|topic| seen.insert((topic.kind, topic.name.clone())));
    found.truncate(MOST);
    found
}

/// Returns the stems of the words that say something.
fn telling_words(text: &str) -> Vec<String> {
    stems(text).filter(|word| !EMPTY.contains(&word.as_str())).collect()
}

/// Returns the traces of attacks that a question names, those of the longest name first.
fn topics_of_attacks(question: &str, asked: &[String]) -> impl Iterator<Item = Topic> + use<> {
    let has_technique = |attack: &Attack| {
        let numbers =
            attack.techniques.iter().flat_map(|number| [*number, number.split('.').next().unwrap_or(number)]);
        numbers.into_iter().any(|number| number.eq_ignore_ascii_case(question.trim()))
    };
    let length = |attack: &'static Attack| {
        let is_asked = |words: &Vec<String>| words.iter().all(|word| asked.contains(word));
        let lengths = attack.names().map(telling_words).filter(is_asked).map(|words| words.len());
        lengths.max().or_else(|| has_technique(attack).then_some(0))
    };
    let mut named: Vec<_> = attacks().iter().filter_map(|attack| Some((length(attack)?, attack))).collect();
    named.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let traces = named.into_iter().flat_map(|(_, attack)| {
        let errors = attack.sign_in_errors.iter();
        let errors = errors.map(|e| (SubjectKind::SignInError, e.number.to_string(), e.meaning));
        let mut operations =
            attack.operations.iter().map(|o| (SubjectKind::Operation, o.name.to_owned(), o.meaning));
        // The first operation tells most; many operations must not hide the errors.
        operations.next().into_iter().chain(errors).chain(operations).collect::<Vec<_>>()
    });
    // Above all that words alone find.
    let scores = std::iter::successors(Some(ATTACK_SCORE), |score| Some(score - 1.0));
    traces.zip(scores).map(|((kind, name, meaning), score)| Topic { kind, name, meaning, score })
}

/// A thing with the texts that speak of it.
struct Candidate {
    kind: SubjectKind,
    name: String,
    /// Further names and the subject.
    more: String,
    meaning: &'static str,
    /// Worth of it beside others with the same words.
    weight: f64,
}

fn candidates(kind: SubjectKind) -> Vec<Candidate> {
    let make = |name: &str, more: String, meaning: &'static str, weight: f64| Candidate {
        kind,
        name: name.to_owned(),
        more,
        meaning,
        weight,
    };
    match kind {
        SubjectKind::Operation => operations()
            .iter()
            .map(|o| {
                let weight = if o.observed { 1.3 } else { 1.0 } * if o.doubt.is_some() { 0.8 } else { 1.0 };
                let proofs = o.proves.unwrap_or_default();
                make(o.name, format!("{} {proofs}", o.area), o.meaning, weight)
            })
            .collect(),
        SubjectKind::PropertyKey => {
            property_keys().iter().map(|k| make(k.name, String::new(), k.meaning, 0.9)).collect()
        }
        SubjectKind::RecordType => {
            RECORD_TYPES.iter().map(|t| make(t.name, t.former.join(" "), t.meaning, 0.8)).collect()
        }
        SubjectKind::SignInError => sign_in_errors()
            .iter()
            .map(|e| {
                let weight = if e.observed { 1.0 } else { 0.8 };
                make(&e.number.to_string(), format!("{} {}", e.name, e.class), e.meaning, weight)
            })
            .collect(),
        SubjectKind::App => apps()
            .iter()
            .map(|a| make(a.name, a.also.join(" "), a.meaning.unwrap_or("An app of Microsoft."), 0.5))
            .collect(),
        SubjectKind::Field => {
            field_places().map(|p| make(p.field.name, String::new(), p.field.meaning, 0.6)).collect()
        }
        // Their names are those of record types and fields.
        SubjectKind::Schema | SubjectKind::Enum => Vec::new(),
    }
}

impl Candidate {
    /// Scores the candidate: `None` if it lacks a word that was asked for.
    fn judge(self, asked: &[String]) -> Option<Topic> {
        let name: Vec<_> = stems(&self.name).collect();
        let more: Vec<_> = stems(&self.more).collect();
        let meaning: Vec<_> = stems(self.meaning).collect();
        let mut score = 0.0;
        for word in asked {
            let best = f64::max(
                4.0 * likeness(word, &name),
                f64::max(2.0 * likeness(word, &meaning), 1.5 * likeness(word, &more)),
            );
            if best <= 0.0 {
                return None;
            }
            score += best;
        }
        // Among names with the words asked for, the one with the fewest others says them best.
        let surplus = u32::try_from(name.len().saturating_sub(asked.len())).unwrap_or(u32::MAX);
        let score = self.weight * score - 0.1 * f64::from(surplus);
        Some(Topic { kind: self.kind, name: self.name, meaning: self.meaning, score })
    }
}

/// Returns how well a word is among others, from 0 to 1.
fn likeness(word: &str, others: &[String]) -> f64 {
    // The start of a word counts for little, and only where it is long enough to mean something.
    const SHORTEST_START: usize = 4;
    if others.iter().any(|other| other == word) {
        return 1.0;
    }
    let synonyms = SYNONYMS.iter().find(|(from, _)| *from == word).map_or(&[][..], |(_, to)| *to);
    if others.iter().any(|other| synonyms.contains(&other.as_str())) {
        return 0.7;
    }
    let starts = word.len() >= SHORTEST_START && others.iter().any(|other| other.starts_with(word));
    if starts { 0.5 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_found(question: &str, expected: &[&str]) {
        let found = find_topics(question, None);
        let names: Vec<_> = found.iter().map(|topic| topic.name.as_str()).collect();
        assert!(expected.iter().all(|name| names.contains(name)), "{question}: {names:?}");
    }

    #[test]
    fn words_lead_to_what_they_are_about() {
        assert_found("inbox rule", &["New-InboxRule", "Set-InboxRule", "UpdateInboxRules"]);
        assert_found("inbox rules", &["New-InboxRule"]);
        assert_found("forward", &["ForwardTo", "ForwardingSmtpAddress"]);
        assert_found("password reset", &["Reset user password."]);
        assert_found("reset a password", &["Reset user password."]);
        assert_found("file download", &["FileDownloaded"]);
        assert_found("mfa", &["Disable Strong Authentication."]);
        assert_found("consent", &["Consent to application."]);
        assert_found("wrong password", &["50126"]);
        assert_found("brute force", &["50126", "50053", "UserLoginFailed"]);
        assert_found("password spray", &["50126"]);
        assert_found("who deleted mail", &["HardDelete", "SoftDelete"]);
        assert_found("who has deleted a message?", &["HardDelete"]);
    }

    /// Words that somebody types who looks into an incident.
    #[test]
    fn every_name_of_an_attack_leads_to_its_traces() {
        for attack in attacks() {
            for name in attack.names() {
                let mut found = topics_of_attacks(name, &telling_words(name)).take(MOST);
                assert!(found.any(|topic| topic.name == attack.operations[0].name), "{name}");
            }
        }
        for (question, expected) in [
            ("password spray", "UserLoginFailed"),
            ("a password spraying attack", "50126"),
            ("token theft", "UserLoggedIn"),
            ("consent phishing", "Consent to application."),
            ("Inbox rules", "New-InboxRule"),
            ("mail forwarding", "Set-Mailbox"),
            ("device code phishing", "70016"),
            ("MFA fatigue", "500121"),
            ("privilege escalation", "Add member to role."),
            ("persistence", "Add service principal credentials."),
            ("exfiltration", "FileDownloaded"),
            ("data destruction", "FileDeleted"),
            ("ransomware", "FileModified"),
            ("brute force", "UserLoginFailed"),
            ("impossible travel", "UserLoggedIn"),
            ("legacy authentication", "UserLoggedIn"),
            ("mailbox delegation", "Add-MailboxPermission"),
            ("eDiscovery search", "New-ComplianceSearch"),
            ("anonymous link", "AnonymousLinkCreated"),
            ("anonymous links", "AnonymousLinkUsed"),
            ("guest invitation", "Invite external user"),
            ("guest invite", "Invite external user"),
            ("T1110.003", "50126"),
            ("t1114", "MailItemsAccessed"),
        ] {
            let found = find_topics(question, None);
            let names: Vec<_> = found.iter().take(8).map(|topic| topic.name.as_str()).collect();
            assert!(names.contains(&expected), "{question}: {names:?}");
        }
        assert!(
            find_topics("password spray", Some(SubjectKind::SignInError))
                .iter()
                .all(|topic| topic.kind == SubjectKind::SignInError)
        );
    }

    #[test]
    fn a_word_that_nothing_has_leads_nowhere() {
        for question in ["", "  ", "of the", "xyzzyq", "inbox xyzzyq", "mailbox_owner_upm", "ExchngeItm"] {
            assert_eq!(find_topics(question, None), [], "{question}");
        }
        assert_eq!(find_topics("inbox rule", Some(SubjectKind::Enum)), []);
    }
}
