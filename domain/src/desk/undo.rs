//! Putting back what was changed, and nothing that was touched since.

use super::Standing;

/// `current` with everything that went from `before` to `after` put back; nothing when any of it has changed since, or
/// nothing was changed.
#[must_use]
pub fn put_back(current: &Standing, before: &Standing, after: &Standing) -> Option<Standing> {
    let mut restored = current.clone();
    let mut touched = false;
    let mut changed = false;
    macro_rules! put_back_each {
        ($($field:ident)+) => { $(
            if before.$field != after.$field {
                changed = true;
                touched |= current.$field != after.$field;
                restored.$field.clone_from(&before.$field);
            }
        )+ };
    }
    put_back_each! { stage waiting_since assignee team is_spam bot }
    (changed && !touched).then_some(restored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{Stage, StandingPatch};
    use crate::ids::UserId;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

    fn given(to: u64) -> Standing {
        Standing {
            assignee: Some(UserId::new(NOW, to)),
            ..Standing::default()
        }
    }

    #[test]
    fn what_was_touched_since_is_left() {
        let (before, after) = (given(1), given(2));
        assert_eq!(put_back(&after, &before, &after), Some(before.clone()));
        assert_eq!(put_back(&given(3), &before, &after), None);
        assert_eq!(put_back(&after, &after, &after), None);
    }

    #[test]
    fn what_else_happened_stays() {
        let (before, after) = (given(1), given(2));
        let current = Standing {
            stage: Stage::Waiting,
            ..after.clone()
        };
        let restored = put_back(&current, &before, &after).unwrap();
        assert_eq!((restored.stage, restored.assignee), (Stage::Waiting, before.assignee));
    }

    #[test]
    fn a_closed_conversation_that_a_customer_opened_again_stays_open() {
        let before = Standing {
            waiting_since: Some(NOW),
            ..Standing::default()
        };
        let close = StandingPatch {
            stage: Some(Stage::Closed),
            ..StandingPatch::default()
        };
        let after = before.after_change(&close, NOW).unwrap();
        assert_eq!(put_back(&after, &before, &after), Some(before.clone()));
        let written = after.after_inbound(NOW.plus(1), false);
        assert_eq!(put_back(&written, &before, &after), None);
    }

    proptest! {
        #[test]
        fn undone_at_once_is_as_before(from in 0_u64..3, to in 0_u64..3, closed: bool, spam: bool) {
            let before = given(from);
            let patch = StandingPatch {
                stage: closed.then_some(Stage::Closed),
                assignee: Some((to > 0).then(|| UserId::new(NOW, to))),
                is_spam: Some(spam),
                ..StandingPatch::default()
            };
            let after = before.after_change(&patch, NOW).unwrap();
            let expected = (before != after).then(|| before.clone());
            prop_assert_eq!(put_back(&after, &before, &after), expected);
        }
    }
}
