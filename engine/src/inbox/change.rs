//! Somebody changes where a conversation stands.

use galka_domain::desk::entry::entries_between;
use galka_domain::desk::{AssignmentSettings, AuthorKind, Impossible, Stage, Standing, StandingPatch};
use galka_domain::ids::{ConversationId, EntryId, LabelId, MessageId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::colleagues::{self, Meanwhile};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::{Result as StoreResult, Tx, conversations, labels, members, settings, standings};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// What became of a wished change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It is as wanted.
    Done,
    /// Something that it names is not there: `conversation`, `member`, `team`, `label`.
    NotFound(&'static str),
    /// It cannot be as wanted.
    Impossible(Impossible),
    /// The company wants a reason from whoever closes.
    ReasonNeeded,
    /// The customer wrote meanwhile, for example this; or so much happened that nobody can tell.
    Moved(Option<MessageId>),
}

/// What is to become of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedChange {
    /// Where it is to stand.
    pub patch: StandingPatch,
    /// Why it is closed.
    pub reason: Option<LabelId>,
    /// The newest event that was seen when it was to be closed or put aside.
    pub seen_seq: Option<i64>,
}

/// Whoever acts, as entries name them: a person's id, or `key:` and a key's name.
#[must_use]
pub fn author_of(by: &str) -> Author {
    let kind = if UserId::parse(by).is_ok() {
        AuthorKind::Person
    } else {
        AuthorKind::Automation
    };
    Author {
        kind,
        id: Some(by.to_owned()),
    }
}

/// Changes a conversation, notes it in the thread, and puts the reason for closing on the contact as a label. Nobody
/// closes or puts aside what the customer wrote meanwhile.
///
/// # Errors
/// When the storage fails.
pub async fn change_conversation(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConversationId,
    wanted: WantedChange,
    by: &str,
) -> Result<ChangeOutcome, EngineError> {
    let WantedChange {
        patch,
        reason,
        seen_seq,
    } = wanted;
    let (home, id, author, now) = (workspace.clone(), id.clone(), author_of(by), engine.business_now());
    let ids: [EntryId; 3] = std::array::from_fn(|_| engine.new_id());
    let outcome = engine
        .db
        .write(move |tx| {
            let Some((_, before)) = standings::load(tx, &home, std::slice::from_ref(&id))?.pop() else {
                return Ok(ChangeOutcome::NotFound("conversation"));
            };
            if let Some(missing) = find_missing(tx, &home, &patch)? {
                return Ok(ChangeOutcome::NotFound(missing));
            }
            let after = match before.after_change(&patch, now) {
                Ok(after) => after,
                Err(impossible) => return Ok(ChangeOutcome::Impossible(impossible)),
            };
            if let Some(seen) = seen_seq
                && leaves_the_desk(&before, &after)
                && let Some(moved) = find_word(tx, &home, &id, seen)?
            {
                return Ok(moved);
            }
            let closes = before.stage != Stage::Closed && after.stage == Stage::Closed;
            if closes && let Some(stop) = check_reason(tx, &home, reason.as_ref())? {
                return Ok(stop);
            }
            write(tx, &home, &id, &before, &after, &ids, &author, now)?;
            if let (true, Some(label)) = (closes, &reason) {
                wear(tx, &home, &id, label, &ids[2], &author, now)?;
            }
            Ok(ChangeOutcome::Done)
        })
        .await?;
    if outcome == ChangeOutcome::Done {
        engine.hints.wake(Work::Live);
        engine.hints.wake(Work::Assign);
        engine.hints.wake(Work::Snoozed);
    }
    Ok(outcome)
}

fn leaves_the_desk(before: &Standing, after: &Standing) -> bool {
    before.stage != after.stage && matches!(after.stage, Stage::Closed | Stage::Snoozed { .. })
}

/// What the customer wrote after `seen_seq`; the conversation was loaded for writing, so nothing comes in between.
fn find_word(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConversationId,
    seen_seq: i64,
) -> StoreResult<Option<ChangeOutcome>> {
    Ok(match colleagues::find_word_after(tx, workspace, id, seen_seq)? {
        Meanwhile::Nothing => None,
        Meanwhile::Wrote(message) => Some(ChangeOutcome::Moved(Some(message))),
        Meanwhile::TooMuch => Some(ChangeOutcome::Moved(None)),
    })
}

