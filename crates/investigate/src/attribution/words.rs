//! What the analyst knows: addresses and sessions of the attacker and of the owner.

use std::net::IpAddr;

use trail365_sigma::Network;

use super::branches::Draft;
use crate::error::{Error, Result};
use crate::model::{Class, Question};

/// What the analyst knows.
#[derive(Debug, Default)]
pub(crate) struct Words {
    attacker: Vec<Network>,
    owner: Vec<Network>,
    attacker_sessions: Vec<String>,
    /// The texts of all of these, as they were given.
    question: Question,
}

impl Words {
    /// Reads addresses and networks.
    ///
    /// # Errors
    /// If a text is neither, or one network is both the attacker's and the owner's.
    pub fn of_question(question: &Question) -> Result<Self> {
        let (attacker, owner) =
            (networks(&question.attacker_addresses)?, networks(&question.owner_addresses)?);
        let meets =
            |one: &Network, other: &Network| one.contains(other.address()) || other.contains(one.address());
        for (network, text) in attacker.iter().zip(&question.attacker_addresses) {
            if owner.iter().any(|other| meets(network, other)) {
                return Err(Error::Contradiction(text.clone()));
            }
        }
        let attacker_sessions = question.attacker_sessions.clone();
        Ok(Words { attacker, owner, attacker_sessions, question: question.clone() })
    }

    /// Reports whether the analyst says that an address is the attacker's.
    pub fn is_attackers(&self, address: &str) -> bool {
        address.parse().is_ok_and(|ip: IpAddr| self.attacker.iter().any(|network| network.contains(ip)))
    }

    /// Says of each word that matches no branch so: most are mistyped, or about another account.
    pub fn unmatched(&self, drafts: &[&Draft]) -> Vec<String> {
        let is_in = |network: &Network| {
            let mut addresses = drafts.iter().flat_map(|draft| &draft.addresses);
            addresses.any(|address| address.parse().is_ok_and(|ip: IpAddr| network.contains(ip)))
        };
        let mut unmatched = Vec::new();
        let question = &self.question;
        for (networks, texts, whose, option) in [
            (&self.attacker, &question.attacker_addresses, "attacker", "--attacker-ip"),
            (&self.owner, &question.owner_addresses, "owner", "--owner-ip"),
        ] {
            let without = networks.iter().zip(texts).filter(|(network, _)| !is_in(network));
            unmatched.extend(without.map(|(_, text)| {
                format!("No record of the accounts is from {text}, which is the {whose}'s by {option}: it changes nothing.")
            }));
        }
        let is_key = |key: &&String| !drafts.iter().any(|draft| key.eq_ignore_ascii_case(&draft.session_key));
        unmatched.extend(self.attacker_sessions.iter().filter(is_key).map(|key| {
            format!("No record of the accounts is of the session {key}, which is the attacker's by --attacker-session: it changes nothing.")
        }));
        unmatched
    }

    /// Returns the class that the analyst gives a branch; a session goes before addresses.
    pub fn of(&self, draft: &Draft) -> Option<Class> {
        let addresses: Vec<IpAddr> =
            draft.addresses.iter().filter_map(|address| address.parse().ok()).collect();
        let is_in = |networks: &[Network]| {
            networks.iter().any(|network| addresses.iter().any(|address| network.contains(*address)))
        };
        let is_session =
            self.attacker_sessions.iter().any(|key| key.eq_ignore_ascii_case(&draft.session_key));
        if is_session || is_in(&self.attacker) {
            Some(Class::Attacker)
        } else {
            is_in(&self.owner).then_some(Class::Owner)
        }
    }
}

fn networks(texts: &[String]) -> Result<Vec<Network>> {
    // Bits behind the prefix do not count.
    let parse = |text: &String| {
        text.trim()
            .parse()
            .or_else(|meant: Option<Network>| meant.ok_or_else(|| Error::NoNetwork(text.clone())))
    };
    texts.iter().map(parse).collect()
}
