//! Alerts: reads the event log and raises what a person should know of, once.
//!
//! - a message of theirs failed, or its outcome is not known
//! - a conversation was given to them, or one of theirs came back from being put aside
//! - the window of a chat of theirs that waits for an answer is about to close
//!
//! Who is named in a note is told where the note is written. The place in the log moves in one with the alerts, and
//! only if no other node moved it; an alert is unique by what it is about, so nothing is told twice.

use galka_domain::desk::{AuthorKind, EntryKind};
use galka_domain::event::EventKind;
use galka_domain::ids::{AlertId, ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::{MINUTE_MS, SECOND_MS, Timestamp};
use galka_domain::together::AlertKind;
use galka_store::alerts::{self, ClosingChat, Move, NewAlert};
use galka_store::entries::Entry;
use galka_store::events::{self, NewEvent, StoredEvent};
use galka_store::{Result as StoreResult, Tx, workspaces};
use serde_json::Value;

use crate::chance::Chance;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};

/// How long before its end a window is called closing.
const CLOSING_MS: i64 = 15 * MINUTE_MS;
const WORKSPACES_AT_ONCE: i64 = 50;
const EVENTS_AT_ONCE: i64 = 500;
/// A log that was never read for alerts is read from here on only.
const FIRST_LOOK_BACK: i64 = 1_000;
const MOVES_AT_ONCE: i64 = 2_000;
const CLOSING_AT_ONCE: i64 = 500;
const ALERT_CHARS: usize = 140;
const EVERY_MS: i64 = SECOND_MS / 2;
const WINDOWS_EVERY_MS: i64 = 10 * SECOND_MS;
/// Business time that passes at once was steered.
const JUMP_MS: i64 = 2 * MINUTE_MS;

/// The worker that raises alerts.
#[derive(Debug)]
pub struct AlertWorker {
    engine: Engine,
    /// Machine and business time at which windows were last looked at.
    looked_at: Option<(Timestamp, Timestamp)>,
}

impl AlertWorker {
    /// The worker of this process.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self {
            engine,
            looked_at: None,
        }
    }

    /// Reads a piece of a workspace's log; answers whether there is more.
    async fn read_log(
        &self,
        workspace: WorkspaceId,
        read: Option<i64>,
        newest: i64,
        now: Timestamp,
    ) -> Result<bool, EngineError> {
        let after = read.unwrap_or_else(|| newest.saturating_sub(FIRST_LOOK_BACK).max(0));
        let chance = self.engine.chance.clone();
        let home = workspace.clone();
        let (told, to) = self
            .engine
            .db
            .read(move |tx| {
                let found = events::list_after(tx, &home, after, EVENTS_AT_ONCE)?;
                let to = found.last().map_or(newest, |event| event.seq);
                let mut told = of_messages(tx, &home, &found)?;
                told.extend(of_conversations(tx, &home, &found)?);
                Ok((told, to))
            })
            .await?;
        let (moved, raised) = self
            .engine
            .db
            .write(move |tx| {
                if !alerts::advance(tx, &workspace, read, to)? {
                    return Ok((false, false));
                }
                Ok((true, raise(tx, &workspace, &told, &chance, now)?))
            })
            .await?;
        if raised {
            self.engine.hints.wake(Work::Live);
        }
        Ok(moved && to < newest)
    }

    /// Looks for windows that close soon, now and then and after every jump of the clock.
    async fn look_at_windows(&mut self, now: Timestamp) -> Result<(), EngineError> {
        let machine_now = self.engine.machine_now();
        if let Some((machine, business)) = self.looked_at
            && machine_now.since(machine) < WINDOWS_EVERY_MS
            && (0..JUMP_MS).contains(&now.since(business))
        {
            return Ok(());
        }
        self.looked_at = Some((machine_now, now));
        let closing = self
            .engine
            .db
            .read(move |tx| {
                let mut closing = Vec::new();
                for home in workspaces::list_ids(tx)? {
                    let chats = alerts::list_closing(tx, &home, now, now.plus(CLOSING_MS), CLOSING_AT_ONCE)?;
                    if !chats.is_empty() {
                        closing.push((home, chats));
                    }
                }
                Ok(closing)
            })
            .await?;
        for (home, chats) in closing {
            let chance = self.engine.chance.clone();
            let told: Vec<Told> = chats.into_iter().map(of_closing).collect();
            let raised = self
                .engine
                .db
                .write(move |tx| raise(tx, &home, &told, &chance, now))
                .await?;
            if raised {
                self.engine.hints.wake(Work::Live);
            }
        }
        Ok(())
    }
}

/// An alert without its id.
struct Told {
    user_id: UserId,
    kind: AlertKind,
    subject: String,
    conversation_id: ConversationId,
    by: Option<UserId>,
    text: String,
}

