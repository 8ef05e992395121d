//! What several answers share: times, names, reasons, money, pages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use galka_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// An instant as the API writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Time")
    }
}

/// Shows an enum of the domain under its own name in the document.
macro_rules! shown_names {
    ($( $(#[$meta:meta])* $view:ident, $name:literal = $domain:ty; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $view(pub $domain);

        impl utoipa::PartialSchema for $view {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(<$domain>::ALL.iter().map(|name| name.as_str())))
                    .into()
            }
        }

        impl utoipa::ToSchema for $view {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed($name)
            }
        }

        impl From<$domain> for $view {
            fn from(name: $domain) -> Self {
                Self(name)
            }
        }
    )+ };
}

pub(crate) use shown_names;

shown_names! {
    /// What a member may do.
    RoleName, "Role" = galka_domain::access::Role;
    /// The kind of connection.
    ProviderName, "Provider" = galka_domain::access::Provider;
    /// A way to WhatsApp.
    ChannelName, "Channel" = galka_domain::channel::Channel;
    /// A thing that some ways to WhatsApp have and others lack.
    CapabilityName, "Capability" = galka_domain::channel::Capability;
    /// Whether a conversation asks for attention.
    ConversationStateName, "ConversationState" = galka_domain::conversation::ConversationState;
    /// How conversations find their person.
    AssignmentModeName, "AssignmentMode" = galka_domain::desk::AssignmentMode;
    /// Whether a colleague works now.
    ShiftName, "Shift" = galka_domain::desk::Shift;
    /// Where a message stands; inbound messages have none.
    MessageStatusName, "MessageStatus" = galka_domain::message::MessageStatus;
    /// Where a recipient stands.
    RecipientStateName, "RecipientState" = galka_domain::campaign::RecipientState;
    /// The life of a campaign.
    CampaignStateName, "CampaignState" = galka_domain::campaign::CampaignState;
    /// Draft is ours, the rest Meta's.
    TemplateStatusName, "TemplateStatus" = galka_domain::template::TemplateStatus;
    /// Meta's category.
    TemplateCategoryName, "TemplateCategory" = galka_domain::template::TemplateCategory;
    /// What to do with sends whose outcome stays unknown for an hour.
    UncertainPolicyName, "UncertainPolicy" = galka_domain::campaign::UncertainPolicy;
}

/// Language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Locale {
    /// The stored name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The stored language; what is not known reads as English.
    #[must_use]
    pub fn of_stored(text: &str) -> Self {
        if text == "ru" { Self::Ru } else { Self::En }
    }
}

/// Why a send was deferred, refused or failed. `code` is a rule (`window_closed`) or WhatsApp's error code (`131047`); words stand in the error catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// Rule or error code.
    pub code: String,
    /// The rule, when one refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What the words need.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// Until when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// What WhatsApp said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Reason {
    /// The stored reason of a row: its code, and its particulars as JSON.
    ///
    /// Our guard writes named particulars, WhatsApp an error object; what is said there in words becomes the detail.
    #[must_use]
    pub fn of_stored(code: Option<&str>, document: Option<&str>) -> Option<Self> {
        let code = code?;
        let written = document.map(|text| serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::from(text)));
        let mut reason = Self::of_rule(code);
        match written {
            Some(Value::Object(particulars)) => reason.take(&particulars),
            Some(Value::String(words)) if !words.is_empty() => reason.detail = Some(words),
            _ => {}
        }
        Some(reason)
    }

    /// What the guard says.
    #[must_use]
    pub fn of_guard(reason: &galka_domain::guard::Reason) -> Self {
        Self {
            params: reason.params(),
            until: reason.until().map(Time),
            ..Self::of_rule(reason.rule.as_str())
        }
    }

    fn of_rule(code: &str) -> Self {
        let rule = galka_domain::guard::Rule::parse(code).map(|rule| rule.as_str().to_owned());
        Self {
            code: code.to_owned(),
            rule,
            params: BTreeMap::new(),
            until: None,
            detail: None,
        }
    }

    fn take(&mut self, particulars: &serde_json::Map<String, Value>) {
        let details = &particulars.get("error_data").and_then(|data| data.get("details"));
        let said = [
            *details,
            particulars.get("detail"),
            particulars.get("message"),
            particulars.get("title"),
        ];
        self.detail = said.into_iter().flatten().find_map(Value::as_str).map(str::to_owned);
        for (name, value) in particulars {
            match (name.as_str(), value) {
                ("until", Value::String(text)) => self.until = Timestamp::parse_rfc3339(text).ok().map(Time),
                ("code" | "rule" | "detail" | "message" | "title" | "error_data" | "href", _) => {}
                (_, Value::String(text)) => drop(self.params.insert(name.clone(), text.clone())),
                (_, Value::Number(number)) => drop(self.params.insert(name.clone(), number.to_string())),
                _ => {}
            }
        }
    }
}

