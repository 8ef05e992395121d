//! Who may put webhooks into the journal: the secrets of the connections, opened once and kept in memory.
//!
//! They are read again when a connection changes here, when somebody asks for one that is not known (another node may
//! have made it), and now and then.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use galka_cloud_api::signature;
use galka_domain::access::Provider;
use galka_domain::time::Timestamp;
use galka_store::{Db, connections};
use tracing::{error, warn};

use crate::clock::Clocks;
use crate::engine::EngineError;
use crate::intake::Unavailable;
use crate::secrets::{ConnectionSecrets, SecretBox};

/// The known secrets: cheap to clone.
#[derive(Clone, Debug)]
pub struct IntakeKeys {
    ring: Arc<RwLock<Arc<Ring>>>,
    db: Db,
    secrets: SecretBox,
    clocks: Clocks,
}

/// How many different secrets are tried on the common address.
pub const COMMON_SECRETS_MAX: usize = 16;
/// How many connections are kept in memory.
const CONNECTIONS_MAX: i64 = 10_000;
const AGE_MAX_MS: i64 = 15_000;
const MISS_AGE_MS: i64 = 500;

#[derive(Clone, Debug, Default)]
struct Ring {
    by_connection: HashMap<String, Key>,
    /// The first connection of each different app secret.
    distinct: Vec<String>,
    read_at: Option<Timestamp>,
}

#[derive(Clone)]
struct Key {
    provider: Provider,
    app_secret: Option<String>,
    webhook_header: Option<String>,
    verify_token: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Key")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

impl IntakeKeys {
    /// Keys that are read when they are first needed.
    #[must_use]
    pub fn new(db: Db, secrets: SecretBox, clocks: Clocks) -> Self {
        Self {
            ring: Arc::default(),
            db,
            secrets,
            clocks,
        }
    }

    /// Reads the keys again: a connection was made, changed or removed.
    ///
    /// # Errors
    /// When the database cannot be read; the old keys stay.
    pub async fn refresh(&self) -> Result<(), EngineError> {
        let stored = self
            .db
            .read(|tx| connections::list_intake_keys(tx, CONNECTIONS_MAX))
            .await?;
        let mut ring = Ring {
            read_at: Some(self.clocks.machine_now()),
            ..Ring::default()
        };
        for key in stored {
            let opened = self
                .secrets
                .open(&key.secrets)
                .map(|text| serde_json::from_str::<ConnectionSecrets>(&text));
            let Ok(Ok(opened)) = opened else {
                error!(connection.id = %key.id, "The secrets of connection {} cannot be opened: its webhooks are refused", key.id);
                continue;
            };
            ring.add(
                key.id.as_str(),
                Key {
                    provider: key.provider,
                    app_secret: opened.app_secret,
                    webhook_header: opened.webhook_header,
                    verify_token: key.verify_token,
                },
            );
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }

    /// The connection whose app secret signed this body, on the common address.
    ///
    /// # Errors
    /// [`Unavailable`] while the keys could not be read even once: nobody can say whose the body is.
    pub async fn signer(&self, body: &[u8], signature: &str) -> Result<Option<String>, Unavailable> {
        if let Some(found) = self.fresh(AGE_MAX_MS).await?.signer(body, signature) {
            return Ok(Some(found));
        }
        Ok(self.fresh(MISS_AGE_MS).await?.signer(body, signature))
    }

    /// Whether this body was signed by the app secret of this connection, or brought the secret header of a
    /// connection that has no signature.
    ///
    /// # Errors
    /// As [`Self::signer`].
    pub async fn is_from(
        &self,
        connection: &str,
        body: &[u8],
        signature: Option<&str>,
        header: Option<&str>,
    ) -> Result<bool, Unavailable> {
        Ok(self
            .find(connection)
            .await?
            .is_some_and(|key| key.admits(body, signature, header)))
    }

    /// Whether this is what WhatsApp was told to say when it verifies the address of this connection.
    pub async fn verifies(&self, connection: &str, token: &str) -> bool {
        matches!(self.find(connection).await, Ok(Some(key)) if same_text(&key.verify_token, token))
    }

    /// Whether any connection was told to say this when WhatsApp verifies the common address.
    pub async fn verifies_any(&self, token: &str) -> bool {
        let Ok(ring) = self.fresh(MISS_AGE_MS).await else {
            return false;
        };
        ring.by_connection
            .values()
            .fold(false, |found, key| found | same_text(&key.verify_token, token))
    }

    /// Whether two connections are signed by one secret, so that one speaks for the other.
    #[must_use]
    pub fn same_secret(&self, one: &str, other: &str) -> bool {
        if one == other {
            return true;
        }
        let ring = self.current();
        let secret = |id: &str| ring.by_connection.get(id).and_then(|key| key.app_secret.clone());
        match (secret(one), secret(other)) {
            (Some(one), Some(other)) => same_text(&one, &other),
            _ => false,
        }
    }

    async fn find(&self, connection: &str) -> Result<Option<Key>, Unavailable> {
        if let Some(key) = self.fresh(AGE_MAX_MS).await?.by_connection.get(connection) {
            return Ok(Some(key.clone()));
        }
        Ok(self.fresh(MISS_AGE_MS).await?.by_connection.get(connection).cloned())
    }

    /// The keys, read again if they are older than this; old ones serve while the database is away.
    async fn fresh(&self, age_max_ms: i64) -> Result<Arc<Ring>, Unavailable> {
        let ring = self.current();
        let now = self.clocks.machine_now();
        if ring.read_at.is_some_and(|at| now.since(at) < age_max_ms) {
            return Ok(ring);
        }
        if let Err(failure) = self.refresh().await {
            warn!(error = %failure, "The keys of the webhooks cannot be read; those that are known serve");
            if ring.read_at.is_none() {
                return Err(Unavailable);
            }
            self.keep_for_now(&ring, now);
        }
        Ok(self.current())
    }

    /// The old keys count as fresh for a moment, so that not every webhook waits for a database that is away.
    fn keep_for_now(&self, ring: &Ring, now: Timestamp) {
        let kept = Ring {
            read_at: Some(now),
            ..ring.clone()
        };
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(kept);
    }

    fn current(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ring {
    fn add(&mut self, connection: &str, key: Key) {
        let known = |id: &String| self.by_connection.get(id).and_then(|known| known.app_secret.as_ref());
        if key.app_secret.is_some() && !self.distinct.iter().any(|id| known(id) == key.app_secret.as_ref()) {
            self.distinct.push(connection.to_owned());
        }
        self.by_connection.insert(connection.to_owned(), key);
    }

    fn signer(&self, body: &[u8], given: &str) -> Option<String> {
        self.distinct
            .iter()
            .take(COMMON_SECRETS_MAX)
            .find(|id| {
                let secret = self.by_connection.get(*id).and_then(|key| key.app_secret.as_deref());
                secret.is_some_and(|secret| signature::verify(secret, body, given))
            })
            .cloned()
    }
}

impl Key {
    fn admits(&self, body: &[u8], given: Option<&str>, header: Option<&str>) -> bool {
        match (&self.app_secret, &self.webhook_header) {
            (Some(secret), _) => given.is_some_and(|given| signature::verify(secret, body, given)),
            (None, Some(wanted)) if self.provider == Provider::Dialog360 => {
                header.is_some_and(|header| same_text(wanted, header))
            }
            _ => false,
        }
    }
}

/// Compares without telling by its time how much was right.
fn same_text(one: &str, other: &str) -> bool {
    use subtle::ConstantTimeEq as _;
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
