//! Files: the answer to an upload and the description of one.

use serde::{Deserialize, Serialize};

use crate::flexible;

/// The answer to an upload: `POST /{phone-number-id}/media`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedMedia {
    /// The id, good for 30 days.
    #[serde(deserialize_with = "flexible::text")]
    pub id: String,
}

/// What is known of a file: `GET /{media-id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// Its id.
    #[serde(deserialize_with = "flexible::text")]
    pub id: String,
    /// Where it can be fetched for five minutes, with the token.
    pub url: String,
    /// Its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Its hash, hex here and base64 in webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Its size in bytes; a text in real answers, a number on some pages.
    #[serde(
        default,
        deserialize_with = "flexible::number_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub file_size: Option<i64>,
    /// Always `whatsapp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messaging_product: Option<String>,
}

/// The bytes of a hash that is written in hex or in base64.
pub fn read_sha256(text: &str) -> Option<[u8; 32]> {
    use base64::Engine as _;

    let mut digest = [0_u8; 32];
    if hex::decode_to_slice(text, &mut digest).is_ok() {
        return Some(digest);
    }
    let engine = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    engine.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_in_both_forms() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let base64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(read_sha256(hex), read_sha256(base64));
        assert!(read_sha256(&hex.to_uppercase()).is_some());
        assert_eq!(read_sha256("kK0x"), None);
    }

    #[test]
    fn a_size_may_be_text() {
        let info: MediaInfo = serde_json::from_str(
            r#"{"messaging_product":"whatsapp","url":"https:\/\/lookaside.fbsbx.com\/x?a=1","mime_type":"image\/jpeg",
               "sha256":"00","file_size":"303833","id":"990000000000011"}"#,
        )
        .unwrap();
        assert_eq!(info.file_size, Some(303_833));
        assert_eq!(info.url, "https://lookaside.fbsbx.com/x?a=1");
    }
}
