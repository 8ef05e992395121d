//! Where log lines go and how much of them.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::settings::{BadUsage, LogFormat, LogSettings};

/// Sends log lines to the standard error, as `settings` say.
///
/// # Errors
/// When the level cannot be understood.
pub(crate) fn start(settings: &LogSettings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.level).map_err(|failure| {
        BadUsage(format!(
            "log.level {:?} cannot be understood: {failure}",
            settings.level
        ))
    })?;
    let colours = std::io::stderr().is_terminal();
    let lines = fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours);
    // A second subscriber would be a mistake of ours; the first one keeps the lines.
    let _ = match settings.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    Ok(())
}
