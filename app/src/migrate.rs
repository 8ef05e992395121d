//! `galka migrate`: brings the schema up to date.

use anyhow::Context;
use galka_engine::clock::Clocks;
use galka_store::Db;

use crate::lock::DataLock;
use crate::settings::Settings;

/// Applies what is missing and says how much that was.
///
/// # Errors
/// When the database cannot be reached or is newer than this program.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    crate::logging::start(&settings.log)?;
    let url = settings.database_url();
    // Nodes on PostgreSQL take turns by themselves.
    let _lock = if url.starts_with("sqlite:") {
        Some(DataLock::take(&settings.data.dir)?)
    } else {
        None
    };
    let db = Db::open(url).await?;
    let applied = galka_store::migrate(&db, Clocks::real().machine_now()).await;
    let applied = applied.context("the schema was not brought up to date")?;
    db.close().await;
    match applied {
        0 => println!("The schema is up to date."),
        count => println!("The schema is up to date; steps applied: {count}."),
    }
    Ok(())
}
