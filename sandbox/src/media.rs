//! Files: uploaded by businesses, or sent by customers.
//!
//! Sizes and types by kind, lifetimes: Meta, "Media", 2026 (30 days for uploads, 7 days for ids from webhooks since
//! 2025-10-09, links for 5 minutes).

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::rules::figures::Figures;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Media {
    pub(crate) number: u32,
    pub(crate) mime_type: String,
    pub(crate) filename: Option<String>,
    pub(crate) sha256_hex: String,
    pub(crate) created_ms: i64,
    pub(crate) inbound: bool,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) bytes: Bytes,
}

impl Media {
    /// A file as it comes in.
    pub(crate) fn new(
        number: u32,
        mime_type: String,
        filename: Option<String>,
        bytes: Bytes,
        inbound: bool,
        now_ms: i64,
    ) -> Self {
        let sha256_hex = hex::encode(Sha256::digest(&bytes));
        Self {
            number,
            mime_type,
            filename,
            sha256_hex,
            created_ms: now_ms,
            inbound,
            bytes,
        }
    }

    /// Whether the id is still good.
    pub(crate) fn is_alive(&self, figures: &Figures, now_ms: i64) -> bool {
        let days = if self.inbound {
            figures.media_inbound_days
        } else {
            figures.media_uploaded_days
        };
        now_ms < self.created_ms + days * DAY_MS
    }

    /// The digest as webhooks write it.
    pub(crate) fn sha256_base64(&self) -> String {
        STANDARD.encode(hex::decode(&self.sha256_hex).unwrap_or_default())
    }
}

/// All files by id.
pub(crate) type MediaShelf = BTreeMap<String, Media>;

/// The link to a file, good until the second it names.
pub(crate) fn link(public_url: &str, id: &str, figures: &Figures, secret: &str, now_ms: i64) -> String {
    let until = (now_ms + figures.media_url_minutes * MINUTE_MS) / 1_000;
    format!(
        "{public_url}/media/{id}?ext={until}&hash={}",
        link_hash(id, until, secret)
    )
}

/// What proves that a link was made here.
pub(crate) fn link_hash(id: &str, until_seconds: i64, secret: &str) -> String {
    hex::encode(&Sha256::digest(format!("{id}|{until_seconds}|{secret}"))[..16])
}

/// The types that may be uploaded.
const TYPES: [(&str, &str, usize); 19] = [
    ("audio/aac", "audio", 16 << 20),
    ("audio/amr", "audio", 16 << 20),
    ("audio/mpeg", "audio", 16 << 20),
    ("audio/mp4", "audio", 16 << 20),
    ("audio/ogg", "audio", 16 << 20),
    ("audio/opus", "audio", 16 << 20),
    ("image/jpeg", "image", 5 << 20),
    ("image/png", "image", 5 << 20),
    ("image/webp", "sticker", 500 << 10),
    ("video/mp4", "video", 16 << 20),
    ("video/3gpp", "video", 16 << 20),
    ("text/plain", "document", 100 << 20),
    ("application/pdf", "document", 100 << 20),
    ("application/msword", "document", 100 << 20),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "document",
        100 << 20,
    ),
    ("application/vnd.ms-excel", "document", 100 << 20),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "document",
        100 << 20,
    ),
    ("application/vnd.ms-powerpoint", "document", 100 << 20),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "document",
        100 << 20,
    ),
];

/// The largest file that a message of this kind may carry.
pub(crate) fn size_max(kind: &str) -> usize {
    TYPES
        .iter()
        .filter(|(_, of, _)| *of == kind)
        .map(|(_, _, most)| *most)
        .max()
        .unwrap_or(0)
}

/// The kind of message that a type belongs to, and its largest size; none for a type that is not taken.
pub(crate) fn find_type(mime_type: &str) -> Option<(&'static str, usize)> {
    let base = mime_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    TYPES
        .iter()
        .find(|(name, _, _)| *name == base)
        .map(|(_, kind, most)| (*kind, *most))
}

/// The types that may be uploaded, as the refusal lists them.
pub(crate) fn allowed_types() -> String {
    TYPES.iter().map(|(name, _, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Writes bytes as text, as the snapshot and the journal keep them.
pub(crate) fn to_base64<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

/// Reads what [`to_base64`] wrote.
pub(crate) fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map(Bytes::from).map_err(serde::de::Error::custom)
}
