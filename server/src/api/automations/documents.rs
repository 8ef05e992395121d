//! The documents of automations as the API takes and gives them; the rules themselves know them by the same JSON.

use galka_domain::automation::DocumentError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{Answer, Problem};

/// What the greeting says, and to whom.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GreetingDocument {
    /// At most 4096 characters; `{{name}}`, `{{company}}` and the keys of own fields are filled in.
    text: String,
    /// After how many days without contact in either direction somebody is greeted again; 14 as in the app.
    #[serde(default = "two_weeks")]
    silence_days: u32,
    #[serde(default)]
    audience: AutomationAudience,
}

/// What the away message says, when, and to whom.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AwayDocument {
    /// At most 4096 characters, with the variables of the greeting.
    text: String,
    schedule: AwaySchedule,
    #[serde(default)]
    audience: AutomationAudience,
}

/// When the company is away: `always`, `custom` (from … to, by the company's clock) or `outside_hours`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AwaySchedule {
    #[schema(inline)]
    kind: ScheduleWord,
    /// `2026-12-31T18:00`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// Which schedule.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleWord {
    /// As long as the switch is on.
    Always,
    /// An interval of its own.
    Custom,
    /// Outside working hours.
    OutsideHours,
}

/// To whom: `everyone`, `not_in_contacts` (whom nobody made, imported or edited), `all_except` or `only` the named.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AutomationAudience {
    #[schema(inline)]
    kind: AudienceWord,
    #[serde(default)]
    contact_ids: Vec<String>,
    #[serde(default)]
    label_ids: Vec<String>,
}

/// Which recipients.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AudienceWord {
    /// Everyone.
    Everyone,
    /// Whom nobody saved.
    NotInContacts,
    /// Everyone except.
    AllExcept,
    /// Only.
    Only,
}

/// A rule: when → if → then.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDocument {
    when: RuleWhen,
    #[serde(default)]
    conditions: RuleIf,
    /// What is done, in this order; at most one of them sends.
    actions: Vec<RuleAction>,
    /// For how many minutes the rule is quiet in a chat after it acted there.
    #[serde(default)]
    cooldown_minutes: u32,
    /// For how many hours it is quiet in a chat after a person answered there or took it; 0: it never stops.
    #[serde(default = "half_a_day")]
    person_stop_hours: u32,
}

/// What the customer did.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleWhen {
    #[schema(inline)]
    kind: WhenWord,
    #[serde(default = "containing", rename = "match")]
    #[schema(inline)]
    compare: MatchWord,
    /// Keywords and phrases (`*` ends a word with any ending), or ids and titles of buttons and list rows.
    #[serde(default)]
    words: Vec<String>,
    /// `image`, `video`, `voice`, `audio`, `document`, `sticker`, `location`, `contacts`; any when empty.
    #[serde(default)]
    media: Vec<String>,
}

/// What a rule waits for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenWord {
    /// Any message.
    AnyMessage,
    /// Words.
    Keywords,
    /// A pressed button or a chosen row.
    Button,
    /// A file, a place, a contact card.
    Media,
}

/// How keywords are compared.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchWord {
    /// Somewhere, as whole words.
    Contains,
    /// The whole text.
    Exact,
    /// At the beginning.
    Starts,
}

/// What must hold besides; what is empty holds always.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RuleIf {
    #[schema(inline)]
    hours: HoursWord,
    labels_any: Vec<String>,
    labels_none: Vec<String>,
    number_ids: Vec<String>,
    first_message: bool,
    #[schema(inline)]
    assignee: AssigneeWord,
}

/// In or outside working hours.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoursWord {
    /// At any time.
    #[default]
    Any,
    /// While the company works.
    Open,
    /// While it does not.
    Closed,
}

/// Whether somebody has the chat.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssigneeWord {
    /// Somebody or nobody.
    #[default]
    Any,
    /// Nobody has it.
    Nobody,
    /// A colleague has it.
    Somebody,
}

/// What a rule does.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleAction {
    /// Sends a text.
    SendText {
        /// What it says.
        text: String,
    },
    /// Sends a text with one to three reply buttons.
    SendButtons {
        /// What it says.
        text: String,
        /// The buttons.
        buttons: Vec<RuleButton>,
    },
    /// Sends an approved template.
    SendTemplate {
        /// Its name.
        name: String,
        /// Its language.
        language: String,
        /// The values of its body in their order.
        #[serde(default)]
        values: Vec<String>,
    },
    /// Puts a label on the contact.
    AddLabel {
        /// Which.
        label_id: String,
    },
    /// Takes a label off the contact.
    RemoveLabel {
        /// Which.
        label_id: String,
    },
    /// Gives the chat to a colleague.
    AssignPerson {
        /// Whom.
        user_id: String,
    },
    /// Gives the chat to a team.
    AssignTeam {
        /// Which.
        team_id: String,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleButton {
    id: String,
    title: String,
}

impl Default for AutomationAudience {
    fn default() -> Self {
        Self {
            kind: AudienceWord::Everyone,
            contact_ids: Vec::new(),
            label_ids: Vec::new(),
        }
    }
}

/// The rules' own type of a document.
///
/// # Errors
/// When something in it is no id, no kind or no time.
pub(super) fn read<D: DeserializeOwned>(document: &impl Serialize) -> Answer<D> {
    let unreadable = |failure: serde_json::Error| Problem::field("document", "invalid_field", failure.to_string());
    let value = serde_json::to_value(document).map_err(unreadable)?;
    serde_json::from_value(value).map_err(unreadable)
}

/// A stored document as the API shows it.
///
/// # Errors
/// When the stored text is none.
pub(super) fn show<D: DeserializeOwned>(stored: &str) -> Answer<D> {
    serde_json::from_str(stored).map_err(|_| {
        galka_store::Error::Inconsistent {
            table: "automations".to_owned(),
            column: "document".to_owned(),
            id: String::new(),
        }
        .into()
    })
}

/// What is wrong with a document, for people.
pub(super) fn refuse(error: &DocumentError) -> Problem {
    let detail = match error.code {
        "too_long" => format!("At most {} characters.", error.most),
        "too_many" => format!("At most {}.", error.most),
        "out_of_range" => format!("At most {}, and not less than the least.", error.most),
        "order" => "It ends after it begins.".to_owned(),
        "required" => "This must not be empty.".to_owned(),
        _ => "This cannot be used.".to_owned(),
    };
    Problem::field(&format!("document.{}", error.field), error.code, detail)
}

const fn two_weeks() -> u32 {
    14
}

const fn half_a_day() -> u32 {
    12
}

const fn containing() -> MatchWord {
    MatchWord::Contains
}
