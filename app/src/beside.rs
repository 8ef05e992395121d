//! An engine without workers, for commands that may run beside a running product.
//!
//! Where the product holds the data directory's lock, its leases are left alone and its schema is not touched:
//! the database itself keeps the two apart.

use anyhow::{Context, bail};
use galka_engine::Engine;
use galka_engine::chance::Chance;
use galka_engine::clock::Clocks;
use galka_engine::files::MediaFiles;
use galka_engine::hints::Hints;
use galka_engine::intake_keys::IntakeKeys;
use galka_engine::presence::PresenceHub;
use galka_engine::secrets::SecretBox;
use galka_graph_client::{ClientSettings, GraphClient};
use galka_store::Db;

use crate::lock::{Attempt, DataLock};
use crate::settings::Settings;

/// Opens the installation: alone with its lock, or beside the process that has it.
///
/// # Errors
/// When the directory or the database cannot be used.
pub(crate) async fn open(settings: &Settings) -> anyhow::Result<(Engine, Option<DataLock>)> {
    let engine_settings = settings.engine(settings.public_url(settings.server.listen));
    match DataLock::attempt(&settings.data.dir)? {
        Attempt::Taken(lock) => {
            let engine = Engine::open(engine_settings)
                .await
                .context("the installation cannot be opened")?;
            Ok((engine, Some(lock)))
        }
        Attempt::Held(_) => {
            let db = Db::open(engine_settings.database_url.clone()).await?;
            let (clocks, chance) = (Clocks::real(), Chance::from_system());
            if galka_store::migrate(&db, clocks.machine_now()).await.is_err() {
                bail!("the running galka is of another version than this one: use the same for both");
            }
            let secrets = SecretBox::open_or_create(&engine_settings, &chance)?;
            let files = MediaFiles::open(&engine_settings.data_dir)?;
            let client = GraphClient::new(ClientSettings::default()).context("the client cannot be made")?;
            let keys = IntakeKeys::new(db.clone(), secrets.clone(), clocks.clone());
            let node = chance.secret_token(9).into();
            let settings = engine_settings.into();
            Ok((
                Engine {
                    db,
                    clocks,
                    chance,
                    secrets,
                    keys,
                    files,
                    hints: Hints::default(),
                    client,
                    settings,
                    node,
                    presence: PresenceHub::default(),
                },
                None,
            ))
        }
    }
}
