//! Saying to a push service who pushes: RFC 8292, "Voluntary Application Server Identification".

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use galka_domain::time::{HOUR_MS, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;
use url::Url;

/// The key of this installation.
pub(super) struct Identity {
    pair: EcdsaKeyPair,
}

/// Half of what the standard allows.
const LIFETIME_MS: i64 = 12 * HOUR_MS;

impl Identity {
    /// A new key, as it is sealed and kept.
    #[must_use]
    pub(super) fn generate() -> String {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        URL_SAFE_NO_PAD.encode(made.expect("the operating system gives random bytes").as_ref())
    }

    /// The key that [`Self::generate`] made; nothing when the text is none.
    #[must_use]
    pub(super) fn read(kept: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(kept).ok()?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &SystemRandom::new());
        Some(Self { pair: pair.ok()? })
    }

    /// What browsers subscribe with.
    #[must_use]
    pub(super) fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    /// The header `Authorization` for an address of a push service; `contact` is whom its people may write to.
    #[must_use]
    pub(super) fn authorization(&self, endpoint: &Url, contact: &str, now: Timestamp) -> Option<String> {
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now.plus(LIFETIME_MS).as_secs(),
            "sub": contact,
        });
        let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let said = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), said.as_bytes()).ok()?;
        let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
        Some(format!("vapid t={said}.{signature}, k={}", self.public_key()))
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Identity(…)")
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_service_can_check_who_pushes_and_for_how_long() {
        let identity = Identity::read(&Identity::generate()).unwrap();
        let endpoint = Url::parse("https://push.example.com/send/abc?x=1").unwrap();
        let now = Timestamp::from_secs(1_790_000_000);
        let header = identity.authorization(&endpoint, "mailto:it@example.com", now).unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (said, signature) = token.rsplit_once('.').unwrap();
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key))
            .verify(said.as_bytes(), &bytes(signature))
            .unwrap();
        let claims: Value = serde_json::from_slice(&bytes(said.split_once('.').unwrap().1)).unwrap();
        assert_eq!(claims["aud"], "https://push.example.com");
        assert_eq!(claims["exp"], 1_790_000_000 + 12 * 3_600);
    }

    #[test]
    fn a_damaged_key_is_no_key() {
        assert!(Identity::read("").is_none());
        assert!(Identity::read("AAAA").is_none());
    }
}
