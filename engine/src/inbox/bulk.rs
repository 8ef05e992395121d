//! One change of many conversations, in batches, and putting it back.

use std::collections::{BTreeSet, HashMap, HashSet};

use galka_domain::desk::entry::entries_between;
use galka_domain::desk::{EntryKind, Stage, Standing, StandingPatch};
use galka_domain::event::EventKind;
use galka_domain::ids::{BulkId, ContactId, ConversationId, LabelId, TeamId, UserId, WorkspaceId};
use galka_domain::time::{MINUTE_MS, Timestamp};
use galka_store::bulk::{self, BulkChange};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::events::{self, NewEvent};
use galka_store::{Result as StoreResult, Tx, colleagues, labels, standings};

use super::change::{ChangeOutcome, author_of, check_reason, find_missing};
use super::document::Changed;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// Conversations of one transaction.
const BATCH: usize = 500;
/// How long a change can be put back.
const UNDO_MS: i64 = 10 * MINUTE_MS;

/// What is done to each conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Another person, another team, or none.
    Assign {
        /// The person; absent leaves whoever has it.
        assignee: Option<Option<UserId>>,
        /// The team; absent leaves the team.
        team: Option<Option<TeamId>>,
    },
    /// A label is put on the contact.
    Label(LabelId),
    /// A label is taken off.
    Unlabel(LabelId),
    /// It is put aside.
    Snooze(Option<Timestamp>),
    /// It is closed, with a reason where the company wants one.
    Close(Option<LabelId>),
    /// It is opened.
    Reopen,
    /// Nobody has unseen messages.
    MarkRead,
    /// It is spam, or not.
    Spam(bool),
}

/// What became of a change of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkOutcome {
    /// How many conversations changed.
    pub changed: usize,
    /// How many are not there, or were so already.
    pub skipped: usize,
    /// Those of them in which the customer wrote meanwhile.
    pub moved: Vec<ConversationId>,
    /// Puts it back; none when nothing changed.
    pub undo: Option<BulkId>,
}

/// What became of putting back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UndoOutcome {
    /// There is no such change.
    NotFound,
    /// It was put back already, or too long ago.
    TooLate,
    /// How many were put back, and how many were touched since.
    Done {
        /// As before.
        changed: usize,
        /// Left as they are.
        skipped: usize,
    },
}

impl BulkAction {
    /// The word of the API.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign",
            Self::Label(_) => "label",
            Self::Unlabel(_) => "unlabel",
            Self::Snooze(_) => "snooze",
            Self::Close(_) => "close",
            Self::Reopen => "reopen",
            Self::MarkRead => "mark_read",
            Self::Spam(_) => "spam",
        }
    }

    fn patch(&self) -> StandingPatch {
        let stage = |stage| StandingPatch {
            stage: Some(stage),
            ..StandingPatch::default()
        };
        match self {
            Self::Assign { assignee, team } => StandingPatch {
                assignee: assignee.clone(),
                team: team.clone(),
                ..StandingPatch::default()
            },
            Self::Snooze(until) => stage(Stage::Snoozed { until: *until }),
            Self::Close(_) => stage(Stage::Closed),
            Self::Reopen => stage(Stage::Open),
            Self::Spam(is_spam) => StandingPatch {
                is_spam: Some(*is_spam),
                ..StandingPatch::default()
            },
            Self::Label(_) | Self::Unlabel(_) | Self::MarkRead => StandingPatch::default(),
        }
    }

    const fn leaves_the_desk(&self) -> bool {
        matches!(self, Self::Close(_) | Self::Snooze(_))
    }

    /// The label that is put on or taken off.
    fn label(&self) -> Option<(&LabelId, bool)> {
        match self {
            Self::Label(label) | Self::Close(Some(label)) => Some((label, true)),
            Self::Unlabel(label) => Some((label, false)),
            _ => None,
        }
    }
}

