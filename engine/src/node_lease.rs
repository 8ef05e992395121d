//! The right of one node to do a piece of work that must not be done by two.

use galka_domain::time::Timestamp;
use galka_store::leases;
use tracing::info;

use crate::engine::{Engine, EngineError};

/// A lease by its name, held or not. It is renewed when a third of it has passed, and asked for again a fifth after
/// another node was found to hold it.
#[derive(Debug)]
pub(crate) struct NodeLease {
    name: &'static str,
    length_ms: i64,
    held: Option<Held>,
    refused_until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    token: i64,
    renew_at: Timestamp,
}

impl NodeLease {
    pub(crate) const fn new(name: &'static str, length_ms: i64) -> Self {
        Self {
            name,
            length_ms,
            held: None,
            refused_until: None,
        }
    }

    /// Takes or renews it; answers its token, or nothing while another node has it.
    pub(crate) async fn hold(&mut self, engine: &Engine) -> Result<Option<i64>, EngineError> {
        let now = engine.machine_now();
        if let Some(held) = self.held.filter(|held| now < held.renew_at) {
            return Ok(Some(held.token));
        }
        if self.refused_until.is_some_and(|until| now < until) {
            return Ok(None);
        }
        let (name, holder, until) = (self.name, engine.node.to_string(), now.plus(self.length_ms));
        let token = engine
            .db
            .write(move |tx| leases::acquire(tx, name, &holder, now, until))
            .await?;
        self.held = token.map(|token| Held {
            token,
            renew_at: now.plus(self.length_ms / 3),
        });
        self.refused_until = token.is_none().then(|| now.plus(self.length_ms / 5));
        Ok(token)
    }

    /// Forgets it: somebody else was found to have it.
    pub(crate) const fn lose(&mut self) {
        self.held = None;
    }

    /// Gives it back, so that another node need not wait for its end.
    pub(crate) async fn release(&mut self, engine: &Engine) {
        let Some(held) = self.held.take() else { return };
        let name = self.name;
        let released = engine.db.write(move |tx| leases::release(tx, name, held.token)).await;
        if let Err(failure) = released {
            info!(lease = name, error = %failure, "The lease {name} was not given back; it ends by itself");
        }
    }
}
