//! Files in messages: named by an id of this number or by a link.
//!
//! Meta, "Media", "Image messages" and its neighbours, 2026. A file of a wrong type or size is noticed when the message
//! is made ready, so it comes as a `failed` status with 131053; links are not fetched.

use crate::errors::GraphError;
use crate::media::{Media, find_type, size_max};
use crate::rules::shape;
use crate::world::World;
use serde_json::Value;
use std::cell::OnceCell;

const CAPTION_MAX: usize = 1_024;
const FILENAME_MAX: usize = 1_024;
/// A sticker that does not move.
const STILL_STICKER_MAX: usize = 100 << 10;

/// Checks the files of one message; the first that does not fit is remembered.
pub(in crate::wire) struct MediaCheck<'w> {
    world: &'w World,
    number: u32,
    unfit: OnceCell<String>,
}

impl<'w> MediaCheck<'w> {
    /// For one message of a number.
    pub(in crate::wire) fn new(world: &'w World, number: u32) -> Self {
        Self {
            world,
            number,
            unfit: OnceCell::new(),
        }
    }

    /// Why a file cannot be used.
    pub(in crate::wire) fn unfit(self) -> Option<String> {
        self.unfit.into_inner()
    }

    /// A media message: the file and what stands beside it.
    pub(super) fn message(&self, kind: &str, content: &Value) -> Result<(), GraphError> {
        self.file(kind, content)?;
        if matches!(kind, "audio" | "sticker") && !content["caption"].is_null() {
            return Err(GraphError::parameter(format!(
                "Unexpected key \"caption\" on param \"{kind}\"."
            )));
        }
        shape::optional_text(&content["caption"], &format!("{kind}['caption']"), CAPTION_MAX)?;
        if kind == "audio" {
            let voice = shape::optional_flag(&content["voice"], "audio['voice']")?;
            self.voice(voice == Some(true), content);
        }
        Ok(())
    }

    /// A media object: an id that this number owns and that still lives, or a link.
    pub(in crate::wire) fn file(&self, kind: &str, object: &Value) -> Result<(), GraphError> {
        shape::required_object(object, kind)?;
        shape::optional_text(&object["filename"], &format!("{kind}['filename']"), FILENAME_MAX)?;
        if let Some(id) = shape::optional_id(&object["id"], &format!("{kind}['id']"))? {
            let file = self.find(&id).ok_or_else(|| {
                GraphError::parameter(format!(
                    "Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
                ))
            })?;
            if let Some(why) = misfit(kind, file) {
                self.unfit.get_or_init(|| why);
            }
            return Ok(());
        }
        match &object["link"] {
            Value::Null => Err(GraphError::parameter(format!(
                "The parameter {kind}['id'] or {kind}['link'] is required."
            ))),
            Value::String(link) if shape::is_web_address(link) => Ok(()),
            _ => Err(GraphError::parameter(format!(
                "Param {kind}['link'] is not a valid URL."
            ))),
        }
    }

    /// Meta, "Audio messages", 2026: a voice message is a file of OGG with the OPUS codec.
    fn voice(&self, voice: bool, content: &Value) {
        let id = shape::optional_id(&content["id"], "audio['id']").ok().flatten();
        let file = id.filter(|_| voice).and_then(|id| self.find(&id));
        if let Some(file) = file.filter(|file| !file.mime_type.to_ascii_lowercase().starts_with("audio/ogg")) {
            self.unfit
                .get_or_init(|| format!("Unsupported Voice mime type {}. Please use audio/ogg", file.mime_type));
        }
    }

    fn find(&self, id: &str) -> Option<&'w Media> {
        let (world, number) = (self.world, self.number);
        world
            .media
            .get(id)
            .filter(|file| file.number == number && file.is_alive(world.figures(), world.now_ms()))
    }
}

/// Why a file cannot be shown as this kind of message; a document may be of any type.
fn misfit(kind: &str, file: &Media) -> Option<String> {
    let of = find_type(&file.mime_type).map(|(of, _)| of);
    if kind != "document" && of != Some(kind) {
        return Some(format!(
            "The file is {}, which a message of type {kind} cannot carry.",
            file.mime_type
        ));
    }
    let most = if kind == "sticker" && !moves(&file.bytes) {
        STILL_STICKER_MAX
    } else {
        size_max(kind)
    };
    (file.bytes.len() > most).then(|| {
        format!(
            "The file has {} bytes; a message of type {kind} carries at most {most}.",
            file.bytes.len()
        )
    })
}

/// Whether a WebP file is animated: the flag stands in its extended header.
fn moves(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF")
        && bytes.get(8..16) == Some(b"WEBPVP8X")
        && bytes.get(20).is_some_and(|flags| flags & 2 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn file(mime_type: &str, bytes: Vec<u8>) -> Media {
        Media::new(0, mime_type.to_owned(), None, Bytes::from(bytes), false, 0)
    }

    #[test]
    fn a_still_sticker_is_smaller_than_one_that_moves() {
        let mut header = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0".to_vec();
        header.push(0b10);
        let animated = |size: usize| {
            let mut bytes = header.clone();
            bytes.resize(size, 0);
            file("image/webp", bytes)
        };
        assert_eq!(misfit("sticker", &file("image/webp", vec![0; 100 << 10])), None);
        assert!(misfit("sticker", &file("image/webp", vec![0; (100 << 10) + 1])).is_some());
        assert_eq!(misfit("sticker", &animated(500 << 10)), None);
        assert!(misfit("sticker", &animated((500 << 10) + 1)).is_some());
    }

    #[test]
    fn only_a_document_may_be_of_any_type() {
        assert!(misfit("image", &file("application/pdf", vec![1])).is_some());
        assert_eq!(misfit("document", &file("image/png", vec![1])), None);
        assert_eq!(misfit("image", &file("image/png", vec![1])), None);
    }
}