/// Changes these conversations, a batch at a time; a change that cannot be is refused before the first. What is closed or
/// put aside is left where the customer wrote after event number `seen_seq`.
///
/// # Errors
/// When the storage fails; batches that were written stay.
pub async fn change_many(
    engine: &Engine,
    workspace: &WorkspaceId,
    ids: Vec<ConversationId>,
    action: BulkAction,
    seen_seq: Option<i64>,
    by: &str,
) -> Result<Result<BulkOutcome, ChangeOutcome>, EngineError> {
    let now = engine.business_now();
    let (home, wanted) = (workspace.clone(), action.clone());
    let stop = engine.db.read(move |tx| check(tx, &home, &wanted, now)).await?;
    if let Some(stop) = stop {
        return Ok(Err(stop));
    }
    let change = BulkChange {
        id: engine.new_id(),
        action: action.name().to_owned(),
        made_by: by.to_owned(),
        created_at: now,
        undo_until: now.plus(UNDO_MS),
    };
    let ids: Vec<ConversationId> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let seen_seq = seen_seq.filter(|_| action.leaves_the_desk());
    let (mut changed, mut moved) = (0, Vec::new());
    for batch in ids.chunks(BATCH) {
        let job = Job {
            engine: engine.clone(),
            workspace: workspace.clone(),
            change: change.clone(),
            action: action.clone(),
            seen_seq,
            author: author_of(by),
            now,
        };
        let batch = batch.to_vec();
        let (done, left) = engine.db.write(move |tx| job.run(tx, &batch)).await?;
        changed += done;
        moved.extend(left);
    }
    engine.hints.wake(Work::Live);
    engine.hints.wake(Work::Assign);
    engine.hints.wake(Work::Snoozed);
    Ok(Ok(BulkOutcome {
        changed,
        skipped: ids.len() - changed,
        moved,
        undo: (changed > 0).then_some(change.id),
    }))
}

/// What stands against a change, whatever the conversation.
fn check(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    action: &BulkAction,
    now: Timestamp,
) -> StoreResult<Option<ChangeOutcome>> {
    let patch = action.patch();
    if let Some(missing) = find_missing(tx, workspace, &patch)? {
        return Ok(Some(ChangeOutcome::NotFound(missing)));
    }
    if let BulkAction::Close(reason) = action {
        return check_reason(tx, workspace, reason.as_ref());
    }
    if let Some((label, _)) = action.label()
        && labels::find_label(tx, workspace, label)?.is_none()
    {
        return Ok(Some(ChangeOutcome::NotFound("label")));
    }
    Ok(Standing::default()
        .after_change(&patch, now)
        .err()
        .map(ChangeOutcome::Impossible))
}

struct Job {
    engine: Engine,
    workspace: WorkspaceId,
    change: BulkChange,
    action: BulkAction,
    seen_seq: Option<i64>,
    author: Author,
    now: Timestamp,
}

impl Job {
    /// Answers how many changed, and in which the customer wrote meanwhile.
    fn run(&self, tx: &mut Tx<'_>, ids: &[ConversationId]) -> StoreResult<(usize, Vec<ConversationId>)> {
        let standings = standings::load(tx, &self.workspace, ids)?;
        let written = match self.seen_seq {
            Some(seen) => colleagues::list_written_after(tx, &self.workspace, ids, seen)?,
            None => Vec::new(),
        };
        let (moved, standings): (Vec<_>, Vec<_>) = standings.into_iter().partition(|(id, _)| written.contains(id));
        let moved = moved.into_iter().map(|(id, _)| id).collect();
        let ids: Vec<ConversationId> = standings.iter().map(|(id, _)| id.clone()).collect();
        self.change(tx, &ids, standings).map(|changed| (changed, moved))
    }

