//! Private databases of both kinds for tests.
//!
//! ```text
//! #[tokio::test]
//! async fn keeps_what_was_written() {
//!     on_both(async |db| { … }).await;
//! }
//! ```
//!
//! PostgreSQL is never skipped: when it is not installed, the test fails and says what to install.

mod cluster;
mod databases;
mod statements;

use std::panic::AssertUnwindSafe;

pub use cluster::Cluster;
pub use databases::TestDatabase;
use futures_util::FutureExt as _;
pub use statements::{prepare_every_statement, sqlite_statements};

use galka_domain::ids::WorkspaceId;
use galka_domain::time::Timestamp;

use crate::db::Db;
use crate::migrate::{MIGRATIONS, Migration};
use crate::workspaces::Workspace;

/// A company in Moscow that pays in roubles and speaks Russian; it is called like its slug.
#[must_use]
pub fn company(id: WorkspaceId, slug: &str, created_at: Timestamp) -> Workspace {
    Workspace {
        id,
        slug: slug.to_owned(),
        name: slug.to_owned(),
        timezone: "Europe/Moscow".to_owned(),
        currency: "RUB".to_owned(),
        locale: "ru".to_owned(),
        is_sample: false,
        created_at,
    }
}

/// Runs `test` on a fresh SQLite and then on a fresh PostgreSQL database, both with the product's schema.
///
/// # Panics
/// When `test` does, naming the database.
pub async fn on_both(test: impl AsyncFn(Db)) {
    on_both_with(MIGRATIONS, test).await;
}

/// As [`on_both`], with a schema of the test's own.
///
/// # Panics
/// When `test` does, naming the database.
pub async fn on_both_with(migrations: &'static [Migration], test: impl AsyncFn(Db)) {
    on_one(TestDatabase::sqlite(migrations).await, &test).await;
    on_one(TestDatabase::postgres(migrations).await, &test).await;
}

async fn on_one(database: TestDatabase, test: &impl AsyncFn(Db)) {
    let kind = database.db.kind();
    let ended = AssertUnwindSafe(test(database.db.clone())).catch_unwind().await;
    database.remove().await;
    if let Err(panic) = ended {
        eprintln!("the test failed on {kind:?}");
        std::panic::resume_unwind(panic);
    }
}
