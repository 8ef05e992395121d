//! `galka sandbox`: the emulator alone.

use galka_sandbox::{
    Callback, ClockStart, Running, Sandbox, Scenario, Settings as World, StartError, State, WorldSettings,
};

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
    let scenario = options.scenario.as_deref().map(Scenario::open).transpose();
    let scenario = scenario.map_err(|problem| BadUsage(problem.to_string()))?;
    let world = World {
        listen: settings.sandbox.listen,
        public_url: options.public_url.clone(),
        state: options.state.clone().map_or(State::Memory, State::File),
        clock: clock(options, scenario.as_ref())?,
        speed: options.speed,
        callback: callback.map(|(url, verify_token)| Callback { url, verify_token }),
        receiver: galka_sandbox::Receiver::Http,
        fallback: Some(galka_server::sandbox_ui()),
        world: habits(options, scenario.as_ref())?,
        scenario,
        snapshot: options.snapshot.clone(),
        app_secret: options.app_secret.clone(),
    };
    let running = start(world, "--listen").await?;
    print_credentials(&running, options.json)?;
    signals::end_wanted().await?;
    signals::drain(running.shutdown()).await
}

/// The settings of a new world: the defaults, over them the scenario's, over these the flags.
fn habits(options: &SandboxOptions, scenario: Option<&Scenario>) -> anyhow::Result<WorldSettings> {
    let mut world = match scenario {
        Some(scenario) => scenario.settings().map_err(|problem| BadUsage(problem.to_string()))?,
        None => WorldSettings::default(),
    };
    world.seed = options.seed.unwrap_or(world.seed);
    if let Some(rule_set) = &options.rule_set {
        world.rule_set.clone_from(rule_set);
    }
    match options.throttle_status.as_deref() {
        Some("429") => world.throttle_status = 429,
        Some(_) => world.throttle_status = 400,
        None => {}
    }
    world.webhook_escaped |= options.webhook_escaped;
    Ok(world)
}

/// How a new world's clock starts, the flags before the scenario.
fn clock(options: &SandboxOptions, scenario: Option<&Scenario>) -> anyhow::Result<ClockStart> {
    if let Some(speed) = options.speed
        && !(speed > 0.0 && speed <= 100_000.0)
    {
        return Err(BadUsage(format!("--speed {speed}: use a factor above 0 up to 100000")).into());
    }
    if let Some(at_ms) = options.paused_at_ms {
        return Ok(ClockStart::Paused { at_ms });
    }
    let described = match scenario {
        Some(scenario) => scenario.clock().map_err(|problem| BadUsage(problem.to_string()))?,
        None => None,
    };
    Ok(match described {
        None if options.paused => ClockStart::PausedNow,
        Some(ClockStart::RunningFrom { at_ms }) if options.paused => ClockStart::Paused { at_ms },
        Some(described) => described,
        None => ClockStart::Real,
    })
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
        Err(StartError::Scenario(problem)) => Err(BadUsage(problem.to_string()).into()),
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
