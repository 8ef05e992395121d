//! The only file that waits: for the next timer, for webhooks to end, for the clock to change.

use crate::clock::machine_now_ms;
use crate::shared::Shared;
use crate::world::{Call, Reply};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long an advance waits for the webhooks of one slice before time goes on without them.
const SLICE_PATIENCE: Duration = Duration::from_secs(12);
/// The longest sleep; the machine's clock may be moved meanwhile.
const SLEEP_MAX_MS: i64 = 60_000;

/// Fires timers and posts webhooks until told to stop.
pub(crate) async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        pump(&shared);
        let sleep_ms = shared.look(|world| {
            let due = world.timers.next_due()?;
            world.clock.wait_ms(due, machine_now_ms())
        });
        let sleep = Duration::from_millis(sleep_ms.unwrap_or(SLEEP_MAX_MS).clamp(0, SLEEP_MAX_MS) as u64);
        tokio::select! {
            _ = timeout(sleep, shared.wake.notified()) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Posts every webhook that may go out now, without waiting for the answers.
fn pump(shared: &Arc<Shared>) {
    let ready = shared.look(|world| world.deliveries.can_dispatch(world.habits()));
    if !ready {
        return;
    }
    let Reply::Outgoing(batch) = shared.call(Call::Dispatch, true) else {
        return;
    };
    for outgoing in batch {
        let shared = Arc::clone(shared);
        let secret = shared.look(|world| world.accounts.apps[outgoing.app as usize].secret.clone());
        tokio::spawn(async move {
            let outcome = shared.poster.post(&outgoing.url, &secret, outgoing.body).await;
            shared.call(
                Call::Settle {
                    delivery: outgoing.delivery,
                    outcome,
                },
                true,
            );
            pump(&shared);
            shared.settled.notify_waiters();
        });
    }
}

/// Moves time to a moment: slice by slice, each slice's webhooks answered before the next begins.
///
/// Runs as a task of its own, so that a caller who hangs up does not leave time half-way.
pub(crate) async fn advance(shared: &Arc<Shared>, target_ms: i64) {
    let shared = Arc::clone(shared);
    let moved = tokio::spawn(async move {
        let _one_at_a_time = shared.advancing.lock().await;
        flush(&shared).await;
        while let Reply::Arrived(false) = shared.call(Call::Advance { target_ms }, true) {
            flush(&shared).await;
        }
        flush(&shared).await;
        shared.call(Call::ClockMoved, true);
    });
    if let Err(problem) = moved.await {
        tracing::error!(error = %problem, "An advance of the clock broke off");
    }
}

/// Waits until nothing is under way and nothing can be, but not for ever.
async fn flush(shared: &Arc<Shared>) {
    let all_settled = async {
        loop {
            let settled = shared.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            pump(shared);
            if shared.look(|world| world.deliveries.under_way()) == 0 {
                break;
            }
            settled.await;
        }
    };
    if timeout(SLICE_PATIENCE, all_settled).await.is_err() {
        tracing::warn!("A webhook receiver is too slow; time goes on without its answers");
    }
}

/// Waits until the clock's version differs from the one known, or the time is over.
pub(crate) async fn wait_for_clock(shared: &Shared, known: u64, wait_ms: u64) {
    let mut versions = shared.clock.subscribe();
    let changed = versions.wait_for(|version| *version != known);
    // Both a change and the end of the wait lead to the same answer: the clock as it is.
    let _ = timeout(Duration::from_millis(wait_ms), changed).await;
}

/// Lets machine time pass: an answer that a fault holds back.
#[expect(clippy::disallowed_methods, reason = "the sandbox's only waiter")]
pub(crate) async fn pause(pause_ms: u64) {
    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
}

/// What comes of some work, unless it takes longer than that.
pub(crate) async fn within<T>(patience_ms: u64, work: impl Future<Output = T>) -> Option<T> {
    timeout(Duration::from_millis(patience_ms), work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_never_ends_is_given_up() {
        assert_eq!(within(1, std::future::pending::<u8>()).await, None);
        assert_eq!(within(60_000, std::future::ready(7)).await, Some(7));
    }
}
