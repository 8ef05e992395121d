//! The documents that a company writes: bounded, versioned, kept as JSON.

use serde::{Deserialize, Serialize};

use crate::hours::LocalTime;
use crate::ids::{ContactId, LabelId, NumberId, TeamId, UserId};
use crate::named::named_enum;

mod check;

pub use check::DocumentError;

/// The greeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// What it says.
    pub text: String,
    /// After how many days without contact in either direction somebody is greeted again.
    #[serde(default = "two_weeks")]
    pub silence_days: u32,
    /// Whom.
    #[serde(default)]
    pub audience: Audience,
}

/// The away message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Away {
    /// What it says.
    pub text: String,
    /// When.
    pub schedule: Schedule,
    /// To whom.
    #[serde(default)]
    pub audience: Audience,
}

/// When the company is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Which kind.
    pub kind: ScheduleKind,
    /// The beginning of an own interval, by the company's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<LocalTime>,
    /// Its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<LocalTime>,
}

/// To whom an automation speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// Which kind.
    pub kind: AudienceKind,
    /// The exceptions, or the only ones.
    #[serde(default)]
    pub contact_ids: Vec<ContactId>,
    /// Everybody with one of these labels, beside them.
    #[serde(default)]
    pub label_ids: Vec<LabelId>,
}

/// A keyword rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What the customer did.
    pub when: When,
    /// What must hold besides.
    #[serde(default)]
    pub conditions: Conditions,
    /// What is done.
    pub actions: Vec<Action>,
    /// For how many minutes the rule is quiet in a chat after it acted there.
    #[serde(default)]
    pub cooldown_minutes: u32,
    /// For how many hours it is quiet in a chat after a person answered there or took it; 0 means that it never stops.
    #[serde(default = "half_a_day")]
    pub person_stop_hours: u32,
}

/// What the customer did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Which kind of thing.
    pub kind: WhenKind,
    /// How keywords are compared.
    #[serde(default = "containing", rename = "match")]
    pub compare: KeywordMatch,
    /// Keywords and phrases, or the ids and titles of buttons and list rows.
    #[serde(default)]
    pub words: Vec<String>,
    /// Kinds of media; any of them when empty.
    #[serde(default)]
    pub media: Vec<MediaKind>,
}

/// What must hold besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// In working hours, outside them, or both.
    pub hours: HoursCondition,
    /// The contact wears one of these; any contact when empty.
    pub labels_any: Vec<LabelId>,
    /// The contact wears none of these.
    pub labels_none: Vec<LabelId>,
    /// It came to one of these numbers; any number when empty.
    pub number_ids: Vec<NumberId>,
    /// It is the first message of the chat.
    pub first_message: bool,
    /// Whether somebody has the chat.
    pub assignee: AssigneeCondition,
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Sends a text.
    SendText {
        /// What it says.
        text: String,
    },
    /// Sends a text with reply buttons.
    SendButtons {
        /// What it says.
        text: String,
        /// The buttons.
        buttons: Vec<ReplyButton>,
    },
    /// Sends an approved template.
    SendTemplate {
        /// Its name.
        name: String,
        /// Its language.
        language: String,
        /// Its body's values in their order.
        #[serde(default)]
        values: Vec<String>,
    },
    /// Puts a label on the contact.
    AddLabel {
        /// Which.
        label_id: LabelId,
    },
    /// Takes a label off the contact.
    RemoveLabel {
        /// Which.
        label_id: LabelId,
    },
    /// Gives the chat to a colleague.
    AssignPerson {
        /// Whom.
        user_id: UserId,
    },
    /// Gives the chat to a team.
    AssignTeam {
        /// Which.
        team_id: TeamId,
    },
    /// Closes the chat.
    Close,
    /// Marks the chat as answered by automation, or as people's again.
    SetBot {
        /// Whether automation is in charge.
        on: bool,
    },
}

/// A reply button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyButton {
    /// What a press sends back.
    pub id: String,
    /// What it shows.
    pub title: String,
}

named_enum! {
    /// When the company is away.
    pub enum ScheduleKind {
        /// As long as the switch is on.
        Always = "always",
        /// In an interval of its own.
        Custom = "custom",
        /// Outside working hours.
        OutsideHours = "outside_hours",
    }
}

named_enum! {
    /// To whom an automation speaks, as the WhatsApp Business app has it.
    pub enum AudienceKind {
        /// To everyone.
        Everyone = "everyone",
        /// To those whom nobody saved as a contact.
        NotInContacts = "not_in_contacts",
        /// To everyone except some.
        AllExcept = "all_except",
        /// Only to some.
        Only = "only",
    }
}

named_enum! {
    /// What a rule waits for.
    pub enum WhenKind {
        /// Any message.
        AnyMessage = "any_message",
        /// Words in a text or a caption.
        Keywords = "keywords",
        /// A pressed button or a chosen row of a list.
        Button = "button",
        /// A file, a place or a contact card.
        Media = "media",
    }
}

named_enum! {
    /// How a keyword is compared.
    pub enum KeywordMatch {
        /// It stands somewhere in the text, as whole words.
        Contains = "contains",
        /// The text is it.
        Exact = "exact",
        /// The text begins with it.
        Starts = "starts",
    }
}

named_enum! {
    /// In or outside working hours.
    pub enum HoursCondition {
        /// At any time.
        Any = "any",
        /// While the company works.
        Open = "open",
        /// While it does not.
        Closed = "closed",
    }
}

named_enum! {
    /// Whether somebody has the chat.
    pub enum AssigneeCondition {
        /// Somebody or nobody.
        Any = "any",
        /// Nobody has it.
        Nobody = "nobody",
        /// A colleague has it.
        Somebody = "somebody",
    }
}

named_enum! {
    /// A kind of media.
    pub enum MediaKind {
        /// A picture.
        Image = "image",
        /// A video.
        Video = "video",
        /// A voice message.
        Voice = "voice",
        /// An audio file.
        Audio = "audio",
        /// A document.
        Document = "document",
        /// A sticker.
        Sticker = "sticker",
        /// A place.
        Location = "location",
        /// Contact cards.
        Contacts = "contacts",
    }
}

impl Default for Audience {
    fn default() -> Self {
        Self {
            kind: AudienceKind::Everyone,
            contact_ids: Vec::new(),
            label_ids: Vec::new(),
        }
    }
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            hours: HoursCondition::Any,
            labels_any: Vec::new(),
            labels_none: Vec::new(),
            number_ids: Vec::new(),
            first_message: false,
            assignee: AssigneeCondition::Any,
        }
    }
}

impl Action {
    /// Whether it sends a message.
    #[must_use]
    pub const fn speaks(&self) -> bool {
        matches!(
            self,
            Self::SendText { .. } | Self::SendButtons { .. } | Self::SendTemplate { .. }
        )
    }
}

/// The app's two weeks (WhatsApp Help Center, 'How to use greeting messages', 2026).
const fn two_weeks() -> u32 {
    14
}

const fn half_a_day() -> u32 {
    12
}

const fn containing() -> KeywordMatch {
    KeywordMatch::Contains
}
