//! A message as the guard sees it: what kind, and on whose behalf.

use crate::ids::{ApiKeyId, CampaignId, UserId};
use crate::template::TemplateValues;

/// A message that somebody wants to send.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What would be sent.
    pub kind: DraftKind,
    /// Who wants it.
    pub on_behalf_of: OnBehalfOf,
}

/// Free-form, or by template.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftKind {
    /// Anything that WhatsApp allows in an open window only; the Cloud API's name of its type.
    FreeForm(String),
    /// A template with its values; the template itself is a fact.
    Template(TemplateValues),
}

/// Who wants a message sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnBehalfOf {
    /// A person, who sees the answer at once.
    Person(UserId),
    /// A script, which gets the answer at once.
    ApiKey(ApiKeyId),
    /// A bot or an automatic answer.
    Automation,
    /// A campaign.
    Campaign(CampaignId),
}

impl OnBehalfOf {
    /// Whether it can wait for what passes by itself.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Automation | Self::Campaign(_))
    }

    /// The campaign, if it is one.
    #[must_use]
    pub const fn campaign(&self) -> Option<&CampaignId> {
        match self {
            Self::Campaign(id) => Some(id),
            _ => None,
        }
    }
}

impl Draft {
    /// Whether it is sent by template.
    #[must_use]
    pub const fn is_template(&self) -> bool {
        matches!(self.kind, DraftKind::Template(_))
    }
}
