//! The parts of a template: header, body, footer, buttons, carousel and the rest.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flexible;
use crate::wire_enum::wire_enum;

wire_enum! {
    /// The kind of a template part.
    ComponentKind {
        Header = "HEADER",
        Body = "BODY",
        Footer = "FOOTER",
        Buttons = "BUTTONS",
        Carousel = "CAROUSEL",
        LimitedTimeOffer = "LIMITED_TIME_OFFER",
        CallPermissionRequest = "CALL_PERMISSION_REQUEST",
        OrderStatus = "ORDER_STATUS",
    }
}

wire_enum! {
    /// What a header shows.
    HeaderFormat {
        Text = "TEXT",
        Image = "IMAGE",
        Video = "VIDEO",
        Document = "DOCUMENT",
        Gif = "GIF",
        Location = "LOCATION",
        Product = "PRODUCT",
    }
}

wire_enum! {
    /// The kind of a template button.
    ButtonKind {
        QuickReply = "QUICK_REPLY",
        Url = "URL",
        PhoneNumber = "PHONE_NUMBER",
        CopyCode = "COPY_CODE",
        Flow = "FLOW",
        Catalog = "CATALOG",
        MultiProduct = "MPM",
        SingleProduct = "SPM",
        OneTimePassword = "OTP",
        OrderDetails = "ORDER_DETAILS",
        VoiceCall = "VOICE_CALL",
        RequestContactInfo = "REQUEST_CONTACT_INFO",
    }
}

/// One part of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateComponent {
    /// Which part.
    #[serde(rename = "type")]
    pub kind: ComponentKind,
    /// What a header shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<HeaderFormat>,
    /// The text with its places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Example values, required for every place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// The buttons.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<TemplateButton>,
    /// The cards of a carousel.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// Whether an authentication body carries Meta's advice not to share the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add_security_recommendation: Option<bool>,
    /// The life of a code, in the footer of an authentication template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_expiration_minutes: Option<i64>,
    /// Whatever else the part holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl TemplateComponent {
    /// A part with nothing in it yet.
    pub fn new(kind: ComponentKind) -> Self {
        Self {
            kind,
            format: None,
            text: None,
            example: None,
            buttons: Vec::new(),
            cards: Vec::new(),
            add_security_recommendation: None,
            code_expiration_minutes: None,
            other: Map::new(),
        }
    }

    /// A body with its text.
    pub fn body(text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..Self::new(ComponentKind::Body)
        }
    }
}

/// One button of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateButton {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: ButtonKind,
    /// Its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where it leads, with at most one place at the very end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whom it calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// An example address in a list, or an example code as a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Whatever else the button holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One card of a carousel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Its parts.
    pub components: Vec<TemplateComponent>,
    /// Whatever else the card holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
