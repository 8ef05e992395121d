//! Messages: sending, reading a thread, asking the guard, deciding about unknown outcomes.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::guard::Decision as GuardDecision;
use galka_domain::ids::{ConversationId, MediaId, MessageId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;
use galka_engine::accept::{self, Accepted, DecisionAnswer, Invalid, SendDraft, UncertainDecision};
use galka_store::messages::{self, MessageRow, ReactionRow};
use galka_store::{Tx, conversations, media};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

mod requests;
mod sender;
mod thread;

use super::conversations::DirectionWord;
use super::media::MediaView;
use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId};
use crate::idempotency::{Claimed, in_progress};
use crate::state::AppState;
use crate::views::{MessageStatusName, Money, Reason, Time};
pub use requests::NewMessage;
pub use sender::{Sender, SenderKind};
pub use thread::{FoundMessage, find_in_thread, list_messages};

/// A step of a message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    status: MessageStatusName,
    at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

/// An emoji on a message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reaction {
    #[schema(inline)]
    from: Side,
    emoji: String,
}

/// Who reacted.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// The company.
    Business,
}

/// A message; `content` has the Cloud API's own shape, `type` inside.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Message {
    id: String,
    conversation_id: String,
    contact_id: String,
    number_id: String,
    #[schema(inline)]
    direction: DirectionWord,
    r#type: String,
    #[schema(value_type = Object)]
    content: Value,
    text: String,
    context_message_id: Option<String>,
    status: Option<MessageStatusName>,
    reason: Option<Reason>,
    timeline: Vec<TimelineEntry>,
    media: Option<MediaView>,
    reactions: Vec<Reaction>,
    campaign_id: Option<String>,
    sent_by: Option<String>,
    sender: Option<Sender>,
    price: Option<Money>,
    price_category: Option<String>,
    wamid: Option<String>,
    /// When the customer changed it; `first_content` is what stood there before.
    edited_at: Option<Time>,
    #[schema(value_type = Option<Object>)]
    first_content: Option<Value>,
    /// When the customer took it back.
    revoked_at: Option<Time>,
    at: Time,
    created_at: Time,
}

/// Would this send be allowed now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decision {
    #[schema(inline)]
    decision: DecisionWord,
    reason: Option<Reason>,
    until: Option<Time>,
    counts_against_limit: bool,
    price: Option<Money>,
}

/// What the guard says.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionWord {
    /// It goes.
    Send,
    /// It goes later.
    Defer,
    /// It does not go.
    Refuse,
}

/// What to do with an unknown outcome.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideMessage {
    #[schema(inline)]
    decision: OutcomeDecision,
}

/// A decision about an unknown outcome.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeDecision {
    /// Send it again, knowing that it may come twice.
    Resend,
    /// Take it for sent.
    AssumeSent,
    /// Take it for failed.
    GiveUp,
}

/// `GET /messages/{message_id}`
pub async fn get_message(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<MessageId>,
) -> Answer<Json<Message>> {
    show(&state, here.id, id).await.map(Json)
}

/// `POST /messages`
pub async fn create_message(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Claimed(claim): Claimed,
    Body(new): Body<NewMessage>,
) -> Answer<(StatusCode, Json<Message>)> {
    let draft = SendDraft {
        claim,
        ..new.into_draft(&actor, &here)?
    };
    send(&state, here, draft).await
}

/// `POST /conversations/{conversation_id}/messages`
pub async fn create_conversation_message(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Claimed(claim): Claimed,
    Body(mut new): Body<NewMessage>,
) -> Answer<(StatusCode, Json<Message>)> {
    let (workspace, wanted) = (here.id.clone(), id.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| conversations::find(tx, &workspace, &wanted))
        .await?;
    found.ok_or_else(|| Problem::not_found("conversation"))?;
    new.conversation_id = Some(id.as_str().to_owned());
    let draft = SendDraft {
        claim,
        ..new.into_draft(&actor, &here)?
    };
    send(&state, here, draft).await
}

