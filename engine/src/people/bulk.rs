//! Changing many contacts at once. What changed is answered, so that it can be taken back.

use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, LabelId, WorkspaceId};
use galka_store::events::{self, NewEvent};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::{contacts, labels, search};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// What is done to each of the contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Puts a label on.
    Label(LabelId),
    /// Takes a label off.
    Unlabel(LabelId),
    /// Deletes those that have no conversation.
    Delete,
}

/// Changes these contacts; answers those that changed, or none when the label is not there.
///
/// # Errors
/// When the storage cannot answer.
pub async fn change_many(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    ids: Vec<ContactId>,
    action: BulkAction,
) -> Result<Option<Vec<ContactId>>, EngineError> {
    let (home, by, now) = (workspace.clone(), by.to_owned(), engine.business_now());
    let changed = engine.db.write(move |tx| {
        let known: Vec<ContactId> = contacts::list_contacts_by_id(tx, &home, &ids)?
            .into_iter()
            .map(|row| row.id)
            .collect();
        let changed = match &action {
            BulkAction::Label(label) | BulkAction::Unlabel(label) => {
                if labels::find_label(tx, &home, label)?.is_none() {
                    return Ok(None);
                }
                let worn: Vec<ContactId> = labels::list_labels_of(tx, &home, &known)?
                    .into_iter()
                    .filter(|(_, worn)| worn == label)
                    .map(|(contact, _)| contact)
                    .collect();
                let puts_on = matches!(action, BulkAction::Label(_));
                let changed: Vec<ContactId> = known.into_iter().filter(|id| worn.contains(id) != puts_on).collect();
                let pairs: Vec<(ContactId, LabelId)> = changed.iter().map(|id| (id.clone(), label.clone())).collect();
                if puts_on {
                    labels::add_labels(tx, &home, &pairs)?;
                } else {
                    labels::remove_labels(tx, &home, &pairs)?;
                }
                changed
            }
            BulkAction::Delete => {
                let talking = contacts::list_conversing(tx, &home, &known)?;
                let gone: Vec<ContactId> = known.into_iter().filter(|id| !talking.contains(id)).collect();
                contacts::delete_contacts(tx, &home, &gone)?;
                let texts: Vec<String> = gone.iter().map(|id| id.as_str().to_owned()).collect();
                search::delete_all(tx, &home, "contact", &texts)?;
                let entries: Vec<NewLedgerEntry> = gone
                    .iter()
                    .map(|id| NewLedgerEntry {
                        kind: "contact.deleted".to_owned(),
                        actor: by.clone(),
                        subject_id: id.as_str().to_owned(),
                        details: "{}".to_owned(),
                        at: now,
                    })
                    .collect();
                ledger::append(tx, &home, &entries)?;
                gone
            }
        };
        let happened: Vec<NewEvent> = changed
            .iter()
            .map(|id| NewEvent::of(EventKind::ContactChanged, id.as_str()))
            .collect();
        if !happened.is_empty() {
            events::append(tx, &home, &happened, now)?;
        }
        Ok(Some(changed))
    });
    let changed = changed.await?;
    engine.hints.wake(Work::Live);
    Ok(changed)
}
