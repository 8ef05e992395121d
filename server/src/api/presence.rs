//! Presence: who looks at a conversation and who writes there.

use axum::Json;
use axum::extract::State;
use galka_domain::access::Permission;
use galka_domain::ids::ConversationId;
use galka_domain::together::PresenceState;
use galka_engine::presence::{self, Present, Whisper};
use galka_store::conversations;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::access::{Actor, Here, Who};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::state::AppState;

/// What a person does in a conversation for the next ten seconds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    #[schema(inline)]
    state: PresenceWord,
}

/// What a person does in a conversation.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceWord {
    /// Has it open.
    Viewing,
    /// Writes an answer.
    Typing,
    /// Left it.
    Left,
}

/// Who is in a conversation now; the stream tells it as `event: presence`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Presence {
    conversation_id: String,
    people: Vec<PersonThere>,
}

/// Somebody in a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonThere {
    user_id: String,
    name: String,
    #[schema(inline)]
    state: PresenceStateName,
}

crate::views::shown_names! {
    /// What somebody does there.
    PresenceStateName, "PresenceState" = PresenceState;
}

/// `POST /conversations/{conversation_id}/presence`
pub async fn set_presence(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Body(new): Body<SetPresence>,
) -> Answer<Json<Presence>> {
    let (home, wanted) = (here.id.clone(), id.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| conversations::find(tx, &home, &wanted))
        .await?;
    found.ok_or_else(|| Problem::not_found("conversation"))?;
    let user = &actor.person()?.0.id;
    let doing = match new.state {
        PresenceWord::Viewing => Some(PresenceState::Viewing),
        PresenceWord::Typing => Some(PresenceState::Typing),
        PresenceWord::Left => None,
    };
    let may_answer = here.role.allows(Permission::InboxReply);
    let people = presence::note(state.engine(), &here.id, &id, user, doing, may_answer).await?;
    Ok(Json(Presence::of(&id, &people)))
}

impl Presence {
    fn of(conversation: &ConversationId, people: &[Present]) -> Self {
        let person = |one: &Present| PersonThere {
            user_id: one.user_id.as_str().to_owned(),
            name: one.name.clone(),
            state: one.state.into(),
        };
        Self {
            conversation_id: conversation.as_str().to_owned(),
            people: people.iter().map(person).collect(),
        }
    }
}

/// A whisper as the stream writes it for this watcher; what is not for them is nothing.
pub(super) fn wire(whisper: &Whisper, actor: &Actor) -> Option<String> {
    match whisper {
        Whisper::People {
            conversation_id,
            people,
        } => {
            let data = serde_json::to_string(&Presence::of(conversation_id, people)).unwrap_or_default();
            Some(format!("event: presence\ndata: {data}\n\n"))
        }
        Whisper::Draft {
            conversation_id,
            user_id,
        } => {
            let own = matches!(&actor.who, Who::Person(user, _) if user.id == *user_id);
            own.then(|| {
                format!(
                    "event: draft\ndata: {}\n\n",
                    json!({"conversation_id": conversation_id})
                )
            })
        }
    }
}
