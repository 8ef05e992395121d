//! Sealing what is pushed, so that the service in between cannot read it.
//!
//! RFC 8291, "Message Encryption for Web Push" (aes128gcm of RFC 8188): a key of one use is agreed on with the
//! browser's, and one record is sealed with what is derived from both.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::rand::SystemRandom;

/// The browser's half of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipient {
    /// Its public key, uncompressed.
    pub public_key: Vec<u8>,
    /// Its secret of authentication.
    pub auth: Vec<u8>,
}

/// An uncompressed point of P-256.
pub(super) const PUBLIC_KEY_BYTES: usize = 65;
/// The secret of authentication.
pub(super) const AUTH_BYTES: usize = 16;
/// Push services take 4,096 bytes; the rest is the head, the tag and the delimiter.
pub(super) const TEXT_BYTES_MAX: usize = 3_000;

const SALT_BYTES: usize = 16;
const RECORD_BYTES: u32 = 4_096;
/// After the last record's text.
const LAST: u8 = 2;

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Seals a text for a browser; nothing when its key is none, or the text is too long.
#[must_use]
pub(super) fn seal(recipient: &Recipient, salt: [u8; SALT_BYTES], text: &[u8]) -> Option<Vec<u8>> {
    if text.len() > TEXT_BYTES_MAX || recipient.auth.len() != AUTH_BYTES {
        return None;
    }
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).ok()?;
    let public = ours.compute_public_key().ok()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &recipient.public_key);
    let sealed = agree_ephemeral(ours, &theirs, |agreed| {
        seal_with(agreed, recipient, public.as_ref(), salt, text)
    });
    sealed.ok()?
}

fn seal_with(
    agreed: &[u8],
    recipient: &Recipient,
    public: &[u8],
    salt: [u8; SALT_BYTES],
    text: &[u8],
) -> Option<Vec<u8>> {
    let mut ikm = [0_u8; 32];
    let both = [b"WebPush: info\0", recipient.public_key.as_slice(), public];
    expand(
        &Salt::new(HKDF_SHA256, &recipient.auth).extract(agreed),
        &both,
        &mut ikm,
    )?;
    let derived = Salt::new(HKDF_SHA256, &salt).extract(&ikm);
    let (mut key, mut nonce) = ([0_u8; 16], [0_u8; 12]);
    expand(&derived, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    expand(&derived, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
    let mut record = text.to_vec();
    record.push(LAST);
    LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .ok()?;
    let mut body = salt.to_vec();
    body.extend_from_slice(&RECORD_BYTES.to_be_bytes());
    body.push(u8::try_from(public.len()).ok()?);
    body.extend_from_slice(public);
    body.extend_from_slice(&record);
    Some(body)
}

fn expand(key: &Prk, info: &[&[u8]], out: &mut [u8]) -> Option<()> {
    key.expand(info, Length(out.len())).ok()?.fill(out).ok()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291, appendix A.
    #[test]
    fn seals_the_example_of_the_standard() {
        let recipient = Recipient {
            public_key: bytes(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            ),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let sealed = seal_with(
            &bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &recipient,
            &bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
            bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
            b"When I grow up, I want to be a watermelon",
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed.unwrap()), expected);
    }

    #[test]
    fn a_key_that_is_no_point_and_a_long_text_are_refused() {
        let auth = vec![7; AUTH_BYTES];
        let broken = Recipient {
            public_key: vec![4; PUBLIC_KEY_BYTES],
            auth: auth.clone(),
        };
        assert_eq!(seal(&broken, [0; SALT_BYTES], b"x"), None);
        let ours = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let fine = Recipient {
            public_key: ours.compute_public_key().unwrap().as_ref().to_vec(),
            auth,
        };
        assert!(seal(&fine, [0; SALT_BYTES], b"x").is_some());
        assert_eq!(seal(&fine, [0; SALT_BYTES], &vec![0; TEXT_BYTES_MAX + 1]), None);
    }
}
