//! Working hours: a week of intervals in the company's own zone, and the days that differ from it.
//!
//! An interval begins and ends by the wall clock, so a change to summer time moves the instant and not the hour.
//! A wall-clock time that a change leaves out means the moment after the gap; one that comes twice means the first.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

mod check;
mod wall;

pub use check::HoursError;
pub use wall::{Day, DayTime, LocalTime, UnknownZone, Zone};

/// When the company works. Without any interval the hours are not set, and nothing is outside them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// The intervals of each day of the week, Monday first.
    pub week: [Vec<Interval>; 7],
    /// Days that differ, such as holidays.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// A time of work within one day; over midnight are two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// When it begins.
    pub from: DayTime,
    /// When it ends; `24:00` is the end of the day.
    pub to: DayTime,
}

/// Days with hours of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The first day.
    pub date: Day,
    /// The last day; the same day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// The hours of these days; none means closed.
    #[serde(default)]
    pub intervals: Vec<Interval>,
}

/// How far back the beginning of a closed time is looked for.
const LOOK_DAYS: i32 = 400;

impl WorkingHours {
    /// Whether somebody has set them.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.week.iter().any(|intervals| !intervals.is_empty())
    }

    /// Whether the company works at `at`; always, while the hours are not set.
    #[must_use]
    pub fn is_open(&self, at: Timestamp, zone: &Zone) -> bool {
        !self.is_set()
            || self
                .spans_of(zone.day_of(at), zone)
                .any(|(from, to)| from <= at && at < to)
    }

    /// Since when the company has been closed; nothing while it works. Names the closed time: all moments of one
    /// night or one holiday have the same beginning.
    #[must_use]
    pub fn closed_since(&self, at: Timestamp, zone: &Zone) -> Option<Timestamp> {
        if self.is_open(at, zone) {
            return None;
        }
        let today = zone.day_of(at);
        let ends = |back: i32| {
            self.spans_of(today.plus_days(-back), zone)
                .map(|(_, to)| to)
                .filter(|to| *to <= at)
                .max()
        };
        Some((0..LOOK_DAYS).find_map(ends).unwrap_or_default())
    }

    /// When the company works again; nothing while it does, or when no such day is near.
    #[must_use]
    pub fn opens_at(&self, at: Timestamp, zone: &Zone) -> Option<Timestamp> {
        if self.is_open(at, zone) {
            return None;
        }
        let today = zone.day_of(at);
        let begins = |ahead: i32| {
            self.spans_of(today.plus_days(ahead), zone)
                .map(|(from, _)| from)
                .filter(|from| *from > at)
                .min()
        };
        (0..LOOK_DAYS).find_map(begins)
    }

    /// The intervals of a day: the holiday's where there is one, the later in the list before the earlier.
    fn intervals_of(&self, day: Day) -> &[Interval] {
        self.holidays
            .iter()
            .rev()
            .find(|holiday| holiday.covers(day))
            .map_or(&self.week[day.weekday()], |holiday| &holiday.intervals)
    }

    fn spans_of<'a>(&'a self, day: Day, zone: &'a Zone) -> impl Iterator<Item = (Timestamp, Timestamp)> + 'a {
        self.intervals_of(day)
            .iter()
            .map(move |interval| (zone.instant(day, interval.from), zone.instant(day, interval.to)))
            // A change to summer time may leave nothing of an interval.
            .filter(|(from, to)| from < to)
    }
}

impl Holiday {
    fn covers(&self, day: Day) -> bool {
        self.date <= day && day <= self.until.unwrap_or(self.date)
    }
}

#[cfg(test)]
mod tests;
