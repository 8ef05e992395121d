//! Where a conversation stands, and what moves it.
//!
//! Messages move it by themselves: what a customer writes opens it, our answer makes it wait for the customer. People
//! put it aside, close it, give it to somebody. An automation's message is no answer: the customer still waits for us.

use crate::conversation::ConversationState;
use crate::ids::{TeamId, UserId};
use crate::time::Timestamp;

/// The state of a conversation with what belongs to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Somebody should look at it.
    #[default]
    Open,
    /// We answered last.
    Waiting,
    /// Put aside.
    Snoozed {
        /// Until when; until the customer writes, when there is no time.
        until: Option<Timestamp>,
    },
    /// Done, until the customer writes again.
    Closed,
}

/// What a company has decided about a conversation, and what its messages made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub stage: Stage,
    /// The customer's first message that nobody has answered.
    pub waiting_since: Option<Timestamp>,
    /// The person who has it.
    pub assignee: Option<UserId>,
    /// The team that has it.
    pub team: Option<TeamId>,
    /// It is nobody's customer.
    pub is_spam: bool,
    /// An automation is in charge.
    pub bot: bool,
}

/// What somebody wants to change; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingPatch {
    /// Another state.
    pub stage: Option<Stage>,
    /// Another person, or nobody.
    pub assignee: Option<Option<UserId>>,
    /// Another team, or none.
    pub team: Option<Option<TeamId>>,
    /// Whether it is spam.
    pub is_spam: Option<bool>,
    /// Whether an automation is in charge.
    pub bot: Option<bool>,
}

/// Why a change cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossible {
    /// It would be put aside until a moment that has passed.
    SnoozedIntoThePast,
}

impl Stage {
    /// The stored columns as a state.
    #[must_use]
    pub const fn of(state: ConversationState, snoozed_until: Option<Timestamp>) -> Self {
        match state {
            ConversationState::Open => Self::Open,
            ConversationState::Waiting => Self::Waiting,
            ConversationState::Snoozed => Self::Snoozed { until: snoozed_until },
            ConversationState::Closed => Self::Closed,
        }
    }

    /// The name of the state.
    #[must_use]
    pub const fn state(self) -> ConversationState {
        match self {
            Self::Open => ConversationState::Open,
            Self::Waiting => ConversationState::Waiting,
            Self::Snoozed { .. } => ConversationState::Snoozed,
            Self::Closed => ConversationState::Closed,
        }
    }

    /// Until when it is put aside.
    #[must_use]
    pub const fn snoozed_until(self) -> Option<Timestamp> {
        match self {
            Self::Snoozed { until } => until,
            Self::Open | Self::Waiting | Self::Closed => None,
        }
    }
}

impl Standing {
    /// After the customer wrote at `at`. Whoever had it keeps it while on shift; else it goes back to the team's queue.
    #[must_use]
    pub fn after_inbound(&self, at: Timestamp, assignee_is_off: bool) -> Self {
        let renewed = self.stage != Stage::Open;
        Self {
            stage: Stage::Open,
            waiting_since: self.waiting_since.or(Some(at)),
            assignee: self.assignee.clone().filter(|_| !(renewed && assignee_is_off)),
            ..self.clone()
        }
    }

    /// After a person or a script answered. What was put aside stays aside; a bot that was in charge is not any more.
    #[must_use]
    pub fn after_answer(&self) -> Self {
        let stage = match self.stage {
            Stage::Snoozed { until } => Stage::Snoozed { until },
            Stage::Open | Stage::Waiting | Stage::Closed => Stage::Waiting,
        };
        Self {
            stage,
            waiting_since: None,
            bot: false,
            ..self.clone()
        }
    }

    /// After its moment came.
    #[must_use]
    pub fn after_waking(&self, now: Timestamp) -> Self {
        let due = matches!(self.stage, Stage::Snoozed { until: Some(until) } if until <= now);
        Self {
            stage: if due { Stage::Open } else { self.stage },
            ..self.clone()
        }
    }

    /// After somebody changed it. Giving it to a person takes it from the bot; closing it leaves nobody waiting.
    ///
    /// # Errors
    /// When it cannot be as wanted.
    pub fn after_change(&self, patch: &StandingPatch, now: Timestamp) -> Result<Self, Impossible> {
        let stage = patch.stage.unwrap_or(self.stage);
        if patch.stage.is_some() && stage.snoozed_until().is_some_and(|until| until <= now) {
            return Err(Impossible::SnoozedIntoThePast);
        }
        let settled = patch.stage.is_some() && matches!(stage, Stage::Waiting | Stage::Closed);
        let taken_over = matches!(&patch.assignee, Some(Some(_)));
        Ok(Self {
            stage,
            waiting_since: self.waiting_since.filter(|_| !settled),
            assignee: patch.assignee.clone().unwrap_or_else(|| self.assignee.clone()),
            team: patch.team.clone().unwrap_or_else(|| self.team.clone()),
            is_spam: patch.is_spam.unwrap_or(self.is_spam),
            bot: patch.bot.unwrap_or(self.bot && !taken_over),
        })
    }
}

