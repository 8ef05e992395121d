//! Waiting for something to become true, with a deadline: the only file of the tests that waits.

use std::future::Future;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const STEP: Duration = Duration::from_millis(20);
const LIMIT: Duration = Duration::from_secs(60);

/// Asks until there is an answer.
///
/// # Panics
/// When there is none within a minute.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    within(LIMIT, what, ask).await
}

/// Asks until there is an answer.
///
/// # Panics
/// When there is none within `limit`.
pub async fn within<T, F: Future<Output = Option<T>>>(limit: Duration, what: &str, mut ask: impl FnMut() -> F) -> T {
    let deadline = now() + limit;
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(now() < deadline, "not within {limit:?}: {what}");
        pause(STEP).await;
    }
}

/// Lets the world run on for a while: for moments drawn at random, never for something to become true.
#[expect(clippy::disallowed_methods, reason = "the one file of the tests that waits")]
pub async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}

/// The machine's monotonic clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "deadlines of the tests")]
pub fn now() -> Instant {
    Instant::now()
}

/// Seconds since the epoch, as webhooks carry them.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "webhooks carry the time of the machine")]
pub fn epoch_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
