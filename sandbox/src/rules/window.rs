//! The customer service window.
//!
//! Meta, "Messages › Customer service windows", 2026: it opens, or opens anew, for 24 hours with each message of the
//! user; outside of it only templates are delivered, anything else fails with 131047.

use crate::clock::HOUR_MS;

/// Whether free messages are allowed: the last 24 hours, to the millisecond, hold a message of the user.
pub(crate) fn is_open(last_inbound_ms: Option<i64>, window_hours: i64, now_ms: i64) -> bool {
    last_inbound_ms.is_some_and(|at| now_ms < at + window_hours * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_open_for_less_than_24_hours_after_the_last_message() {
        let day = 24 * HOUR_MS;
        for (passed, open) in [(0, true), (day - 1, true), (day, false), (day + 1, false)] {
            assert_eq!(is_open(Some(1_000), 24, 1_000 + passed), open, "after {passed} ms");
        }
        assert!(!is_open(None, 24, 0));
    }
}
