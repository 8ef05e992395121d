//! Wall-clock times: a time of day, a day, both together, and the zone that makes instants of them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::time::Timestamp;

/// A time of day in minutes, `00:00` to `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayTime(u16);

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A moment by the wall clock, as `2026-12-31T18:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(DateTime);

/// A company's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A name that this machine's time zone database does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone: {0:?}")]
pub struct UnknownZone(pub String);

const DAY_MINUTES: u16 = 24 * 60;

impl DayTime {
    /// The time this many minutes after midnight.
    #[must_use]
    pub fn of_minutes(minutes: u16) -> Option<Self> {
        (minutes <= DAY_MINUTES).then_some(Self(minutes))
    }

    /// Reads `HH:MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let two = |part: &str| {
            let well_formed = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            well_formed.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        (minutes < 60).then_some(())?;
        Self::of_minutes(hours * 60 + minutes)
    }
}

impl std::fmt::Display for DayTime {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Day {
    /// Reads `2026-12-31`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 10).then(|| text.parse().ok().map(Self)).flatten()
    }

    /// Its place in the week, Monday 0.
    #[must_use]
    pub fn weekday(self) -> usize {
        usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or_default()
    }

    /// The day this many days later; the end of the calendar is not passed.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The first day of the month after.
    #[must_use]
    pub fn first_of_next_month(self) -> Self {
        Self(self.0.last_of_month()).plus_days(1)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

impl LocalTime {
    /// Reads `2026-12-31T18:00`, with seconds if there are any.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = (16..=19).contains(&text.len()) && text.as_bytes()[10] == b'T';
        well_formed.then(|| text.parse().ok().map(Self)).flatten()
    }
}

impl std::fmt::Display for LocalTime {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}

impl Zone {
    /// The zone of this IANA name.
    ///
    /// # Errors
    /// When this machine's time zone database does not have it.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        TimeZone::get(name).map(Self).map_err(|_| UnknownZone(name.to_owned()))
    }

    /// The zone without rules.
    #[must_use]
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The first instant of a day.
    #[must_use]
    pub fn midnight(&self, day: Day) -> Timestamp {
        self.of_civil(day.0.to_datetime(Time::midnight()))
    }

    /// Its name as the database writes it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.iana_name()
    }

    /// The day in this zone at `at`.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Day {
        let instant = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
        Day(self.0.to_datetime(instant).date())
    }

    /// The instant of a time of day on a day.
    #[must_use]
    pub fn instant(&self, day: Day, time: DayTime) -> Timestamp {
        let (day, minutes) = if time.0 == DAY_MINUTES {
            (day.plus_days(1), 0)
        } else {
            (day, time.0)
        };
        let part = |value: u16| i8::try_from(value).unwrap_or_default();
        let time = Time::new(part(minutes / 60), part(minutes % 60), 0, 0).unwrap_or_default();
        self.of_civil(day.0.to_datetime(time))
    }

    /// The instant of a wall-clock moment.
    #[must_use]
    pub fn instant_of(&self, local: LocalTime) -> Timestamp {
        self.of_civil(local.0)
    }

    fn of_civil(&self, civil: DateTime) -> Timestamp {
        let instant = self.0.to_timestamp(civil).unwrap_or_default();
        Timestamp::from_millis(instant.as_millisecond())
    }
}

macro_rules! as_text {
    ($($name:ident $shape:literal)+) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| de::Error::custom(concat!("expected ", $shape)))
            }
        }
    )+ };
}

as_text! {
    DayTime "a time such as 09:30"
    Day "a day such as 2026-12-31"
    LocalTime "a local time such as 2026-12-31T18:00"
}
