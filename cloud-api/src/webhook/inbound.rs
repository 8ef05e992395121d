//! What a message from a user carries, by its type.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::content::{ContactCard, Location, Media, Text};
use crate::flexible;

/// The content of a message from a user; a type that is not known is kept whole.
#[derive(Debug, Clone, PartialEq)]
pub enum InboundContent {
    /// Plain text.
    Text(Text),
    /// A picture.
    Image(Media),
    /// A video.
    Video(Media),
    /// A sound file or a voice message.
    Audio(Media),
    /// A file.
    Document(Media),
    /// A sticker.
    Sticker(Media),
    /// A place.
    Location(Location),
    /// Contact cards.
    Contacts(Vec<ContactCard>),
    /// The answer to an interactive message.
    Interactive(InteractiveReply),
    /// A quick reply of a template.
    Button(ButtonPress),
    /// A basket.
    Order(Order),
    /// An emoji on another message, or its removal.
    Reaction(InboundReaction),
    /// A change of the user himself.
    System(SystemNotice),
    /// Something WhatsApp does not pass on.
    Unsupported(Unsupported),
    /// A changed message.
    Edit(Box<Edit>),
    /// A message taken back.
    Revoke(Revoke),
    /// Any other type.
    Unknown {
        /// The value of `type`.
        kind: String,
        /// The object named like it; null when there is none.
        raw: Value,
    },
}

/// The answer to an interactive message.
#[derive(Debug, Clone, PartialEq)]
pub enum InteractiveReply {
    /// A reply button.
    Button(ListReply),
    /// A row of a list.
    List(ListReply),
    /// A form: a flow or an address.
    Form(FormReply),
    /// The answer to a request to call.
    CallPermission(CallPermissionReply),
    /// Any other kind, whole.
    Unknown(Value),
}

/// The button or the row that was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListReply {
    /// Its id.
    pub id: String,
    /// Its label.
    #[serde(default)]
    pub title: String,
    /// The line below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A filled form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormReply {
    /// `flow`, `address_message` and so on.
    #[serde(default)]
    pub name: Option<String>,
    /// What the chat shows, `Sent`.
    #[serde(default)]
    pub body: Option<String>,
    /// The answers, JSON within a text.
    #[serde(default)]
    pub response_json: String,
}

/// The answer to a request to call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPermissionReply {
    /// `accept` or `reject`.
    pub response: String,
    /// Whether it holds for good.
    #[serde(default)]
    pub is_permanent: Option<bool>,
    /// Until when it holds, in Unix seconds.
    #[serde(default, deserialize_with = "flexible::number_opt")]
    pub expiration_timestamp: Option<i64>,
    /// `user_action` or `automatic`.
    #[serde(default)]
    pub response_source: Option<String>,
}

/// A quick reply of a template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonPress {
    /// What the sender gave the button, its label by default.
    #[serde(default)]
    pub payload: Option<String>,
    /// Its label.
    #[serde(default)]
    pub text: String,
}

/// A basket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The catalogue.
    #[serde(default, deserialize_with = "flexible::text_opt")]
    pub catalog_id: Option<String>,
    /// What the user wrote with it.
    #[serde(default)]
    pub text: Option<String>,
    /// The products.
    #[serde(default, deserialize_with = "flexible::list")]
    pub product_items: Vec<ProductItem>,
}

/// A product in a basket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductItem {
    /// Its id in the catalogue.
    #[serde(deserialize_with = "flexible::text")]
    pub product_retailer_id: String,
    /// How many.
    #[serde(default, deserialize_with = "flexible::decimal_opt")]
    pub quantity: Option<f64>,
    /// The price of one.
    #[serde(default, deserialize_with = "flexible::decimal_opt")]
    pub item_price: Option<f64>,
    /// Its currency.
    #[serde(default)]
    pub currency: Option<String>,
}

/// An emoji on a message of either side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundReaction {
    /// The message it stands on.
    pub message_id: String,
    /// The emoji; absent or empty when it was taken back.
    #[serde(default)]
    pub emoji: Option<String>,
}

/// A change of the user himself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SystemNotice {
    /// `user_changed_number`, `user_changed_user_id`, `customer_identity_changed`.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// What the chat shows.
    #[serde(default)]
    pub body: Option<String>,
    /// The new phone.
    #[serde(default, alias = "new_wa_id")]
    pub wa_id: Option<String>,
    /// The new business-scoped id.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The business-scoped id before.
    #[serde(default)]
    pub previous_user_id: Option<String>,
    /// Whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Something WhatsApp does not pass on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsupported {
    /// What it was: `poll_creation`, `edit`, `gif` and so on.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
}

/// A changed message.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The message that was changed.
    pub original_message_id: String,
    /// The value of `type` of the new content.
    pub kind: String,
    /// The new content.
    pub content: InboundContent,
    /// The new content in the shape `{"type": …, "…": {…}}`.
    pub content_json: String,
}

/// A message taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoke {
    /// The message that was taken back.
    pub original_message_id: String,
}
