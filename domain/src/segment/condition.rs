//! One condition on a contact.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::consent::ConsentState;
use crate::contact::Contact;
use crate::identity::IdentityKind;
use crate::ids::LabelId;
use crate::named::named_enum;
use crate::time::Timestamp;

const VALUE_MAX: usize = 500;

/// One condition on a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is asked.
    pub field: Field,
    /// How it is compared.
    pub op: Operator,
    /// With what; `is_set` and `is_not_set` need nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What of a contact is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A label's id.
    Label,
    /// Consent to be written to first.
    Consent,
    /// ISO code of the country.
    Country,
    /// When the contact was made.
    CreatedAt,
    /// When the contact last wrote.
    LastInboundAt,
    /// The name.
    Name,
    /// The phone number in E.164.
    Phone,
    /// A field of the company's own by its key, written `field:key`.
    Custom(String),
}

named_enum! {
    /// How a condition compares.
    pub enum Operator {
        /// The same.
        Is = "is",
        /// Not the same.
        IsNot = "is_not",
        /// Has this in it, in any case of letters.
        Contains = "contains",
        /// Has something.
        IsSet = "is_set",
        /// Has nothing.
        IsNotSet = "is_not_set",
        /// Earlier than this.
        Before = "before",
        /// At this or later.
        After = "after",
    }
}

impl Field {
    /// Reads `label`, `consent`, … or `field:key`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "label" => Self::Label,
            "consent" => Self::Consent,
            "country" => Self::Country,
            "created_at" => Self::CreatedAt,
            "last_inbound_at" => Self::LastInboundAt,
            "name" => Self::Name,
            "phone" => Self::Phone,
            other => Self::Custom(other.strip_prefix("field:").filter(|key| !key.is_empty())?.to_owned()),
        })
    }

    /// The name by which it is written.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Label => "label".to_owned(),
            Self::Consent => "consent".to_owned(),
            Self::Country => "country".to_owned(),
            Self::CreatedAt => "created_at".to_owned(),
            Self::LastInboundAt => "last_inbound_at".to_owned(),
            Self::Name => "name".to_owned(),
            Self::Phone => "phone".to_owned(),
            Self::Custom(key) => format!("field:{key}"),
        }
    }

    /// Whether it can be compared in this way.
    #[must_use]
    pub const fn admits(&self, op: Operator) -> bool {
        use Operator::{After, Before, Contains, Is, IsNot, IsNotSet, IsSet};
        match self {
            Self::Consent => matches!(op, Is | IsNot),
            Self::Label | Self::Country => matches!(op, Is | IsNot | IsSet | IsNotSet),
            Self::CreatedAt => matches!(op, Before | After),
            Self::LastInboundAt => matches!(op, Before | After | IsSet | IsNotSet),
            Self::Name | Self::Phone => matches!(op, Is | IsNot | Contains | IsSet | IsNotSet),
            Self::Custom(_) => true,
        }
    }
}

impl Condition {
    /// A condition.
    #[must_use]
    pub fn new(field: Field, op: Operator, value: Option<&str>) -> Self {
        Self {
            field,
            op,
            value: value.map(str::to_owned),
        }
    }

    /// The value as an instant, where the field is one.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        Timestamp::parse_rfc3339(self.value.as_deref()?).ok()
    }

    /// Which part of it cannot be asked, and why.
    #[must_use]
    pub fn fault(&self) -> Option<(&'static str, &'static str)> {
        if !self.field.admits(self.op) {
            return Some(("op", "not_for_this_field"));
        }
        if matches!(self.op, Operator::IsSet | Operator::IsNotSet) {
            return None;
        }
        let Some(value) = self.value.as_deref().filter(|value| !value.is_empty()) else {
            return Some(("value", "required"));
        };
        if value.chars().count() > VALUE_MAX {
            return Some(("value", "too_long"));
        }
        let understood = match self.field {
            Field::Label => LabelId::parse(value).is_ok(),
            Field::Consent => ConsentState::parse(value).is_some(),
            Field::Country => crate::phone::is_country(value),
            Field::CreatedAt | Field::LastInboundAt => self.time().is_some(),
            Field::Name | Field::Phone | Field::Custom(_) => true,
        };
        (!understood).then_some(("value", "invalid"))
    }

    /// Whether it holds for a contact.
    #[must_use]
    pub fn holds(&self, contact: &Contact) -> bool {
        match self.op {
            Operator::IsNot => !self.any_is(contact, |found, value| found == value),
            Operator::IsNotSet => !self.any_is(contact, |found, _| !found.is_empty()),
            Operator::Is => self.any_is(contact, |found, value| found == value),
            Operator::IsSet => self.any_is(contact, |found, _| !found.is_empty()),
            Operator::Contains => self.any_is(contact, |found, value| {
                found.to_lowercase().contains(&value.to_lowercase())
            }),
            Operator::Before => self.compare(contact, |order| order.is_lt()),
            Operator::After => self.compare(contact, |order| order.is_ge()),
        }
    }

    /// Whether one of the texts that the field has fulfils the test.
    fn any_is(&self, contact: &Contact, test: impl Fn(&str, &str) -> bool) -> bool {
        let value = self.value.as_deref().unwrap_or_default();
        let of_time = |at: Option<Timestamp>| at.is_some_and(|at| test(&at.to_rfc3339(), value));
        let of_text = |text: Option<&String>| text.is_some_and(|text| test(text, value));
        match &self.field {
            Field::Label => contact.labels.iter().any(|label| test(label.as_str(), value)),
            Field::Consent => test(contact.consent.as_str(), value),
            Field::Country => of_text(contact.country.as_ref()),
            Field::CreatedAt => of_time(Some(contact.created_at)),
            Field::LastInboundAt => of_time(contact.last_inbound_at),
            Field::Name => test(&contact.name, value),
            Field::Phone => {
                let mut phones = contact
                    .identities
                    .iter()
                    .filter(|identity| identity.kind == IdentityKind::Phone);
                phones.any(|identity| test(&identity.value, value))
            }
            Field::Custom(key) => of_text(contact.fields.get(key)),
        }
    }

    fn compare(&self, contact: &Contact, test: impl Fn(std::cmp::Ordering) -> bool) -> bool {
        let at = match &self.field {
            Field::CreatedAt => Some(contact.created_at),
            Field::LastInboundAt => contact.last_inbound_at,
            // Fields of the company's own hold texts; dates in them compare as `2026-11-22`.
            Field::Custom(key) => {
                let value = self.value.as_deref().unwrap_or_default();
                return contact
                    .fields
                    .get(key)
                    .is_some_and(|found| test(found.as_str().cmp(value)));
            }
            _ => None,
        };
        at.zip(self.time()).is_some_and(|(at, limit)| test(at.cmp(&limit)))
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| serde::de::Error::custom(format!("no field to ask: {name}")))
    }
}
