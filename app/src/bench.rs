//! `galka bench`: the figures of this very binary, beside their references.

use anyhow::Context;

use crate::cli::{BenchCommand, BenchOptions};

/// Measures and prints.
///
/// # Errors
/// When something was lost, doubled or refused, or the product could not be started.
pub(crate) async fn run(command: &BenchCommand) -> anyhow::Result<()> {
    let binary = std::env::current_exe().context("the path of this binary is not known")?;
    let report = match command {
        BenchCommand::Ingest { options, messages } => {
            let BenchOptions {
                scale,
                rounds,
                database_url,
            } = options.clone();
            let usual = galka_bench::IngestOptions::new(binary);
            let rounds = rounds.unwrap_or(usual.rounds);
            galka_bench::ingest(galka_bench::IngestOptions {
                database_url,
                scale,
                rounds,
                messages: *messages,
                ..usual
            })
            .await
        }
        BenchCommand::Dispatch { options } => {
            let BenchOptions {
                scale,
                rounds,
                database_url,
            } = options.clone();
            let usual = galka_bench::DispatchOptions::new(binary);
            let rounds = rounds.unwrap_or(usual.rounds);
            galka_bench::dispatch(galka_bench::DispatchOptions {
                database_url,
                scale,
                rounds,
                ..usual
            })
            .await
        }
        BenchCommand::Live {
            scale,
            clients,
            database_url,
        } => {
            let usual = galka_bench::LiveOptions::new(binary);
            galka_bench::live(galka_bench::LiveOptions {
                database_url: database_url.clone(),
                scale: *scale,
                clients: *clients,
                ..usual
            })
            .await
        }
        BenchCommand::Hold { conversations } => {
            let options = galka_bench::HoldOptions {
                binary,
                conversations: *conversations,
            };
            let say = |held: &galka_bench::Held| {
                println!("{}", serde_json::json!({ "url": held.url, "link": held.link }));
            };
            return Ok(galka_bench::hold(options, say).await?);
        }
        BenchCommand::Sandbox { scale, rounds } => {
            let usual = galka_bench::SandboxOptions::new(binary);
            let rounds = rounds.unwrap_or(usual.rounds);
            galka_bench::sandbox(galka_bench::SandboxOptions {
                scale: *scale,
                rounds,
                ..usual
            })
            .await
        }
    };
    print!("{}", report?);
    Ok(())
}
