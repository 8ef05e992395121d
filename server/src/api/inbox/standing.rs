//! Where one conversation stands: its state, and who has it.

use axum::Json;
use axum::extract::State;
use galka_domain::conversation::ConversationState;
use galka_domain::desk::{Impossible, Stage, StandingPatch};
use galka_domain::ids::{ConversationId, LabelId, TeamId, UserId};
use galka_engine::inbox::{self, ChangeOutcome, WantedChange};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::api::conversations::{self, Conversation};
use crate::api::messages;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, patch};
use crate::state::AppState;
use crate::views::{ConversationStateName, Time};

/// Who has a conversation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Assignee {
    pub(crate) user_id: String,
    pub(crate) name: String,
}

/// Changes of a conversation. `snoozed` without `snoozed_until` is until the customer writes; `reason_label_id` is why
/// it is closed, and is put on the contact; `seen_seq` refuses (409) to close or snooze when the customer wrote meanwhile.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConversationPatch {
    state: Option<ConversationStateName>,
    snoozed_until: Option<Time>,
    reason_label_id: Option<String>,
    #[serde(deserialize_with = "patch::nullable")]
    assignee_id: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    team_id: Option<Option<String>>,
    is_spam: Option<bool>,
    bot: Option<bool>,
    seen_seq: Option<i64>,
}

/// `PATCH /conversations/{conversation_id}`
pub async fn update_conversation(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ConversationId>,
    Body(change): Body<ConversationPatch>,
) -> Answer<Json<Conversation>> {
    let reason = change
        .reason_label_id
        .as_deref()
        .map(|id| LabelId::parse(id).map_err(|_| unknown("label")))
        .transpose()?;
    let wanted = WantedChange {
        reason,
        seen_seq: change.seen_seq,
        patch: change.read()?,
    };
    let outcome = inbox::change_conversation(state.engine(), &here.id, &id, wanted, &here.by).await?;
    if let ChangeOutcome::Moved(Some(message)) = outcome {
        return Err(moved().with_message(&messages::show(&state, here.id, message).await?));
    }
    check(outcome)?;
    conversations::get_conversation(State(state), here, PathId(id)).await
}

/// The problem of an outcome that is none of the wished ones.
pub(crate) fn check(outcome: ChangeOutcome) -> Answer<()> {
    match outcome {
        ChangeOutcome::Done => Ok(()),
        ChangeOutcome::NotFound("conversation") => Err(Problem::not_found("conversation")),
        ChangeOutcome::NotFound(what) => Err(unknown(what)),
        ChangeOutcome::Impossible(Impossible::SnoozedIntoThePast) => Err(Problem::field(
            "snoozed_until",
            "in_the_past",
            "A conversation is put aside until a moment to come.",
        )),
        ChangeOutcome::Moved(_) => Err(moved()),
        ChangeOutcome::ReasonNeeded => Err(Problem::field(
            "reason_label_id",
            "reason_needed",
            "Closing needs one of the company's reasons.",
        )),
    }
}

/// The customer wrote meanwhile.
pub(crate) fn moved() -> Problem {
    Problem::conflict(
        "customer_wrote",
        "The customer wrote in this conversation after seen_seq.",
    )
}

/// Somebody or something that is named and not there.
pub(crate) fn unknown(what: &str) -> Problem {
    let (field, code) = match what {
        "member" => ("assignee_id", "unknown_member"),
        "team" => ("team_id", "unknown_team"),
        _ => ("reason_label_id", "unknown_label"),
    };
    Problem::field(field, code, format!("There is no such {what} in this workspace."))
}

impl ConversationPatch {
    fn read(self) -> Answer<StandingPatch> {
        let until = self.snoozed_until.map(|Time(until)| until);
        let stage = match (self.state.map(|ConversationStateName(state)| state), until) {
            (None, None) => None,
            (None | Some(ConversationState::Snoozed), until) => Some(Stage::Snoozed { until }),
            (Some(state), None) => Some(Stage::of(state, None)),
            (Some(_), Some(_)) => {
                return Err(Problem::field(
                    "snoozed_until",
                    "invalid_field",
                    "Only what is snoozed has a moment to wake.",
                ));
            }
        };
        let assignee = self.assignee_id.map(|id| {
            id.map(|id| UserId::parse(&id).map_err(|_| unknown("member")))
                .transpose()
        });
        let team = self
            .team_id
            .map(|id| id.map(|id| TeamId::parse(&id).map_err(|_| unknown("team"))).transpose());
        Ok(StandingPatch {
            stage,
            assignee: assignee.transpose()?,
            team: team.transpose()?,
            is_spam: self.is_spam,
            bot: self.bot,
        })
    }
}
