//! The `galka` binary: configuration, wiring and the command line; no logic of its own.
//!
//! - [`cli`]: what can be asked for; [`settings`]: how it is set up; [`logging`], [`lock`], [`listen`], [`signals`]:
//!   what every long-running command needs
//! - [`serve`]: the product; [`sandbox`]: the emulator alone; [`demo`]: both, with a sample company
//! - [`migrate`], [`users`], [`plans`], [`import`], [`export`] (over [`beside`], for one of the [`companies`]), [`backup`], [`doctor`], [`mod@bench`], [`openapi`]: the short ones

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

mod backup;
mod bench;
mod beside;
mod cli;
mod companies;
mod demo;
mod doctor;
mod export;
mod import;
mod listen;
mod lock;
mod logging;
mod migrate;
mod openapi;
mod plans;
mod sandbox;
mod serve;
mod settings;
mod signals;
mod users;

use cli::{Cli, Command};
use settings::{BadUsage, Settings};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            // Help goes to the standard output and is no failure.
            let _ = answer.print();
            return ExitCode::from(if answer.use_stderr() { 2 } else { 0 });
        }
    };
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("galka: {failure:#}");
            ExitCode::from(if failure.is::<BadUsage>() { 2 } else { 1 })
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    // The one provider of cryptography: ring, chosen before the first connection.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("TLS was set up twice"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(dispatch(cli))
}

async fn dispatch(cli: Cli) -> anyhow::Result<()> {
    let Cli { place, command } = cli;
    let settings = || Settings::load(&place, &command);
    match &command {
        Command::Serve(_) => serve::run(settings()?).await,
        Command::Demo(_) => demo::run(settings()?).await,
        Command::Sandbox(options) => sandbox::run(settings()?, options).await,
        Command::Migrate { restored } => migrate::run(&settings()?, *restored).await,
        Command::CheckConfig => write_out(&settings()?.describe()),
        Command::User(user) => users::run(&settings()?, user).await,
        Command::Plan(plan) => plans::run(&settings()?, plan).await,
        Command::Import(command) => import::run(&settings()?, command).await,
        Command::Export(options) => export::run(&settings()?, options).await,
        Command::Backup { target } => backup::back_up(&settings()?, target),
        Command::Restore { source } => backup::restore(&settings()?, source).await,
        Command::Doctor => doctor::run(&settings()?).await,
        Command::Bench(what) => bench::run(what).await,
        Command::Openapi { of } => write_out(&openapi::document(*of)),
    }
}

/// Writes a text that may be long; a reader that has seen enough is no failure.
fn write_out(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(failure) if failure.kind() != std::io::ErrorKind::BrokenPipe => Err(failure.into()),
        _ => Ok(()),
    }
}
