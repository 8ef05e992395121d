//! `galka migrate`: brings the schema up to date, also of a database that comes from a backup.

use anyhow::Context;
use galka_engine::clock::Clocks;
use galka_store::Db;
use galka_store::restored::{self, HeldBack};

use crate::lock::DataLock;
use crate::settings::Settings;

/// Applies what is missing and says how much that was; holds back what waited to be sent in a dump.
///
/// # Errors
/// When the database cannot be reached or is newer than this program.
pub(crate) async fn run(settings: &Settings, is_restored: bool) -> anyhow::Result<()> {
    crate::logging::start(&settings.log)?;
    let url = settings.database_url();
    // Nodes on PostgreSQL take turns by themselves.
    let _lock = if url.starts_with("sqlite:") {
        Some(DataLock::take(&settings.data.dir)?)
    } else {
        None
    };
    let db = Db::open(url).await?;
    let outcome = bring_up(&db, is_restored).await;
    db.close().await;
    let (applied, held) = outcome?;
    match applied {
        0 => println!("The schema is up to date."),
        count => println!("The schema is up to date; steps applied: {count}."),
    }
    tell(held);
    Ok(())
}

/// Brings a database that comes from a backup up to date, and says what of it was held back.
///
/// # Errors
/// As [`run`].
pub(crate) async fn run_restored(url: &str) -> anyhow::Result<()> {
    let db = Db::open(url).await?;
    let outcome = bring_up(&db, true).await;
    db.close().await;
    tell(outcome?.1);
    Ok(())
}

async fn bring_up(db: &Db, is_restored: bool) -> anyhow::Result<(u64, HeldBack)> {
    let now = Clocks::real().machine_now();
    let applied = galka_store::migrate(db, now).await;
    let applied = applied.context("the schema was not brought up to date")?;
    if !is_restored {
        return Ok((applied, HeldBack::default()));
    }
    let held = db.write(move |tx| restored::hold_back(tx, now)).await;
    Ok((applied, held.context("what waits to be sent was not held back")?))
}

fn tell(held: HeldBack) {
    if held != HeldBack::default() {
        println!(
            "What waited when the backup was made may have gone since. Messages that wait for a decision: {}; campaigns \
             paused: {}.",
            held.messages, held.campaigns
        );
    }
}
