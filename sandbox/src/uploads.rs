//! Files that come in pieces: template headers, profile pictures.
//!
//! Meta, "Resumable Upload API" and "Application Uploads", Graph API, 2026: a session is opened with the file's length
//! and type, its bytes follow from an offset, and the whole file gives a handle. Meta does not say how long a session or
//! a handle lives: here a session lives a day and a handle 30 days, as uploaded media do.

use crate::clock::DAY_MS;
use crate::media::{from_base64, to_base64};
use crate::random::Random;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an unfinished session may be continued.
const SESSION_MS: i64 = DAY_MS;
/// How long a handle is good.
const HANDLE_MS: i64 = 30 * DAY_MS;

/// The types that are taken, and the most bytes of each.
const TYPES: [(&str, usize); 5] = [
    ("application/pdf", 100 << 20),
    ("image/jpeg", 5 << 20),
    ("image/jpg", 5 << 20),
    ("image/png", 5 << 20),
    ("video/mp4", 16 << 20),
];

/// A file on its way, or whole.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Uploaded {
    pub(crate) app: u32,
    pub(crate) mime_type: String,
    /// How many bytes the file will have.
    pub(crate) length: usize,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) bytes: Bytes,
    /// What proves that a caller was given the session.
    pub(crate) signature: String,
    created_ms: i64,
    /// Given when the last byte has come.
    pub(crate) handle: Option<String>,
}

/// All of them, by the id of their session without its signature.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Uploads {
    sessions: BTreeMap<String, Uploaded>,
    handles: BTreeMap<String, String>,
}

/// What is known of a file before its bytes.
pub(crate) struct NewUpload {
    pub(crate) app: u32,
    pub(crate) mime_type: String,
    pub(crate) length: usize,
}

impl Uploads {
    /// Opens a session and gives its id, with its signature as the parameter that it is.
    pub(crate) fn open(&mut self, new: NewUpload, random: &mut Random, now_ms: i64) -> String {
        self.sweep(now_ms);
        let key = format!(
            "1:attachment:{}?file_length={}&file_type={}",
            random.hex(32).to_ascii_lowercase(),
            new.length,
            new.mime_type
        );
        let id = format!("upload:{}", URL_SAFE_NO_PAD.encode(key));
        let signature = format!("ARZ{}", random.letters(13));
        let shown = format!("{id}?sig={signature}");
        self.sessions.insert(
            id,
            Uploaded {
                app: new.app,
                mime_type: new.mime_type,
                length: new.length,
                bytes: Bytes::new(),
                signature,
                created_ms: now_ms,
                handle: None,
            },
        );
        shown
    }

    /// The session with this id, while it lives.
    pub(crate) fn find_session(&self, id: &str, now_ms: i64) -> Option<&Uploaded> {
        self.sessions.get(id).filter(|session| session.is_alive(now_ms))
    }

    /// Adds bytes to a session; the handle, once the file is whole.
    pub(crate) fn append(&mut self, id: &str, more: &[u8], random: &mut Random) -> Option<String> {
        let session = self.sessions.get_mut(id)?;
        let mut bytes = BytesMut::with_capacity(session.bytes.len() + more.len());
        bytes.extend_from_slice(&session.bytes);
        bytes.extend_from_slice(more);
        session.bytes = bytes.freeze();
        if session.bytes.len() < session.length {
            return None;
        }
        let handle = format!("4::{}:AR{}", STANDARD.encode(&session.mime_type), random.letters(86));
        session.handle = Some(handle.clone());
        self.handles.insert(handle.clone(), id.to_owned());
        Some(handle)
    }

    /// Forgets what nobody can use any more.
    fn sweep(&mut self, now_ms: i64) {
        self.sessions.retain(|_, session| session.is_alive(now_ms));
        let Self { sessions, handles } = self;
        handles.retain(|_, id| sessions.contains_key(id));
    }
}

impl Uploaded {
    fn is_alive(&self, now_ms: i64) -> bool {
        let life = if self.handle.is_some() { HANDLE_MS } else { SESSION_MS };
        now_ms < self.created_ms + life
    }
}

impl World {
    /// The whole file behind a handle, while the handle is good; of several lines the first counts.
    pub(crate) fn find_upload(&self, handle: &str) -> Option<&Uploaded> {
        let first = handle.lines().next()?.trim();
        let id = self.uploads.handles.get(first)?;
        self.uploads.find_session(id, self.now_ms())
    }
}

/// The most bytes of a type; none for a type that is not taken.
pub(crate) fn length_max(mime_type: &str) -> Option<usize> {
    TYPES.iter().find(|(name, _)| *name == mime_type).map(|(_, most)| *most)
}

/// The types that are taken, as a refusal lists them.
pub(crate) fn allowed_types() -> String {
    TYPES.map(|(name, _)| name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_a_day_and_a_handle_thirty() {
        let (mut uploads, mut random) = (Uploads::default(), Random::seeded(1, 1));
        let new = || NewUpload {
            app: 0,
            mime_type: "image/png".to_owned(),
            length: 2,
        };
        let bare = |id: String| id.split('?').next().unwrap().to_owned();
        let (half, whole) = (
            bare(uploads.open(new(), &mut random, 0)),
            bare(uploads.open(new(), &mut random, 0)),
        );
        assert_eq!(uploads.append(&half, b"a", &mut random), None);
        assert!(
            uploads
                .append(&whole, b"ab", &mut random)
                .unwrap()
                .starts_with("4::aW1hZ2UvcG5n:AR")
        );
        assert!(uploads.find_session(&half, SESSION_MS - 1).is_some());
        assert!(uploads.find_session(&half, SESSION_MS).is_none());
        assert!(uploads.find_session(&whole, HANDLE_MS - 1).is_some());
        assert!(uploads.find_session(&whole, HANDLE_MS).is_none());
        uploads.open(new(), &mut random, HANDLE_MS);
        assert_eq!((uploads.sessions.len(), uploads.handles.len()), (1, 0));
    }
}
