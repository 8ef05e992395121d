//! The engine: what every worker and every handler shares.

use std::path::PathBuf;
use std::sync::Arc;

use galka_domain::ids::Id;
use galka_domain::time::Timestamp;
use galka_graph_client::{ClientSettings, GraphClient};
use galka_store::{Db, Error as StoreError, Kind};

use crate::chance::Chance;
use crate::clock::Clocks;
use crate::files::MediaFiles;
use crate::hints::Hints;
use crate::intake_keys::IntakeKeys;
use crate::presence::PresenceHub;
use crate::push::PushSettings;
use crate::secrets::SecretBox;

/// Shared by everything that works: cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    /// The database.
    pub db: Db,
    /// Business and machine time.
    pub clocks: Clocks,
    /// Ids and secrets.
    pub chance: Chance,
    /// Seals what must not be read from the database file.
    pub secrets: SecretBox,
    /// Who may put webhooks into the journal.
    pub keys: IntakeKeys,
    /// Stored media.
    pub files: MediaFiles,
    /// Wake-ups.
    pub hints: Hints,
    /// Who is where.
    pub presence: PresenceHub,
    /// Talks to WhatsApp.
    pub client: GraphClient,
    /// How this installation is set up.
    pub settings: Arc<EngineSettings>,
    /// Tells this process from the other nodes.
    pub node: Arc<str>,
}

/// How this installation is set up.
#[derive(Clone)]
pub struct EngineSettings {
    /// `sqlite://path` or `postgres://…`.
    pub database_url: String,
    /// Where media and the secret key live.
    pub data_dir: PathBuf,
    /// Where WhatsApp and browsers reach us, without a trailing slash.
    pub public_url: String,
    /// The sandbox's control API (`http://127.0.0.1:8081/control/v1`), when one runs beside us.
    pub sandbox_control: Option<String>,
    /// Follow the sandbox's clock: all connections are sandbox ones.
    pub follow_clock: bool,
    /// Largest inbound or outbound file in bytes.
    pub media_bytes_max: u64,
    /// Days for which applied webhooks are kept.
    pub journal_keep_days: u32,
    /// Hosts, each with or without a port, that outgoing webhooks may reach although they are not public.
    pub allow_private: Vec<String>,
    /// A key for sealing secrets instead of the file in the data directory.
    pub secret_key: Option<String>,
    /// How browsers without an open tab are told; they are not when absent.
    pub push: Option<PushSettings>,
}

impl std::fmt::Debug for EngineSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The database's address and the key are secrets.
        out.debug_struct("EngineSettings")
            .field("data_dir", &self.data_dir)
            .finish_non_exhaustive()
    }
}

/// What can keep the engine from its work.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file of the data directory.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A setting or a stored secret that cannot be used.
    #[error("{0}")]
    Unusable(String),
}

impl Engine {
    /// Opens the database, brings its schema up to date, and loads the secret key.
    ///
    /// # Errors
    /// When the database cannot be opened or is newer than this binary, or the data directory cannot be written.
    pub async fn open(settings: EngineSettings) -> Result<Self, EngineError> {
        let db = Db::open(settings.database_url.as_str()).await?;
        let clocks = Clocks::real();
        let chance = Chance::from_system();
        galka_store::migrate(&db, clocks.machine_now()).await?;
        if db.kind() == Kind::Sqlite {
            // The lock on the data directory makes us the only process: whoever held a lease is gone.
            db.write(galka_store::leases::release_all).await?;
        }
        let secrets = SecretBox::open_or_create(&settings, &chance)?;
        let files = MediaFiles::open(&settings.data_dir)?;
        let node = chance.secret_token(9);
        let client = GraphClient::new(ClientSettings::default())
            .map_err(|failure| EngineError::Unusable(failure.to_string()))?;
        let keys = IntakeKeys::new(db.clone(), secrets.clone(), clocks.clone());
        Ok(Self {
            db,
            clocks,
            chance,
            secrets,
            keys,
            files,
            hints: Hints::default(),
            presence: PresenceHub::default(),
            client,
            settings: Arc::new(settings),
            node: node.into(),
        })
    }

    /// The time by which the rules count.
    #[must_use]
    pub fn business_now(&self) -> Timestamp {
        self.clocks.business_now()
    }

    /// The computer's time.
    #[must_use]
    pub fn machine_now(&self) -> Timestamp {
        self.clocks.machine_now()
    }

    /// A new id made now.
    #[must_use]
    pub fn new_id<I: Id>(&self) -> I {
        I::from_stored(new_id_text(I::PREFIX, self.business_now(), &self.chance))
    }
}

fn new_id_text(prefix: &str, at: Timestamp, chance: &Chance) -> String {
    galka_domain::ids::write_id(prefix, at, chance.entropy())
}