/// `POST /decisions`
pub async fn create_decision(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Body(new): Body<NewMessage>,
) -> Answer<Json<Decision>> {
    let draft = new.into_draft(&actor, &here)?;
    let (decision, price) = match accept::decide(state.engine(), draft).await? {
        DecisionAnswer::Decided { decision, price } => (decision, price),
        DecisionAnswer::Invalid(invalid) => return Err(invalid_message(invalid)),
        DecisionAnswer::NotFound(what) => return Err(Problem::not_found(what)),
    };
    let price = price.map(|price| Money::of(price.money));
    Ok(Json(match decision {
        GuardDecision::Send { counts_against_limit } => Decision {
            decision: DecisionWord::Send,
            reason: None,
            until: None,
            counts_against_limit,
            price,
        },
        GuardDecision::Defer { until, why } => Decision {
            decision: DecisionWord::Defer,
            reason: Some(Reason::of_guard(&why)),
            until: Some(until.into()),
            counts_against_limit: false,
            price,
        },
        GuardDecision::Refuse { why } => Decision {
            decision: DecisionWord::Refuse,
            reason: Some(Reason::of_guard(&why)),
            until: None,
            counts_against_limit: false,
            price,
        },
    }))
}

/// `POST /messages/{message_id}/decide`
pub async fn decide_message(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<MessageId>,
    Body(wish): Body<DecideMessage>,
) -> Answer<Json<Message>> {
    let decision = match wish.decision {
        OutcomeDecision::Resend => UncertainDecision::Resend,
        OutcomeDecision::AssumeSent => UncertainDecision::AssumeSent,
        OutcomeDecision::GiveUp => UncertainDecision::GiveUp,
    };
    show(&state, here.id.clone(), id.clone()).await?;
    if !accept::decide_uncertain(state.engine(), &here.id, &id, decision).await? {
        return Err(Problem::conflict(
            "not_uncertain",
            "The outcome of this message is known.",
        ));
    }
    show(&state, here.id, id).await.map(Json)
}

async fn send(state: &AppState, here: Here, draft: SendDraft) -> Answer<(StatusCode, Json<Message>)> {
    match accept::accept_message(state.engine(), draft).await? {
        Accepted::Queued(id) => Ok((StatusCode::CREATED, Json(show(state, here.id, id).await?))),
        Accepted::Refused(reason) => Err(Problem::refused(Reason::of_guard(&reason))),
        Accepted::Moved(answer) => {
            let problem = Problem::conflict("thread_moved", "Somebody else answered in this thread after seen_seq.");
            match answer {
                Some(answer) => Err(problem.with_message(&show(state, here.id, answer).await?)),
                None => Err(problem),
            }
        }
        Accepted::TakenOver => Err(in_progress()),
        Accepted::Invalid(invalid) => Err(invalid_message(invalid)),
        Accepted::NotFound(what) => Err(Problem::not_found(what)),
    }
}

fn invalid_message(invalid: Invalid) -> Problem {
    Problem::field(&invalid.field, invalid.code, invalid.detail)
}

/// One message as the API shows it.
///
/// # Errors
/// When there is none, or the storage cannot answer.
pub(crate) async fn show(state: &AppState, workspace: WorkspaceId, id: MessageId) -> Answer<Message> {
    let found = state
        .engine()
        .db
        .read(move |tx| {
            let row = messages::find(tx, &workspace, &id)?;
            load(tx, &workspace, row.into_iter().collect())
        })
        .await?;
    found.into_iter().next().ok_or_else(|| Problem::not_found("message"))
}

