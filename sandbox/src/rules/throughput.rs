//! The throughput of a number.
//!
//! Meta, "Throughput", 2026: 80 messages a second, 1,000 after an automatic upgrade; more is refused with 130429.
//! Counted over a sliding second. While the sandbox's clock stands still there are no seconds to count, and the rule
//! rests.

use std::collections::VecDeque;

/// The messages of the last second.
#[derive(Debug, Default)]
pub(crate) struct Throughput {
    recent: VecDeque<i64>,
}

impl Throughput {
    /// Counts one more message, unless the second is full.
    pub(crate) fn admit(&mut self, most: u32, now_ms: i64) -> bool {
        while self
            .recent
            .front()
            .is_some_and(|at| at + 1_000 <= now_ms || *at > now_ms)
        {
            self.recent.pop_front();
        }
        if self.recent.len() >= most as usize {
            return false;
        }
        self.recent.push_back(now_ms);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_the_arrival_after_the_cap_in_a_sliding_second() {
        let mut throughput = Throughput::default();
        assert!((0..80).all(|index| throughput.admit(80, index)));
        assert!(!throughput.admit(80, 999));
        assert!(throughput.admit(80, 1_000));
        assert!(!throughput.admit(80, 1_000));
    }
}
