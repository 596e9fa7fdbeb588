//! Branches of sessions: what one session id was used for from one network, by one program, on one device.

use std::collections::{BTreeSet, HashMap};

use crate::facts::Act;
use crate::sql::BranchKey;

/// A branch before anybody says whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// `S1`, or `S1b` for the second branch of a session.
    pub label: String,
    pub session_key: String,
    pub is_surrogate: bool,
    pub network: Option<String>,
    pub agent: Option<String>,
    pub device_id: Option<String>,
    pub addresses: BTreeSet<String>,
    /// Addresses that say something about who acted: those of Microsoft's own networks do not.
    pub telling_addresses: BTreeSet<String>,
    pub app_ids: BTreeSet<String>,
    /// Places of its records among the account's, in order of time.
    pub acts: Vec<usize>,
}

type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Groups the records of an account, which are in order of time; branches come in the order of their first records. `is_telling` says
/// whether an address says something about who acted.
pub(crate) fn draft_branches(acts: &[Act], is_telling: impl Fn(&str) -> bool) -> Vec<Draft> {
    let mut places: HashMap<Key<'_>, usize> = HashMap::new();
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, act) in acts.iter().enumerate() {
        let key = (
            act.session_key.as_str(),
            act.network.as_deref(),
            act.agent.as_deref(),
            act.device_id.as_deref(),
        );
        let place = *places.entry(key).or_insert_with(|| {
            drafts.push(Draft::of(act));
            drafts.len() - 1
        });
        let draft = &mut drafts[place];
        draft.acts.push(at);
        if let Some(address) = act.client_ip.as_ref().filter(|address| !draft.addresses.contains(*address)) {
            draft.addresses.insert(address.clone());
            draft.telling_addresses.extend(is_telling(address).then(|| address.clone()));
        }
        draft.app_ids.extend(act.app_id.clone());
    }
    label(&mut drafts);
    drafts
}

impl Draft {
    /// Returns what tells it from the account's other branches.
    pub fn key(&self) -> BranchKey<'_> {
        BranchKey {
            session_key: &self.session_key,
            network: self.network.as_deref(),
            agent: self.agent.as_deref(),
            device_id: self.device_id.as_deref(),
        }
    }

    fn of(act: &Act) -> Self {
        Draft {
            label: String::new(),
            session_key: act.session_key.clone(),
            is_surrogate: act.is_surrogate,
            network: act.network.clone(),
            agent: act.agent.clone(),
            device_id: act.device_id.clone(),
            addresses: BTreeSet::new(),
            telling_addresses: BTreeSet::new(),
            app_ids: BTreeSet::new(),
            acts: Vec::new(),
        }
    }
}

/// Gives branches their short names: sessions are counted, and the branches of one after the first get letters.
fn label(drafts: &mut [Draft]) {
    let mut sessions: HashMap<String, (usize, usize)> = HashMap::new();
    for draft in drafts {
        let next = sessions.len() + 1;
        let (session, branches) = sessions.entry(draft.session_key.clone()).or_insert((next, 0));
        *branches += 1;
        draft.label = format!("S{session}{}", letters(*branches - 1));
    }
}

/// Writes 0 as nothing, 1 as `b`, 25 as `z`, 26 as `aa`.
fn letters(mut number: usize) -> String {
    if number == 0 {
        return String::new();
    }
    number += 1;
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn branches_after_the_first_have_letters() {
        let all: Vec<String> = [0, 1, 2, 25, 26, 27].into_iter().map(letters).collect();
        assert_eq!(all, ["", "b", "c", "z", "aa", "ab"]);
    }
}
