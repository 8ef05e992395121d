//! Campaigns: their life, the states of their recipients, and what to do with unknown outcomes.

use crate::message::MessageStatus;
use crate::named::named_enum;

named_enum! {
    /// Life of a campaign.
    pub enum CampaignState {
        /// Being written.
        Draft = "draft",
        /// Starts by itself at its time.
        Scheduled = "scheduled",
        /// Sends.
        Running = "running",
        /// Waits for a person, or for the reason of its pause to end.
        Paused = "paused",
        /// Ended before everybody had it.
        Stopped = "stopped",
        /// Everybody has an outcome.
        Finished = "finished",
    }
}

named_enum! {
    /// What may happen to a campaign.
    pub enum CampaignMove {
        /// Give it a time.
        Schedule = "schedule",
        /// Take the time away.
        Unschedule = "unschedule",
        /// Freeze the recipients and begin.
        Start = "start",
        /// Hold it.
        Pause = "pause",
        /// Go on.
        Resume = "resume",
        /// End it for good.
        Stop = "stop",
        /// Everybody has an outcome.
        Finish = "finish",
    }
}

/// A move that a state does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a campaign that is {from} cannot {attempted}")]
pub struct InvalidCampaignMove {
    /// The state it is in.
    pub from: CampaignState,
    /// What was tried.
    pub attempted: CampaignMove,
}

impl CampaignState {
    /// The state after a move.
    ///
    /// # Errors
    /// When the state does not admit the move.
    pub fn after(self, attempted: CampaignMove) -> Result<Self, InvalidCampaignMove> {
        use CampaignMove::{Finish, Pause, Resume, Schedule, Start, Stop, Unschedule};
        match (self, attempted) {
            (Self::Draft | Self::Scheduled, Schedule) => Ok(Self::Scheduled),
            (Self::Scheduled, Unschedule) => Ok(Self::Draft),
            (Self::Draft | Self::Scheduled, Start) | (Self::Paused, Resume) => Ok(Self::Running),
            (Self::Running, Pause) => Ok(Self::Paused),
            (Self::Scheduled | Self::Running | Self::Paused, Stop) => Ok(Self::Stopped),
            (Self::Running, Finish) => Ok(Self::Finished),
            (from, attempted) => Err(InvalidCampaignMove { from, attempted }),
        }
    }

    /// Whether nothing can happen to it any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Stopped | Self::Finished)
    }
}

named_enum! {
    /// How far one recipient of a campaign has come. The order of the variants is the order of merging.
    pub enum RecipientState {
        /// Not looked at yet.
        Waiting = "waiting",
        /// Put off by a rule until a time.
        Deferred = "deferred",
        /// Claimed by a sender.
        Sending = "sending",
        /// The campaign was stopped first.
        Stopped = "stopped",
        /// Refused by our own rules; no call was made.
        Refused = "refused",
        /// A call was made and its outcome is not known.
        Uncertain = "uncertain",
        /// WhatsApp took the message.
        Accepted = "accepted",
        /// Left WhatsApp's servers.
        Sent = "sent",
        /// Will not arrive.
        Failed = "failed",
        /// Reached the phone.
        Delivered = "delivered",
        /// Was read.
        Read = "read",
        /// The recipient answered or pressed a button.
        Replied = "replied",
    }
}

impl RecipientState {
    /// The state after another one became known; never goes back.
    #[must_use]
    pub fn merge(self, incoming: Self) -> Self {
        self.max(incoming)
    }

    /// Whether the campaign has nothing left to do for this recipient.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Waiting | Self::Deferred | Self::Sending | Self::Uncertain)
    }
}

impl From<MessageStatus> for RecipientState {
    fn from(status: MessageStatus) -> Self {
        match status {
            MessageStatus::Queued => Self::Waiting,
            MessageStatus::Sending => Self::Sending,
            MessageStatus::Refused => Self::Refused,
            MessageStatus::Uncertain => Self::Uncertain,
            MessageStatus::Accepted => Self::Accepted,
            MessageStatus::Sent => Self::Sent,
            MessageStatus::Failed => Self::Failed,
            MessageStatus::Delivered => Self::Delivered,
            MessageStatus::Read | MessageStatus::Played => Self::Read,
        }
    }
}

named_enum! {
    /// What a campaign does with a message whose outcome stays unknown for its stated time.
    pub enum UncertainPolicy {
        /// A person decides each one.
        Ask = "ask",
        /// Counted as sent; nothing is re-sent.
        AssumeSent = "assume_sent",
        /// Sent again, knowing that some will get it twice.
        Resend = "resend",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::select};

    #[test]
    fn moves_as_people_expect() {
        use CampaignMove as M;
        use CampaignState as S;
        for (from, attempted, to) in [
            (S::Draft, M::Start, Some(S::Running)),
            (S::Draft, M::Schedule, Some(S::Scheduled)),
            (S::Scheduled, M::Schedule, Some(S::Scheduled)),
            (S::Scheduled, M::Unschedule, Some(S::Draft)),
            (S::Running, M::Start, None),
            (S::Running, M::Pause, Some(S::Paused)),
            (S::Paused, M::Resume, Some(S::Running)),
            (S::Paused, M::Stop, Some(S::Stopped)),
            (S::Draft, M::Stop, None),
            (S::Paused, M::Finish, None),
            (S::Running, M::Finish, Some(S::Finished)),
        ] {
            assert_eq!(from.after(attempted).ok(), to, "{from} {attempted}");
        }
    }

    proptest! {
        #[test]
        fn a_campaign_that_is_over_stays_so(
            state in select(CampaignState::ALL), attempted in select(CampaignMove::ALL)
        ) {
            if state.is_over() {
                prop_assert!(state.after(attempted).is_err());
            }
        }

        #[test]
        fn a_recipient_never_goes_back_and_follows_its_message(
            a in select(MessageStatus::ALL), b in select(MessageStatus::ALL)
        ) {
            let merged = RecipientState::from(a).merge(RecipientState::from(b));
            prop_assert_eq!(merged, RecipientState::from(a.merge(b)));
        }
    }
}
