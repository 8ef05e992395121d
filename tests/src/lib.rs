//! Whole-system tests: the real binary as a child process on either database, against a sandbox in this process.
//!
//! Map:
//! - [`patience`]: the only file that waits: polling with a deadline
//! - [`binary`], [`storage`]: the binary, and where it keeps its data
//! - [`world`]: WhatsApp's side, with its control API
//! - [`api`]: the product's API as a script uses it
//! - [`webhook`]: webhooks of our own making, signed
//! - [`company`], [`campaign`]: a connected company with a template and people, and a campaign to them
//! - [`receiver`]: a company's own system, which is told of events
//! - [`judges`]: the guard and the sandbox, asked about the same situations
//! - [`sizes`]: how large the tests are
//!
//! `GALKA_BIN` names a binary to be tested; without it the tests build theirs. `GALKA_TEST_FULL=1` runs the sizes of
//! the acceptance.

pub mod api;
pub mod binary;
pub mod campaign;
pub mod company;
pub mod judges;
pub mod patience;
pub mod receiver;
pub mod sizes;
pub mod storage;
pub mod webhook;
pub mod world;

/// A test on both databases: `on_both!(name, case)` runs `case(Kind)` as `name::on_sqlite` and `name::on_postgres`.
#[macro_export]
macro_rules! on_both {
    ($name:ident, $case:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$case($crate::storage::Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$case($crate::storage::Kind::Postgres).await;
            }
        }
    };
}
