//! Quick replies as people and scripts change them: who may see and change which, and the shortcut that is free.
//!
//! - [`transfer`]: the whole list as a file and back

pub mod transfer;

use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ConversationId, EntryId, LabelId, MediaId, QuickReplyId, UserId, WorkspaceId};
use galka_domain::quick_reply::{
    QuickReplyDraft, QuickReplyLimits, QuickReplyProblem, QuickReplySettings, check_quick_reply, shortcut_key,
};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_store::events::{self, NewEvent};
use galka_store::quick_replies::{self, StoredQuickReply};
use galka_store::{Result as StoreResult, Tx, labels, media, settings};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::inbox::{author_of, close_after};

/// Who asks, and what they may.
#[derive(Clone, Debug)]
pub struct Author {
    /// The person; none for a script.
    pub person: Option<UserId>,
    /// Whether they may write the replies that everybody uses.
    pub writes_shared: bool,
}

/// A quick reply as somebody writes it.
#[derive(Clone, Debug, Default)]
pub struct QuickReplyInput {
    /// What is typed after the slash.
    pub shortcut: String,
    /// Its name in lists.
    pub title: String,
    /// Its words.
    pub text: String,
    /// Words by which it is found.
    pub keywords: Vec<String>,
    /// The language of its words.
    pub language: Option<String>,
    /// Whether only its author uses it.
    pub personal: bool,
    /// The files that go along.
    pub media_ids: Vec<MediaId>,
    /// The labels that are put on the contact.
    pub label_ids: Vec<LabelId>,
    /// Whether the conversation is closed afterwards.
    pub closes: bool,
}

/// Why a quick reply stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuickReplyRefusal {
    /// There is none, or it is somebody else's own.
    NotFound,
    /// Parts of it cannot stay as they are.
    Invalid(Vec<QuickReplyProblem>),
    /// Another one has the shortcut.
    Taken,
    /// There are as many as there may be.
    TooMany {
        /// How many.
        max: usize,
    },
    /// It names a file or a label that is not here: `media_ids`, `label_ids`.
    Unknown(&'static str),
    /// Only those who manage the shared replies may do this.
    NotAllowed,
    /// A script has nothing of its own.
    PersonNeeded,
}

/// A deleted reply can be brought back for this long.
const KEPT_MS: i64 = DAY_MS;

/// The company's replies and the person's own, by shortcut.
///
/// # Errors
/// When the storage fails.
pub async fn list_quick_replies(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
) -> Result<Vec<StoredQuickReply>, EngineError> {
    let (own, person) = (workspace.clone(), author.person.clone());
    Ok(engine
        .db
        .read(move |tx| quick_replies::list(tx, &own, person.as_ref()))
        .await?)
}