/// An amount in minor units (1/100) with four more digits as `micros` (1/1,000,000 of the major unit).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Money {
    /// ISO code.
    pub currency: String,
    /// Hundredths, rounded half up.
    pub minor: i64,
    /// Millionths.
    pub micros: i64,
}

impl Money {
    /// An amount of the domain.
    #[must_use]
    pub fn of(money: galka_domain::price::Money) -> Self {
        Self {
            currency: money.currency.as_str().to_owned(),
            minor: money.to_minor(),
            micros: money.micros,
        }
    }

    /// An amount of millionths.
    #[must_use]
    pub fn of_micros(micros: i64, currency: &str) -> Self {
        Self {
            currency: currency.to_owned(),
            minor: (micros + 5_000).div_euclid(10_000),
            micros,
        }
    }
}

/// One page of a longer list.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where the next page begins; nothing on the last.
    pub next_cursor: Option<String>,
}

/// A whole list.
#[derive(Clone, Debug, Serialize)]
pub struct List<T> {
    /// The rows.
    pub data: Vec<T>,
}

impl<T> Page<T> {
    /// A page from rows of which one more than `limit` was asked for; `key` gives the cursor of a row.
    #[must_use]
    pub fn cut(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more {
            rows.last().map(|row| crate::extract::write_cursor(&key(row)))
        } else {
            None
        };
        Self {
            data: rows,
            next_cursor,
        }
    }

    /// The same page of other things.
    #[must_use]
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Page<U> {
        Page {
            data: self.data.into_iter().map(change).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_rounded_half_up_to_hundredths() {
        for (micros, minor) in [(0, 0), (4_999, 0), (5_000, 1), (80_200, 8), (1_234_567, 123)] {
            assert_eq!(Money::of_micros(micros, "USD").minor, minor, "{micros}");
        }
    }

    #[test]
    fn stored_reasons_of_both_kinds_are_read() {
        let ours = Reason::of_stored(
            Some("limit_reached"),
            Some(r#"{"limit":250,"until":"2026-11-22T10:00:00.000Z"}"#),
        );
        let ours = ours.unwrap();
        assert_eq!(
            (ours.rule.as_deref(), ours.params["limit"].as_str()),
            (Some("limit_reached"), "250")
        );
        assert!(ours.until.is_some());
        let theirs = r#"{"code":131047,"title":"Re-engagement message","error_data":{"details":"More than 24 hours"}}"#;
        let theirs = Reason::of_stored(Some("131047"), Some(theirs)).unwrap();
        assert_eq!(
            (theirs.rule, theirs.detail.as_deref()),
            (None, Some("More than 24 hours"))
        );
        assert_eq!(Reason::of_stored(None, None), None);
    }

    #[test]
    fn a_page_is_cut_and_names_where_the_next_begins() {
        let page = Page::cut(vec![3, 2, 1], 2, ToString::to_string);
        assert_eq!(page.data, [3, 2]);
        assert_eq!(
            crate::extract::read_cursor(page.next_cursor.as_deref())
                .unwrap()
                .as_deref(),
            Some("2")
        );
        assert_eq!(Page::cut(vec![3, 2], 2, ToString::to_string).next_cursor, None);
    }
}
