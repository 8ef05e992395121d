//! What can be done to a world; the journal keeps these.

use crate::control::call::ControlCall;
use crate::deliveries::Outcome;
use crate::faults::CallFate;
use crate::wire::request::GraphRequest;
use crate::world::{ControlReply, GraphReply, OutgoingBatch};
use serde::{Deserialize, Serialize};

/// One change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Call {
    /// Nothing but time passing.
    Pass,
    /// A call of the Graph API.
    Graph(Box<GraphRequest>),
    /// A call of the control API.
    Control(ControlCall),
    /// Somebody asks for the bytes of a file while faults are at work.
    Download { media: String },
    /// Takes the webhooks that may go out.
    Dispatch,
    /// An attempt of a webhook ended.
    Settle { delivery: u64, outcome: Outcome },
    /// Moves time one slice towards a moment.
    Advance { target_ms: i64 },
    /// The clock came to rest after moving.
    ClockMoved,
}

/// What a change comes to.
#[derive(Debug)]
pub(crate) enum Reply {
    Done,
    Graph(GraphReply),
    Control(ControlReply),
    Outgoing(OutgoingBatch),
    Fate(CallFate),
    Arrived(bool),
}
