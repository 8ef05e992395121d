//! Refusals as the Graph API words them.
//!
//! Codes, titles and HTTP statuses: Meta, "Error codes" (Cloud API), table of December 2025, with the additions of 2026.
//! Texts of the Graph level (190, 100/33, 2500) are those that integrations report; Meta does not list them.

use serde_json::{Map, Value, json};

/// Where Meta explains the codes; webhooks carry it as `href`.
pub(crate) const HREF: &str =
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";

/// One refusal: it renders to the documented envelope, or to the short form that webhooks carry.
#[derive(Debug, Clone)]
pub(crate) struct GraphError {
    pub(crate) status: u16,
    pub(crate) code: u32,
    subcode: Option<u32>,
    kind: &'static str,
    message: String,
    details: Option<String>,
    user: Option<Box<(String, String)>>,
    beside: Option<Box<Map<String, Value>>>,
    transient: bool,
}

impl GraphError {
    /// The refusal with this code, its documented status and title.
    pub(crate) fn new(code: u32) -> Self {
        let (status, title) = describe(code);
        Self {
            status,
            code,
            subcode: None,
            kind: "OAuthException",
            message: format!("(#{code}) {title}"),
            details: None,
            user: None,
            beside: None,
            transient: matches!(code, 1 | 2 | 131_016),
        }
    }

    /// Code 100 with a text of its own: a parameter is missing, unknown or too long.
    pub(crate) fn parameter(text: impl AsRef<str>) -> Self {
        let mut error = Self::new(100);
        error.message = format!("(#100) {}", text.as_ref());
        error
    }

    /// Code 100 for a required parameter that is absent.
    pub(crate) fn required(name: &str) -> Self {
        Self::parameter(format!("The parameter {name} is required."))
    }

    /// Code 100 for text longer than allowed.
    pub(crate) fn too_long(name: &str, max: usize) -> Self {
        Self::parameter(format!("Param {name} must be at most {max} characters long."))
    }

    /// Code 131009 with an explanation.
    pub(crate) fn value(details: impl Into<String>) -> Self {
        Self::new(131_009).details(details)
    }

    /// The node does not exist, is not ours to see, or has no such edge.
    pub(crate) fn unknown_node(method: &str, id: &str) -> Self {
        let mut error = Self::new(100).subcode(33);
        error.kind = "GraphMethodException";
        error.message = format!(
            "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, \
             or does not support this operation. Please read the Graph API documentation at \
             https://developers.facebook.com/docs/graph-api",
            method.to_ascii_lowercase()
        );
        error
    }

    /// The path means nothing to the Graph API.
    pub(crate) fn unknown_path(path: &str) -> Self {
        let mut error = Self::new(2500);
        error.message = format!("Unknown path components: /{path}");
        error
    }

    /// The token is not one of ours.
    pub(crate) fn bad_token() -> Self {
        let mut error = Self::new(190);
        error.message = "Invalid OAuth access token - Cannot parse access token".to_owned();
        error
    }

    /// There is no token at all.
    pub(crate) fn no_token() -> Self {
        let mut error = Self::new(200);
        error.status = 401;
        error.message = "Provide valid app ID".to_owned();
        error
    }

    /// The token was good once; words of the Graph API.
    pub(crate) fn token(subcode: u32, text: &str) -> Self {
        Self::new(190)
            .subcode(subcode)
            .words(format!("Error validating access token: {text}"))
    }