/// Makes a new one.
///
/// # Errors
/// When the storage fails; a refusal is an answer.
pub async fn create_quick_reply(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
    input: QuickReplyInput,
) -> Result<Result<StoredQuickReply, QuickReplyRefusal>, EngineError> {
    let (id, now): (QuickReplyId, _) = (engine.new_id(), engine.business_now());
    let (own, author) = (workspace.clone(), author.clone());
    change(engine, workspace, move |tx| {
        let limits = settings::get::<QuickReplySettings>(tx, &own)?.limits();
        if quick_replies::count(tx, &own)? >= as_count(limits.replies_max) {
            return Ok(Err(QuickReplyRefusal::TooMany {
                max: limits.replies_max,
            }));
        }
        let reply = match read_input(tx, &own, &author, input.clone(), limits, (id.clone(), now))? {
            Ok(reply) => reply,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if quick_replies::find_by_key(tx, &own, &reply.shortcut_key)?.is_some() {
            return Ok(Err(QuickReplyRefusal::Taken));
        }
        quick_replies::insert(tx, &own, &reply)?;
        Ok(Ok(reply))
    })
    .await
}

/// Changes one; `edit` makes the new state from the old.
///
/// # Errors
/// When the storage fails; a refusal is an answer.
pub async fn update_quick_reply(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
    id: &QuickReplyId,
    edit: impl Fn(QuickReplyInput) -> QuickReplyInput + Send + 'static,
) -> Result<Result<StoredQuickReply, QuickReplyRefusal>, EngineError> {
    let (id, now) = (id.clone(), engine.business_now());
    let (own, author) = (workspace.clone(), author.clone());
    change(engine, workspace, move |tx| {
        let Some(before) = quick_replies::find(tx, &own, &id)?.filter(|one| author.sees(one)) else {
            return Ok(Err(QuickReplyRefusal::NotFound));
        };
        if !author.may_write(before.owner_id.as_ref()) {
            return Ok(Err(QuickReplyRefusal::NotAllowed));
        }
        let limits = settings::get::<QuickReplySettings>(tx, &own)?.limits();
        let mut input = input_of(&before);
        // A label that was deleted meanwhile stands against no other change.
        input.label_ids = labels::list_existing(tx, &own, &input.label_ids)?;
        let input = edit(input);
        let after = match read_input(tx, &own, &author, input, limits, (id.clone(), now))? {
            Ok(after) => after,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if after.shortcut_key != before.shortcut_key
            && quick_replies::find_by_key(tx, &own, &after.shortcut_key)?.is_some()
        {
            return Ok(Err(QuickReplyRefusal::Taken));
        }
        let after = StoredQuickReply {
            usage_count: before.usage_count,
            last_used_at: before.last_used_at,
            created_at: before.created_at,
            ..after
        };
        quick_replies::update(tx, &own, &after)?;
        Ok(Ok(after))
    })
    .await
}

/// Deletes one; for a day it can be brought back.
///
/// # Errors
/// When the storage fails; a refusal is an answer.
pub async fn delete_quick_reply(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
    id: &QuickReplyId,
) -> Result<Result<(), QuickReplyRefusal>, EngineError> {
    let (id, now) = (id.clone(), engine.business_now());
    let (own, author) = (workspace.clone(), author.clone());
    change(engine, workspace, move |tx| {
        let Some(before) = quick_replies::find(tx, &own, &id)?.filter(|one| author.sees(one)) else {
            return Ok(Err(QuickReplyRefusal::NotFound));
        };
        if !author.may_write(before.owner_id.as_ref()) {
            return Ok(Err(QuickReplyRefusal::NotAllowed));
        }
        quick_replies::delete(tx, &own, &id, now, now.minus(KEPT_MS))?;
        Ok(Ok(()))
    })
    .await
}

/// Brings a deleted one back.
///
/// # Errors
/// When the storage fails; a refusal is an answer.
pub async fn restore_quick_reply(
    engine: &Engine,
    workspace: &WorkspaceId,
    author: &Author,
    id: &QuickReplyId,
) -> Result<Result<StoredQuickReply, QuickReplyRefusal>, EngineError> {
    let id = id.clone();
    let (own, author) = (workspace.clone(), author.clone());
    change(engine, workspace, move |tx| {
        let Some(deleted) = quick_replies::find_deleted(tx, &own, &id)?.filter(|one| author.sees(one)) else {
            return Ok(Err(QuickReplyRefusal::NotFound));
        };
        if !author.may_write(deleted.owner_id.as_ref()) {
            return Ok(Err(QuickReplyRefusal::NotAllowed));
        }
        if quick_replies::find_by_key(tx, &own, &deleted.shortcut_key)?.is_some() {
            return Ok(Err(QuickReplyRefusal::Taken));
        }
        let limits = settings::get::<QuickReplySettings>(tx, &own)?.limits();
        if quick_replies::count(tx, &own)? >= as_count(limits.replies_max) {
            return Ok(Err(QuickReplyRefusal::TooMany {
                max: limits.replies_max,
            }));
        }
        quick_replies::restore(tx, &own, &id)?;
        Ok(Ok(deleted))
    })
    .await
}

/// Where and by whom a quick reply was sent.
pub(crate) struct Used<'a> {
    pub(crate) reply: &'a QuickReplyId,
    pub(crate) contact: &'a ContactId,
    pub(crate) thread: &'a ConversationId,
    pub(crate) by: &'a str,
    /// Ids for what is noted in the thread.
    pub(crate) entries: &'a [EntryId; 3],
}

/// A message that a quick reply made was queued: the use is counted, its labels are put on the contact, and the
/// conversation is closed if it says so. One that was deleted meanwhile does nothing.
pub(crate) fn note_use(tx: &mut Tx<'_>, workspace: &WorkspaceId, used: &Used<'_>, now: Timestamp) -> StoreResult<()> {
    let Some(reply) = quick_replies::find(tx, workspace, used.reply)? else {
        return Ok(());
    };
    quick_replies::count_use(tx, workspace, used.reply, now)?;
    let here = labels::list_existing(tx, workspace, &reply.label_ids)?;
    let pairs: Vec<_> = here.iter().map(|label| (used.contact.clone(), label.clone())).collect();
    if !pairs.is_empty() && labels::add_labels(tx, workspace, &pairs)? > 0 {
        let changed = NewEvent::of(EventKind::ContactChanged, used.contact.as_str());
        events::append(tx, workspace, &[changed], now)?;
    }
    if reply.closes {
        close_after(
            tx,
            workspace,
            used.thread,
            &here,
            used.entries,
            &author_of(used.by),
            now,
        )?;
    }
    Ok(())
}

/// Runs a change; when something changed, the company's browsers hear of it.
async fn change<T: Send + 'static>(
    engine: &Engine,
    workspace: &WorkspaceId,
    work: impl Fn(&mut Tx<'_>) -> StoreResult<Result<T, QuickReplyRefusal>> + Send + 'static,
) -> Result<Result<T, QuickReplyRefusal>, EngineError> {
    let (own, now) = (workspace.clone(), engine.business_now());
    let done = engine
        .db
        .write(move |tx| {
            let outcome = work(tx)?;
            if outcome.is_ok() {
                let told = NewEvent::of(EventKind::QuickRepliesChanged, own.as_str());
                events::append(tx, &own, &[told], now)?;
            }
            Ok(outcome)
        })
        .await;
    let outcome = match done {
        // Two took the same shortcut at once.
        Err(failure) if failure.is_duplicate_in("quick_replies") => return Ok(Err(QuickReplyRefusal::Taken)),
        other => other?,
    };
    if outcome.is_ok() {
        engine.hints.wake(Work::Live);
    }
    Ok(outcome)
}

/// What somebody wrote, checked: by the rules, by what they may, and by what is here.
fn read_input(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    author: &Author,
    input: QuickReplyInput,
    limits: QuickReplyLimits,
    (id, now): (QuickReplyId, Timestamp),
) -> StoreResult<Result<StoredQuickReply, QuickReplyRefusal>> {
    let owner = match (input.personal, &author.person) {
        (true, None) => return Ok(Err(QuickReplyRefusal::PersonNeeded)),
        (true, Some(person)) => Some(person.clone()),
        (false, _) if !author.writes_shared => return Ok(Err(QuickReplyRefusal::NotAllowed)),
        (false, _) => None,
    };
    let draft = QuickReplyDraft {
        shortcut: input.shortcut,
        title: input.title,
        text: input.text,
        keywords: input.keywords,
        language: input.language,
        files: input.media_ids.len(),
        labels: input.label_ids.len(),
    };
    let kept = match check_quick_reply(draft, limits) {
        Ok(kept) => kept,
        Err(problems) => return Ok(Err(QuickReplyRefusal::Invalid(problems))),
    };
    let files = media::list_by_ids(tx, workspace, &input.media_ids)?;
    if input
        .media_ids
        .iter()
        .any(|id| !files.iter().any(|file| file.id == *id && file.state == "ready"))
    {
        return Ok(Err(QuickReplyRefusal::Unknown("media_ids")));
    }
    let known = labels::list_existing(tx, workspace, &input.label_ids)?;
    if input.label_ids.iter().any(|id| !known.contains(id)) {
        return Ok(Err(QuickReplyRefusal::Unknown("label_ids")));
    }
    Ok(Ok(StoredQuickReply {
        id,
        shortcut_key: shortcut_key(&kept.shortcut),
        shortcut: kept.shortcut,
        title: kept.title,
        text: kept.text,
        keywords: kept.keywords,
        language: kept.language,
        owner_id: owner,
        media_ids: input.media_ids,
        label_ids: input.label_ids,
        closes: input.closes,
        usage_count: 0,
        last_used_at: None,
        created_at: now,
        updated_at: now,
    }))
}

fn input_of(stored: &StoredQuickReply) -> QuickReplyInput {
    QuickReplyInput {
        shortcut: stored.shortcut.clone(),
        title: stored.title.clone(),
        text: stored.text.clone(),
        keywords: stored.keywords.clone(),
        language: stored.language.clone(),
        personal: stored.owner_id.is_some(),
        media_ids: stored.media_ids.clone(),
        label_ids: stored.label_ids.clone(),
        closes: stored.closes,
    }
}

fn as_count(max: usize) -> i64 {
    i64::try_from(max).unwrap_or(i64::MAX)
}

impl Author {
    /// Whether this one is for everybody or their own.
    #[must_use]
    pub fn sees(&self, reply: &StoredQuickReply) -> bool {
        reply.owner_id.is_none() || reply.owner_id == self.person
    }

    fn may_write(&self, owner: Option<&UserId>) -> bool {
        match owner {
            None => self.writes_shared,
            Some(owner) => self.person.as_ref() == Some(owner),
        }
    }
}