/// Whether a message is an answer to the customer: one of a person or of a script, not one of an automation or campaign.
#[must_use]
pub fn is_answer(sent_by: Option<&str>) -> bool {
    sent_by.is_some_and(|sender| !sender.starts_with("automation:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

    fn standing(stage: Stage) -> Standing {
        Standing {
            stage,
            assignee: Some(UserId::new(NOW, 1)),
            ..Standing::default()
        }
    }

    fn stages() -> [Stage; 5] {
        [
            Stage::Open,
            Stage::Waiting,
            Stage::Snoozed { until: None },
            Stage::Snoozed {
                until: Some(NOW.plus(1)),
            },
            Stage::Closed,
        ]
    }

    #[test]
    fn a_customers_message_opens_from_every_state() {
        for stage in stages() {
            let after = standing(stage).after_inbound(NOW, false);
            assert_eq!(
                (after.stage, after.waiting_since),
                (Stage::Open, Some(NOW)),
                "{stage:?}"
            );
            assert!(after.assignee.is_some(), "{stage:?}");
        }
    }

    #[test]
    fn who_is_off_shift_gives_back_what_opens_again_and_keeps_what_is_open() {
        for stage in stages() {
            let after = standing(stage).after_inbound(NOW, true);
            assert_eq!(after.assignee.is_some(), stage == Stage::Open, "{stage:?}");
        }
    }

    #[test]
    fn our_answer_makes_it_wait_unless_it_was_put_aside() {
        for (stage, expected) in [
            (Stage::Open, Stage::Waiting),
            (Stage::Waiting, Stage::Waiting),
            (Stage::Closed, Stage::Waiting),
            (Stage::Snoozed { until: None }, Stage::Snoozed { until: None }),
        ] {
            let after = Standing {
                bot: true,
                waiting_since: Some(NOW),
                ..standing(stage)
            }
            .after_answer();
            assert_eq!((after.stage, after.waiting_since, after.bot), (expected, None, false));
        }
    }

    #[test]
    fn it_wakes_at_its_moment_and_not_before() {
        let until = NOW.plus(1_000);
        let asleep = standing(Stage::Snoozed { until: Some(until) });
        for (now, stage) in [(until.minus(1), asleep.stage), (until, Stage::Open)] {
            assert_eq!(asleep.after_waking(now).stage, stage);
        }
        let for_ever = standing(Stage::Snoozed { until: None });
        assert_eq!(for_ever.after_waking(until), for_ever);
    }

    #[test]
    fn it_is_not_put_aside_into_the_past() {
        let patch = |until| StandingPatch {
            stage: Some(Stage::Snoozed { until }),
            ..StandingPatch::default()
        };
        let open = standing(Stage::Open);
        assert_eq!(
            open.after_change(&patch(Some(NOW)), NOW),
            Err(Impossible::SnoozedIntoThePast)
        );
        assert!(open.after_change(&patch(Some(NOW.plus(1))), NOW).is_ok());
        assert!(open.after_change(&patch(None), NOW).is_ok());
    }

    #[test]
    fn a_person_takes_over_from_a_bot() {
        let bot = Standing {
            bot: true,
            ..Standing::default()
        };
        let give = |assignee| StandingPatch {
            assignee: Some(assignee),
            ..StandingPatch::default()
        };
        let taken = bot.after_change(&give(Some(UserId::new(NOW, 2))), NOW).unwrap();
        assert!(!taken.bot);
        assert!(bot.after_change(&give(None), NOW).unwrap().bot);
    }

    #[test]
    fn only_people_and_scripts_answer() {
        for (sent_by, answer) in [
            (Some("us_1"), true),
            (Some("ak_1"), true),
            (Some("automation:greeting:x"), false),
            (None, false),
        ] {
            assert_eq!(is_answer(sent_by), answer, "{sent_by:?}");
        }
    }

    proptest! {
        /// Whatever happens, somebody waits only in a conversation that is open or was put aside unanswered.
        #[test]
        fn nobody_waits_for_an_answer_that_was_given(steps in proptest::collection::vec(0_u8..7, 0..20)) {
            let mut now = NOW;
            let mut one = Standing::default();
            for step in steps {
                now = now.plus(60_000);
                let change = |stage| StandingPatch { stage: Some(stage), ..StandingPatch::default() };
                one = match step {
                    0 => one.after_inbound(now, false),
                    1 => one.after_answer(),
                    2 => one.after_waking(now),
                    3 => one.after_change(&change(Stage::Closed), now).unwrap(),
                    4 => one.after_change(&change(Stage::Snoozed { until: Some(now.plus(90_000)) }), now).unwrap(),
                    5 => one.after_change(&change(Stage::Open), now).unwrap(),
                    _ => one.after_inbound(now, true),
                };
                if one.waiting_since.is_some() {
                    prop_assert!(matches!(one.stage, Stage::Open | Stage::Snoozed { .. }), "{one:?}");
                }
                prop_assert!(one.waiting_since.is_none_or(|since| since <= now));
            }
        }
    }
}
