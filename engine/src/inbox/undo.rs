//! Puts back a change of many: exactly what it changed, where nobody has touched it since. What a process that ended
//! left half-way is gone on with.

use std::collections::{HashMap, HashSet};

use galka_domain::desk::entry::entries_between;
use galka_domain::desk::undo::put_back;
use galka_domain::desk::{EntryKind, Standing};
use galka_domain::ids::{BulkId, ContactId, ConversationId, LabelId, WorkspaceId};
use galka_domain::time::{MINUTE_MS, Timestamp};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::{Result as StoreResult, Tx, bulk, labels, standings};

use super::bulk::{UndoOutcome, label_data, set_label, tell_contacts, tell_read};
use super::change::author_of;
use super::document::Changed;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// Conversations of one transaction.
const BATCH: i64 = 500;

/// Puts a change back, a batch at a time.
///
/// # Errors
/// When the storage fails; batches that were put back stay so.
pub async fn undo_many(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &BulkId,
    by: &str,
) -> Result<UndoOutcome, EngineError> {
    let now = engine.business_now();
    let (home, change, author) = (workspace.clone(), id.clone(), by.to_owned());
    let claimed = engine
        .db
        .write(move |tx| {
            let known = bulk::exists(tx, &home, &change)?;
            Ok(known.then_some(bulk::claim_undo(tx, &home, &change, &author, now)?))
        })
        .await?;
    match claimed {
        None => Ok(UndoOutcome::NotFound),
        Some(false) => Ok(UndoOutcome::TooLate),
        Some(true) => put_all_back(engine, workspace, id, by).await,
    }
}

/// Goes on with what somebody began to put back more than a minute ago, and what is not done yet.
///
/// # Errors
/// When the storage fails; batches that were put back stay so.
pub async fn finish_begun(engine: &Engine, now: Timestamp) -> Result<(), EngineError> {
    let before = now.minus(MINUTE_MS);
    for begun in engine.db.read(move |tx| bulk::list_begun(tx, before)).await? {
        put_all_back(engine, &begun.workspace, &begun.id, &begun.by).await?;
    }
    Ok(())
}

async fn put_all_back(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &BulkId,
    by: &str,
) -> Result<UndoOutcome, EngineError> {
    let (mut changed, mut skipped) = (0, 0);
    loop {
        let job = Job {
            engine: engine.clone(),
            workspace: workspace.clone(),
            author: author_of(by),
            now: engine.business_now(),
        };
        let (home, change) = (workspace.clone(), id.clone());
        let (taken, done) = engine
            .db
            .write(move |tx| {
                let rows = bulk::take_rows(tx, &home, &change, BATCH)?;
                Ok((rows.len(), job.run(tx, &rows)?))
            })
            .await?;
        if taken == 0 {
            break;
        }
        changed += done;
        skipped += taken - done;
    }
    engine.hints.wake(Work::Live);
    engine.hints.wake(Work::Assign);
    engine.hints.wake(Work::Snoozed);
    Ok(UndoOutcome::Done { changed, skipped })
}

struct Job {
    engine: Engine,
    workspace: WorkspaceId,
    author: Author,
    now: Timestamp,
}

impl Job {
    fn run(&self, tx: &mut Tx<'_>, rows: &[(ConversationId, String)]) -> StoreResult<usize> {
        let ids: Vec<ConversationId> = rows.iter().map(|(id, _)| id.clone()).collect();
        let present: HashMap<ConversationId, (ContactId, i64)> = bulk::list_contacts_of(tx, &self.workspace, &ids)?
            .into_iter()
            .map(|(id, contact, unread)| (id, (contact, unread)))
            .collect();
        let documents: HashMap<&ConversationId, Changed> = rows
            .iter()
            .filter_map(|(id, text)| Some((id, Changed::read(text)?.of_contact(&present.get(id)?.0))))
            .collect();
        let relabelled = self.relabel(tx, &documents)?;
        let (mut restored, mut told, mut unseen) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = 0;
        for (id, current) in standings::load(tx, &self.workspace, &ids)? {
            let Some(document) = documents.get(&id) else { continue };
            let before = put_back(&current, &document.before(), &document.after());
            let label = document
                .label
                .as_ref()
                .filter(|_| relabelled.contains(&document.contact_id))
                .map(|label| (label, !document.label_on));
            let count = document
                .unread
                .filter(|_| present.get(&id).is_some_and(|(_, unread)| *unread == 0));
            if before.is_none() && label.is_none() && count.is_none() {
                continue;
            }
            done += 1;
            unseen.extend(count.map(|count| (id.clone(), 0, count)));
            told.extend(self.entries(&id, &current, before.as_ref(), label));
            restored.extend(before.map(|before| (id, before)));
        }
        standings::write(tx, &self.workspace, &restored)?;
        bulk::write_unread(tx, &self.workspace, &unseen)?;
        entries::append(tx, &self.workspace, &told, self.now)?;
        tell_read(tx, &self.workspace, &unseen, self.now)?;
        tell_contacts(tx, &self.workspace, &relabelled, self.now)?;
        Ok(done)
    }

    /// Takes off what was put on, and the other way round; answers whose contact changed by it. A label that was deleted
    /// meanwhile is not put on again.
    fn relabel(
        &self,
        tx: &mut Tx<'_>,
        documents: &HashMap<&ConversationId, Changed>,
    ) -> StoreResult<HashSet<ContactId>> {
        let mut all = HashSet::new();
        let mut by_label: HashMap<(LabelId, bool), Vec<ContactId>> = HashMap::new();
        for document in documents.values() {
            if let Some(label) = document.label.clone() {
                let contacts = by_label.entry((label, document.label_on)).or_default();
                contacts.push(document.contact_id.clone());
            }
        }
        for ((label, was_put_on), contacts) in by_label {
            if labels::find_label(tx, &self.workspace, &label)?.is_none() {
                continue;
            }
            let wearers: HashSet<ContactId> = bulk::list_wearers(tx, &self.workspace, &label, &contacts)?
                .into_iter()
                .collect();
            let untouched: HashSet<ContactId> = contacts
                .into_iter()
                .filter(|contact| wearers.contains(contact) == was_put_on)
                .collect();
            set_label(tx, &self.workspace, &label, !was_put_on, &untouched)?;
            all.extend(untouched);
        }
        Ok(all)
    }

    fn entries(
        &self,
        id: &ConversationId,
        current: &Standing,
        before: Option<&Standing>,
        label: Option<(&LabelId, bool)>,
    ) -> Vec<NewEntry> {
        let mut told = before.map_or_else(Vec::new, |before| entries_between(current, before));
        told.extend(label.map(|(label, on)| (EntryKind::Labels, label_data(label, on))));
        told.into_iter()
            .map(|(kind, data)| NewEntry {
                id: self.engine.new_id(),
                conversation_id: id.clone(),
                kind,
                author: self.author.clone(),
                data: data.to_string(),
            })
            .collect()
    }
}
