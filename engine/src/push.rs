//! Push: telling people's browsers of new messages, and of notes that name them, while no tab of the app is open.
//!
//! It needs services on the outside (of the browsers' makers), so it is off unless the installation turns it on.
//! Whoever subscribes leaves an address and keys of one browser, which are kept sealed. A worker reads the event log
//! from where it stopped and tells of each conversation once, however much was written there meanwhile. The place moves
//! before anything is sent: a notification may be lost, it never comes twice. Without leave of the person it carries
//! neither names nor words.
//!
//! - `news.rs`: what there is to tell, to whom, and in which words
//! - `seal.rs`: RFC 8291, so that the services cannot read it; `vapid.rs`: RFC 8292, so that they know who pushes

mod news;
mod seal;
mod vapid;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use galka_domain::ids::{PushSubscriptionId, UserId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_graph_client::{PushOutcome, PushRequest};
use galka_store::events;
use galka_store::push::{self, Subscription};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tracing::{info, warn};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::outside;
use crate::runner::{NextWake, Worker};
use news::News;
use seal::{AUTH_BYTES, PUBLIC_KEY_BYTES, Recipient};
use vapid::Identity;

/// How an installation pushes.
#[derive(Clone, Debug)]
pub struct PushSettings {
    /// Whom the people of a push service may write to: `mailto:…` or `https://…`.
    pub contact: String,
}

/// A browser as it introduces itself.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewSubscription {
    /// The address at its push service.
    pub endpoint: String,
    /// Its public key, URL-safe base64.
    pub p256dh: String,
    /// Its secret of authentication, URL-safe base64.
    pub auth: String,
}

/// A browser that a person adds.
#[derive(Clone)]
pub struct NewBrowser {
    /// Where it is reached, and how it reads.
    pub keys: NewSubscription,
    /// What the person knows it by.
    pub device: String,
    /// Whether names and texts may be shown on it.
    pub with_text: bool,
}

/// What came of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscribeOutcome {
    /// It is kept.
    Kept(PushSubscriptionId),
    /// The address or a key cannot be used.
    Unusable,
    /// The person has too many browsers.
    TooMany,
}

/// Browsers of one person.
pub const BROWSERS_MAX: usize = 20;
const WORKSPACES_AT_ONCE: i64 = 50;
/// A browser that is away for longer hears of nothing old.
const KEEP: Duration = Duration::from_secs(3_600);
/// What comes within this time is told as one.
const EVERY_MS: i64 = 2 * SECOND_MS;
const AT_ONCE: usize = 8;

/// The key that browsers subscribe with; made at the first use.
///
/// # Errors
/// When the database does not answer, or the kept key cannot be opened.
pub async fn public_key(engine: &Engine) -> Result<String, EngineError> {
    Ok(identity(engine).await?.public_key())
}

async fn identity(engine: &Engine) -> Result<Identity, EngineError> {
    let kept = if let Some(kept) = engine.db.read(push::find_key).await? {
        kept
    } else {
        let made = engine.secrets.seal(&Identity::generate());
        engine.db.write(move |tx| push::keep_key(tx, &made)).await?
    };
    Identity::read(&engine.secrets.open(&kept)?)
        .ok_or_else(|| EngineError::Unusable("the key of push messages cannot be read".to_owned()))
}

/// Keeps a browser of a person.
///
/// # Errors
/// When the database does not answer.
pub async fn subscribe(
    engine: &Engine,
    workspace: &WorkspaceId,
    user: &UserId,
    browser: NewBrowser,
) -> Result<SubscribeOutcome, EngineError> {
    let NewBrowser {
        keys: new,
        device,
        with_text,
    } = browser;
    if outside::read(engine, &new.endpoint).is_err() || recipient_of(&new).is_none() {
        return Ok(SubscribeOutcome::Unusable);
    }
    let sealed = serde_json::to_string(&new).map_err(|_| EngineError::Unusable("a subscription".to_owned()))?;
    let subscription = Subscription {
        id: engine.new_id(),
        user_id: user.clone(),
        digest: hex::encode(Sha256::digest(new.endpoint.as_bytes())),
        sealed: engine.secrets.seal(&sealed),
        device,
        with_text,
        created_at: engine.machine_now(),
    };
    let workspace = workspace.clone();
    let kept = engine.db.write(move |tx| {
        let known = push::list(tx, &workspace, &subscription.user_id)?;
        let is_known = known.iter().any(|one| one.digest == subscription.digest);
        if known.len() >= BROWSERS_MAX && !is_known {
            return Ok(SubscribeOutcome::TooMany);
        }
        let head = events::head(tx, &workspace)?;
        push::start_reading(tx, &workspace, head)?;
        push::upsert(tx, &workspace, &subscription).map(SubscribeOutcome::Kept)
    });
    Ok(kept.await?)
}

