//! The two keyed hashes of the platform: the signature of a webhook body and the proof that accompanies a token.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const SCHEME: &str = "sha256=";

/// The value of `X-Hub-Signature-256` for a body: `sha256=` and the lower-case hex of its HMAC.
pub fn sign(app_secret: &str, body: &[u8]) -> String {
    format!(
        "{SCHEME}{}",
        hex::encode(keyed_hash(app_secret, body).finalize().into_bytes())
    )
}

/// Whether a header value is the signature of these raw bytes; the comparison takes the same time for every wrong value.
///
/// Only the case of the hex digits may vary. The bytes must be those that came over the network:
/// Meta escapes slashes and every letter outside ASCII, so a body that was parsed and written again no longer matches.
pub fn verify(app_secret: &str, body: &[u8], header: &str) -> bool {
    let Some(digits) = header.strip_prefix(SCHEME) else {
        return false;
    };
    let mut claimed = [0_u8; 32];
    if hex::decode_to_slice(digits, &mut claimed).is_err() {
        return false;
    }
    keyed_hash(app_secret, body).verify_slice(&claimed).is_ok()
}

/// The `appsecret_proof` parameter of a call made with this token (Meta, "Secure Graph API calls").
pub fn appsecret_proof(app_secret: &str, access_token: &str) -> String {
    hex::encode(keyed_hash(app_secret, access_token.as_bytes()).finalize().into_bytes())
}

fn keyed_hash(key: &str, message: &[u8]) -> Hmac<Sha256> {
    let mut hash = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of every length");
    hash.update(message);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "sandbox_app_secret";
    const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;
    const SIGNATURE: &str = "sha256=dce7a90cd68961dffb6b07f9c52aba3fd0e450cc73d65aa1d67b7b0c0cf3ae5e";

    #[test]
    fn signs_the_known_vector() {
        assert_eq!(sign(SECRET, BODY), SIGNATURE);
    }

    #[test]
    fn proves_the_known_token() {
        assert_eq!(
            appsecret_proof(SECRET, "EAAsandboxtoken"),
            "d9692b3a89ab74d164748b169c3cf6cd227e18a89060ba6644c5c262746b2865"
        );
    }

    #[test]
    fn accepts_hex_digits_of_either_case() {
        let upper = format!("sha256={}", SIGNATURE["sha256=".len()..].to_uppercase());
        assert!(verify(SECRET, BODY, SIGNATURE));
        assert!(verify(SECRET, BODY, &upper));
    }

    #[test]
    fn refuses_everything_else() {
        let digits = &SIGNATURE["sha256=".len()..];
        for header in [
            "",
            "sha256=",
            digits,
            &format!("SHA256={digits}"),
            &format!("sha1={digits}"),
            &format!("sha256={digits}00"),
            &format!("sha256={}", &digits[2..]),
            &format!(" {SIGNATURE}"),
            "sha256=zz",
        ] {
            assert!(!verify(SECRET, BODY, header), "accepted {header:?}");
        }
        assert!(!verify("another secret", BODY, SIGNATURE));
        assert!(!verify(SECRET, b"{}", SIGNATURE));
    }
}
