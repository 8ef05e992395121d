//! Where a template stands, and which way it may go from there.
//!
//! Meta, "Template review", "Template quality", "Template pausing" and "Archive templates", 2026. Flagged is no status:
//! a flagged template goes on being APPROVED until it is reinstated or disabled.

use serde::{Deserialize, Serialize};

/// Where a template stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TemplateStatus {
    /// In review.
    #[default]
    Pending,
    /// It may be sent.
    Approved,
    /// Turned down; it can be edited, which submits it again.
    Rejected,
    /// Turned down, and the business asked to look again.
    InAppeal,
    /// Not to be sent for a while.
    Paused,
    /// Never to be sent again.
    Disabled,
    /// It goes as soon as its last messages have arrived.
    PendingDeletion,
    /// Gone.
    Deleted,
    /// The account has more templates than it may have.
    LimitExceeded,
    /// It can be sent, but no longer edited.
    Locked,
    /// Put away; it is deleted after 28 days.
    Archived,
}

/// A template cannot go from one status to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IllegalMove {
    pub(crate) from: TemplateStatus,
    pub(crate) to: TemplateStatus,
}

impl TemplateStatus {
    /// Meta's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::InAppeal => "IN_APPEAL",
            Self::Paused => "PAUSED",
            Self::Disabled => "DISABLED",
            Self::PendingDeletion => "PENDING_DELETION",
            Self::Deleted => "DELETED",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::Locked => "LOCKED",
            Self::Archived => "ARCHIVED",
        }
    }

    /// Whether messages with the template are accepted.
    pub(crate) fn is_sendable(self) -> bool {
        matches!(self, Self::Approved | Self::Locked)
    }

    /// Whether the template may be edited.
    ///
    /// Meta, "Template management › Edit", 2026.
    pub(crate) fn is_editable(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected | Self::Paused)
    }

    /// The next status, if this one may lead to it.
    pub(crate) fn moved_to(self, next: Self) -> Result<Self, IllegalMove> {
        let allowed: &[Self] = match self {
            Self::Pending => &[
                Self::Approved,
                Self::Rejected,
                Self::LimitExceeded,
                Self::PendingDeletion,
                Self::Deleted,
            ],
            Self::Approved => &[
                Self::Pending,
                Self::Rejected,
                Self::Paused,
                Self::Disabled,
                Self::Locked,
                Self::LimitExceeded,
                Self::Archived,
                Self::PendingDeletion,
                Self::Deleted,
            ],
            // A moderator may correct the reason of a rejection.
            Self::Rejected => &[
                Self::Pending,
                Self::Approved,
                Self::Rejected,
                Self::InAppeal,
                Self::Archived,
                Self::PendingDeletion,
                Self::Deleted,
            ],
            Self::InAppeal => &[
                Self::Approved,
                Self::Rejected,
                Self::Disabled,
                Self::PendingDeletion,
                Self::Deleted,
            ],
            Self::Paused => &[
                Self::Pending,
                Self::Approved,
                Self::Rejected,
                Self::Disabled,
                Self::Archived,
                Self::PendingDeletion,
                Self::Deleted,
            ],
            Self::Disabled => &[Self::Approved, Self::InAppeal],
            Self::PendingDeletion => &[Self::Deleted],
            Self::Deleted => &[],
            Self::LimitExceeded => &[Self::Pending, Self::Approved, Self::PendingDeletion, Self::Deleted],
            Self::Locked => &[Self::Approved, Self::Disabled, Self::PendingDeletion, Self::Deleted],
            Self::Archived => &[
                Self::Approved,
                Self::Rejected,
                Self::Paused,
                Self::PendingDeletion,
                Self::Deleted,
            ],
        };
        if allowed.contains(&next) {
            Ok(next)
        } else {
            Err(IllegalMove { from: self, to: next })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TemplateStatus::{
        Approved, Archived, Deleted, Disabled, InAppeal, LimitExceeded, Locked, Paused, Pending, PendingDeletion,
        Rejected,
    };

    #[test]
    fn only_the_moves_of_metas_pages_are_allowed() {
        let all = [
            Pending,
            Approved,
            Rejected,
            InAppeal,
            Paused,
            Disabled,
            PendingDeletion,
            Deleted,
            LimitExceeded,
            Locked,
            Archived,
        ];
        let legal: Vec<_> = all
            .iter()
            .map(|from| all.iter().filter(|to| from.moved_to(**to).is_ok()).count())
            .collect();
        assert_eq!(legal, [5, 9, 7, 5, 7, 2, 1, 0, 4, 4, 5]);
        for (from, to) in [
            (Deleted, Approved),
            (Disabled, Deleted),
            (Disabled, Pending),
            (Pending, Paused),
            (PendingDeletion, Approved),
            (Approved, Approved),
            (Locked, Pending),
            (Archived, Pending),
        ] {
            assert_eq!(from.moved_to(to), Err(IllegalMove { from, to }));
        }
    }
}
