//! How the domain's ids, names and instants are stored. A new id or stored enum is one more line here.

use galka_domain::access::{Provider, Role};
use galka_domain::automation::Kind;
use galka_domain::campaign::{CampaignState, RecipientState, UncertainPolicy};
use galka_domain::consent::{ConsentSource, ConsentState};
use galka_domain::conversation::ConversationState;
use galka_domain::desk::{AssignmentMode, AuthorKind, EntryKind, Shift};
use galka_domain::event::EventKind;
use galka_domain::guard::Rule;
use galka_domain::identity::IdentityKind;
use galka_domain::ids;
use galka_domain::message::{Direction, MessageStatus};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_domain::together::{AlertKind, DraftMode, PresenceState, UserSettingKey};
use galka_domain::webhook::{DeliveryState, DisabledReason};

use super::value::{Column, Mismatch, Param, Value};

impl Param for Timestamp {
    fn value(&self) -> Value<'_> {
        Value::Int(self.as_millis())
    }
}

impl Column for Timestamp {
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
        i64::read(value).map(Self::from_millis)
    }
}

macro_rules! stored_ids {
    ($($name:ident)+) => { $(
        impl Param for ids::$name {
            fn value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }

        impl Column for ids::$name {
            fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
                String::read(value).map(Self::from_stored)
            }
        }
    )+ };
}

stored_ids! {
    WorkspaceId UserId ConnectionId NumberId ContactId ConversationId MessageId TemplateId CampaignId
    RecipientId SegmentId LabelId ImportId MediaId DeadLetterId ApiKeyId JournalId PushSubscriptionId EntryId
    TeamId SavedViewId BulkId QuickReplyId AlertId
}

macro_rules! stored_names {
    ($($name:ident)+) => { $(
        impl Param for $name {
            fn value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }

        impl Column for $name {
            fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
                match value {
                    Value::Text(name) => Self::parse(name).ok_or(Mismatch),
                    _ => Err(Mismatch),
                }
            }
        }
    )+ };
}

stored_names! {
    AssignmentMode AuthorKind CampaignState ConsentSource ConsentState ConversationState Direction EntryKind EventKind IdentityKind MessageStatus NumberStatus Provider Quality
    RecipientState Role Rule TemplateCategory TemplateStatus UncertainPolicy Shift
    AlertKind DraftMode PresenceState UserSettingKey
}

stored_ids! { AutomationId RunId }
stored_names! { Kind }

stored_ids! { WebhookId WebhookDeliveryId }
stored_names! { DeliveryState DisabledReason }
