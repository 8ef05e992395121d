//! What stands in a thread beside messages, and what a change of a conversation writes there.

use serde_json::{Value, json};

use super::Standing;
use crate::named::named_enum;

named_enum! {
    /// What an entry is about.
    pub enum EntryKind {
        /// A colleague's note; customers never see it.
        Note = "note",
        /// Another person or team has the conversation.
        Assigned = "assigned",
        /// It was opened, snoozed, closed, taken for spam, or handed to a bot.
        State = "state",
        /// Labels were put on its contact or taken off.
        Labels = "labels",
        /// An automation did something, and why.
        Automation = "automation",
        /// Its contact was merged with another.
        Merged = "merged",
    }
}

named_enum! {
    /// Who made an entry.
    pub enum AuthorKind {
        /// A colleague.
        Person = "person",
        /// A rule, a bot, or a script with a key.
        Automation = "automation",
        /// Galka itself.
        System = "system",
    }
}

/// The entries that tell how `before` became `after`. `answered` and `waiting` follow from messages, which stand in the
/// thread themselves.
#[must_use]
pub fn entries_between(before: &Standing, after: &Standing) -> Vec<(EntryKind, Value)> {
    let mut entries = Vec::new();
    if before.assignee != after.assignee || before.team != after.team {
        let told = json!({
            "from": {"user_id": before.assignee, "team_id": before.team},
            "to": {"user_id": after.assignee, "team_id": after.team},
        });
        entries.push((EntryKind::Assigned, told));
    }
    let mut told = serde_json::Map::new();
    if before.stage != after.stage {
        told.insert("from".to_owned(), json!(before.stage.state()));
        told.insert("to".to_owned(), json!(after.stage.state()));
        if let Some(until) = after.stage.snoozed_until() {
            told.insert("until".to_owned(), json!(until.to_rfc3339()));
        }
    }
    if before.is_spam != after.is_spam {
        told.insert("is_spam".to_owned(), json!(after.is_spam));
    }
    if before.bot != after.bot {
        told.insert("bot".to_owned(), json!(after.bot));
    }
    if !told.is_empty() {
        entries.push((EntryKind::State, Value::Object(told)));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Stage;
    use crate::ids::UserId;
    use crate::time::Timestamp;

    #[test]
    fn nothing_is_told_of_nothing() {
        assert_eq!(entries_between(&Standing::default(), &Standing::default()), []);
    }

    #[test]
    fn a_change_of_hands_and_of_state_are_two_entries() {
        let now = Timestamp::from_secs(1_795_000_000);
        let anna = UserId::new(now, 1);
        let after = Standing {
            stage: Stage::Snoozed { until: Some(now) },
            assignee: Some(anna.clone()),
            ..Standing::default()
        };
        let entries = entries_between(&Standing::default(), &after);
        assert_eq!(entries[0].0, EntryKind::Assigned);
        assert_eq!(entries[0].1["to"]["user_id"], anna.as_str());
        assert_eq!(
            entries[1],
            (
                EntryKind::State,
                json!({"from": "open", "to": "snoozed", "until": now.to_rfc3339()})
            )
        );
    }
}
