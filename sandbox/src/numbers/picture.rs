//! The picture of a business profile.
//!
//! Meta, "Business profiles", 2026: a handle of the resumable upload; JPEG or PNG, square, at least 192 pixels, 5 MB.

use crate::media::{from_base64, to_base64};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const SIDE_MIN: u32 = 192;
const BYTES_MAX: usize = 5 << 20;

/// A profile's picture.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Picture {
    pub(crate) mime_type: String,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) bytes: Bytes,
}

impl Picture {
    /// A picture that WhatsApp takes, or why it does not.
    pub(crate) fn read(mime_type: &str, bytes: &Bytes) -> Result<Self, &'static str> {
        if bytes.len() > BYTES_MAX {
            return Err("must have at most 5 MB");
        }
        let (width, height) = png_size(bytes)
            .or_else(|| jpeg_size(bytes))
            .ok_or("must be a JPEG or PNG picture")?;
        if width != height || width < SIDE_MIN {
            return Err("must be square and at least 192 pixels wide");
        }
        Ok(Self {
            mime_type: mime_type.to_owned(),
            bytes: bytes.clone(),
        })
    }

    /// What its address carries, so that another picture has another one.
    pub(crate) fn hash(&self) -> String {
        hex::encode(&Sha256::digest(&self.bytes)[..12])
    }
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes
        .strip_prefix(b"\x89PNG\r\n\x1a\n")?
        .get(4..16)?
        .strip_prefix(b"IHDR")?;
    let side = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((side(0)?, side(4)?))
}

/// Walks the segments of a JPEG up to the frame, which carries the size.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (marker, after) = (rest.get(..2)?, rest.get(2..)?);
        if marker[0] != 0xFF {
            return None;
        }
        if marker[1] == 0xFF {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes(after.get(..2)?.try_into().ok()?));
        let is_frame = matches!(marker[1], 0xC0..=0xCF) && !matches!(marker[1], 0xC4 | 0xC8 | 0xCC);
        if is_frame {
            let side = |at: usize| Some(u32::from(u16::from_be_bytes(after.get(at..at + 2)?.try_into().ok()?)));
            return Some((side(5)?, side(3)?));
        }
        rest = after.get(length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Bytes {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &sides].concat().into()
    }

    #[test]
    fn takes_square_pictures_of_192_pixels() {
        for (bytes, good) in [
            (png(192, 192), true),
            (png(191, 191), false),
            (png(200, 192), false),
            (Bytes::from_static(b"GIF89a"), false),
            (Bytes::new(), false),
            (
                Bytes::from_static(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x01\x00\x01\x00\x01"),
                true,
            ),
            (Bytes::from_static(b"\xff\xd8\xff\xe0\x00\x00"), false),
            (Bytes::from_static(b"\xff\xd8\xff\xff\xff"), false),
        ] {
            assert_eq!(Picture::read("image/png", &bytes).is_ok(), good, "{bytes:?}");
        }
    }
}
