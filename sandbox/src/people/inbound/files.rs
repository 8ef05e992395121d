//! Files that customers send.
//!
//! Meta, "messages webhook reference", 2026: a file comes as an id to be fetched; since October 2025 its address stands
//! beside the id.

use crate::control::problem::Problem;
use crate::media::{Media, size_max};
use crate::people::inbound::Letter;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

const NAME_MAX: usize = 240;
const CAPTION_MAX: usize = 1_024;

impl World {
    pub(super) fn inbound_media(&mut self, number: u32, kind: &str, order: &Value) -> Result<Letter, Problem> {
        let data = order["data_base64"].as_str().unwrap_or_default();
        let bytes = STANDARD
            .decode(data)
            .map_err(|_| Problem::field("data_base64", "Not valid base64."))?;
        if bytes.len() > size_max(kind).max(1 << 20) {
            return Err(Problem::field(
                "data_base64",
                "Larger than WhatsApp lets a customer send.",
            ));
        }
        let given_type = bounded(order, "mime_type", NAME_MAX)?;
        let (mime_type, bytes) = if bytes.is_empty() {
            sample(kind, given_type)
        } else {
            (given_type.unwrap_or(standard_type(kind)), Bytes::from(bytes))
        };
        let filename = bounded(order, "filename", NAME_MAX)?.map(str::to_owned);
        let caption = bounded(order, "caption", 4 * CAPTION_MAX)?;
        let media = Media::new(
            number,
            mime_type.to_owned(),
            filename.clone(),
            bytes,
            true,
            self.now_ms(),
        );
        let digest = media.sha256_base64();
        let id = self.random.digits(16);
        self.media.insert(id.clone(), media);

        let mut content = Map::new();
        if let Some(caption) = caption.filter(|_| matches!(kind, "image" | "video" | "document")) {
            content.insert("caption".into(), json!(caption));
        }
        match (kind, filename) {
            ("document", filename) => {
                let filename = filename.unwrap_or_else(|| "document.pdf".to_owned());
                content.insert("filename".into(), json!(filename));
            }
            ("video", Some(filename)) => {
                content.insert("filename".into(), json!(filename));
            }
            _ => {}
        }
        content.insert("mime_type".into(), json!(mime_type));
        content.insert("sha256".into(), json!(digest));
        content.insert("id".into(), json!(id));
        if self.shows_media_links() {
            let link = crate::wire::inbound_link(self, &self.public_url, &id);
            content.insert("url".into(), json!(link));
        }
        if kind == "audio" {
            content.insert("voice".into(), json!(order["voice"].as_bool().unwrap_or(true)));
        }
        if kind == "sticker" {
            content.insert("animated".into(), json!(order["animated"].as_bool().unwrap_or(false)));
        }
        Ok(Letter::new(kind, Value::Object(content)))
    }

    /// Whether the address of a file stands beside its id.
    fn shows_media_links(&self) -> bool {
        self.settings
            .inbound_media_url
            .unwrap_or(self.settings.rule_set != "whatsapp-2021")
    }
}

fn bounded<'a>(order: &'a Value, name: &str, most: usize) -> Result<Option<&'a str>, Problem> {
    match &order[name] {
        Value::Null => Ok(None),
        Value::String(text) if text.len() <= most => Ok(Some(text)),
        _ => Err(Problem::field(
            name,
            format!("A text of at most {most} bytes is required."),
        )),
    }
}

fn standard_type(kind: &str) -> &'static str {
    match kind {
        "image" => "image/jpeg",
        "audio" => "audio/ogg; codecs=opus",
        "video" => "video/mp4",
        "sticker" => "image/webp",
        _ => "application/pdf",
    }
}

/// What a customer sends when the order names no bytes: the smallest file of its kind that opens.
fn sample<'a>(kind: &str, mime_type: Option<&'a str>) -> (&'a str, Bytes) {
    let bytes: &'static [u8] = match (kind, mime_type) {
        (_, Some("image/png")) => include_bytes!("../../../samples/picture.png"),
        (_, Some("text/plain")) => b"Sent by a customer of the sandbox.\n",
        ("image", _) => include_bytes!("../../../samples/photo.jpg"),
        ("audio", _) => include_bytes!("../../../samples/voice.ogg"),
        ("video", _) => include_bytes!("../../../samples/video.mp4"),
        ("sticker", _) => include_bytes!("../../../samples/sticker.webp"),
        _ => include_bytes!("../../../samples/document.pdf"),
    };
    (mime_type.unwrap_or(standard_type(kind)), Bytes::from_static(bytes))
}
