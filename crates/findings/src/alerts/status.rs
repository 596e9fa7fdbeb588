//! What people say of an alert.

/// What people say of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nobody has decided yet.
    Open,
    /// It is no attack.
    Benign,
    /// It is one.
    Confirmed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Status::Open, Status::Benign, Status::Confirmed];

    /// Returns the word of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Benign => "benign",
            Status::Confirmed => "confirmed",
        }
    }

    /// Returns the status that a word of the table stands for.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Status of an alert, with the words of the one who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The status.
    pub status: Status,
    /// Why, in words; empty where nobody wrote any.
    pub note: String,
    /// Who says so; empty where nobody is named.
    pub who: String,
}
