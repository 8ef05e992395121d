//! What the system asks of us.

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

/// A file would grow over the limit of its process (POSIX; 25 on every Linux we build for and on macOS).
const SIGXFSZ: i32 = 25;

/// Makes a file limit an error of the write instead of the end of the process.
///
/// # Errors
/// When the system does not let a handler be set.
pub(crate) fn survive_file_limit() -> anyhow::Result<()> {
    // The handler stays when the stream goes; nobody needs to listen.
    let _ = signal(SignalKind::from_raw(SIGXFSZ)).context("the signal SIGXFSZ cannot be handled")?;
    Ok(())
}

/// Resolves when somebody wants the process to end.
///
/// # Errors
/// When the system does not let a handler be set.
pub(crate) async fn end_wanted() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("the signal SIGTERM cannot be handled")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("the signal SIGINT cannot be handled")?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Runs the end of a process; a second wish to end cuts it short.
///
/// # Errors
/// When the second wish came.
pub(crate) async fn drain(work: impl Future<Output = ()>) -> anyhow::Result<()> {
    tokio::select! {
        () = work => Ok(()),
        asked = end_wanted() => {
            asked?;
            anyhow::bail!("ended at once, on a second signal; what was under way is finished at the next start")
        }
    }
}
