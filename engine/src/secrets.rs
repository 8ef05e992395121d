//! Sealing what must not be read from the database file: tokens, app secrets, webhook secrets.
//!
//! XChaCha20-Poly1305 with a nonce of its own for each text. The key is a setting, or a file of 0600 in the data
//! directory that is made at the first start.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::chance::Chance;
use crate::engine::{EngineError, EngineSettings};

/// Seals and opens texts.
#[derive(Clone)]
pub struct SecretBox {
    cipher: XChaCha20Poly1305,
    chance: Chance,
}

/// The secrets of one connection.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionSecrets {
    /// The token, or the key of 360dialog.
    pub access_token: String,
    /// What webhooks are signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_secret: Option<String>,
    /// The secret header by which 360dialog's webhooks are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_header: Option<String>,
}

const FILE_NAME: &str = "secret.key";
const FORM: &str = "v1.";
const NONCE_BYTES: usize = 24;

impl SecretBox {
    /// The box of this installation; its key file is made when it is missing.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no key.
    pub fn open_or_create(settings: &EngineSettings, chance: &Chance) -> Result<Self, EngineError> {
        let key = match &settings.secret_key {
            Some(text) => Sha256::digest(text.as_bytes()).into(),
            None => read_or_create_key(&settings.data_dir.join(FILE_NAME), chance)?,
        };
        Ok(Self::with_key(&key, chance.clone()))
    }

    fn with_key(key: &[u8; 32], chance: Chance) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(key.into()),
            chance,
        }
    }

    /// Seals a text.
    #[must_use]
    pub fn seal(&self, text: &str) -> String {
        let mut sealed = vec![0_u8; NONCE_BYTES];
        self.chance.fill(&mut sealed);
        let nonce = XNonce::clone_from_slice(&sealed);
        let hidden = self
            .cipher
            .encrypt(&nonce, text.as_bytes())
            .expect("a text in memory is not too long to seal");
        sealed.extend_from_slice(&hidden);
        format!("{FORM}{}", URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what [`Self::seal`] made.
    ///
    /// # Errors
    /// When it was sealed with another key or is damaged.
    pub fn open(&self, sealed: &str) -> Result<String, EngineError> {
        self.try_open(sealed).ok_or_else(|| {
            EngineError::Unusable(format!(
                "a stored secret cannot be opened: restore {FILE_NAME} of the data directory it was made with"
            ))
        })
    }

    fn try_open(&self, sealed: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(FORM)?).ok()?;
        let (nonce, hidden) = bytes.split_at_checked(NONCE_BYTES)?;
        let open = self.cipher.decrypt(XNonce::from_slice(nonce), hidden).ok()?;
        String::from_utf8(open).ok()
    }

    /// Seals the secrets of a connection.
    #[must_use]
    pub fn seal_connection(&self, secrets: &ConnectionSecrets) -> String {
        self.seal(&serde_json::to_string(secrets).expect("texts become JSON"))
    }

    /// Opens the secrets of a connection.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_connection(&self, sealed: &str) -> Result<ConnectionSecrets, EngineError> {
        let text = self.open(sealed)?;
        serde_json::from_str(&text).map_err(|_| EngineError::Unusable("stored secrets cannot be read".to_owned()))
    }
}

impl std::fmt::Debug for SecretBox {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SecretBox(…)")
    }
}

impl std::fmt::Debug for ConnectionSecrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ConnectionSecrets(…)")
    }
}

fn read_or_create_key(path: &Path, chance: &Chance) -> Result<[u8; 32], EngineError> {
    let at = |source| EngineError::File {
        path: path.to_owned(),
        source,
    };
    match fs::read_to_string(path) {
        Ok(text) => {
            let bytes = URL_SAFE_NO_PAD
                .decode(text.trim())
                .ok()
                .and_then(|bytes| bytes.try_into().ok());
            bytes.ok_or_else(|| EngineError::Unusable(format!("{} holds no key", path.display())))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut key = [0_u8; 32];
            chance.fill(&mut key);
            write_key(path, &URL_SAFE_NO_PAD.encode(key)).map_err(at)?;
            Ok(key)
        }
        Err(error) => Err(at(error)),
    }
}

/// The file must be whole on disk before anything is sealed with its key.
fn write_key(path: &Path, text: &str) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let fresh = path.with_extension("key.new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    match path.parent() {
        Some(dir) => fs::File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let chance = Chance::from_system();
        let ours = SecretBox::with_key(&[7; 32], chance.clone());
        let sealed = ours.seal("EAAtoken");
        assert!(!sealed.contains("EAAtoken"));
        assert_ne!(sealed, ours.seal("EAAtoken"));
        assert_eq!(ours.open(&sealed).unwrap(), "EAAtoken");
        assert!(SecretBox::with_key(&[8; 32], chance).open(&sealed).is_err());
        for damaged in ["", "v1.", "v1.AAAA", &sealed[..sealed.len() - 2]] {
            assert!(ours.open(damaged).is_err(), "{damaged}");
        }
    }

    #[test]
    fn the_key_file_is_private_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE_NAME);
        let chance = Chance::from_system();
        let key = read_or_create_key(&path, &chance).unwrap();
        assert_eq!(read_or_create_key(&path, &chance).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "not a key").unwrap();
        assert!(read_or_create_key(&path, &chance).is_err());
    }

    #[test]
    fn secrets_of_a_connection_are_not_shown() {
        let secrets = ConnectionSecrets {
            access_token: "EAAtoken".to_owned(),
            ..ConnectionSecrets::default()
        };
        assert!(!format!("{secrets:?}").contains("EAAtoken"));
        let ours = SecretBox::with_key(&[7; 32], Chance::from_system());
        assert_eq!(ours.open_connection(&ours.seal_connection(&secrets)).unwrap(), secrets);
    }
}
