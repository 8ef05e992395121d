//! `galka sandbox`: the emulator alone.

use galka_sandbox::{Callback, ClockStart, Running, Sandbox, Settings as World, StartError, State, WorldSettings};

use crate::cli::SandboxOptions;
use crate::settings::{BadUsage, Settings};
use crate::{listen, logging, signals};

/// Runs a sandbox until somebody ends it.
///
/// # Errors
/// When it cannot start.
pub(crate) async fn run(settings: Settings, options: &SandboxOptions) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    let callback = options.webhook_url.clone().zip(options.verify_token.clone());
    let world = World {
        listen: settings.sandbox.listen,
        public_url: None,
        state: options.state.clone().map_or(State::Memory, State::File),
        clock: options
            .paused_at_ms
            .map_or(ClockStart::Real, |at_ms| ClockStart::Paused { at_ms }),
        callback: callback.map(|(url, verify_token)| Callback { url, verify_token }),
        fallback: Some(galka_server::sandbox_ui()),
        world: WorldSettings {
            seed: options.seed,
            rule_set: options.rule_set.clone(),
            ..WorldSettings::default()
        },
    };
    let running = start(world, "--listen").await?;
    print_credentials(&running, options.json)?;
    signals::end_wanted().await?;
    signals::drain(running.shutdown()).await
}

/// Starts a sandbox, with words for what can go wrong; `flag` is what would choose another address.
///
/// # Errors
/// When the port is taken or the state cannot be used.
pub(crate) async fn start(world: World, flag: &str) -> anyhow::Result<Running> {
    match Sandbox::start(world).await {
        Ok(running) => Ok(running),
        Err(StartError::Listen { address, source }) => Err(listen::refused(address, flag, &source)),
        Err(StartError::State(failure @ galka_sandbox::StateError::RuleSet(_))) => Err(BadUsage(format!(
            "{failure}; --rule-set takes whatsapp-2021, meta-2025-10 or meta-2026-10"
        ))
        .into()),
        Err(failure) => Err(failure.into()),
    }
}

fn print_credentials(running: &Running, as_json: bool) -> anyhow::Result<()> {
    let base_url = running.base_url();
    let companies = running.credentials();
    if as_json {
        println!(
            "{}",
            serde_json::to_string(&serde_json::json!({ "base_url": base_url, "companies": companies }))?
        );
        return Ok(());
    }
    println!(
        "The sandbox is at {base_url}; its Graph API at {base_url}/v26.0, its control API at {base_url}/control/v1"
    );
    for company in companies {
        println!();
        println!(
            "  number          {} (phone_number_id {})",
            company.display_phone_number, company.phone_number_id
        );
        println!(
            "  account         {} (portfolio {})",
            company.waba_id, company.portfolio_id
        );
        println!("  access token    {}", company.access_token);
        println!("  app secret      {}", company.app_secret);
    }
    Ok(())
}
