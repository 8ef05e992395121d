//! Chance: the entropy of ids and the secrets that the product makes. The only place that draws.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;

/// A source of chance; ids drawn one after another in a process rise, so that rows of one millisecond keep their order.
#[derive(Clone, Debug)]
pub struct Chance {
    counter: Arc<AtomicU64>,
}

/// Steps between two ids: small enough that 60 bits last, large enough that ids cannot be guessed by counting.
const STEP_BITS: u32 = 20;

impl Chance {
    /// Chance from the operating system.
    #[must_use]
    pub fn from_system() -> Self {
        let start = draw_u64() & ((1 << 58) - 1);
        Self {
            counter: Arc::new(AtomicU64::new(start)),
        }
    }

    /// Sixty bits for an id: greater than those drawn before.
    #[must_use]
    pub fn entropy(&self) -> u64 {
        let step = 1 + (draw_step() & ((1 << STEP_BITS) - 1));
        self.counter.fetch_add(step, Ordering::Relaxed).wrapping_add(step) & ((1 << 60) - 1)
    }

    /// A secret of `bytes` bytes from the operating system, as URL-safe text.
    #[must_use]
    pub fn secret_token(&self, bytes: usize) -> String {
        let mut secret = vec![0_u8; bytes];
        self.fill(&mut secret);
        URL_SAFE_NO_PAD.encode(secret)
    }

    /// Fills `bytes` from the operating system.
    pub fn fill(&self, bytes: &mut [u8]) {
        OsRng
            .try_fill_bytes(bytes)
            .expect("the operating system gives random bytes");
    }
}

fn draw_u64() -> u64 {
    OsRng.try_next_u64().expect("the operating system gives random bytes")
}

#[expect(clippy::disallowed_methods, reason = "the one home of chance in the product")]
fn draw_step() -> u64 {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_rises_within_a_process() {
        let chance = Chance::from_system();
        let drawn: Vec<u64> = (0..1_000).map(|_| chance.entropy()).collect();
        assert!(drawn.is_sorted());
    }

    #[test]
    fn secrets_have_the_asked_length_and_differ() {
        let chance = Chance::from_system();
        let one = chance.secret_token(32);
        assert_eq!(one.len(), 43);
        assert_ne!(one, chance.secret_token(32));
    }
}
