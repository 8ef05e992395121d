//! Blocking: on our side at once and for every number, at WhatsApp where its rule allows it.
//!
//! WhatsApp blocks only who wrote in the last 24 hours (Meta, 'Block users', 2026). Our own block keeps everything from
//! being sent; WhatsApp's keeps the person's messages away too.

use galka_domain::event::EventKind;
use galka_domain::identity::IdentityKind;
use galka_domain::ids::{ContactId, NumberId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_graph_client::{BlockedUser, CallError};
use galka_store::contacts::{self, ContactRow};
use galka_store::events::{self, NewEvent};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::people::history::list_threads;
use galka_store::people::identities::list_identities;
use galka_store::people::{blocks, merge};
use galka_store::{Result as StoreResult, Tx};

use crate::connect::target_of;
use crate::contacts::{ContactRefusal, announce};
use crate::engine::{Engine, EngineError};
use crate::guarding::SendingNumber;
use crate::hints::Work;

/// What became of a block on one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockOutcome {
    /// The number.
    pub number_id: NumberId,
    /// What WhatsApp did.
    pub state: BlockState,
    /// WhatsApp's words, when it refused.
    pub detail: Option<String>,
}

/// What WhatsApp did with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockState {
    /// It took it.
    Done,
    /// It would refuse it: the person has not written in the last 24 hours.
    NotRecent,
    /// It refused it.
    Refused,
    /// It could not be asked.
    Unavailable,
}

/// The answer of a block or its end.
pub type BlockAnswer = Result<Result<Vec<BlockOutcome>, ContactRefusal>, EngineError>;

/// Blocks a contact, with a reason for the ledger.
///
/// # Errors
/// When the storage cannot answer.
pub async fn block_contact(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    reason: Option<String>,
) -> BlockAnswer {
    let now = engine.business_now();
    let Some(person) = set_blocked(engine, workspace, by, id, true, reason).await? else {
        return Ok(Err(ContactRefusal::NotFound));
    };
    let mut outcomes = Vec::new();
    for (number, last_inbound_at) in person.threads {
        if last_inbound_at.is_none_or(|at| now.since(at) >= DAY_MS) {
            outcomes.push(BlockOutcome {
                number_id: number,
                state: BlockState::NotRecent,
                detail: None,
            });
            continue;
        }
        // Noted before WhatsApp is asked: whoever is killed in between, or gets no answer, can still lift the block.
        let (home, person_id, on) = (workspace.clone(), id.clone(), number.clone());
        engine
            .db
            .write(move |tx| blocks::insert_block(tx, &home, &person_id, &on, now))
            .await?;
        let asked = ask_whatsapp(engine, workspace, &person.user, &number, true).await?;
        if !asked.may_be_done {
            forget_block(engine, workspace, id, &number).await?;
        }
        outcomes.push(asked.outcome);
    }
    Ok(Ok(outcomes))
}

/// Lets a contact write and be written to again, at WhatsApp too where it was blocked there.
///
/// # Errors
/// When the storage cannot answer.
pub async fn unblock_contact(engine: &Engine, workspace: &WorkspaceId, by: &str, id: &ContactId) -> BlockAnswer {
    let Some(person) = set_blocked(engine, workspace, by, id, false, None).await? else {
        return Ok(Err(ContactRefusal::NotFound));
    };
    let mut outcomes = Vec::new();
    for number in person.blocked_on {
        let asked = ask_whatsapp(engine, workspace, &person.user, &number, false).await?;
        if asked.outcome.state == BlockState::Done {
            forget_block(engine, workspace, id, &number).await?;
        }
        outcomes.push(asked.outcome);
    }
    Ok(Ok(outcomes))
}

async fn forget_block(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ContactId,
    number: &NumberId,
) -> Result<(), EngineError> {
    let (home, id, number) = (workspace.clone(), id.clone(), number.clone());
    Ok(engine
        .db
        .write(move |tx| blocks::delete_block(tx, &home, &id, &number))
        .await?)
}

