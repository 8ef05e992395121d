//! What connects an account with an app: tokens and webhook subscriptions.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flexible;

/// What Meta knows of a token: `GET /debug_token`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenInfo {
    /// The app it belongs to.
    #[serde(
        default,
        deserialize_with = "flexible::text_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub app_id: Option<String>,
    /// `SYSTEM_USER` and the like.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether it works.
    #[serde(default)]
    pub is_valid: bool,
    /// When it ends, in Unix seconds; 0 is never.
    #[serde(
        default,
        deserialize_with = "flexible::number_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<i64>,
    /// What it may do.
    #[serde(default, deserialize_with = "flexible::list")]
    pub scopes: Vec<String>,
    /// What it may do, object by object.
    #[serde(default, deserialize_with = "flexible::list")]
    pub granular_scopes: Vec<GranularScope>,
    /// Whatever else came.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A permission and the objects it is limited to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GranularScope {
    /// The permission.
    pub scope: String,
    /// The objects; none named means all.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub target_ids: Vec<String>,
}

/// An object under `data`, as a few calls answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data<T> {
    /// The object.
    pub data: T,
}

/// Subscribes the app of the token to an account: `POST /{waba-id}/subscribed_apps`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscribeApp {
    /// Where message webhooks of this account go instead of the app's own address, up to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_callback_uri: Option<String>,
    /// What Meta repeats in the handshake with that address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify_token: Option<String>,
}

/// An app that is subscribed to an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SubscribedApp {
    /// Id, name and link of the app.
    #[serde(default)]
    pub whatsapp_business_api_data: Map<String, Value>,
    /// Where its webhooks go, when not to the app's own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_callback_uri: Option<String>,
}