/// Forgets browsers.
///
/// # Errors
/// When the database does not answer.
pub async fn unsubscribe(
    engine: &Engine,
    workspace: &WorkspaceId,
    gone: Vec<(UserId, PushSubscriptionId)>,
) -> Result<bool, EngineError> {
    let workspace = workspace.clone();
    let forgotten = engine.db.write(move |tx| {
        let forgotten = push::delete(tx, &workspace, &gone)?;
        push::stop_reading(tx, &workspace)?;
        Ok(forgotten > 0)
    });
    Ok(forgotten.await?)
}

fn recipient_of(new: &NewSubscription) -> Option<Recipient> {
    let read = |text: &str| URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok();
    let (public_key, auth) = (read(&new.p256dh)?, read(&new.auth)?);
    (public_key.len() == PUBLIC_KEY_BYTES && auth.len() == AUTH_BYTES).then_some(Recipient { public_key, auth })
}

/// Tells browsers of new messages and of mentions.
#[derive(Debug)]
pub struct PushWorker {
    engine: Engine,
    settings: PushSettings,
}

impl PushWorker {
    /// The worker of this node.
    #[must_use]
    pub const fn new(engine: Engine, settings: PushSettings) -> Self {
        Self { engine, settings }
    }

    /// Reads a piece of a workspace's log and tells of it.
    async fn tell(&self, workspace: WorkspaceId, read: i64) -> Result<(), EngineError> {
        let home = workspace.clone();
        let now = self.engine.business_now();
        let found = self.engine.db.read(move |tx| news::look(tx, &home, read, now)).await?;
        let Some((last, news)) = found else { return Ok(()) };
        let home = workspace.clone();
        let moved = self.engine.db.write(move |tx| push::advance(tx, &home, read, last));
        if !moved.await? || news.is_empty() {
            return Ok(());
        }
        let identity = identity(&self.engine).await?;
        for batch in news.chunks(AT_ONCE) {
            let sends = batch.iter().map(|one| self.send(&identity, one));
            let outcomes = futures_util::future::join_all(sends).await;
            self.settle(&workspace, batch, &outcomes).await?;
        }
        Ok(())
    }

    async fn send(&self, identity: &Identity, news: &News) -> Option<PushOutcome> {
        let kept = self.engine.secrets.open(&news.told.subscription.sealed).ok()?;
        let kept: NewSubscription = serde_json::from_str(&kept).ok()?;
        let (endpoint, recipient) = (outside::read(&self.engine, &kept.endpoint).ok()?, recipient_of(&kept)?);
        let mut salt = [0_u8; 16];
        self.engine.chance.fill(&mut salt);
        let now = self.engine.machine_now();
        let request = PushRequest {
            authorization: identity.authorization(&endpoint.url, &self.settings.contact, now)?,
            topic: topic_of(&news.tag()),
            keep: KEEP,
            body: seal::seal(&recipient, salt, news.payload().as_bytes())?,
            allow_private: endpoint.listed,
            endpoint: endpoint.url,
        };
        Some(self.engine.client.push(request).await)
    }

    /// Browsers that are no more are forgotten.
    async fn settle(
        &self,
        workspace: &WorkspaceId,
        batch: &[News],
        outcomes: &[Option<PushOutcome>],
    ) -> Result<(), EngineError> {
        let mut gone = Vec::new();
        for (news, outcome) in batch.iter().zip(outcomes) {
            let subscription = &news.told.subscription;
            match outcome {
                Some(PushOutcome::Taken) => metrics::counter!("galka_pushes_total").increment(1),
                Some(PushOutcome::Later(why)) => {
                    warn!(error = why, "A notification of {} was not taken", subscription.id);
                }
                Some(PushOutcome::Gone) | None => gone.push((subscription.user_id.clone(), subscription.id.clone())),
                Some(PushOutcome::Refused(status)) => {
                    warn!(status, "A notification of {} was refused", subscription.id);
                }
            }
        }
        if !gone.is_empty() {
            info!(
                count = gone.len(),
                "Browsers that are no more are told nothing any more"
            );
            unsubscribe(&self.engine, workspace, gone).await?;
        }
        Ok(())
    }
}

/// At most 32 characters of URL-safe base64.
fn topic_of(tag: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(tag.as_bytes())[..24])
}

impl Worker for PushWorker {
    fn work(&self) -> Work {
        Work::Push
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let behind = self
            .engine
            .db
            .read(|tx| push::list_behind(tx, WORKSPACES_AT_ONCE))
            .await?;
        for (workspace, read) in behind {
            self.tell(workspace, read).await?;
        }
        Ok(NextWake::Gather(EVERY_MS))
    }
}