/// What WhatsApp said, and whether it may have done what it was asked for.
struct Asked {
    outcome: BlockOutcome,
    may_be_done: bool,
}

/// What is needed to ask WhatsApp.
struct Person {
    user: Option<BlockedUser>,
    threads: Vec<(NumberId, Option<Timestamp>)>,
    blocked_on: Vec<NumberId>,
}

async fn set_blocked(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    blocked: bool,
    reason: Option<String>,
) -> Result<Option<Person>, EngineError> {
    let (home, by, id, now) = (workspace.clone(), by.to_owned(), id.clone(), engine.business_now());
    let found = engine.db.write(move |tx| {
        let Some(row) = contacts::find_contact(tx, &home, &id)? else {
            return Ok(None);
        };
        if blocks::set_blocked(tx, &home, &id, blocked, now)? {
            let what = if blocked {
                "contact.blocked"
            } else {
                "contact.unblocked"
            };
            let entry = NewLedgerEntry {
                kind: what.to_owned(),
                actor: by.clone(),
                subject_id: id.as_str().to_owned(),
                details: serde_json::json!({ "reason": reason }).to_string(),
                at: now,
            };
            ledger::append(tx, &home, &[entry])?;
            announce_threads(tx, &home, &id, now)?;
        }
        load_person(tx, &home, &row).map(Some)
    });
    let found = found.await?;
    engine.hints.wake(Work::Live);
    Ok(found)
}

fn announce_threads(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ContactId, now: Timestamp) -> StoreResult<()> {
    announce(tx, workspace, id, now)?;
    let threads = merge::list_threads(tx, workspace, id)?;
    let happened: Vec<NewEvent> = threads
        .iter()
        .map(|(thread, _)| NewEvent::of(EventKind::ConversationChanged, thread.as_str()))
        .collect();
    if !happened.is_empty() {
        events::append(tx, workspace, &happened, now)?;
    }
    Ok(())
}

fn load_person(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> StoreResult<Person> {
    let user = match &row.phone {
        Some(phone) => Some(BlockedUser::Phone(phone.clone())),
        None => list_identities(tx, workspace, &row.id)?
            .into_iter()
            .find(|identity| identity.kind == IdentityKind::UserId.as_str())
            .map(|identity| BlockedUser::UserId(identity.value)),
    };
    Ok(Person {
        user,
        threads: list_threads(tx, workspace, &row.id)?
            .into_iter()
            .map(|thread| (thread.number_id, thread.last_inbound_at))
            .collect(),
        blocked_on: blocks::list_blocks(tx, workspace, &row.id)?,
    })
}

async fn ask_whatsapp(
    engine: &Engine,
    workspace: &WorkspaceId,
    user: &Option<BlockedUser>,
    number: &NumberId,
    block: bool,
) -> Result<Asked, EngineError> {
    let told = |state, detail, may_be_done| Asked {
        outcome: BlockOutcome {
            number_id: number.clone(),
            state,
            detail,
        },
        may_be_done,
    };
    let (home, wanted) = (workspace.clone(), number.clone());
    let sending = engine
        .db
        .read(move |tx| SendingNumber::load(tx, &home, &wanted))
        .await?;
    let (Some(sending), Some(user)) = (sending, user) else {
        return Ok(told(BlockState::Unavailable, None, false));
    };
    let target = target_of(engine, &sending.connection, Some(&sending.number.phone_number_id))?;
    let asked = if block {
        engine.client.block_user(&target, user).await
    } else {
        engine.client.unblock_user(&target, user).await
    };
    Ok(match asked {
        Ok(()) => told(BlockState::Done, None, true),
        Err(CallError::Refused { error }) => told(BlockState::Refused, Some(error.to_string()), false),
        Err(failure @ CallError::Uncertain { .. }) => told(BlockState::Unavailable, Some(failure.to_string()), true),
        Err(failure) => told(BlockState::Unavailable, Some(failure.to_string()), false),
    })
}
