//! Life of a template. What Meta says is believed; what we try ourselves must be a legal move.

use crate::named::named_enum;

named_enum! {
    /// Where a template stands.
    pub enum TemplateStatus {
        /// Not submitted yet.
        Draft = "draft",
        /// In review.
        Pending = "pending",
        /// May be sent.
        Approved = "approved",
        /// Not accepted; may be mended and submitted again.
        Rejected = "rejected",
        /// Held for its quality; comes back by itself.
        Paused = "paused",
        /// Switched off for good.
        Disabled = "disabled",
        /// The decision is being looked at again.
        InAppeal = "in_appeal",
        /// Will be deleted when its messages are delivered.
        PendingDeletion = "pending_deletion",
        /// Gone.
        Deleted = "deleted",
        /// Put away.
        Archived = "archived",
        /// The account has too many templates.
        LimitExceeded = "limit_exceeded",
    }
}

named_enum! {
    /// What may happen to a template.
    pub enum TemplateMove {
        /// We send it to review.
        Submit = "submit",
        /// We change its content.
        Edit = "edit",
        /// We ask to look again at a decision.
        Appeal = "appeal",
        /// We delete it.
        Delete = "delete",
        /// We put it away.
        Archive = "archive",
        /// We take it out again.
        Unarchive = "unarchive",
        /// WhatsApp accepts it.
        Approve = "approve",
        /// WhatsApp does not accept it.
        Reject = "reject",
        /// WhatsApp holds it for its quality.
        Pause = "pause",
        /// The hold ends.
        Unpause = "unpause",
        /// WhatsApp warns that it will be disabled; the status stays (rules of 2021).
        Flag = "flag",
        /// WhatsApp switches it off.
        Disable = "disable",
        /// WhatsApp lifts a warning or switches it on again.
        Reinstate = "reinstate",
        /// WhatsApp says that there are too many.
        ExceedLimit = "exceed_limit",
        /// WhatsApp has deleted it.
        FinishDeletion = "finish_deletion",
    }
}

/// A move that a status does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a template that is {from} cannot {attempted}")]
pub struct InvalidTemplateMove {
    /// Where it stands.
    pub from: TemplateStatus,
    /// What was tried.
    pub attempted: TemplateMove,
}

impl TemplateStatus {
    /// The status after a move (Meta, 'Template management' and 'Template status', 2026).
    ///
    /// # Errors
    /// When the status does not admit the move.
    pub fn after(self, attempted: TemplateMove) -> Result<Self, InvalidTemplateMove> {
        use TemplateMove as M;
        match (self, attempted) {
            (Self::Draft, M::Edit) => Ok(Self::Draft),
            (Self::Draft | Self::LimitExceeded, M::Submit) => Ok(Self::Pending),
            (Self::Rejected | Self::Approved | Self::Paused, M::Edit) => Ok(Self::Pending),
            (Self::Rejected | Self::Disabled, M::Appeal) => Ok(Self::InAppeal),
            (Self::Pending | Self::InAppeal, M::Approve) => Ok(Self::Approved),
            (Self::Pending | Self::InAppeal, M::Reject) => Ok(Self::Rejected),
            (Self::Pending, M::ExceedLimit) => Ok(Self::LimitExceeded),
            (Self::Approved, M::Pause) => Ok(Self::Paused),
            (Self::Paused, M::Unpause) => Ok(Self::Approved),
            (Self::Approved | Self::Paused, M::Flag) => Ok(self),
            (Self::Approved | Self::Paused | Self::InAppeal, M::Disable) => Ok(Self::Disabled),
            (Self::Approved | Self::Disabled, M::Reinstate) => Ok(Self::Approved),
            (Self::Approved | Self::Rejected | Self::Paused, M::Archive) => Ok(Self::Archived),
            (Self::Archived, M::Unarchive) => Ok(Self::Approved),
            (Self::Draft, M::Delete) => Ok(Self::Deleted),
            (
                Self::Pending
                | Self::Approved
                | Self::Rejected
                | Self::Paused
                | Self::InAppeal
                | Self::Archived
                | Self::LimitExceeded,
                M::Delete,
            ) => Ok(Self::PendingDeletion),
            (Self::PendingDeletion, M::FinishDeletion) => Ok(Self::Deleted),
            (from, attempted) => Err(InvalidTemplateMove { from, attempted }),
        }
    }

    /// Whether its content may be changed.
    #[must_use]
    pub fn is_editable(self) -> bool {
        self.after(TemplateMove::Edit).is_ok()
    }

    /// Reads the status that Meta reports, in any case. Events that change nothing in it
    /// (`FLAGGED`, `LOCKED`) and words not known are nothing; `REINSTATED` and `UNARCHIVED` mean approved.
    #[must_use]
    pub fn from_meta(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "reinstated" | "unarchived" | "unpaused" => Some(Self::Approved),
            "draft" => None,
            known => Self::parse(known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::select};

    #[test]
    fn moves_as_meta_describes_them() {
        use TemplateMove as M;
        use TemplateStatus as S;
        for (from, attempted, to) in [
            (S::Draft, M::Submit, Some(S::Pending)),
            (S::Draft, M::Approve, None),
            (S::Pending, M::Edit, None),
            (S::Pending, M::Approve, Some(S::Approved)),
            (S::Pending, M::Reject, Some(S::Rejected)),
            (S::Rejected, M::Edit, Some(S::Pending)),
            (S::Approved, M::Flag, Some(S::Approved)),
            (S::Approved, M::Pause, Some(S::Paused)),
            (S::Paused, M::Unpause, Some(S::Approved)),
            (S::Disabled, M::Edit, None),
            (S::Disabled, M::Delete, None),
            (S::Disabled, M::Reinstate, Some(S::Approved)),
            (S::Deleted, M::Submit, None),
        ] {
            assert_eq!(from.after(attempted).ok(), to, "{from} {attempted}");
        }
    }

    #[test]
    fn reads_metas_words() {
        for (word, status) in [
            ("APPROVED", Some(TemplateStatus::Approved)),
            ("REINSTATED", Some(TemplateStatus::Approved)),
            ("IN_APPEAL", Some(TemplateStatus::InAppeal)),
            ("FLAGGED", None),
            ("SOMETHING_NEW", None),
        ] {
            assert_eq!(TemplateStatus::from_meta(word), status, "{word}");
        }
    }

    proptest! {
        #[test]
        fn what_is_deleted_stays_deleted(attempted in select(TemplateMove::ALL)) {
            prop_assert!(TemplateStatus::Deleted.after(attempted).is_err());
        }
    }
}