/// Messages with their files, reactions and the messages they answer, as the API shows them.
///
/// # Errors
/// When the storage cannot answer.
pub fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: Vec<MessageRow>) -> galka_store::Result<Vec<Message>> {
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id.clone()).collect();
    let files: Vec<MediaId> = rows.iter().filter_map(|row| row.media_id.clone()).collect();
    let answered: Vec<String> = rows.iter().filter_map(|row| row.context_wamid.clone()).collect();
    let files: HashMap<MediaId, MediaView> = media::list_by_ids(tx, workspace, &files)?
        .into_iter()
        .map(|file| (file.id.clone(), MediaView::of(file)))
        .collect();
    let answered: HashMap<String, MessageId> = messages::list_ids_by_wamids(tx, workspace, &answered)?
        .into_iter()
        .collect();
    let reactions = messages::list_reactions(tx, workspace, &ids)?;
    let mut senders = sender::senders_of(tx, workspace, &rows)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let file = row.media_id.as_ref().and_then(|id| files.get(id)).cloned();
            let context = row
                .context_wamid
                .as_ref()
                .and_then(|wamid| answered.get(wamid))
                .cloned();
            let own = reactions
                .iter()
                .filter(|reaction| reaction.message_id == row.id)
                .map(Reaction::of)
                .collect();
            let sender = senders.remove(row.id.as_str());
            Message::of(row, file, context, own, sender)
        })
        .collect())
}

impl Reaction {
    fn of(row: &ReactionRow) -> Self {
        let from = match DirectionWord::from(row.direction) {
            DirectionWord::Inbound => Side::Customer,
            DirectionWord::Outbound => Side::Business,
        };
        Self {
            from,
            emoji: row.emoji.clone(),
        }
    }
}

impl Message {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn of(
        row: MessageRow,
        media: Option<MediaView>,
        context: Option<MessageId>,
        reactions: Vec<Reaction>,
        sender: Option<Sender>,
    ) -> Self {
        let reason = Reason::of_stored(row.reason_code.as_deref(), row.reason.as_deref());
        let price = row
            .price_micros
            .zip(row.price_currency.as_deref())
            .map(|(micros, currency)| Money::of_micros(micros, currency));
        Self {
            timeline: timeline(&row, reason.as_ref()),
            id: row.id.as_str().to_owned(),
            conversation_id: row.conversation_id.as_str().to_owned(),
            contact_id: row.contact_id.as_str().to_owned(),
            number_id: row.number_id.as_str().to_owned(),
            direction: row.direction.into(),
            r#type: row.kind,
            content: serde_json::from_str(&row.content).unwrap_or_default(),
            text: row.text,
            context_message_id: context.map(|id| id.as_str().to_owned()),
            status: row.status.map(MessageStatusName),
            reason,
            media,
            reactions,
            campaign_id: row.campaign_id.map(|id| id.as_str().to_owned()),
            sent_by: row.sent_by,
            sender,
            price,
            price_category: row.price_category,
            wamid: row.wamid,
            edited_at: row.edited_at.map(Time::from),
            first_content: row.first_content.and_then(|first| serde_json::from_str(&first).ok()),
            revoked_at: row.revoked_at.map(Time::from),
            at: row.at.into(),
            created_at: row.created_at.into(),
        }
    }
}

/// The steps whose times are known, in their order; what went wrong carries its reason.
fn timeline(row: &MessageRow, reason: Option<&Reason>) -> Vec<TimelineEntry> {
    let Some(status) = row.status else { return Vec::new() };
    let ended = if status == MessageStatus::Refused {
        MessageStatus::Refused
    } else {
        MessageStatus::Failed
    };
    let steps = [
        (MessageStatus::Queued, Some(row.created_at)),
        (MessageStatus::Accepted, row.accepted_at),
        (MessageStatus::Sent, row.sent_at),
        (MessageStatus::Delivered, row.delivered_at),
        (MessageStatus::Read, row.read_at),
        (MessageStatus::Played, row.played_at),
        (ended, row.failed_at),
    ];
    let entry = |(status, at): (MessageStatus, Option<Timestamp>)| {
        let went_wrong = matches!(status, MessageStatus::Failed | MessageStatus::Refused);
        Some(TimelineEntry {
            status: status.into(),
            at: at?.into(),
            reason: reason.filter(|_| went_wrong).cloned(),
        })
    };
    let mut steps: Vec<TimelineEntry> = steps.into_iter().filter_map(entry).collect();
    steps.sort_by_key(|step| step.at.0);
    steps
}
