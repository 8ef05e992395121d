//! Instants: epoch milliseconds inside, RFC 3339 with `Z` wherever somebody reads them.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A second in milliseconds.
pub const SECOND_MS: i64 = 1_000;
/// A minute in milliseconds.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// An hour in milliseconds.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// A day of 24 hours in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is no RFC 3339 instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time: {0:?}")]
pub struct InvalidTime(pub String);

impl Timestamp {
    /// The instant at this many milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The instant at this many seconds after the epoch, as WhatsApp counts.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND_MS))
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(SECOND_MS)
    }

    /// The instant `millis` later.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The instant `millis` earlier.
    #[must_use]
    pub const fn minus(self, millis: i64) -> Self {
        Self(self.0.saturating_sub(millis))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant as `2026-11-22T10:00:00.000Z`; instants outside the years 0 to 9999 are clamped.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        const YEAR_0: i64 = -62_167_219_200_000;
        const YEAR_9999_END: i64 = 253_402_207_199_999;
        let millis = self.0.clamp(YEAR_0, YEAR_9999_END);
        let instant = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
        instant.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    /// Reads an RFC 3339 instant with any offset; parts of a millisecond are dropped.
    ///
    /// # Errors
    /// When the text is no such instant.
    pub fn parse_rfc3339(text: &str) -> Result<Self, InvalidTime> {
        let invalid = || InvalidTime(text.chars().take(40).collect());
        let instant: jiff::Timestamp = text.parse().map_err(|_| invalid())?;
        Ok(Self(instant.as_millisecond()))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.to_rfc3339())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse_rfc3339(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_milliseconds_and_z() {
        let at = Timestamp::from_millis(1_795_341_600_007);
        assert_eq!(at.to_rfc3339(), "2026-11-22T10:00:00.007Z");
        assert_eq!(
            Timestamp::from_secs(1_795_341_600).to_rfc3339(),
            "2026-11-22T10:00:00.000Z"
        );
    }

    #[test]
    fn reads_offsets_and_refuses_words() {
        let at = Timestamp::parse_rfc3339("2026-11-22T13:00:00+03:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-22T10:00:00.000Z");
        for text in ["", "tomorrow", "2026-11-22", "2026-13-01T00:00:00Z"] {
            assert!(Timestamp::parse_rfc3339(text).is_err(), "{text}");
        }
    }

    #[test]
    fn extreme_instants_are_written_without_panic() {
        assert!(Timestamp::from_millis(i64::MIN).to_rfc3339().starts_with("0000-"));
        assert!(Timestamp::from_millis(i64::MAX).to_rfc3339().starts_with("9999-"));
    }

    #[test]
    fn serde_is_the_text() {
        let json = serde_json::to_string(&Timestamp::from_millis(7)).unwrap();
        assert_eq!(json, "\"1970-01-01T00:00:00.007Z\"");
        assert_eq!(
            serde_json::from_str::<Timestamp>(&json).unwrap(),
            Timestamp::from_millis(7)
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(millis in -62_167_219_200_000_i64..253_402_207_199_999) {
            let at = Timestamp::from_millis(millis);
            prop_assert_eq!(Timestamp::parse_rfc3339(&at.to_rfc3339()).unwrap(), at);
        }
    }
}
