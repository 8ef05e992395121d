//! The bench's own clock, and the only file of it that waits.

use std::future::Future;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A monotonic instant.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the bench measures time")]
pub fn now() -> Instant {
    Instant::now()
}

/// Seconds since the epoch, as webhooks carry them.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "webhooks carry the time of the machine")]
pub fn epoch_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Waits for a while.
#[expect(clippy::disallowed_methods, reason = "the one file of the bench that waits")]
pub async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}

/// Asks again and again until there is an answer or `limit` has passed.
pub async fn poll<T, F: Future<Output = Option<T>>>(
    limit: Duration,
    step: Duration,
    mut ask: impl FnMut() -> F,
) -> Option<T> {
    let deadline = now() + limit;
    loop {
        if let Some(found) = ask().await {
            return Some(found);
        }
        if now() >= deadline {
            return None;
        }
        pause(step).await;
    }
}
