//! Every SQL statement of the product, written once for SQLite and PostgreSQL.
//!
//! A store function is a plain `fn name(tx: &mut Tx<'_>, …) -> Result<T>`; whoever calls it opens the
//! transaction with `db.write(move |tx| …)` or `db.read(move |tx| …)`. No driver is named outside [`db`].
//!
//! Map:
//! - [`db`]: the seam: opening a database, transactions, statements, values, errors
//! - [`rows`]: a batch of rows as one parameter of one statement
//! - [`mod@migrate`]: the schema, its versions, and bringing a database up to date
//! - `testing` (feature `testing`): private databases of both kinds for tests

pub mod alerts;
pub mod api_keys;
pub mod apply;
pub mod assignment;
pub mod automations;
pub mod bulk;
pub mod campaigns;
pub mod colleagues;
pub mod connections;
pub mod contacts;
pub mod conversations;
pub mod costs;
pub mod db;
pub mod dead_letters;
pub mod deleted_labels;
pub mod dispatch;
pub mod drafts;
pub mod entries;
pub mod events;
pub mod facts;
pub mod fields;
pub mod idempotency;
pub mod imports;
pub mod inbox;
pub mod journal;
pub mod labels;
pub mod leases;
pub mod ledger;
pub mod marketing;
pub mod media;
pub mod members;
pub mod merged_labels;
pub mod messages;
pub mod migrate;
pub mod notes;
pub mod numbers;
pub mod people;
pub mod plans;
pub mod presence;
pub mod profiles;
pub mod push;
pub mod quick_replies;
pub mod reactions;
pub mod recipients;
pub mod renaming;
pub mod restored;
pub mod rows;
pub mod saved_views;
pub mod search;
pub mod segments;
pub mod senders;
pub mod sessions;
pub mod settings;
pub mod standings;
pub mod stars;
pub mod teams;
pub mod templates;
#[cfg(feature = "testing")]
pub mod testing;
pub mod unused;
pub mod user_settings;
pub mod users;
pub mod wamid;
pub mod webhooks;
pub mod workspaces;

pub use db::{Column, Db, Error, Kind, Param, Result, Row, Settings, Sql, Tx, Value, read_json};
pub use migrate::migrate;
pub use rows::Rows;