/// Closes a conversation within a send. When the company wants a reason, one of `reasons` must be it, else it stays open.
pub(crate) fn close_after(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConversationId,
    reasons: &[LabelId],
    ids: &[EntryId; 3],
    author: &Author,
    now: Timestamp,
) -> StoreResult<()> {
    let wanted = close_reasons(tx, workspace)?;
    if !wanted.is_empty() && !reasons.iter().any(|reason| wanted.contains(reason)) {
        return Ok(());
    }
    let Some((_, before)) = standings::load(tx, workspace, std::slice::from_ref(id))?.pop() else {
        return Ok(());
    };
    let patch = StandingPatch {
        stage: Some(Stage::Closed),
        ..StandingPatch::default()
    };
    match before.after_change(&patch, now) {
        Ok(after) => write(tx, workspace, id, &before, &after, ids, author, now),
        Err(_) => Ok(()),
    }
}

/// The first thing that a change names and that is not there.
pub(crate) fn find_missing(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    patch: &StandingPatch,
) -> StoreResult<Option<&'static str>> {
    if let Some(Some(user)) = &patch.assignee
        && members::find_role(tx, workspace, user)?.is_none()
    {
        return Ok(Some("member"));
    }
    if let Some(Some(team)) = &patch.team
        && !standings::is_team(tx, workspace, team)?
    {
        return Ok(Some("team"));
    }
    Ok(None)
}

/// The labels of which closing needs one; none when it needs no reason. A label that was deleted is no reason any more,
/// and one again when it comes back.
///
/// # Errors
/// When the storage cannot answer.
pub fn close_reasons(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> StoreResult<Vec<LabelId>> {
    let stored = settings::get::<AssignmentSettings>(tx, workspace)?;
    let mut reasons = labels::list_existing(tx, workspace, &stored.close_reasons)?;
    reasons.sort_unstable();
    Ok(reasons)
}

/// What stands against closing with this reason, or with none.
pub(crate) fn check_reason(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    reason: Option<&LabelId>,
) -> StoreResult<Option<ChangeOutcome>> {
    let wanted = close_reasons(tx, workspace)?;
    if let Some(reason) = reason
        && labels::find_label(tx, workspace, reason)?.is_none()
    {
        return Ok(Some(ChangeOutcome::NotFound("label")));
    }
    let enough = wanted.is_empty() || reason.is_some_and(|reason| wanted.contains(reason));
    Ok((!enough).then_some(ChangeOutcome::ReasonNeeded))
}

#[expect(clippy::too_many_arguments, reason = "one change, as it is told")]
fn write(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConversationId,
    before: &Standing,
    after: &Standing,
    ids: &[EntryId; 3],
    author: &Author,
    now: Timestamp,
) -> StoreResult<()> {
    if before == after {
        return Ok(());
    }
    standings::write(tx, workspace, &[(id.clone(), after.clone())])?;
    let told: Vec<NewEntry> = entries_between(before, after)
        .into_iter()
        .zip(ids)
        .map(|((kind, data), entry)| NewEntry {
            id: entry.clone(),
            conversation_id: id.clone(),
            kind,
            author: author.clone(),
            data: data.to_string(),
        })
        .collect();
    entries::append(tx, workspace, &told, now)
}

/// Puts a label on the contact of a conversation, and notes it.
fn wear(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ConversationId,
    label: &LabelId,
    entry: &EntryId,
    author: &Author,
    now: Timestamp,
) -> StoreResult<()> {
    let Some(conversation) = conversations::find(tx, workspace, id)? else {
        return Ok(());
    };
    if labels::add_labels(tx, workspace, &[(conversation.contact_id, label.clone())])? == 0 {
        return Ok(());
    }
    let told = NewEntry {
        id: entry.clone(),
        conversation_id: id.clone(),
        kind: galka_domain::desk::EntryKind::Labels,
        author: author.clone(),
        data: serde_json::json!({ "added": [label], "removed": [] }).to_string(),
    };
    entries::append(tx, workspace, &[told], now)
}
