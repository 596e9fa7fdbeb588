//! All keys on disk. Runs that were merged as often as each other become one, so that their number grows with the
//! logarithm of that of the keys, and each key is written as often.

use std::io;

use super::run::Run;
use super::{Key, Verdict};

/// How many runs become one.
const FAN: usize = 4;

/// Runs, those that were merged most often first.
#[derive(Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    /// Whether keys were lost when they could not be written.
    lost: bool,
}

impl Runs {
    /// What a key is to those that are there, where it is `verdict` to others.
    pub fn judge(&self, key: Key, spread: u64, mut verdict: Verdict) -> io::Result<Verdict> {
        if self.lost {
            return Err(io::Error::other("keys were lost when they could not be written before"));
        }
        for run in &self.runs {
            match run.judge(key, spread)? {
                Verdict::Duplicate => return Ok(Verdict::Duplicate),
                Verdict::Conflict => verdict = Verdict::Conflict,
                Verdict::New => (),
            }
        }
        Ok(verdict)
    }

    /// Takes in keys that are not there. After a failure nothing can be judged any more.
    pub fn add(&mut self, keys: Vec<Key>, spread: impl Fn(u128) -> u64) -> io::Result<()> {
        self.lost = true;
        self.runs.push(Run::write(keys, &spread)?);
        while let Some(first) = self.alike() {
            let alike = self.runs.split_off(first);
            self.runs.push(Run::merge(alike, &spread)?);
        }
        self.lost = false;
        Ok(())
    }

    /// The first of the last runs, where there are enough of a level.
    fn alike(&self) -> Option<usize> {
        let first = self.runs.len().checked_sub(FAN)?;
        (self.runs[first].level == self.runs.last()?.level).then_some(first)
    }

    /// As if keys could not have been written.
    #[cfg(test)]
    pub fn lose(&mut self) {
        self.lost = true;
    }

    /// How often the keys of each run were merged.
    #[cfg(test)]
    pub fn levels(&self) -> Vec<u32> {
        self.runs.iter().map(|run| run.level).collect()
    }
}
