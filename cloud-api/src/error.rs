//! The error object of the Graph API, as it stands in answers and in webhooks.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error_table::{self, Class, KnownError};
use crate::flexible;

/// An error as Meta words it; logic is built on its code and details, never on its titles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ApiError {
    /// The number that says what went wrong.
    #[serde(deserialize_with = "flexible::number")]
    pub code: i64,
    /// `(#code) title` in answers, the title alone in webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The title, in webhooks only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `OAuthException` nearly always; `GraphMethodException` for an unknown node.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The explanation meant for developers, an object or a plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_data: Option<ErrorData>,
    /// Deprecated by Meta and still sent with token and template errors.
    #[serde(
        default,
        deserialize_with = "flexible::number_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub error_subcode: Option<i64>,
    /// True: the same request may succeed later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_transient: Option<bool>,
    /// A title meant for people, with errors of business management.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_user_title: Option<String>,
    /// A text meant for people, with errors of business management.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_user_msg: Option<String>,
    /// What Meta's support asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fbtrace_id: Option<String>,
    /// The explanation, where older webhooks had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Where the code is described, in webhooks only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// The `error_data` of an error: an object with messages, sometimes a plain text with templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ErrorData {
    /// The usual form.
    Object {
        /// The explanation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        details: Option<String>,
        /// What else the object holds.
        #[serde(flatten)]
        other: Map<String, Value>,
    },
    /// The form some template errors have.
    Text(String),
    /// Any other form, kept.
    Other(Value),
}

/// The envelope of an error answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// The error.
    pub error: ApiError,
}

impl ApiError {
    /// An error with a code and the words for it.
    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: Some(message.into()),
            ..Self::default()
        }
    }

    /// The same error with an explanation in the usual form.
    #[must_use]
    pub fn with_details(mut self, details: impl Into<String>) -> Self {
        self.error_data = Some(ErrorData::Object {
            details: Some(details.into()),
            other: Map::from_iter([("messaging_product".to_owned(), "whatsapp".into())]),
        });
        self
    }

    /// Finds the error in the body of an answer; `None` when the body is no error envelope.
    pub fn from_body(body: &[u8]) -> Option<Self> {
        serde_json::from_slice::<ErrorBody>(body)
            .ok()
            .map(|envelope| envelope.error)
    }

    /// The explanation, in whichever form it came.
    pub fn details(&self) -> Option<&str> {
        match &self.error_data {
            Some(ErrorData::Object {
                details: Some(details), ..
            }) => Some(details),
            Some(ErrorData::Text(text)) => Some(text),
            _ => self.details.as_deref(),
        }
    }

    /// What the table says about the code.
    pub fn known(&self) -> Option<&'static KnownError> {
        error_table::find(self.code)
    }

    /// What the error means for a caller. An error that Meta calls transient is never final;
    /// as it does not say whether it had an effect, it is uncertain.
    pub fn class(&self) -> Class {
        match self.known().map_or(Class::Final, |known| known.class) {
            Class::Final if self.is_transient == Some(true) => Class::Uncertain,
            class => class,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.title.as_deref().or(self.message.as_deref());
        match title {
            Some(title) if title.starts_with("(#") => formatter.write_str(title)?,
            Some(title) => write!(formatter, "(#{}) {title}", self.code)?,
            None => write!(formatter, "(#{})", self.code)?,
        }
        match self.details() {
            Some(details) => write!(formatter, ": {details}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_details_from_an_object_and_from_a_text() {
        let object = ApiError::from_body(
            br#"{"error":{"message":"(#132001) Template name does not exist in the translation",
                "type":"OAuthException","code":132001,"error_subcode":2494073,
                "error_data":{"messaging_product":"whatsapp","details":"template name (spring_promo) does not exist in fr"},
                "fbtrace_id":"AbC"}}"#,
        )
        .unwrap();
        assert_eq!(
            object.details(),
            Some("template name (spring_promo) does not exist in fr")
        );
        assert_eq!(
            object.to_string(),
            "(#132001) Template name does not exist in the translation: template name (spring_promo) does not exist in fr"
        );

        let text = ApiError::from_body(
            br#"{"error":{"code":"100","message":"Invalid parameter","error_data":"{\"blame\":1}"}}"#,
        )
        .unwrap();
        assert_eq!(text.code, 100);
        assert_eq!(text.details(), Some("{\"blame\":1}"));
    }

    #[test]
    fn a_body_without_an_error_is_none() {
        assert_eq!(ApiError::from_body(b"<html>"), None);
        assert_eq!(ApiError::from_body(br#"{"success":true}"#), None);
        assert_eq!(ApiError::from_body(br#"{"error":"denied"}"#), None);
    }

    #[test]
    fn an_unknown_transient_error_is_uncertain() {
        let mut error = ApiError::new(999_999, "new");
        assert_eq!(error.class(), Class::Final);
        error.is_transient = Some(true);
        assert_eq!(error.class(), Class::Uncertain);
    }

    #[test]
    fn writes_the_form_it_reads() {
        let error = ApiError::new(131_030, "(#131030) Recipient phone number not in allowed list")
            .with_details("Add the number to the list.");
        let body = serde_json::to_vec(&ErrorBody { error: error.clone() }).unwrap();
        assert_eq!(ApiError::from_body(&body), Some(error));
    }
}
