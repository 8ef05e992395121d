//! What is asked of the inbox.

use galka_domain::conversation::ConversationState;
use galka_domain::ids::{ContactId, LabelId, NumberId};
use galka_domain::time::Timestamp;

use super::Place;
use crate::Param;

/// Most labels of one question.
pub const LABELS_MAX: usize = 5;

/// Where the list keeps a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shelf {
    /// Open, or waiting for the customer.
    #[default]
    Active,
    /// Put aside.
    Snoozed,
    /// Done.
    Closed,
    /// Spam.
    Spam,
    /// On all of them; only for what is few by itself.
    Any,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The newest activity.
    #[default]
    Newest,
    /// Who waits longest; those who do not wait are left out.
    Waiting,
    /// The window that closes first; those that are closed are left out.
    Window,
}

/// How several labels are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelMatch {
    /// At least one of them.
    #[default]
    Any,
    /// Every one of them.
    All,
}

/// Which conversations; what is absent or empty asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// On which shelf.
    pub shelf: Shelf,
    /// Of this person; of nobody when empty.
    pub owner: Option<String>,
    /// Where this person was named in a note; of nobody when empty.
    pub mentioned: Option<String>,
    /// Of this team; of no team when empty.
    pub team: Option<String>,
    /// Of this number.
    pub number: Option<NumberId>,
    /// Of this contact.
    pub contact: Option<ContactId>,
    /// In this state.
    pub state: Option<ConversationState>,
    /// With a bot in charge, or without.
    pub bot: Option<bool>,
    /// With unseen messages.
    pub unread: bool,
    /// Where the customer waits for an answer.
    pub waiting: bool,
    /// Active at or after this moment.
    pub from: Option<Timestamp>,
    /// Active before this moment.
    pub to: Option<Timestamp>,
    /// Whose window closes after this moment.
    pub window_after: Option<Timestamp>,
    /// Whose window closes at or before this moment, or never opened.
    pub window_until: Option<Timestamp>,
    /// Of contacts with these labels.
    pub labels: Vec<LabelId>,
    /// How the labels are joined.
    pub label_match: LabelMatch,
}

impl Shelf {
    /// The stored name; none for all of them.
    #[must_use]
    pub const fn stored(self) -> Option<&'static str> {
        match self {
            Self::Active => Some("active"),
            Self::Snoozed => Some("snoozed"),
            Self::Closed => Some("closed"),
            Self::Spam => Some("spam"),
            Self::Any => None,
        }
    }
}

impl Sort {
    /// Where a page begins: after a place, or before all.
    pub(super) fn after(self, after: Option<&Place>) -> (Timestamp, String) {
        match (after, self) {
            (Some((at, id)), _) => (*at, id.as_str().to_owned()),
            (None, Self::Newest) => (Timestamp::from_millis(i64::MAX), String::new()),
            (None, Self::Waiting | Self::Window) => (Timestamp::from_millis(0), String::new()),
        }
    }
}

/// A filter as the parameters that every statement of the list takes after its own, in this order: shelf, owner, team,
/// number, contact, state, bot, unread, waiting, from, to, window after, window until, how many of the labels, five
/// labels.
pub(super) struct Bound {
    filter: InboxFilter,
    unread_min: i64,
    waiting_min: i64,
    from: Timestamp,
    to: Timestamp,
    window_after: Timestamp,
    window_until: Timestamp,
    labels_min: i64,
    labels: [String; LABELS_MAX],
}

impl Bound {
    pub(super) fn of(filter: &InboxFilter) -> Self {
        let count = filter.labels.len().min(LABELS_MAX);
        let labels = std::array::from_fn(|place| {
            let label = filter.labels.get(place);
            label.map_or_else(String::new, |label| label.as_str().to_owned())
        });
        let labels_min = match filter.label_match {
            LabelMatch::Any => count.min(1),
            LabelMatch::All => count,
        };
        Self {
            filter: filter.clone(),
            unread_min: i64::from(filter.unread),
            waiting_min: i64::from(filter.waiting),
            from: filter.from.unwrap_or(Timestamp::from_millis(i64::MIN)),
            to: filter.to.unwrap_or(Timestamp::from_millis(i64::MAX)),
            window_after: filter.window_after.unwrap_or(Timestamp::from_millis(-1)),
            window_until: filter.window_until.unwrap_or(Timestamp::from_millis(i64::MAX)),
            labels_min: i64::try_from(labels_min).unwrap_or(0),
            labels,
        }
    }

    /// The statement's own parameters and then these.
    pub(super) fn params<'a>(&'a self, own: &[&'a dyn Param]) -> Vec<&'a dyn Param> {
        let mut params = own.to_vec();
        params.extend::<[&dyn Param; 14]>([
            &self.filter.shelf,
            &self.filter.owner,
            &self.filter.team,
            &self.filter.number,
            &self.filter.contact,
            &self.filter.state,
            &self.filter.bot,
            &self.unread_min,
            &self.waiting_min,
            &self.from,
            &self.to,
            &self.window_after,
            &self.window_until,
            &self.labels_min,
        ]);
        params.extend(self.labels.iter().map(|label| label as &dyn Param));
        params
    }
}

impl Param for Shelf {
    fn value(&self) -> crate::Value<'_> {
        self.stored().map_or(crate::Value::Null, crate::Value::Text)
    }
}
