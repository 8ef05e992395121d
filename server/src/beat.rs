//! The beat of the event streams: the only place in the server that waits.

use std::time::Duration;

/// Between two beats of a stream.
pub const BEAT: Duration = Duration::from_secs(15);

/// Waits for the next beat of those that come every `span`.
#[expect(clippy::disallowed_methods, reason = "the one file of the server that waits")]
pub async fn next(span: Duration) {
    tokio::time::sleep(span).await;
}
