//! The proof that a company holds a number: six digits by SMS or by a call.
//!
//! Meta, "Business phone numbers", 2026: a number must be verified before it is registered; asking for a code of a
//! verified number is 136024. Integrations report that a code lives about ten minutes, that too many requests mean an
//! hour of waiting (subcode 2388091), and 136025 for a wrong code; how many tries there are is not told, five are ours.

use crate::clock::{HOUR_MS, MINUTE_MS};
use crate::errors::GraphError;
use crate::random::Random;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a code is good.
pub(crate) const CODE_MS: i64 = 10 * MINUTE_MS;
const REQUESTS_MAX: usize = 5;
const REQUESTS_MS: i64 = HOUR_MS;
const WRONG_MAX: u32 = 5;

/// Whether ownership is proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Verification {
    #[default]
    Verified,
    NotVerified,
    Expired,
}

/// How a code is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Method {
    Sms,
    Voice,
}

/// A code on its way to the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) digits: String,
    pub(crate) method: Method,
    pub(crate) language: String,
    pub(crate) sent_ms: i64,
    /// False for an SMS to a landline: it was sent, nobody can read it.
    pub(crate) arrives: bool,
    wrong: u32,
}

/// Where a number stands with its proof.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Ownership {
    pub(crate) status: Verification,
    pub(crate) code: Option<Code>,
    requests: Vec<i64>,
}

impl Ownership {
    /// A number whose company has proved nothing yet.
    pub(crate) fn unproved() -> Self {
        Self {
            status: Verification::NotVerified,
            ..Self::default()
        }
    }

    /// Sends a code; one that was sent before is worth nothing from then on.
    pub(crate) fn request(
        &mut self,
        method: Method,
        language: &str,
        phone: &str,
        random: &mut Random,
        now_ms: i64,
    ) -> Result<(), GraphError> {
        if self.status == Verification::Verified {
            return Err(GraphError::new(136_024)
                .details("The phone number is verified already.")
                .user(
                    "Number verified",
                    "This phone number has already been verified: register it.",
                ));
        }
        self.requests.retain(|asked| now_ms < asked + REQUESTS_MS);
        if self.requests.len() >= REQUESTS_MAX {
            return Err(GraphError::new(136_024)
                .subcode(2_388_091)
                .details("Too many codes were requested for this phone number.")
                .user("Tried too many times", "Wait an hour before you request another code."));
        }
        self.requests.push(now_ms);
        self.code = Some(Code {
            digits: random.text(b"0123456789", 6),
            method,
            language: language.to_owned(),
            sent_ms: now_ms,
            arrives: method == Method::Voice || !is_landline(phone),
            wrong: 0,
        });
        Ok(())
    }

    /// Compares a code with the one that was sent.
    pub(crate) fn verify(&mut self, digits: &str, now_ms: i64) -> Result<(), GraphError> {
        let refused = |details: &str| {
            GraphError::new(136_025)
                .subcode(2_388_093)
                .details(details)
                .user("Code not verified", details)
        };
        if self.status == Verification::Verified {
            return Err(refused("The phone number is verified already."));
        }
        let Some(code) = self.code.as_mut() else {
            return Err(refused("Request a code first."));
        };
        if now_ms >= code.sent_ms + CODE_MS {
            return Err(refused("The code has expired. Request a new one."));
        }
        if code.wrong >= WRONG_MAX {
            return Err(refused("The code was entered wrong too many times. Request a new one."));
        }
        if code.digits != digits {
            code.wrong += 1;
            return Err(refused("The code is not correct."));
        }
        self.code = None;
        self.status = Verification::Verified;
        Ok(())
    }
}

/// Russian city numbers: a call reaches them, an SMS does not. Other countries' plans are not known here.
fn is_landline(phone: &str) -> bool {
    phone.len() == 11 && matches!(phone.get(..2), Some("73" | "74" | "78"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, phone: &str) -> Ownership {
        let mut ownership = Ownership::unproved();
        ownership
            .request(method, "ru", phone, &mut Random::seeded(1, 1), 0)
            .unwrap();
        ownership
    }

    #[test]
    fn a_code_is_good_for_ten_minutes_to_the_second() {
        for (now_ms, good) in [
            (CODE_MS - 1_000, true),
            (CODE_MS - 1, true),
            (CODE_MS, false),
            (CODE_MS + 1_000, false),
        ] {
            let mut ownership = asked(Method::Sms, "79161234567");
            let digits = ownership.code.as_ref().unwrap().digits.clone();
            assert_eq!(digits.len(), 6);
            assert_eq!(ownership.verify(&digits, now_ms).is_ok(), good, "{now_ms}");
            assert_eq!(ownership.status == Verification::Verified, good);
        }
    }

    #[test]
    fn the_fifth_wrong_code_is_the_last() {
        for (wrong, good) in [(4, true), (5, false)] {
            let mut ownership = asked(Method::Voice, "79161234567");
            let digits = ownership.code.as_ref().unwrap().digits.clone();
            for _ in 0..wrong {
                assert_eq!(ownership.verify("x", 1).unwrap_err().code, 136_025);
            }
            assert_eq!(ownership.verify(&digits, 1).is_ok(), good, "{wrong}");
        }
    }

    #[test]
    fn five_codes_an_hour_can_be_requested() {
        let (mut ownership, mut random) = (Ownership::unproved(), Random::seeded(1, 1));
        let mut ask = |now_ms| {
            ownership
                .request(Method::Sms, "ru", "79161234567", &mut random, now_ms)
                .map_err(|error| error.code)
        };
        for now_ms in 0..5 {
            assert_eq!(ask(now_ms), Ok(()));
        }
        assert_eq!(ask(HOUR_MS - 1), Err(136_024));
        assert_eq!(ask(HOUR_MS), Ok(()));
    }

    #[test]
    fn an_sms_does_not_reach_a_landline_and_a_call_does() {
        for (method, phone, arrives) in [
            (Method::Sms, "74950001001", false),
            (Method::Voice, "74950001001", true),
            (Method::Sms, "79161234567", true),
            (Method::Sms, "15550001001", true),
        ] {
            assert_eq!(
                asked(method, phone).code.unwrap().arrives,
                arrives,
                "{method:?} {phone}"
            );
        }
    }
}
