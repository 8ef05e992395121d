//! The one source of chance: a small generator that starts from the world's seed.
//!
//! Everything that looks random in the sandbox (ids, delays, review hours) is drawn from it in the order of the calls,
//! so the same seed and the same calls give the same world. (SplitMix64, Steele, Lea and Flood, 2014.)

use serde::{Deserialize, Serialize};

/// A seeded generator whose whole state is one number, so that a snapshot keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// A generator that will always draw the same numbers for this seed and purpose.
    pub(crate) fn seeded(seed: u64, purpose: u64) -> Self {
        let mut random = Self {
            state: seed ^ purpose.wrapping_mul(0xA076_1D64_78BD_642F),
        };
        random.draw();
        random
    }

    /// The next 64 bits.
    pub(crate) fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.draw() % width).unwrap_or(0))
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        let drawn = (self.draw() >> 11) as f64 / (1_u64 << 53) as f64;
        drawn < share
    }

    /// `length` characters of `alphabet`.
    pub(crate) fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[(self.draw() % alphabet.len() as u64) as usize]))
            .collect()
    }

    /// `length` decimal digits, the first one not zero.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        let first = self.text(b"123456789", 1);
        first + &self.text(b"0123456789", length.saturating_sub(1))
    }

    /// `length` letters and digits.
    pub(crate) fn letters(&mut self, length: usize) -> String {
        self.text(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            length,
        )
    }

    /// `length` upper-case hexadecimal digits.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text(b"0123456789ABCDEF", length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_same_numbers_for_the_same_seed() {
        let (mut one, mut two) = (Random::seeded(7, 1), Random::seeded(7, 1));
        assert_eq!(
            (0..50).map(|_| one.draw()).collect::<Vec<_>>(),
            (0..50).map(|_| two.draw()).collect::<Vec<_>>()
        );
        assert_ne!(Random::seeded(7, 1).draw(), Random::seeded(7, 2).draw());
    }

    #[test]
    fn stays_between_its_bounds() {
        let mut random = Random::seeded(1, 1);
        let drawn: Vec<i64> = (0..1000).map(|_| random.between(50, 52)).collect();
        assert!(drawn.iter().all(|value| (50..=52).contains(value)));
        assert!((50..=52).all(|value| drawn.contains(&value)));
    }
}
