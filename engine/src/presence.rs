//! Presence: who looks at a conversation and who writes there, told within moments and forgotten as fast.
//!
//! It is not in the event log: nobody needs to hear later that somebody was typing. A small table holds it, so that
//! every node knows what the others heard; the worker of each node compares the table with what it told last, on a
//! hint and at its beat, and tells its own watchers the difference. Why: `docs/adr/0012-presence-is-a-small-table.md`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use galka_domain::ids::{ConversationId, UserId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_domain::together::PresenceState;
use galka_store::presence::{self, PresenceRow};
use tokio::sync::broadcast;

use crate::engine::{Engine, EngineError};
use crate::hints::{Hints, Work};
use crate::reading::{Occasion, tell_customer, tells};
use crate::runner::{NextWake, Worker};

/// The watchers of each workspace; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PresenceHub {
    channels: Arc<Mutex<HashMap<WorkspaceId, Channel>>>,
}

#[derive(Debug)]
struct Channel {
    sender: broadcast::Sender<Arc<[Whisper]>>,
    told: Vec<PresenceRow>,
}

/// Something that holds for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whisper {
    /// Who is in a conversation now.
    People {
        /// Where.
        conversation_id: ConversationId,
        /// Everybody there, by id.
        people: Vec<Present>,
    },
    /// A person saved a draft: only for that person's own screens.
    Draft {
        /// Where.
        conversation_id: ConversationId,
        /// Whose.
        user_id: UserId,
    },
}

/// Somebody in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub user_id: UserId,
    /// The name that colleagues see.
    pub name: String,
    /// What they do.
    pub state: PresenceState,
}

const CHANNEL_BATCHES: usize = 64;
/// Other nodes write to the same table, and people go without a word.
const POLL_MS: i64 = SECOND_MS / 2;
/// While nobody watches.
const IDLE_MS: i64 = 30 * SECOND_MS;

impl PresenceHub {
    /// Watches a workspace from now on. Who is in a conversation already, its own note of presence is answered with.
    #[must_use]
    pub fn subscribe(&self, hints: &Hints, workspace: &WorkspaceId) -> broadcast::Receiver<Arc<[Whisper]>> {
        let mut channels = self.channels();
        let channel = channels.entry(workspace.clone()).or_insert_with(|| Channel {
            sender: broadcast::Sender::new(CHANNEL_BATCHES),
            told: Vec::new(),
        });
        hints.wake(Work::Presence);
        channel.sender.subscribe()
    }

    /// The watched workspaces; those that nobody watches any more are forgotten.
    fn watched(&self) -> Vec<WorkspaceId> {
        let mut channels = self.channels();
        channels.retain(|_, channel| channel.sender.receiver_count() > 0);
        channels.keys().cloned().collect()
    }

