//! Chance that falls the same way every time.

/// A stream of numbers that follows from its seed: SplitMix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + (self.next() % u64::from(most - least + 1)) as u32
    }

    /// Whether something happens that happens `percent` times of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of several things.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.between(0, of.len() as u32 - 1) as usize]
    }

    /// A GUID, version 4.
    pub fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff
        )
    }

    /// Capital hexadecimal digits.
    pub fn hex(&mut self, digits: usize) -> String {
        let number = u128::from(self.next()) << 64 | u128::from(self.next());
        format!("{number:032X}")[..digits].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn dice_follow_from_their_seed() {
        let mut dice = Dice::new(1);
        assert_eq!(dice.guid(), Dice::new(1).guid());
        assert_ne!(dice.guid(), dice.guid());
        assert!((0..1000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        let guid = dice.guid();
        assert_eq!((guid.len(), &guid[14..15]), (36, "4"));
        assert!(matches!(&guid[19..20], "8" | "9" | "a" | "b"));
    }
}
