//! What a person wants to be told of, as far as the server must know it: the rest of the setting `alerts` is the
//! browser's.

use serde::Deserialize;

use crate::hours::{DayTime, Zone};
use crate::time::Timestamp;

/// The setting `alerts` of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AlertWish {
    desktop: Option<Vec<String>>,
    quiet: Option<Quiet>,
}

/// Company time between which nothing shows; it may go over midnight.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Quiet {
    from: String,
    to: String,
}

impl AlertWish {
    /// Reads the stored setting; one that is missing or cannot be read is as if nothing were set.
    #[must_use]
    pub fn read(stored: Option<&str>) -> Self {
        stored
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// Whether a customer's message is to be shown at `now`: in a conversation of one's `own`, or in one of nobody.
    /// Whoever set nothing is told of their own.
    #[must_use]
    pub fn wants_message(&self, own: bool, timezone: &str, now: Timestamp) -> bool {
        let event = if own { "message_mine" } else { "message_unassigned" };
        self.wants(event, own, timezone, now)
    }

    /// Whether it is to be shown at `now` that a colleague named one in a note.
    #[must_use]
    pub fn wants_mention(&self, timezone: &str, now: Timestamp) -> bool {
        self.wants("mention", true, timezone, now)
    }

    /// Whether an event is to be shown; `unset` is the answer of whoever set nothing.
    fn wants(&self, event: &str, unset: bool, timezone: &str, now: Timestamp) -> bool {
        let wanted = self
            .desktop
            .as_ref()
            .map_or(unset, |events| events.iter().any(|one| one == event));
        wanted && !self.is_quiet(timezone, now)
    }

    fn is_quiet(&self, timezone: &str, now: Timestamp) -> bool {
        let Some((from, to)) = self.quiet.as_ref().and_then(Quiet::times) else {
            return false;
        };
        let Ok(zone) = Zone::named(timezone) else { return false };
        let today = zone.day_of(now);
        let (begun, ended) = (now >= zone.instant(today, from), now >= zone.instant(today, to));
        if from <= to { begun && !ended } else { begun || !ended }
    }
}

impl Quiet {
    fn times(&self) -> Option<(DayTime, DayTime)> {
        Some((DayTime::parse(&self.from)?, DayTime::parse(&self.to)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 20:30 in Moscow.
    const EVENING: Timestamp = Timestamp::from_secs(1_795_368_600);
    const HOUR: i64 = 3_600_000;

    #[test]
    fn whoever_set_nothing_is_told_of_their_own() {
        for stored in [None, Some("{}"), Some("[1]"), Some("{\"desktop\": 7}"), Some("{")] {
            let wish = AlertWish::read(stored);
            assert!(wish.wants_message(true, "Europe/Moscow", EVENING), "{stored:?}");
            assert!(!wish.wants_message(false, "Europe/Moscow", EVENING), "{stored:?}");
            assert!(wish.wants_mention("Europe/Moscow", EVENING), "{stored:?}");
        }
    }

    #[test]
    fn only_what_is_chosen_is_told() {
        let wish = AlertWish::read(Some(
            r#"{"desktop": ["message_unassigned"], "volume": 60, "quiet": null}"#,
        ));
        assert!(!wish.wants_message(true, "Europe/Moscow", EVENING));
        assert!(wish.wants_message(false, "Europe/Moscow", EVENING));
        assert!(!wish.wants_mention("Europe/Moscow", EVENING));
    }

    #[test]
    fn quiet_hours_are_the_companys_and_may_go_over_midnight() {
        let night = AlertWish::read(Some(r#"{"quiet": {"from": "21:00", "to": "08:00"}}"#));
        for (hours, timezone, told) in [
            (0, "Europe/Moscow", true),
            (1, "Europe/Moscow", false),
            (11, "Europe/Moscow", false),
            (12, "Europe/Moscow", true),
            (0, "Asia/Yekaterinburg", false),
            (2, "nowhere", true),
        ] {
            let now = EVENING.plus(hours * HOUR);
            assert_eq!(night.wants_message(true, timezone, now), told, "{hours} h, {timezone}");
        }
        let noon = AlertWish::read(Some(r#"{"quiet": {"from": "20:00", "to": "21:00"}}"#));
        assert!(!noon.wants_message(true, "Europe/Moscow", EVENING));
        let broken = AlertWish::read(Some(r#"{"quiet": {"from": "x", "to": "21:00"}}"#));
        assert!(broken.wants_message(true, "Europe/Moscow", EVENING));
    }
}
