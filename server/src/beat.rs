//! The beat of the event streams: the only place in the server that waits.

use std::time::Duration;

/// Milliseconds between two beats of a stream.
pub const BEAT_MS: u64 = 15_000;

/// Waits for the next beat.
#[expect(clippy::disallowed_methods, reason = "the one file of the server that waits")]
pub async fn next() {
    tokio::time::sleep(Duration::from_millis(BEAT_MS)).await;
}
