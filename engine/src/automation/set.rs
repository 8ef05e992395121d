//! The documents that are switched on, as the rules want them.

use galka_domain::automation::{Held, Kind, Rule, Set};
use galka_domain::ids::WorkspaceId;
use galka_store::automations::{self, Automation};
use galka_store::{Result as StoreResult, Tx, read_json};
use serde::de::DeserializeOwned;

/// What is switched on in a workspace.
///
/// # Errors
/// When the storage cannot answer, or holds a document that is none.
pub fn load_set(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> StoreResult<Set> {
    let mut set = Set::default();
    for one in automations::list(tx, workspace)?.into_iter().filter(|one| one.enabled) {
        match one.kind {
            Kind::Greeting => set.greeting = Some(held(&one)?),
            Kind::Away => set.away = Some(held(&one)?),
            Kind::Rule => set.rules.push(held(&one)?),
        }
    }
    Ok(set)
}

/// The document of a rule.
///
/// # Errors
/// When the stored text is none.
pub fn read_rule(one: &Automation) -> StoreResult<Rule> {
    read(one)
}

fn held<T: DeserializeOwned>(one: &Automation) -> StoreResult<Held<T>> {
    Ok(Held {
        id: one.id.clone(),
        since: one.enabled_at.unwrap_or(one.updated_at),
        document: read(one)?,
    })
}

fn read<T: DeserializeOwned>(one: &Automation) -> StoreResult<T> {
    read_json(&one.document, "automations", "document", one.id.as_str())
}