    fn tell(&self, workspace: &WorkspaceId, rows: Vec<PresenceRow>) {
        let mut channels = self.channels();
        let Some(channel) = channels.get_mut(workspace) else {
            return;
        };
        let changed = changes(&channel.told, &rows);
        channel.told = rows;
        if !changed.is_empty() {
            // Nobody listening is no failure: the channel goes at the next step.
            drop(channel.sender.send(changed.into()));
        }
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Channel>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is new in `rows` beside `told`; a conversation that everybody left has nobody in it.
fn changes(told: &[PresenceRow], rows: &[PresenceRow]) -> Vec<Whisper> {
    let mut conversations: Vec<&ConversationId> = told.iter().chain(rows).map(|row| &row.conversation_id).collect();
    conversations.sort_unstable();
    conversations.dedup();
    let mut found = Vec::new();
    for conversation in conversations {
        let people = people_in(rows, conversation);
        if people != people_in(told, conversation) {
            found.push(Whisper::People {
                conversation_id: conversation.clone(),
                people,
            });
        }
    }
    let was_told = |row: &PresenceRow| {
        told.iter().any(|known| {
            known.conversation_id == row.conversation_id
                && known.user_id == row.user_id
                && known.drafted_at == row.drafted_at
        })
    };
    let drafts = rows.iter().filter(|row| row.drafted_at.is_some() && !was_told(row));
    found.extend(drafts.map(|row| Whisper::Draft {
        conversation_id: row.conversation_id.clone(),
        user_id: row.user_id.clone(),
    }));
    found
}

fn people_in(rows: &[PresenceRow], conversation: &ConversationId) -> Vec<Present> {
    let there = rows.iter().filter(|row| row.conversation_id == *conversation);
    let present = |row: &PresenceRow| {
        Some(Present {
            user_id: row.user_id.clone(),
            name: row.name.clone(),
            state: row.state?,
        })
    };
    there.filter_map(present).collect()
}

/// Notes what a person does in a conversation, none when they left it; answers who is there now. While they write, the
/// customer may see it.
///
/// # Errors
/// When the storage fails.
pub async fn note(
    engine: &Engine,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    user: &UserId,
    state: Option<PresenceState>,
    may_answer: bool,
) -> Result<Vec<Present>, EngineError> {
    let (home, thread, who) = (workspace.clone(), conversation.clone(), user.clone());
    let (now, types) = (engine.machine_now(), may_answer && state == Some(PresenceState::Typing));
    let (tell, there) = engine
        .db
        .write(move |tx| {
            presence::note_state(tx, &home, &thread, &who, state, now)?;
            let tell = types
                && tells(tx, &home, &thread, Occasion::Typing)?
                && presence::claim_typing(tx, &home, &thread, &who, now)?;
            let there = people_in(&presence::list(tx, &home, now)?, &thread);
            Ok((tell, there))
        })
        .await?;
    engine.hints.wake(Work::Presence);
    if tell {
        tell_customer(engine, workspace, conversation, Occasion::Typing);
    }
    Ok(there)
}

/// Tells the watchers of this node who is where.
#[derive(Debug)]
pub struct PresenceWorker {
    engine: Engine,
}

impl PresenceWorker {
    /// The worker of this process.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

impl Worker for PresenceWorker {
    fn work(&self) -> Work {
        Work::Presence
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let watched = self.engine.presence.watched();
        if watched.is_empty() {
            return Ok(NextWake::After(IDLE_MS));
        }
        let now = self.engine.machine_now();
        for workspace in watched {
            let home = workspace.clone();
            let rows = self.engine.db.read(move |tx| presence::list(tx, &home, now)).await?;
            self.engine.presence.tell(&workspace, rows);
        }
        Ok(NextWake::After(POLL_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(conversation: &str, user: &str, state: Option<PresenceState>, drafted: Option<i64>) -> PresenceRow {
        PresenceRow {
            conversation_id: ConversationId::from_stored(conversation.to_owned()),
            user_id: UserId::from_stored(user.to_owned()),
            name: user.to_owned(),
            state,
            drafted_at: drafted.map(Timestamp::from_millis),
        }
    }

    fn told(changes: &[Whisper]) -> Vec<String> {
        let line = |whisper: &Whisper| match whisper {
            Whisper::People {
                conversation_id,
                people,
            } => {
                let people: Vec<String> = people.iter().map(|one| format!("{} {}", one.name, one.state)).collect();
                format!("{conversation_id}: {}", people.join(", "))
            }
            Whisper::Draft {
                conversation_id,
                user_id,
            } => format!("{conversation_id}: draft of {user_id}"),
        };
        changes.iter().map(line).collect()
    }

    #[test]
    fn only_what_changed_is_told() {
        use PresenceState::{Typing, Viewing};
        let before = [
            row("a", "anna", Some(Viewing), None),
            row("b", "oleg", Some(Typing), None),
        ];
        let after = [
            row("a", "anna", Some(Viewing), Some(5)),
            row("a", "oleg", Some(Typing), None),
        ];
        assert_eq!(
            told(&changes(&before, &after)),
            ["a: anna viewing, oleg typing", "b: ", "a: draft of anna"]
        );
        assert_eq!(told(&changes(&after, &after)), Vec::<String>::new());
        assert_eq!(told(&changes(&after, &[])), ["a: "]);
    }
}
