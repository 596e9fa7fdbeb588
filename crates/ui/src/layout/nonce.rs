//! A fresh mark for the scripts and the htmx attributes of one response.

use std::fmt;

use crate::assets::hexadecimal;

/// 128 random bits, as hexadecimal digits. Each response has its own: markup that an attacker brings in lacks it, and one that was
/// seen is of no use later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// Makes a nonce.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        Ok(Nonce(random_text()?))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes 128 random bits as hexadecimal digits.
pub(crate) fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hexadecimal(&bytes))
}
