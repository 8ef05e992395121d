//! `galka migrate`: brings the schema up to date.

use anyhow::Context;
use galka_engine::clock::Clocks;
use galka_store::{Db, Kind};

use crate::lock::DataLock;
use crate::settings::Settings;

/// Applies what is missing and says how much that was.
///
/// # Errors
/// When the database cannot be reached or is newer than this program.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    crate::logging::start(&settings.log)?;
    let db = Db::open(settings.database_url()).await?;
    // Nodes on PostgreSQL take turns by themselves.
    let _lock = match db.kind() {
        Kind::Sqlite => Some(DataLock::take(&settings.data.dir)?),
        Kind::Postgres => None,
    };
    let applied = galka_store::migrate(&db, Clocks::real().machine_now()).await.context("the schema was not brought up to date")?;
    db.close().await;
    match applied {
        0 => println!("The schema is up to date."),
        count => println!("The schema is up to date; steps applied: {count}."),
    }
    Ok(())
}
