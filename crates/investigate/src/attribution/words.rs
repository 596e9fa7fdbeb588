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
    /// If a text is neither.
    pub fn of_question(question: &Question) -> Result<Self> {
        Ok(Words {
            attacker: networks(&question.attacker_addresses)?,
            owner: networks(&question.owner_addresses)?,
            attacker_sessions: question.attacker_sessions.clone(),
        })
    }

    /// Returns the class that the analyst gives a branch; the owner's address goes before the attacker's session.
    pub fn of(&self, draft: &Draft) -> Option<Class> {
        let addresses: Vec<IpAddr> =
            draft.addresses.iter().filter_map(|address| address.parse().ok()).collect();
        let is_in = |networks: &[Network]| {
            networks.iter().any(|network| addresses.iter().any(|address| network.contains(*address)))
        };
        let is_session =
            self.attacker_sessions.iter().any(|key| key.eq_ignore_ascii_case(&draft.session_key));
        if is_in(&self.owner) {
            Some(Class::Owner)
        } else {
            (is_in(&self.attacker) || is_session).then_some(Class::Attacker)
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