    fn change(
        &self,
        tx: &mut Tx<'_>,
        ids: &[ConversationId],
        standings: Vec<(ConversationId, Standing)>,
    ) -> StoreResult<usize> {
        let contacts: HashMap<ConversationId, (ContactId, i64)> = bulk::list_contacts_of(tx, &self.workspace, ids)?
            .into_iter()
            .map(|(id, contact, unread)| (id, (contact, unread)))
            .collect();
        let relabelled = self.relabel(tx, &contacts)?;
        let (mut after, mut told, mut documents, mut unread) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (id, before) in standings {
            let Some((contact, count)) = contacts.get(&id) else {
                continue;
            };
            let Ok(wanted) = before.after_change(&self.action.patch(), self.now) else {
                continue;
            };
            let label = self.action.label().filter(|_| relabelled.contains(contact));
            let read = (self.action == BulkAction::MarkRead && *count > 0).then_some(*count);
            if wanted == before && label.is_none() && read.is_none() {
                continue;
            }
            unread.extend(read.map(|count| (id.clone(), count, 0)));
            told.extend(self.entries(&id, &before, &wanted, label));
            let document = Changed::of(&before, &wanted, read, label, contact);
            documents.push((id.clone(), document.to_json()));
            if wanted != before {
                after.push((id, wanted));
            }
        }
        if documents.is_empty() {
            return Ok(0);
        }
        standings::write(tx, &self.workspace, &after)?;
        bulk::write_unread(tx, &self.workspace, &unread)?;
        bulk::insert(tx, &self.workspace, &self.change)?;
        bulk::insert_rows(tx, &self.workspace, &self.change.id, &documents)?;
        entries::append(tx, &self.workspace, &told, self.now)?;
        tell_read(tx, &self.workspace, &unread, self.now)?;
        tell_contacts(tx, &self.workspace, &relabelled, self.now)?;
        Ok(documents.len())
    }

    /// Puts the label on, or takes it off; answers whose contact changed by it.
    fn relabel(
        &self,
        tx: &mut Tx<'_>,
        contacts: &HashMap<ConversationId, (ContactId, i64)>,
    ) -> StoreResult<HashSet<ContactId>> {
        let Some((label, on)) = self.action.label() else {
            return Ok(HashSet::new());
        };
        let all: Vec<ContactId> = contacts.values().map(|(contact, _)| contact.clone()).collect();
        let wearers: HashSet<ContactId> = bulk::list_wearers(tx, &self.workspace, label, &all)?
            .into_iter()
            .collect();
        let changed: HashSet<ContactId> = all
            .into_iter()
            .filter(|contact| wearers.contains(contact) != on)
            .collect();
        set_label(tx, &self.workspace, label, on, &changed)?;
        Ok(changed)
    }

    fn entries(
        &self,
        id: &ConversationId,
        before: &Standing,
        after: &Standing,
        label: Option<(&LabelId, bool)>,
    ) -> Vec<NewEntry> {
        let mut told = entries_between(before, after);
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

/// What an entry says of a label that was put on or taken off.
pub(super) fn label_data(label: &LabelId, on: bool) -> serde_json::Value {
    let (added, removed) = if on {
        (vec![label], vec![])
    } else {
        (vec![], vec![label])
    };
    serde_json::json!({ "added": added, "removed": removed })
}

pub(super) fn set_label(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    label: &LabelId,
    on: bool,
    contacts: &HashSet<ContactId>,
) -> StoreResult<()> {
    if on {
        let pairs: Vec<(ContactId, LabelId)> = contacts
            .iter()
            .map(|contact| (contact.clone(), label.clone()))
            .collect();
        labels::add_labels(tx, workspace, &pairs)?;
    } else {
        let contacts: Vec<ContactId> = contacts.iter().cloned().collect();
        bulk::take_off(tx, workspace, label, &contacts)?;
    }
    Ok(())
}

/// That something was read stands in no entry.
pub(super) fn tell_read(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    unread: &[(ConversationId, i64, i64)],
    now: Timestamp,
) -> StoreResult<()> {
    let happened: Vec<NewEvent> = unread
        .iter()
        .map(|(id, ..)| NewEvent::of(EventKind::ConversationChanged, id.as_str()))
        .collect();
    append_events(tx, workspace, &happened, now)
}

pub(super) fn tell_contacts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contacts: &HashSet<ContactId>,
    now: Timestamp,
) -> StoreResult<()> {
    let happened: Vec<NewEvent> = contacts
        .iter()
        .map(|contact| NewEvent::of(EventKind::ContactChanged, contact.as_str()))
        .collect();
    append_events(tx, workspace, &happened, now)
}

fn append_events(tx: &mut Tx<'_>, workspace: &WorkspaceId, happened: &[NewEvent], now: Timestamp) -> StoreResult<()> {
    if !happened.is_empty() {
        events::append(tx, workspace, happened, now)?;
    }
    Ok(())
}