    /// Replaces the message.
    pub(crate) fn words(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// What it says.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// What it says to people, where it has words for them.
    pub(crate) fn told(&self) -> &str {
        self.user.as_deref().map_or(&self.message, |(_, text)| text)
    }

    /// The refusal of Business Management: code 100, a subcode, and words for people (Meta, "Template management", 2026).
    pub(crate) fn business(subcode: u32, title: &str, text: impl Into<String>) -> Self {
        Self::new(100)
            .words("Invalid parameter")
            .subcode(subcode)
            .user(title, text)
    }

    /// Adds `error_data.details`.
    pub(crate) fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Adds `error_subcode`.
    pub(crate) fn subcode(mut self, subcode: u32) -> Self {
        self.subcode = Some(subcode);
        self
    }

    /// Adds the title and text that Business Management errors show to people.
    pub(crate) fn user(mut self, title: &str, text: impl Into<String>) -> Self {
        self.user = Some(Box::new((title.to_owned(), text.into())));
        self
    }

    /// Adds what stands beside `error`: the part of the call that was done.
    pub(crate) fn beside(mut self, parts: Map<String, Value>) -> Self {
        self.beside = Some(Box::new(parts));
        self
    }

    /// Replaces the HTTP status.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The message with its details, for people.
    pub(crate) fn in_words(&self) -> String {
        match (&self.details, self.user.as_deref()) {
            (Some(details), _) => format!("{}: {details}", self.message),
            (None, Some((_, text))) => format!("{}: {text}", self.message),
            (None, None) => self.message.clone(),
        }
    }

    /// True for the throttling rows, whose status Meta's pages give as 400 and, in older copies, as 429.
    pub(crate) fn is_throttling(&self) -> bool {
        matches!(self.code, 4 | 80_007 | 130_429 | 131_048 | 131_056 | 131_064 | 133_016)
    }

    /// The documented envelope.
    pub(crate) fn body(&self, trace_id: &str) -> Value {
        let mut error = Map::new();
        error.insert("message".into(), json!(self.message));
        error.insert("type".into(), json!(self.kind));
        error.insert("code".into(), json!(self.code));
        if let Some(details) = &self.details {
            error.insert(
                "error_data".into(),
                json!({"messaging_product": "whatsapp", "details": details}),
            );
        }
        if let Some(subcode) = self.subcode {
            error.insert("error_subcode".into(), json!(subcode));
        }
        if self.transient || self.user.is_some() {
            error.insert("is_transient".into(), json!(self.transient));
        }
        if let Some((title, text)) = self.user.as_deref() {
            error.insert("error_user_title".into(), json!(title));
            error.insert("error_user_msg".into(), json!(text));
        }
        error.insert("fbtrace_id".into(), json!(trace_id));
        let mut body = self.beside.as_deref().cloned().unwrap_or_default();
        body.insert("error".into(), Value::Object(error));
        Value::Object(body)
    }
}

/// The form in which a webhook tells of a failure.
pub(crate) fn webhook_error(code: u32, details: Option<&str>) -> Value {
    let (_, title) = describe(code);
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details.unwrap_or_else(|| explain(code))},
        "href": HREF,
    })
}

/// The words that Meta puts in `details` when there is nothing more exact to say.
fn explain(code: u32) -> &'static str {
    match code {
        130_472 => "Failed to send message because this user's phone number is part of an experiment",
        131_026 => "Message Undeliverable.",
        131_042 => "Message failed to send because there were one or more errors related to your payment method.",
        131_047 => "More than 24 hours have passed since the recipient last replied to the sender number.",
        131_049 => "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
        131_050 => "The user has chosen to stop receiving marketing messages on WhatsApp from your business.",
        131_053 => "Unable to upload the media used in the message.",
        132_015 => "Template is paused due to low quality so it cannot be sent in a template message.",
        _ => describe(code).1,
    }
}

