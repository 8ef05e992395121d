//! The proof that a telling is ours and new: a keyed hash over its time and its bytes.
//!
//! `X-Galka-Signature-256: t=1795341600,v1=<hex>` where the hex is the HMAC-SHA256 of `1795341600.<body>` under the
//! secret of the address. While a secret is being replaced there are two `v1`: one of them is right for each side.

use galka_domain::time::{HOUR_MS, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header that carries the proof.
pub const HEADER: &str = "X-Galka-Signature-256";
/// The header that carries the id of the telling.
pub const DELIVERY_HEADER: &str = "X-Galka-Delivery";
/// The header that carries its type.
pub const TYPE_HEADER: &str = "X-Galka-Event";
/// What every secret starts with, so that a scanner of leaked secrets knows it.
pub const SECRET_PREFIX: &str = "whsec_";
/// How long a replaced secret still signs beside the new one.
pub const OLD_SECRET_MS: i64 = 24 * HOUR_MS;

/// The value of [`HEADER`] for a body sent at `now`.
#[must_use]
pub fn sign<'a>(secrets: impl IntoIterator<Item = &'a str>, now: Timestamp, body: &str) -> String {
    let time = now.as_secs();
    secrets.into_iter().fold(format!("t={time}"), |header, secret| {
        format!("{header},v1={}", keyed_hash(secret, time, body))
    })
}

fn keyed_hash(secret: &str, time: i64, body: &str) -> String {
    let mut hash = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of every length");
    hash.update(format!("{time}.").as_bytes());
    hash.update(body.as_bytes());
    hex::encode(hash.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_341_600_999);

    #[test]
    fn signs_the_known_vector() {
        assert_eq!(
            sign(["whsec_test"], NOW, r#"{"type":"webhook.test"}"#),
            "t=1795341600,v1=b580b053a95601ab3a90e834da949fe8132fa6b97f66a856b6c137177facdd96"
        );
    }

    #[test]
    fn both_secrets_sign_while_one_is_replaced() {
        let (new, old) = (sign(["new"], NOW, "{}"), sign(["old"], NOW, "{}"));
        let both = sign(["new", "old"], NOW, "{}");
        assert_eq!(both, format!("{new},{}", old.split_once(',').unwrap().1));
        assert_ne!(new, sign(["new"], NOW.plus(1), "{}"));
    }
}
