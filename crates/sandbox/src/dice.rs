//! Chance that falls the same way every time.
//!
//! [`mix`] gives the number of a name, whatever was asked before: any record can be made by itself, in any order.
//! [`Dice`] gives numbers one after the other, for the details of one record.

use crate::guid::{Guid, guid_text, new_guid};

/// The increment of SplitMix64: 2^64 divided by the golden ratio, made odd, so that its multiples spread evenly.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Returns one number from a seed and the parts of a name; each part changes all of it.
pub(crate) fn mix(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(scramble_bits(seed), |hash, part| scramble_bits(hash ^ part.wrapping_mul(GOLDEN)))
}

/// Returns one number from a seed and a text.
pub(crate) fn mix_text(seed: u64, text: &str) -> u64 {
    // FNV-1a: texts are short, and nobody chooses them to collide.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    mix(seed, &[hash, text.len() as u64])
}

/// Decides by a number whether something happens that happens with this rate, 0 to 1.
pub(crate) fn happens_at_rate(hash: u64, rate: f64) -> bool {
    unit_fraction(hash) < rate
}

/// Returns the number as a share of 1, from 0 up to but not including 1.
pub(crate) fn unit_fraction(hash: u64) -> f64 {
    // An f64 holds 53 bits exactly; with 64 the largest numbers would round up to 1.
    #[allow(clippy::cast_precision_loss)]
    let share = (hash >> 11) as f64 / (1_u64 << 53) as f64;
    share
}

/// Scrambles a number by the last step of SplitMix64, with the constants of the published generator.
fn scramble_bits(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(GOLDEN);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A stream of numbers that follows from its seed: SplitMix64.
///
/// ```
/// use trail365_sandbox::activity::Dice;
///
/// let mut dice = Dice::new(365);
/// let port = dice.number_between(50_000, 60_000);
/// assert_eq!(port, Dice::new(365).number_between(50_000, 60_000));
/// ```
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
    range_rule: RangeRule,
}

/// The way in which a number of 64 bits is brought into a range.
///
/// There are two because what was made by either is pinned: the records of a seed, and the sample export.
#[derive(Debug, Clone, Copy)]
enum RangeRule {
    /// The high half of a product: no division, which counts where a blob has 100,000 records.
    Product,
    /// The remainder of a division.
    Remainder,
}

impl Dice {
    /// Makes dice from a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed, range_rule: RangeRule::Product }
    }

    /// Makes dice from a seed that bring numbers into a range by the remainder of a division.
    ///
    /// The sample export was made by such dice and must not change.
    pub fn with_remainders(seed: u64) -> Self {
        Self { state: seed, range_rule: RangeRule::Remainder }
    }

    /// Returns the next number.
    pub fn next_number(&mut self) -> u64 {
        let number = scramble_bits(self.state);
        self.state = self.state.wrapping_add(GOLDEN);
        number
    }

    /// Returns a number below `end`, which is not 0.
    pub fn number_below(&mut self, end: usize) -> usize {
        let number = self.next_number();
        match self.range_rule {
            RangeRule::Product => ((u128::from(number) * end as u128) >> 64) as usize,
            RangeRule::Remainder => (number % end as u64) as usize,
        }
    }

    /// Returns a number from `least` to `most`, both included.
    pub fn number_between(&mut self, least: i64, most: i64) -> i64 {
        least + self.number_below((most - least + 1).max(1) as usize) as i64
    }

    /// Decides whether something happens that happens `percent` times of a hundred.
    pub fn happens_percent(&mut self, percent: i64) -> bool {
        self.number_between(1, 100) <= percent
    }

    /// Picks one of several things; there is at least one.
    pub fn pick_from<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.number_below(things.len())]
    }

    /// Returns a GUID of version 4.
    pub fn next_guid(&mut self) -> Guid {
        let high = self.next_number();
        new_guid(high, self.next_number())
    }

    /// Returns a GUID of version 4 as a text.
    pub fn next_guid_text(&mut self) -> String {
        guid_text(&self.next_guid())
    }

    /// Returns capital hexadecimal digits, at most 32.
    pub fn hex_digits(&mut self, count: usize) -> String {
        let number = u128::from(self.next_number()) << 64 | u128::from(self.next_number());
        format!("{number:032X}")[..count.min(32)].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Dice, mix, unit_fraction};
    use crate::guid::guid_text;

    #[test]
    fn dice_follow_from_their_seed() {
        for make in [Dice::new, Dice::with_remainders] {
            let mut dice = make(1);
            assert_eq!(dice.next_guid(), Dice::new(1).next_guid());
            assert_ne!(dice.next_guid(), dice.next_guid());
            assert!((0..1000).all(|_| (3..=5).contains(&dice.number_between(3, 5))));
            let guid = guid_text(&dice.next_guid());
            assert_eq!((guid.len(), &guid[14..15]), (36, "4"));
            assert!(matches!(&guid[19..20], "8" | "9" | "a" | "b"));
        }
    }

    #[test]
    fn every_part_of_a_name_counts_and_shares_are_even() {
        assert_ne!(mix(1, &[2, 3]), mix(1, &[3, 2]));
        let half = (0..10_000).filter(|n| unit_fraction(mix(7, &[*n])) < 0.5).count();
        assert!((4_800..5_200).contains(&half), "{half}");
    }
}
