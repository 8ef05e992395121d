//! The schema and its versions.
//!
//! One set of files, `migrations/NNNN_name.sql`, for both databases, with the dialect tokens of the seam. Each
//! runs in a transaction of its own together with its row in `schema_migrations`. The runner is ours because
//! it is this page over the seam, while refinery pins another `rusqlite` and has no dialect lines; what matters
//! of it is kept: versions in order, a changed history refused, a newer schema refused, and two processes that
//! start at once on PostgreSQL take turns under an advisory lock.

use galka_domain::time::Timestamp;

use crate::db::{Db, Error, Kind, Result, Tx, translate};
use crate::sql;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the order, counted from 1 without gaps.
    pub version: i64,
    /// What it is about: the rest of its file name.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
}

/// Declares the files of `migrations/` in their order.
macro_rules! migrations {
    ($($version:literal $name:literal $file:literal),* $(,)?) => {
        &[ $( Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../migrations/", $file)),
        } ),* ]
    };
}

/// Every step, oldest first; a file is never changed once it was released.
pub const MIGRATIONS: &[Migration] = migrations![
    1 "init" "0001_init.sql",
    2 "search" "0002_search.sql",
    3 "planner" "0003_planner.sql",
    4 "pending_connection" "0004_pending_connection.sql",
    5 "desk" "0005_desk.sql",
    6 "people" "0006_people.sql",
    7 "kinds" "0007_kinds.sql",
    8 "quick_replies" "0008_quick_replies.sql",
    9 "profiles" "0009_profiles.sql",
    10 "bulk" "0010_bulk.sql",
    11 "automation" "0011_automation.sql",
    12 "together" "0012_together.sql",
    13 "webhooks" "0013_webhooks.sql",
    14 "stars" "0014_stars.sql",
    15 "campaign_text" "0015_campaign_text.sql",
    16 "channel" "0016_channel.sql",
    17 "search_contacts" "0017_search_contacts.sql",
    18 "begun_undo" "0018_begun_undo.sql",
    19 "push" "0019_push.sql",
    20 "plans" "0020_plans.sql",
    21 "search_words" "0021_search_words.sql",
    22 "moved" "0022_moved.sql",
    23 "marks" "0023_marks.sql",
    24 "answered_at" "0024_answered_at.sql",
    25 "unused_files" "0025_unused_files.sql",
];

/// Names the advisory lock that guards the schema on PostgreSQL ("galka" in ASCII).
const LOCK: &str = "SELECT pg_advisory_xact_lock(444234525537)";

/// Brings the schema up to date; answers how many steps were applied.
///
/// # Errors
/// [`Error::SchemaTooNew`] when the database was made by a newer version, [`Error::Inconsistent`] when its
/// history is not ours.
pub async fn migrate(db: &Db, now: Timestamp) -> Result<u64> {
    apply(db, MIGRATIONS, now).await
}

/// Brings the schema to the last of `migrations`; what [`migrate`] does with the product's own.
///
/// # Errors
/// As [`migrate`].
pub async fn apply(db: &Db, migrations: &'static [Migration], now: Timestamp) -> Result<u64> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    db.migrate(move |tx| check_history(tx, migrations, known)).await?;
    let mut applied = 0;
    for migration in migrations {
        applied += u64::from(db.migrate(move |tx| apply_one(tx, migration, now)).await?);
    }
    Ok(applied)
}

fn check_history(tx: &mut Tx<'_>, migrations: &[Migration], known: i64) -> Result<()> {
    lock(tx)?;
    tx.execute(
        sql!(
            "CREATE TABLE IF NOT EXISTS schema_migrations (
                version BIGINT PRIMARY KEY,
                name TEXT NOT NULL,
                applied_at BIGINT NOT NULL
            )"
        ),
        &[],
    )?;
    let history = tx.query(
        sql!("SELECT version, name FROM schema_migrations ORDER BY version"),
        &[],
        |row| Ok((row.get::<i64>("version")?, row.get::<String>("name")?)),
    )?;
    if let Some((found, _)) = history.last().filter(|(found, _)| *found > known) {
        return Err(Error::SchemaTooNew { found: *found, known });
    }
    for ((version, name), migration) in history.iter().zip(migrations) {
        if *version != migration.version || name != migration.name {
            return Err(Error::Inconsistent {
                table: "schema_migrations".into(),
                column: "name".into(),
                id: version.to_string(),
            });
        }
    }
    Ok(())
}

/// Applies `migration` unless somebody did meanwhile.
fn apply_one(tx: &mut Tx<'_>, migration: &Migration, now: Timestamp) -> Result<bool> {
    lock(tx)?;
    let newest = tx.query_one(
        sql!("SELECT COALESCE(MAX(version), CAST(0 AS BIGINT)) AS newest FROM schema_migrations"),
        &[],
        |row| row.get::<i64>("newest"),
    )?;
    if newest >= migration.version {
        return Ok(false);
    }
    tx.script(&translate(migration.sql, tx.kind())?.text)?;
    tx.execute(
        sql!("INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)"),
        &[&migration.version, &migration.name, &now],
    )?;
    Ok(true)
}

fn lock(tx: &mut Tx<'_>) -> Result<()> {
    match tx.kind() {
        Kind::Sqlite => Ok(()),
        Kind::Postgres => tx.script(LOCK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_listed_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        files.sort();
        let listed: Vec<String> = MIGRATIONS
            .iter()
            .map(|step| format!("{:04}_{}.sql", step.version, step.name))
            .collect();
        assert_eq!(files, listed);
        assert!(
            MIGRATIONS
                .iter()
                .zip(1..)
                .all(|(step, version)| step.version == version)
        );
    }
}
