//! What a change of many did to one conversation: a stored document, the ground of its undo.

use galka_domain::conversation::ConversationState;
use galka_domain::desk::{Stage, Standing};
use galka_domain::ids::{ContactId, LabelId, TeamId, UserId};
use galka_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The conversation before and after, and what else was changed with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Changed {
    before: Fields,
    after: Fields,
    /// How many messages were unseen, when they were marked as read.
    pub(super) unread: Option<i64>,
    /// The label that was put on or taken off.
    pub(super) label: Option<LabelId>,
    /// Whether it was put on.
    pub(super) label_on: bool,
    /// Whose contact it is.
    pub(super) contact_id: ContactId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Fields {
    state: ConversationState,
    snoozed_until: Option<Timestamp>,
    waiting_since: Option<Timestamp>,
    assignee_id: Option<UserId>,
    team_id: Option<TeamId>,
    is_spam: bool,
    bot: bool,
}

impl Changed {
    pub(super) fn of(
        before: &Standing,
        after: &Standing,
        unread: Option<i64>,
        label: Option<(&LabelId, bool)>,
        contact: &ContactId,
    ) -> Self {
        Self {
            before: Fields::of(before),
            after: Fields::of(after),
            unread,
            label: label.map(|(label, _)| label.clone()),
            label_on: label.is_some_and(|(_, on)| on),
            contact_id: contact.clone(),
        }
    }

    /// The same of whoever has the conversation now: contacts that are one person become one.
    pub(super) fn of_contact(self, contact: &ContactId) -> Self {
        Self {
            contact_id: contact.clone(),
            ..self
        }
    }

    pub(super) fn before(&self) -> Standing {
        self.before.standing()
    }

    pub(super) fn after(&self) -> Standing {
        self.after.standing()
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl Fields {
    fn of(standing: &Standing) -> Self {
        Self {
            state: standing.stage.state(),
            snoozed_until: standing.stage.snoozed_until(),
            waiting_since: standing.waiting_since,
            assignee_id: standing.assignee.clone(),
            team_id: standing.team.clone(),
            is_spam: standing.is_spam,
            bot: standing.bot,
        }
    }

    fn standing(&self) -> Standing {
        Standing {
            stage: Stage::of(self.state, self.snoozed_until),
            waiting_since: self.waiting_since,
            assignee: self.assignee_id.clone(),
            team: self.team_id.clone(),
            is_spam: self.is_spam,
            bot: self.bot,
        }
    }
}
