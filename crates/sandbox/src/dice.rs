//! Chance that falls the same way every time: it follows from what it is asked about, not from what came before.

/// One number from a seed and the parts of a name; each part changes all of it.
pub(crate) fn mix(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(scramble(seed), |hash, part| scramble(hash ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// One number from a seed and a text.
pub(crate) fn mix_text(seed: u64, text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    mix(seed, &[hash, text.len() as u64])
}

/// Whether something happens that happens with this rate, 0 to 1.
pub(crate) fn happens(hash: u64, rate: f64) -> bool {
    fraction(hash) < rate
}

/// The number as a share of 1.
pub(crate) fn fraction(hash: u64) -> f64 {
    // 53 bits are what an f64 holds exactly.
    #[allow(clippy::cast_precision_loss)]
    let share = (hash >> 11) as f64 / (1_u64 << 53) as f64;
    share
}

/// The last step of SplitMix64.
fn scramble(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A GUID, version 4, as the 36 bytes of its text.
pub(crate) fn guid(high: u64, low: u64) -> [u8; 36] {
    let bits = (u128::from(high) << 64 | u128::from(low)) & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62;
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (place, byte) in text.iter_mut().enumerate() {
        if !matches!(place, 8 | 13 | 18 | 23) {
            shift -= 4;
            *byte = b"0123456789abcdef"[(bits >> shift) as usize & 15];
        }
    }
    text
}

/// A stream of numbers that follows from its seed: SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        let number = scramble(self.0);
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        number
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).max(1) as usize) as i64
    }

    /// Whether something happens that happens `percent` times of a hundred.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of several things; there is at least one.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A GUID, version 4.
    pub(crate) fn guid(&mut self) -> [u8; 36] {
        let high = self.next();
        guid(high, self.next())
    }

    /// A GUID as text.
    pub(crate) fn guid_text(&mut self) -> String {
        text(&self.guid())
    }

    /// Capital hexadecimal digits, 32 at most.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let number = u128::from(self.next()) << 64 | u128::from(self.next());
        format!("{number:032X}")[..digits.min(32)].to_owned()
    }
}

/// ASCII bytes as text.
pub(crate) fn text(ascii: &[u8]) -> String {
    ascii.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::{Dice, fraction, mix, text};

    #[test]
    fn dice_follow_from_their_seed() {
        let mut dice = Dice::new(1);
        assert_eq!(dice.guid(), Dice::new(1).guid());
        assert_ne!(dice.guid(), dice.guid());
        assert!((0..1000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        let guid = text(&dice.guid());
        assert_eq!((guid.len(), &guid[14..15]), (36, "4"));
        assert!(matches!(&guid[19..20], "8" | "9" | "a" | "b"));
    }

    #[test]
    fn every_part_of_a_name_counts_and_shares_are_even() {
        assert_ne!(mix(1, &[2, 3]), mix(1, &[3, 2]));
        let half = (0..10_000).filter(|n| fraction(mix(7, &[*n])) < 0.5).count();
        assert!((4_800..5_200).contains(&half), "{half}");
    }
}
