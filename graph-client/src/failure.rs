//! The error of every call but sending.

use std::time::Duration;

use galka_cloud_api::error::ApiError;
use galka_cloud_api::error_table::Scope;

use crate::answer::Refusal;
use crate::http::NoAnswer;
use crate::target::TargetError;

/// Why a call did not succeed, by what it means for the caller.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The target cannot be called like this.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The provider has no such call.
    #[error("{what} is not offered by this provider")]
    NotOffered {
        /// What was asked for.
        what: &'static str,
    },
    /// The request never reached the other side.
    #[error("not sent: {why}")]
    NotSent {
        /// The reason.
        why: String,
    },
    /// The request went out and its effect is not known.
    #[error("no usable answer: {why}")]
    Uncertain {
        /// The reason.
        why: String,
        /// What the other side said, if it said anything.
        error: Option<Box<ApiError>>,
    },
    /// Refused: the same call will be refused again.
    #[error("refused: {error}")]
    Refused {
        /// The reason.
        error: Box<ApiError>,
    },
    /// Too fast.
    #[error("throttled: {error}")]
    Throttled {
        /// What the limit counts.
        scope: Scope,
        /// When to come again, if that was said.
        retry_after: Option<Duration>,
        /// The reason.
        error: Box<ApiError>,
    },
    /// The token or its permissions do not allow the call.
    #[error("unauthorised: {error}")]
    Unauthorised {
        /// The reason.
        error: Box<ApiError>,
    },
    /// The file is larger than allowed; nothing beyond the limit was written.
    #[error("the file is larger than {bytes_max} bytes")]
    TooLarge {
        /// The limit.
        bytes_max: u64,
    },
    /// The address of a file must not be given the token, or leads where nobody may go.
    #[error("the address of the file is not allowed: {why}")]
    ForbiddenAddress {
        /// The reason.
        why: &'static str,
    },
    /// The address of a file is older than five minutes: ask for a new one.
    #[error("the address of the file has expired")]
    Expired,
    /// The file could not be written on our side.
    #[error("the file could not be written")]
    Sink(#[source] std::io::Error),
}

impl CallError {
    /// What the other side said, if it said anything.
    pub fn api_error(&self) -> Option<&ApiError> {
        match self {
            Self::Refused { error } | Self::Throttled { error, .. } | Self::Unauthorised { error } => Some(error),
            Self::Uncertain { error, .. } => error.as_deref(),
            _ => None,
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::NotSent { .. } | Self::Uncertain { .. } | Self::Throttled { .. } | Self::Expired
        )
    }

    pub(crate) fn unreadable(why: String) -> Self {
        Self::Uncertain {
            why: format!("the answer could not be read: {why}"),
            error: None,
        }
    }
}

impl From<NoAnswer> for CallError {
    fn from(no_answer: NoAnswer) -> Self {
        match no_answer {
            NoAnswer::NotSent(why) => Self::NotSent { why },
            NoAnswer::TimedOut(why) | NoAnswer::Lost(why) => Self::Uncertain { why, error: None },
        }
    }
}

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Final(error) => Self::Refused { error },
            Refusal::Throttled {
                scope,
                retry_after,
                error,
            } => Self::Throttled {
                scope,
                retry_after,
                error,
            },
            Refusal::Unauthorised(error) => Self::Unauthorised { error },
            Refusal::Uncertain(error) => Self::Uncertain {
                why: error.to_string(),
                error: Some(error),
            },
        }
    }
}
