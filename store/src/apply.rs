//! Applying what WhatsApp told us: a batch of one workspace in one transaction.
//!
//! Everything here may run twice over the same input and leaves the same rows: messages are known by (number,
//! wamid), statuses are merged, and an event is written only for what really changed.

mod changes;
mod contacts;
mod conversations;
mod echoes;
mod follow;
mod late;
mod messages;
mod renew;
mod statuses;

use galka_domain::identity::IdentityKind;
use galka_domain::ids::{ContactId, ConversationId, MediaId, MessageId, NumberId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;

pub use echoes::{SENT_BY_APP, apply_echoes};
pub use messages::apply_messages;
pub use statuses::{apply_statuses, join_parked, rejoin_parked};

/// A message from a customer, translated from the wire. The ids are taken if the rows are new.
#[derive(Clone, Debug)]
pub struct InboundMessage {
    /// The business number it came to.
    pub number_id: NumberId,
    /// Id of the message.
    pub message_id: MessageId,
    /// Id of the contact, if nobody has one of the identities.
    pub contact_id: ContactId,
    /// Id of the conversation, if there is none yet.
    pub conversation_id: ConversationId,
    /// WhatsApp's id.
    pub wamid: String,
    /// Who wrote it.
    pub sender: Sender,
    /// The Cloud API's type.
    pub kind: String,
    /// The content in the Cloud API's shape, as JSON.
    pub content: String,
    /// What it says in words, for search and the list.
    pub text: String,
    /// The message it answers.
    pub context_wamid: Option<String>,
    /// Text of the button that was pressed.
    pub button: Option<String>,
    /// When it was sent, by WhatsApp.
    pub at: Timestamp,
    /// Until when it opens the service window; none if it opens none.
    pub window_expires_at: Option<Timestamp>,
    /// What it says about consent, when it is one of the known words.
    pub consent: Option<ConsentWord>,
    /// The file it carries.
    pub media: Option<InboundMedia>,
    /// It is only a reaction to another message: (its wamid, the emoji; empty takes it back).
    pub reaction: Option<(String, String)>,
    /// It only changes an earlier message.
    pub change: Option<Change>,
}

/// What a customer does to a message that was sent before; each names it by WhatsApp's id.
#[derive(Clone, Debug)]
pub enum Change {
    /// It says something else now.
    Edit {
        /// Which message.
        target: String,
        /// The Cloud API's type of the new content.
        kind: String,
        /// The new content in the Cloud API's shape, as JSON.
        content: String,
        /// The new words.
        text: String,
    },
    /// It was taken back.
    Revoke {
        /// Which message.
        target: String,
    },
}

impl Change {
    /// WhatsApp's id of the message that is changed.
    #[must_use]
    pub fn target(&self) -> &str {
        match self {
            Self::Edit { target, .. } | Self::Revoke { target } => target,
        }
    }
}

/// Who wrote a message: strongest identity first.
#[derive(Clone, Debug)]
pub struct Sender {
    /// (kind, value) of each identity; never empty.
    pub identities: Vec<(&'static str, String)>,
    /// The name of the WhatsApp profile.
    pub profile_name: Option<String>,
    /// Phone in E.164, unless WhatsApp hides it.
    pub phone: Option<String>,
    /// WhatsApp user name.
    pub username: Option<String>,
    /// ISO country of the phone.
    pub country: Option<String>,
    /// Where the customer is reached from now on, when that is what the message says.
    pub moved_to: Option<MovedTo>,
}

impl Sender {
    /// The business-scoped id of somebody whose phone WhatsApp hides.
    fn hidden_user_id(&self) -> Option<String> {
        let of_account = |(kind, _): &&(&'static str, String)| *kind == IdentityKind::UserId.as_str();
        let account = self.identities.iter().find(of_account).filter(|_| self.phone.is_none());
        account.map(|(_, id)| id.clone())
    }
}

/// Another phone or business-scoped id of a known customer.
#[derive(Clone, Debug)]
pub struct MovedTo {
    /// The new phone in E.164, unless WhatsApp hides it.
    pub phone: Option<String>,
    /// ISO country of the phone.
    pub country: Option<String>,
    /// The new business-scoped id.
    pub user_id: Option<String>,
}

/// A customer's word about being written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentWord {
    /// «стоп», "unsubscribe": consent is withdrawn at once.
    Withdraw,
    /// «старт», "start": consent is given again.
    Grant,
}

/// A file that waits to be fetched.
#[derive(Clone, Debug)]
pub struct InboundMedia {
    /// Our id.
    pub id: MediaId,
    /// WhatsApp's id.
    pub remote_id: String,
    /// MIME type as announced.
    pub mime_type: String,
    /// File name of a document.
    pub file_name: Option<String>,
    /// Digest as announced, hexadecimal.
    pub sha256: Option<String>,
}

/// A status of an outbound message.
#[derive(Clone, Debug)]
pub struct StatusUpdate {
    /// The business number that sent it.
    pub number_id: NumberId,
    /// WhatsApp's id.
    pub wamid: String,
    /// Our id, when the status echoes it.
    pub message_id: Option<MessageId>,
    /// The new status.
    pub status: MessageStatus,
    /// When, by WhatsApp.
    pub at: Timestamp,
    /// Error code of a failure.
    pub reason_code: Option<String>,
    /// The error as JSON.
    pub reason: Option<String>,
    /// What it costs: (millionths, currency, category).
    pub price: Option<(i64, String, String)>,
}
