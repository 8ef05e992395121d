//! What is asked of the inbox: by the address of the list, by a saved view, and by a change of many.

use galka_domain::conversation::ConversationState;
use galka_domain::ids::{ContactId, LabelId, NumberId, TeamId, UserId};
use galka_domain::time::Timestamp;
use galka_store::conversations::CLOSING_MS;
use galka_store::inbox::filter::LABELS_MAX;
use galka_store::inbox::{InboxFilter, LabelMatch, Shelf, Sort};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::views::{ConversationStateName, Time};

/// A question to the inbox; what is absent asks nothing. `assignee_id` is a person, `me` or `none`; `team_id` a team or
/// `none`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InboxQuery {
    #[schema(inline)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) view: Option<ViewWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<ConversationStateName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unread: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bot: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label_ids: Option<Vec<String>>,
    #[schema(inline)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label_match: Option<MatchWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) team_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assignee_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Time>,
    #[schema(inline)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) window: Option<WindowWord>,
    #[schema(inline)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sort: Option<SortWord>,
}

/// A view of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewWord {
    /// What I have.
    Mine,
    /// What nobody has.
    Unassigned,
    /// All that is neither put aside, closed nor spam.
    #[default]
    All,
    /// With unseen messages.
    Unread,
    /// Where I was named in a note.
    Mentions,
    /// Whose window closes within three hours.
    WindowClosing,
    /// Put aside.
    Snoozed,
    /// Done.
    Closed,
    /// Spam.
    Spam,
}

/// How labels are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchWord {
    /// At least one.
    Any,
    /// Every one.
    All,
}

/// Where a window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WindowWord {
    /// Open.
    Open,
    /// Open for three hours at most.
    Closing,
    /// Closed, or never opened.
    Closed,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortWord {
    /// The newest activity.
    Newest,
    /// Who waits longest.
    Waiting,
    /// The window that closes first.
    Window,
}

impl InboxQuery {
    /// This question where it says something, and `base` where it does not.
    pub(crate) fn over(self, base: Self) -> Self {
        Self {
            view: self.view.or(base.view),
            state: self.state.or(base.state),
            unread: self.unread.or(base.unread),
            waiting: self.waiting.or(base.waiting),
            bot: self.bot.or(base.bot),
            label_ids: self.label_ids.or(base.label_ids),
            label_match: self.label_match.or(base.label_match),
            number_id: self.number_id.or(base.number_id),
            team_id: self.team_id.or(base.team_id),
            assignee_id: self.assignee_id.or(base.assignee_id),
            contact_id: self.contact_id.or(base.contact_id),
            from: self.from.or(base.from),
            to: self.to.or(base.to),
            window: self.window.or(base.window),
            sort: self.sort.or(base.sort),
        }
    }

    /// The filter and the order that it means for whoever asks at `now`.
    ///
    /// # Errors
    /// When a part of it cannot be read.
    pub(crate) fn read(&self, here: &Here, now: Timestamp) -> Answer<(InboxFilter, Sort)> {
        let view = self.view.unwrap_or_default();
        let mut filter = InboxFilter {
            shelf: self.shelf(view),
            owner: self.owner(view, here)?,
            mentioned: (view == ViewWord::Mentions).then(|| here.by.clone()),
            team: self.team_id.as_deref().map(read_team).transpose()?,
            number: self
                .number_id
                .as_deref()
                .map(read_id("number_id", NumberId::parse))
                .transpose()?,
            contact: self
                .contact_id
                .as_deref()
                .map(read_id("contact_id", ContactId::parse))
                .transpose()?,
            state: self.state.map(|ConversationStateName(state)| state),
            bot: self.bot,
            unread: self.unread == Some(true) || view == ViewWord::Unread,
            waiting: self.waiting == Some(true),
            from: self.from.map(|Time(at)| at),
            to: self.to.map(|Time(at)| at),
            labels: self.labels()?,
            label_match: match self.label_match {
                Some(MatchWord::All) => LabelMatch::All,
                Some(MatchWord::Any) | None => LabelMatch::Any,
            },
            ..InboxFilter::default()
        };
        let window = match view {
            ViewWord::WindowClosing => Some(WindowWord::Closing),
            _ => self.window,
        };
        let by_default = match view {
            ViewWord::WindowClosing => SortWord::Window,
            _ => SortWord::Newest,
        };
        let sort = match self.sort.unwrap_or(by_default) {
            SortWord::Newest => Sort::Newest,
            SortWord::Waiting => Sort::Waiting,
            SortWord::Window => Sort::Window,
        };
        match window {
            None => {}
            Some(WindowWord::Open) => filter.window_after = Some(now),
            Some(WindowWord::Closing) => {
                filter.window_after = Some(now);
                filter.window_until = Some(now.plus(CLOSING_MS));
            }
            Some(WindowWord::Closed) => filter.window_until = Some(now),
        }
        if sort == Sort::Window {
            filter.window_after = filter.window_after.max(Some(now));
        }
        Ok((filter, sort))
    }