/// HTTP status and title of a code: Meta's own title where the sandbox sends it often, else the shared table.
fn describe(code: u32) -> (u16, &'static str) {
    match code {
        0 => (401, "AuthException"),
        1 => (400, "API Unknown"),
        2 => (503, "API Service"),
        3 => (500, "API Method"),
        4 => (400, "API Too Many Calls"),
        10 => (403, "Permission Denied"),
        33 => (400, "Parameter value is not valid"),
        100 => (400, "Invalid parameter"),
        190 => (401, "Access token has expired"),
        200..=299 => (403, "API Permission"),
        368 => (403, "Temporarily blocked for policies violations"),
        2200 => (400, "Callback verification failed"),
        2500 => (400, "Unknown path components"),
        80_007 => (400, "Rate limit issues"),
        130_403 => (400, "The business has blocked this user"),
        130_429 => (400, "Rate limit hit"),
        130_472 => (400, "User's number is part of an experiment"),
        130_497 => (
            403,
            "Business account is restricted from messaging users in this country.",
        ),
        131_000 => (500, "Something went wrong"),
        131_005 => (403, "Access denied"),
        131_008 => (400, "Required parameter is missing"),
        131_009 => (400, "Parameter value is not valid"),
        131_016 => (500, "Service unavailable"),
        131_021 => (400, "Recipient cannot be sender"),
        131_026 => (400, "Message Undeliverable"),
        131_030 => (400, "Recipient phone number not in allowed list"),
        131_031 => (403, "Business Account locked"),
        131_037 => (400, "Display name approval is needed before messages can be sent"),
        131_042 => (400, "Business eligibility payment issue"),
        131_045 => (500, "Incorrect certificate"),
        131_047 => (400, "Re-engagement message"),
        131_048 => (400, "Spam rate limit hit"),
        131_049 => (
            400,
            "This message was not delivered to maintain healthy ecosystem engagement.",
        ),
        131_050 => (400, "User has stopped receiving marketing messages from your business"),
        131_051 => (400, "Unsupported message type"),
        131_052 => (400, "Media download error"),
        131_053 => (400, "Media upload error"),
        131_055 => (400, "Method not allowed"),
        131_056 => (400, "(Business Account, Consumer Account) pair rate limit hit"),
        131_057 => (500, "Account in maintenance mode"),
        131_059 => (400, "Invalid pagination cursor"),
        131_060 => (400, "This message is unavailable"),
        131_062 => (400, "Recipient is not supported for this message"),
        131_063 => (400, "Marketing templates are disabled on Cloud API for this business"),
        131_064 => (400, "Messaging limit reached because of template misclassification"),
        132_000 => (400, "Number of parameters does not match the expected number of params"),
        132_001 => (404, "Template name does not exist in the translation"),
        132_005 => (400, "Translated text too long"),
        132_007 => (400, "Template format character policy violated"),
        132_012 => (400, "Parameter format does not match format in the created template"),
        132_015 => (400, "Template is paused"),
        132_016 => (400, "Template is disabled"),
        132_018 => (400, "There's an issue with the parameters in your template"),
        137_000 => (400, "Recipient identity key hash mismatch"),
        2_593_107 => (400, "Synchronization request limit exceeded"),
        2_593_108 => (400, "Synchronization request made outside of the allowed time window"),
        2_593_109 => (400, "History sharing is turned off by the business"),
        133_005 => (400, "Two step verification PIN Mismatch"),
        133_006 => (400, "Phone number re-verification needed"),
        133_008 => (400, "Too Many two step verification PIN Guesses"),
        133_009 => (400, "Two step verification PIN Guessed Too Fast"),
        133_015 => (
            400,
            "Please wait a few minutes before attempting to register this phone number",
        ),
        133_016 => (400, "Account register deregister rate limit exceeded"),
        136_024 => (400, "Request code error"),
        136_025 => (400, "Verify code error"),
        133_010 => (400, "The account is not registered"),
        135_000 => (400, "Generic user error"),
        139_100 => (400, "Failed to block/unblock users"),
        _ => match galka_cloud_api::error_table::find(i64::from(code)) {
            Some(known) => (known.http_status.unwrap_or(400), known.title),
            None => (400, "Something went wrong"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_the_documented_envelope() {
        let body = GraphError::new(132_001)
            .details("template name (spring_promo) does not exist in fr")
            .body("trace");
        assert_eq!(
            body,
            json!({"error": {
                "message": "(#132001) Template name does not exist in the translation",
                "type": "OAuthException",
                "code": 132_001,
                "error_data": {"messaging_product": "whatsapp", "details": "template name (spring_promo) does not exist in fr"},
                "fbtrace_id": "trace",
            }})
        );
    }

    #[test]
    fn a_webhook_repeats_the_title_as_the_message() {
        let error = webhook_error(131_047, None);
        assert_eq!(error["title"], error["message"]);
        assert_eq!(error["code"], 131_047);
    }
}
