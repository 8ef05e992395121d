//! The object of a picture, video, sound, file or sticker.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flexible;

/// A media object: sent by id or link, received with its type and hash.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// The id of an uploaded or received file.
    #[serde(
        default,
        deserialize_with = "flexible::text_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<String>,
    /// A public address that Meta fetches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The words under it, up to 1,024 characters; sounds and stickers have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The name of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Whether a sound is a voice message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<bool>,
    /// The type of a received file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// The hash of a received file, base64 in webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where a received file can be fetched for five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whatever else the object holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Media {
    /// A file by its id.
    pub fn by_id(id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            ..Self::default()
        }
    }

    /// A file by its public address.
    pub fn by_link(link: impl Into<String>) -> Self {
        Self {
            link: Some(link.into()),
            ..Self::default()
        }
    }
}