fn raise(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    told: &[Told],
    chance: &Chance,
    now: Timestamp,
) -> StoreResult<bool> {
    if told.is_empty() {
        return Ok(false);
    }
    let raised: Vec<NewAlert> = told
        .iter()
        .map(|one| NewAlert {
            id: AlertId::new(now, chance.entropy()),
            user_id: one.user_id.clone(),
            kind: one.kind,
            subject: one.subject.clone(),
            conversation_id: one.conversation_id.clone(),
            by: one.by.clone(),
            text: one.text.chars().take(ALERT_CHARS).collect(),
        })
        .collect();
    if alerts::insert(tx, workspace, &raised, now)? == 0 {
        return Ok(false);
    }
    let mut people: Vec<&UserId> = raised.iter().map(|alert| &alert.user_id).collect();
    people.sort_unstable();
    people.dedup();
    let happened: Vec<NewEvent> = people
        .into_iter()
        .map(|user| NewEvent::of(EventKind::AlertChanged, user.as_str()))
        .collect();
    events::append(tx, workspace, &happened, now)?;
    Ok(true)
}

fn of_messages(tx: &mut Tx<'_>, workspace: &WorkspaceId, found: &[StoredEvent]) -> StoreResult<Vec<Told>> {
    let mut ids: Vec<MessageId> = found
        .iter()
        .filter(|event| event.kind == EventKind::MessageStatus)
        .map(|event| MessageId::from_stored(event.subject_id.clone()))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let told = alerts::list_troubled(tx, workspace, &ids)?;
    Ok(told
        .into_iter()
        .filter_map(|message| {
            Some(Told {
                user_id: UserId::parse(&message.sent_by).ok()?,
                kind: if message.status == MessageStatus::Failed {
                    AlertKind::MessageFailed
                } else {
                    AlertKind::MessageUncertain
                },
                subject: message.id.as_str().to_owned(),
                conversation_id: message.conversation_id,
                by: None,
                text: message.text,
            })
        })
        .collect())
}

fn of_conversations(tx: &mut Tx<'_>, workspace: &WorkspaceId, found: &[StoredEvent]) -> StoreResult<Vec<Told>> {
    let mut changed: Vec<(ConversationId, Timestamp)> = found
        .iter()
        .filter(|event| event.kind == EventKind::ConversationChanged)
        .map(|event| (ConversationId::from_stored(event.subject_id.clone()), event.at))
        .collect();
    changed.sort_unstable();
    changed.dedup_by(|later, earlier| later.0 == earlier.0);
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let moves = alerts::list_moves(tx, workspace, &changed, MOVES_AT_ONCE)?;
    Ok(moves.into_iter().filter_map(of_move).collect())
}

fn of_move(Move { entry, assignee_id }: Move) -> Option<Told> {
    let (kind, user_id) = match entry.entry.kind {
        EntryKind::Assigned => (AlertKind::Assigned, given_to(&entry)?),
        EntryKind::State if is_waking(&entry) => (AlertKind::Woke, assignee_id?),
        _ => return None,
    };
    let by = author_of(&entry);
    // What one does oneself, one knows.
    (by.as_ref() != Some(&user_id)).then(|| Told {
        user_id,
        kind,
        subject: entry.entry.id.as_str().to_owned(),
        conversation_id: entry.entry.conversation_id,
        by,
        text: String::new(),
    })
}

fn of_closing(chat: ClosingChat) -> Told {
    Told {
        subject: chat.subject(),
        user_id: chat.user_id,
        kind: AlertKind::WindowClosing,
        conversation_id: chat.conversation_id,
        by: None,
        text: chat.closes_at.to_rfc3339(),
    }
}

/// Who got the conversation by this entry; nobody when only the team is another.
fn given_to(entry: &Entry) -> Option<UserId> {
    let data: Value = serde_json::from_str(&entry.entry.data).ok()?;
    if data["from"]["user_id"] == data["to"]["user_id"] {
        return None;
    }
    UserId::parse(data["to"]["user_id"].as_str()?).ok()
}

/// Whether a conversation that was put aside came back by itself.
fn is_waking(entry: &Entry) -> bool {
    let data: Value = serde_json::from_str(&entry.entry.data).unwrap_or_default();
    entry.entry.author.kind == AuthorKind::System && data["from"] == "snoozed" && data["to"] == "open"
}

fn author_of(entry: &Entry) -> Option<UserId> {
    let id = entry.entry.author.id.as_deref()?;
    (entry.entry.author.kind == AuthorKind::Person)
        .then(|| UserId::parse(id).ok())
        .flatten()
}

impl Worker for AlertWorker {
    fn work(&self) -> Work {
        Work::Alerts
    }

    async fn step(&mut self, now: Timestamp) -> Result<NextWake, EngineError> {
        self.look_at_windows(now).await?;
        let behind = self
            .engine
            .db
            .read(|tx| alerts::list_behind(tx, WORKSPACES_AT_ONCE))
            .await?;
        let mut more = false;
        for (workspace, read, newest) in behind {
            more |= self.read_log(workspace, read, newest, now).await?;
        }
        // What happens meanwhile is read together: alerts may be half a second late.
        Ok(if more {
            NextWake::Now
        } else {
            NextWake::Gather(EVERY_MS)
        })
    }
}
