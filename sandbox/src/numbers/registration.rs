//! Registration with the two-step PIN.
//!
//! Meta, "Registration" and "Error codes", 2026: ten calls of register and deregister in a moving window of 72 hours
//! (133016), a PIN that must match (133005), guesses that are limited (133008) and must not come too fast (133009),
//! five minutes after the deletion of a number before it can be registered again (133015). How many guesses there are,
//! how fast is too fast and how long the lock holds is not told: five, two seconds and an hour are ours.

use crate::clock::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::errors::GraphError;
use crate::numbers::ownership::Verification;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::json;

const CALLS_MAX: usize = 10;
const CALLS_MS: i64 = 72 * HOUR_MS;
const GUESSES_MAX: u32 = 5;
const GUESS_GAP_MS: i64 = 2 * SECOND_MS;
const LOCK_MS: i64 = HOUR_MS;
const DELETED_MS: i64 = 5 * MINUTE_MS;

/// Countries where messages at rest may be kept (Meta, "Local storage", 2026).
const REGIONS: [&str; 14] = [
    "AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA",
];

/// The registrations of one number.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Registration {
    calls: Vec<i64>,
    wrong: u32,
    guessed_ms: i64,
    pub(crate) region: Option<String>,
    /// Whether it ever was: a number that was taken off is disconnected, a new one pending.
    pub(crate) left: bool,
}

impl Registration {
    /// Counts one call; refuses the eleventh in 72 hours.
    fn count(&mut self, now_ms: i64) -> Result<(), GraphError> {
        self.calls.retain(|called| now_ms < called + CALLS_MS);
        if self.calls.len() >= CALLS_MAX {
            return Err(GraphError::new(133_016)
                .details("There were more than 10 registrations and deregistrations of this number in 72 hours."));
        }
        self.calls.push(now_ms);
        Ok(())
    }

    /// Compares a PIN with the one that was set.
    fn guess(&mut self, known: Option<&str>, pin: &str, now_ms: i64) -> Result<(), GraphError> {
        let Some(known) = known else { return Ok(()) };
        let passed = now_ms - self.guessed_ms;
        if self.wrong >= GUESSES_MAX && passed >= LOCK_MS {
            self.wrong = 0;
        }
        if self.wrong >= GUESSES_MAX {
            let left = (self.guessed_ms + LOCK_MS - now_ms + SECOND_MS - 1) / SECOND_MS;
            return Err(GraphError::new(133_008).details(format!("Try again in {left} seconds.")));
        }
        if self.wrong > 0 && passed < GUESS_GAP_MS {
            return Err(GraphError::new(133_009).details("Wait two seconds between two guesses."));
        }
        if known == pin {
            self.wrong = 0;
            return Ok(());
        }
        self.wrong += 1;
        self.guessed_ms = now_ms;
        Err(GraphError::new(133_005).details("The PIN is not the one that was set for this number."))
    }
}

impl World {
    /// Registers a number, or registers it again: an approved name takes effect then.
    pub(crate) fn register(
        &mut self,
        number: u32,
        pin: &str,
        region: Option<&str>,
        requester: &str,
    ) -> Result<(), GraphError> {
        if region.is_some_and(|region| !REGIONS.contains(&region)) {
            return Err(GraphError::parameter(format!(
                "Param data_localization_region must be one of {{{}}}",
                REGIONS.join(", ")
            )));
        }
        let now = self.now_ms();
        let deleted_just_now = {
            let digits = &self.accounts.numbers[number as usize].digits;
            self.accounts.numbers.iter().any(|other| {
                other.digits == *digits && other.desk.deleted_ms.is_some_and(|deleted| now < deleted + DELETED_MS)
            })
        };
        let row = &mut self.accounts.numbers[number as usize];
        row.desk.registration.count(now)?;
        if deleted_just_now {
            return Err(GraphError::new(133_015).details("Wait five minutes after the deletion of this number."));
        }
        if row.desk.ownership.status != Verification::Verified {
            return Err(GraphError::new(133_006).details("Request a code and verify the number first."));
        }
        row.desk.registration.guess(row.pin.as_deref(), pin, now)?;
        if !row.registered {
            row.onboarded_ms = now;
        }
        row.registered = true;
        row.desk.registration.left = false;
        if let Some(region) = region {
            row.desk.registration.region = Some(region.to_owned());
        }
        self.take_new_name(number);
        if self.accounts.numbers[number as usize].pin.is_none() {
            self.set_pin(number, pin, requester);
        }
        Ok(())
    }

    /// Takes a number off the platform.
    pub(crate) fn deregister(&mut self, number: u32) -> Result<(), GraphError> {
        let now = self.now_ms();
        let row = &mut self.accounts.numbers[number as usize];
        if row.has_app() {
            return Err(GraphError::parameter(
                "A number that is used in the WhatsApp Business app cannot be deregistered.",
            ));
        }
        row.desk.registration.count(now)?;
        if !row.registered {
            return Err(GraphError::new(133_010));
        }
        row.registered = false;
        row.desk.registration.left = true;
        Ok(())
    }

    /// Sets the two-step PIN; the company hears of a new one.
    ///
    /// Meta, "security webhook reference", 2026.
    pub(crate) fn set_pin(&mut self, number: u32, pin: &str, requester: &str) {
        let row = &mut self.accounts.numbers[number as usize];
        row.desk.registration.wrong = 0;
        if row.pin.as_deref() == Some(pin) {
            return;
        }
        row.pin = Some(pin.to_owned());
        self.tell_of_number(
            number,
            "security",
            json!({"event": "PIN_CHANGED", "requester": requester}),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_call_waits_until_the_first_is_72_hours_old() {
        let mut registration = Registration::default();
        for now_ms in 0..10 {
            registration.count(now_ms).unwrap();
        }
        for (now_ms, good) in [
            (10, false),
            (CALLS_MS - SECOND_MS, false),
            (CALLS_MS - 1, false),
            (CALLS_MS, true),
        ] {
            assert_eq!(
                registration.count(now_ms).map_err(|error| error.code),
                if good { Ok(()) } else { Err(133_016) }
            );
        }
    }

    #[test]
    fn guesses_are_counted_and_slowed() {
        let mut registration = Registration::default();
        let mut guess = |pin: &str, now_ms| {
            registration
                .guess(Some("111111"), pin, now_ms)
                .map_err(|error| error.code)
        };
        assert_eq!(guess("222222", 0), Err(133_005));
        assert_eq!(guess("111111", GUESS_GAP_MS - 1), Err(133_009));
        for index in 1..5 {
            assert_eq!(guess("222222", index * GUESS_GAP_MS), Err(133_005));
        }
        let last = 4 * GUESS_GAP_MS;
        assert_eq!(guess("111111", last + LOCK_MS - SECOND_MS), Err(133_008));
        assert_eq!(guess("111111", last + LOCK_MS), Ok(()));
        assert_eq!(guess("222222", last + LOCK_MS), Err(133_005));
    }

    #[test]
    fn four_wrong_guesses_do_not_lock() {
        let mut registration = Registration::default();
        for index in 0..4 {
            let _ = registration.guess(Some("111111"), "222222", index * GUESS_GAP_MS);
        }
        assert!(registration.guess(Some("111111"), "111111", 4 * GUESS_GAP_MS).is_ok());
    }
}
