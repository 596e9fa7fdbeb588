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
        Ok(Words { attacker, owner, attacker_sessions: question.attacker_sessions.clone() })
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