    fn shelf(&self, view: ViewWord) -> Shelf {
        let state = self.state.map(|ConversationStateName(state)| state);
        match (view, state) {
            (ViewWord::Spam, _) => Shelf::Spam,
            (ViewWord::Snoozed, _) | (_, Some(ConversationState::Snoozed)) => Shelf::Snoozed,
            (ViewWord::Closed, _) | (_, Some(ConversationState::Closed)) => Shelf::Closed,
            (ViewWord::Mentions, None) => Shelf::Any,
            _ => Shelf::Active,
        }
    }

    /// A script has no conversations of its own.
    fn owner(&self, view: ViewWord, here: &Here) -> Answer<Option<String>> {
        let me = || here.by.clone();
        match (view, self.assignee_id.as_deref()) {
            (ViewWord::Mine, _) | (_, Some("me")) => Ok(Some(me())),
            (ViewWord::Unassigned, _) | (_, Some("none")) => Ok(Some(String::new())),
            (_, Some(id)) => {
                let user = read_id("assignee_id", UserId::parse)(id)?;
                Ok(Some(user.as_str().to_owned()))
            }
            (_, None) => Ok(None),
        }
    }

    fn labels(&self) -> Answer<Vec<LabelId>> {
        let Some(ids) = &self.label_ids else {
            return Ok(Vec::new());
        };
        if ids.len() > LABELS_MAX {
            return Err(Problem::field(
                "label_ids",
                "too_many",
                format!("At most {LABELS_MAX} labels."),
            ));
        }
        let mut labels = ids
            .iter()
            .map(|id| read_id("label_ids", LabelId::parse)(id))
            .collect::<Answer<Vec<_>>>()?;
        labels.sort_unstable();
        labels.dedup();
        Ok(labels)
    }
}

fn read_team(id: &str) -> Answer<String> {
    if id == "none" {
        return Ok(String::new());
    }
    read_id("team_id", TeamId::parse)(id).map(|team| team.as_str().to_owned())
}

fn read_id<I, E>(field: &'static str, parse: impl Fn(&str) -> Result<I, E>) -> impl Fn(&str) -> Answer<I> {
    move |text| {
        parse(text).map_err(|_| Problem::field(field, "invalid_field", "This is no id of the kind that is wanted."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use galka_domain::access::Role;
    use galka_domain::ids::WorkspaceId;

    const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

    fn read(text: &str) -> (InboxFilter, Sort) {
        let here = Here {
            id: WorkspaceId::new(NOW, 1),
            role: Role::Agent,
            by: "us_1".to_owned(),
        };
        let query: InboxQuery = serde_json::from_str(text).unwrap();
        query.read(&here, NOW).unwrap()
    }

    #[test]
    fn views_are_shelves_owners_and_windows() {
        for (text, shelf, owner) in [
            ("{}", Shelf::Active, None),
            (r#"{"view":"mine"}"#, Shelf::Active, Some("us_1")),
            (r#"{"assignee_id":"me"}"#, Shelf::Active, Some("us_1")),
            (r#"{"view":"unassigned"}"#, Shelf::Active, Some("")),
            (r#"{"view":"closed"}"#, Shelf::Closed, None),
            (r#"{"state":"snoozed"}"#, Shelf::Snoozed, None),
            (r#"{"view":"spam","state":"closed"}"#, Shelf::Spam, None),
            (r#"{"view":"mentions"}"#, Shelf::Any, None),
            (r#"{"view":"mentions","state":"closed"}"#, Shelf::Closed, None),
            (r#"{"view":"mentions","state":"open"}"#, Shelf::Active, None),
        ] {
            let (filter, _) = read(text);
            assert_eq!((filter.shelf, filter.owner.as_deref()), (shelf, owner), "{text}");
        }
        let (closing, sort) = read(r#"{"view":"window_closing"}"#);
        assert_eq!(sort, Sort::Window);
        assert_eq!(
            (closing.window_after, closing.window_until),
            (Some(NOW), Some(NOW.plus(CLOSING_MS)))
        );
    }

    #[test]
    fn a_question_is_laid_over_a_saved_view() {
        let saved: InboxQuery = serde_json::from_str(r#"{"view":"mine","unread":true}"#).unwrap();
        let asked: InboxQuery = serde_json::from_str(r#"{"unread":false,"sort":"waiting"}"#).unwrap();
        let both = asked.over(saved);
        assert_eq!(
            serde_json::to_string(&both).unwrap(),
            r#"{"view":"mine","unread":false,"sort":"waiting"}"#
        );
    }
}
