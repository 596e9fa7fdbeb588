//! Decides which fault strikes a request.
//!
//! The decision follows from the seed and the object of the request. The same fault strikes an object up to `tries` times
//! in a row. A blob is then left in peace; an operation that is called again and again may be struck at a later call.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::dice::{happens_at_rate, mix, mix_text};
use crate::plan::Faults;

/// A fault that strikes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Throttled,
    ServerError,
    HtmlError,
    Hang,
    TokenExpired,
    SignInError,
    CutBody,
    CorruptBody,
    WrongLength,
    ObjectBody,
    OddRefusal,
}

const COUNT: usize = 11;

/// Number of objects whose faults are remembered, 64 bytes each; with more of them, faults start anew.
const REMEMBERED: usize = 2_000_000;

/// Kind of a request; each has faults of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    SignIn,
    Operation,
    Content,
}

impl Fault {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::ServerError => "server_error",
            Self::HtmlError => "html_error",
            Self::Hang => "hang",
            Self::TokenExpired => "token_expired",
            Self::SignInError => "sign_in_error",
            Self::CutBody => "cut_body",
            Self::CorruptBody => "corrupt_body",
            Self::WrongLength => "wrong_length",
            Self::ObjectBody => "object_body",
            Self::OddRefusal => "odd_refusal",
        }
    }
}

/// Strikes of an object in a row, by fault, and its requests that succeeded.
#[derive(Debug, Default, Clone, Copy)]
struct Progress {
    went_well: u64,
    struck: [u32; COUNT],
}

/// Decides, and remembers its decisions.
#[derive(Debug)]
pub(crate) struct Strikes {
    seed: u64,
    tries: u32,
    rates: Vec<(Fault, f64, Target)>,
    progress: Mutex<HashMap<u64, Progress>>,
}

impl Strikes {
    pub(crate) fn new(seed: u64, faults: &Faults) -> Self {
        let all = [
            (Fault::SignInError, faults.sign_in_error, Target::SignIn),
            (Fault::TokenExpired, faults.token_expired, Target::Operation),
            (Fault::Throttled, faults.throttled, Target::Operation),
            (Fault::ServerError, faults.server_error, Target::Operation),
            (Fault::HtmlError, faults.html_error, Target::Operation),
            (Fault::OddRefusal, faults.odd_refusal, Target::Operation),
            (Fault::Hang, faults.hang, Target::Operation),
            (Fault::CutBody, faults.cut_body, Target::Content),
            (Fault::CorruptBody, faults.corrupt_body, Target::Content),
            (Fault::WrongLength, faults.wrong_length, Target::Content),
            (Fault::ObjectBody, faults.object_body, Target::Content),
        ];
        Self {
            seed: mix(faults.seed.unwrap_or(seed), &[0x57a1]),
            tries: faults.tries,
            rates: all.into_iter().filter(|(_, rate, _)| *rate > 0.0).collect(),
            progress: Mutex::default(),
        }
    }

    /// Returns the fault that strikes a request for an object, and a number to vary it by.
    pub(crate) fn strike_request(&self, target: Target, object: &str) -> Option<(Fault, u64)> {
        if !self.rates.iter().any(|(_, _, of)| applies_to(*of, target)) {
            return None;
        }
        let object = mix_text(self.seed, object);
        let mut all = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let mut progress = all.get(&object).copied().unwrap_or_default();
        let struck = self.pick_fault(target, object, &mut progress);
        // A success gives an operation fresh chances, so a collector that polls for days meets faults on all of them.
        if struck.is_none() && target != Target::Content {
            progress = Progress { went_well: progress.went_well + 1, struck: [0; COUNT] };
        }
        // Blobs that were never struck need no entry, and there can be millions.
        if struck.is_some() || target != Target::Content {
            if all.len() >= REMEMBERED {
                all.clear();
            }
            all.insert(object, progress);
        }
        struck
    }

    fn pick_fault(&self, target: Target, object: u64, progress: &mut Progress) -> Option<(Fault, u64)> {
        let candidates = self.rates.iter().filter(|(_, _, of)| applies_to(*of, target));
        for &(fault, rate, _) in candidates {
            let hash = mix(self.seed, &[object, fault as u64, progress.went_well]);
            let struck = &mut progress.struck[fault as usize];
            if *struck < self.tries && happens_at_rate(hash, rate) {
                *struck += 1;
                return Some((fault, mix(hash, &[u64::from(*struck)])));
            }
        }
        None
    }
}

/// Reports whether a fault of one kind of request strikes another: those of operations strike fetching as well.
fn applies_to(of: Target, target: Target) -> bool {
    of == target || (of == Target::Operation && target == Target::Content)
}

#[cfg(test)]
mod tests {
    use super::{Fault, Strikes, Target};
    use crate::plan::Faults;

    #[test]
    fn a_fault_ends_after_its_tries_and_falls_the_same_way_again() {
        let faults = Faults { cut_body: 1.0, throttled: 1.0, tries: 2, ..Faults::default() };
        let run = || {
            let strikes = Strikes::new(1, &faults);
            (0..6).map(|_| strikes.strike_request(Target::Content, "a").map(|(f, _)| f)).collect::<Vec<_>>()
        };
        let (throttled, cut) = (Some(Fault::Throttled), Some(Fault::CutBody));
        assert_eq!(run(), [throttled, throttled, cut, cut, None, None]);
        assert_eq!(run(), run());
        let strikes = Strikes::new(1, &faults);
        let list: Vec<_> =
            (0..4).map(|_| strikes.strike_request(Target::Operation, "list").is_some()).collect();
        assert_eq!(list, [true, true, false, true]);
        assert_eq!(strikes.strike_request(Target::SignIn, "a"), None);
    }
}
