//! Typed, prefixed, time-ordered ids.
//!
//! An id is its prefix, ten characters of the millisecond it was made in, and twelve of chance, in
//! lower-case Crockford base32: ids of one kind sort by time, so that new rows land on recent pages.

use crate::time::Timestamp;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARS: u32 = 10;
const CHANCE_CHARS: u32 = 12;

/// A text that is not an id of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id that starts with {prefix}")]
pub struct InvalidId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

/// What all ids have in common.
pub trait Id: Sized + Clone + Eq + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static {
    /// What every id of this kind starts with.
    const PREFIX: &'static str;

    /// The id as text.
    fn as_str(&self) -> &str;

    /// An id that was checked before it was stored.
    fn from_stored(text: String) -> Self;
}

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident $prefix:literal )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// What every id of this kind starts with.
            pub const PREFIX: &'static str = $prefix;

            /// A new id made at `at`; the lower 60 bits of `entropy` tell it from others of that millisecond.
            #[must_use]
            pub fn new(at: Timestamp, entropy: u64) -> Self {
                Self(write_id($prefix, at, entropy))
            }

            /// Reads an id that somebody else wrote.
            ///
            /// # Errors
            /// When the prefix, the length or a character is not as [`Self::new`] makes them.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                check_id($prefix, text).map(|()| Self(text.to_owned()))
            }

            /// An id that was checked before it was stored.
            #[must_use]
            pub const fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Id for $name {
            const PREFIX: &'static str = $prefix;

            fn as_str(&self) -> &str {
                &self.0
            }

            fn from_stored(text: String) -> Self {
                Self(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }
    )+ };
}

ids! {
    /// A company's workspace.
    WorkspaceId "ws_"
    /// A person who signs in.
    UserId "us_"
    /// A connection to WhatsApp.
    ConnectionId "cn_"
    /// A business phone number.
    NumberId "nb_"
    /// A customer.
    ContactId "ct_"
    /// A conversation of one number with one contact.
    ConversationId "cv_"
    /// A message in either direction.
    MessageId "msg_"
    /// A message template in one language.
    TemplateId "tp_"
    /// A campaign.
    CampaignId "cmp_"
    /// One recipient of a campaign.
    RecipientId "rc_"
    /// A saved segment of contacts.
    SegmentId "sg_"
    /// A label on contacts or conversations.
    LabelId "lb_"
    /// An import of contacts.
    ImportId "im_"
    /// A quick reply.
    QuickReplyId "qr_"
    /// A media file.
    MediaId "md_"
    /// An item of a webhook that could not be read.
    DeadLetterId "dl_"
    /// A key of the public API.
    ApiKeyId "ak_"
    /// What stands in a thread beside messages.
    EntryId "en_"
    /// A team of colleagues.
    TeamId "tm_"
    /// A saved view of the inbox.
    SavedViewId "vw_"
    /// A change of many conversations at once.
    BulkId "bk_"
    /// A greeting, an away message or a rule.
    AutomationId "au_"
    /// One decision of an automation about one message.
    RunId "ar_"
    /// Something that a person should know of.
    AlertId "al_"
    /// An address that is told of events.
    WebhookId "wh_"
    /// The telling of one event to one address.
    WebhookDeliveryId "wd_"
    /// A browser that is told of what happens while no tab is open.
    PushSubscriptionId "ps_"
    /// A raw body in the intake journal.
    JournalId "jr_"
}

/// The text of a new id, for code that is generic over the kind of id.
#[must_use]
pub fn write_id(prefix: &str, at: Timestamp, entropy: u64) -> String {
    let mut text = String::with_capacity(prefix.len() + (TIME_CHARS + CHANCE_CHARS) as usize);
    text.push_str(prefix);
    push_base32(&mut text, at.as_millis().max(0).cast_unsigned(), TIME_CHARS);
    push_base32(&mut text, entropy, CHANCE_CHARS);
    text
}

fn push_base32(text: &mut String, value: u64, chars: u32) {
    for place in (0..chars).rev() {
        text.push(char::from(ALPHABET[(value >> (5 * place)) as usize & 31]));
    }
}

fn check_id(prefix: &'static str, text: &str) -> Result<(), InvalidId> {
    let rest = text.strip_prefix(prefix).ok_or(InvalidId { prefix })?;
    let well_formed =
        rest.len() == (TIME_CHARS + CHANCE_CHARS) as usize && rest.bytes().all(|byte| ALPHABET.contains(&byte));
    if well_formed { Ok(()) } else { Err(InvalidId { prefix }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_is_prefix_time_and_chance() {
        let id = ContactId::new(Timestamp::from_millis(1), 2);
        assert_eq!(id.as_str(), "ct_0000000001000000000002");
        assert_eq!(ContactId::parse(id.as_str()).unwrap(), id);
    }

    #[test]
    fn refuses_other_kinds_and_shapes() {
        for text in [
            "",
            "ct_",
            "msg_0000000001000000000002",
            "ct_000000000100000000000U",
            "ct_0000000001",
        ] {
            assert_eq!(ContactId::parse(text), Err(InvalidId { prefix: "ct_" }), "{text}");
        }
    }

    #[test]
    fn serde_is_the_plain_text() {
        let id = LabelId::new(Timestamp::from_millis(1), 2);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }

    proptest! {
        #[test]
        fn ids_sort_by_time(early in 0_i64..1 << 48, gap in 1_i64..1 << 40, a: u64, b: u64) {
            let first = MessageId::new(Timestamp::from_millis(early), a);
            let second = MessageId::new(Timestamp::from_millis(early + gap), b);
            prop_assert!(first < second);
            prop_assert!(MessageId::parse(first.as_str()).is_ok());
        }
    }
}
