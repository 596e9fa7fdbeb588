//! The ways in which an attacker gets into an account.

use serde::{Deserialize, Serialize};

/// A way in which an attacker gets into an account.
///
/// The ways differ in what their records have in common with those of the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A phishing kit between the victim and the sign-in page: the attacker has a new session, with the second factor.
    Aitm,
    /// A cookie that a program on the victim's computer stole: the attacker shares the session of the owner, who goes on
    /// with it.
    Cookie,
    /// A code that the victim types in on their own computer: the attacker's programs get tokens of the owner's session,
    /// with the facts of the owner's device.
    DeviceCode,
    /// A password that is tried on everybody, and is right once; no second factor is asked for.
    Spray,
    /// An app that the victim is led to consent to: the attacker never signs in, the app alone uses the mailbox.
    Consent,
}

impl Entry {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Aitm, Self::Cookie, Self::DeviceCode, Self::Spray, Self::Consent];
}
