//! What became of a message that was handed over, and so what to do next.

use std::time::Duration;

use galka_cloud_api::error::ApiError;
use galka_cloud_api::error_table::Scope;

use crate::answer::Refusal;
use crate::http::NoAnswer;

/// The end of an attempt to send.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// WhatsApp has the message; statuses will follow.
    Accepted {
        /// The id of the message.
        wamid: String,
        /// `accepted`, `held_for_quality_assessment` or `paused`; with templates only.
        message_status: Option<String>,
        /// The WhatsApp id of the recipient, which may differ from the dialled number.
        wa_id: Option<String>,
        /// The business-scoped id of the recipient.
        user_id: Option<String>,
    },
    /// Refused for good; the error says why, its class whether the number or account is to blame.
    Rejected {
        /// The reason.
        error: Box<ApiError>,
    },
    /// Too fast; the message did not go out and may be sent later.
    Throttled {
        /// What the limit counts.
        scope: Scope,
        /// When to come again, if that is known.
        retry_after: Option<Duration>,
        /// The reason.
        error: Box<ApiError>,
    },
    /// The token or its permissions do not allow sending; the message did not go out.
    Unauthorised {
        /// The reason.
        error: Box<ApiError>,
    },
    /// The message may have gone out or not: there is no idempotency key, so it must not be sent again unasked.
    Uncertain {
        /// What happened.
        why: Uncertainty,
        /// What the other side said, if it said anything.
        error: Option<Box<ApiError>>,
    },
    /// The request never left: no connection, no name, no handshake. Safe to try again.
    NotSent {
        /// The reason.
        why: String,
    },
}

/// Why nobody can say whether a message went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncertainty {
    /// No answer within the time limit.
    TimedOut,
    /// The connection broke before the answer.
    Lost(String),
    /// A 5xx answer, or one of the codes after which messages are known to arrive all the same.
    ServerFault,
    /// A success that could not be read.
    Unreadable(String),
}

impl Uncertainty {
    /// The name used in logs, figures and the database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::TimedOut => "timed_out",
            Self::Lost(_) => "answer_lost",
            Self::ServerFault => "server_fault",
            Self::Unreadable(_) => "answer_unreadable",
        }
    }
}

impl Outcome {
    /// The name used in logs and figures.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Rejected { .. } => "rejected",
            Self::Throttled { .. } => "throttled",
            Self::Unauthorised { .. } => "unauthorised",
            Self::Uncertain { .. } => "uncertain",
            Self::NotSent { .. } => "not_sent",
        }
    }

    /// What the other side said, if it said anything.
    pub fn api_error(&self) -> Option<&ApiError> {
        match self {
            Self::Rejected { error } | Self::Throttled { error, .. } | Self::Unauthorised { error } => Some(error),
            Self::Uncertain { error, .. } => error.as_deref(),
            Self::Accepted { .. } | Self::NotSent { .. } => None,
        }
    }
}

impl From<NoAnswer> for Outcome {
    fn from(no_answer: NoAnswer) -> Self {
        match no_answer {
            NoAnswer::NotSent(why) => Self::NotSent { why },
            NoAnswer::TimedOut(_) => Self::Uncertain {
                why: Uncertainty::TimedOut,
                error: None,
            },
            NoAnswer::Lost(why) => Self::Uncertain {
                why: Uncertainty::Lost(why),
                error: None,
            },
        }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Final(error) => Self::Rejected { error },
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
                why: Uncertainty::ServerFault,
                error: Some(error),
            },
        }
    }
}
