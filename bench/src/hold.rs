//! A stage that stays: the product with many conversations and a steady stream of messages, for those who measure the
//! browser app.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;

use crate::failure::BenchError;
use crate::ingest::all_taken;
use crate::load::{self, Load};
use crate::stage::{Stage, text};

/// What stands on the stage.
#[derive(Clone, Debug)]
pub struct HoldOptions {
    /// The binary.
    pub binary: PathBuf,
    /// Conversations with a message each.
    pub conversations: u64,
}

/// What somebody needs who comes to the stage.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where the product answers.
    pub url: String,
    /// A one-time link for a person of the team.
    pub link: String,
}

const IN_A_WEBHOOK: u64 = 100;
const CONNECTIONS: usize = 4;
const LIMIT: Duration = Duration::from_secs(1_800);
/// A message makes two events: of itself, and of its conversation.
const EVENTS_OF_MESSAGE: f64 = 2.0;

/// Sets the stage, says so, and sends as many events a second as the last line of the standard input asks for; ends
/// with the input.
///
/// # Errors
/// When a part does not start or does not answer.
pub async fn hold(options: HoldOptions, say: impl FnOnce(&Held)) -> Result<(), BenchError> {
    let stage = Stage::open(options.binary, None).await?;
    fill(&stage, options.conversations).await?;
    let invitation = json!({ "email": "perf@example.com", "role": "admin" });
    let invitation = stage.api("POST", "/invitations", invitation).await?;
    say(&Held {
        url: stage.product.settings().base_url(),
        link: text(&invitation, "link")?,
    });
    let mut wishes = wishes()?;
    let (mut per_second, mut run) = (0.0, 1_u32);
    loop {
        tokio::select! {
            wish = wishes.recv() => match wish {
                Some(events) => per_second = events / EVENTS_OF_MESSAGE,
                None => return Ok(()),
            },
            talked = talk(&stage, options.conversations, per_second, run), if per_second > 0.0 => {
                talked?;
                run += 1;
            }
        }
    }
}

async fn fill(stage: &Stage, conversations: u64) -> Result<(), BenchError> {
    let (signer, address) = (stage.signer.clone(), stage.signer.address);
    let request =
        Arc::new(move |index: u64| signer.messages(1, index * IN_A_WEBHOOK..(index + 1) * IN_A_WEBHOOK, conversations));
    let answers = load::run(Load {
        address,
        connections: CONNECTIONS,
        count: conversations.div_ceil(IN_A_WEBHOOK),
        per_second: None,
        request,
    });
    all_taken(&answers.await?)?;
    stage.applied(LIMIT).await?;
    Ok(())
}

/// About a second of messages, each to another conversation.
async fn talk(stage: &Stage, conversations: u64, per_second: f64, run: u32) -> Result<(), BenchError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a size of a bench"
    )]
    let count = (per_second as u64).max(1);
    let (signer, address) = (stage.signer.clone(), stage.signer.address);
    let first = u64::from(run) * count;
    let request = Arc::new(move |index: u64| signer.message(run + 1, first + index, conversations));
    let answers = load::run(Load {
        address,
        connections: 1,
        count,
        per_second: Some(per_second),
        request,
    });
    all_taken(&answers.await?)
}

/// The numbers on the lines of the standard input, as they come.
fn wishes() -> Result<mpsc::Receiver<f64>, BenchError> {
    let (sender, receiver) = mpsc::channel(8);
    std::thread::Builder::new()
        .name("bench-wishes".to_owned())
        .spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                let Ok(events) = line.trim().parse::<f64>() else {
                    continue;
                };
                if sender.blocking_send(events.clamp(0.0, 10_000.0)).is_err() {
                    return;
                }
            }
        })?;
    Ok(receiver)
}
