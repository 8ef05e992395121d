//! The sandbox's time: the only file of this crate that reads a clock.
//!
//! *Machine* time is what the computer says; *sandbox* time is what WhatsApp's rules, the customers and the timers see.
//! It follows the machine, stands still, runs faster, or is moved by command.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};

/// One second in milliseconds.
pub(crate) const SECOND_MS: i64 = 1_000;
/// One minute in milliseconds.
pub(crate) const MINUTE_MS: i64 = 60 * SECOND_MS;
/// One hour in milliseconds.
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day in milliseconds.
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// Whether sandbox time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// Time runs by itself.
    Real,
    /// Time stands still until it is moved.
    Paused,
}

/// A line through one known moment: where sandbox time was when the machine's clock showed `machine_ms`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Clock {
    pub(crate) mode: Mode,
    pub(crate) speed: f64,
    anchor_ms: i64,
    machine_ms: i64,
    pub(crate) version: u64,
}

impl Clock {
    /// A clock that agrees with the machine.
    pub(crate) fn real(machine_ms: i64) -> Self {
        Self {
            mode: Mode::Real,
            speed: 1.0,
            anchor_ms: machine_ms,
            machine_ms,
            version: 1,
        }
    }

    /// A clock that runs from another moment than the machine's.
    pub(crate) fn running_from(at_ms: i64, machine_ms: i64) -> Self {
        Self {
            mode: Mode::Real,
            ..Self::paused(at_ms, machine_ms)
        }
    }

    /// A clock that stands at one moment.
    pub(crate) fn paused(at_ms: i64, machine_ms: i64) -> Self {
        Self {
            mode: Mode::Paused,
            speed: 1.0,
            anchor_ms: at_ms,
            machine_ms,
            version: 1,
        }
    }

    /// Sandbox time at this machine time.
    pub(crate) fn now(&self, machine_ms: i64) -> i64 {
        match self.mode {
            Mode::Paused => self.anchor_ms,
            Mode::Real => {
                let passed = machine_ms.saturating_sub(self.machine_ms).max(0);
                self.anchor_ms.saturating_add((passed as f64 * self.speed) as i64)
            }
        }
    }

    /// How long the machine must wait until sandbox time reaches `due_ms`; none while time stands still before it.
    pub(crate) fn wait_ms(&self, due_ms: i64, machine_ms: i64) -> Option<i64> {
        let left = due_ms.saturating_sub(self.now(machine_ms));
        match self.mode {
            _ if left <= 0 => Some(0),
            Mode::Paused => None,
            Mode::Real => Some(((left as f64 / self.speed).ceil() as i64).max(1)),
        }
    }

    /// Moves sandbox time without waking anybody: a step on the way of an advance.
    pub(crate) fn step_to(&mut self, now_ms: i64, machine_ms: i64) {
        self.anchor_ms = now_ms;
        self.machine_ms = machine_ms;
    }

    /// Notes a change that those who follow the clock must hear of.
    pub(crate) fn touch(&mut self) {
        self.version += 1;
    }

    /// Lets time run or stand, from where it is.
    pub(crate) fn set_mode(&mut self, mode: Mode, machine_ms: i64) {
        let now = self.now(machine_ms);
        self.step_to(now, machine_ms);
        self.mode = mode;
        self.touch();
    }

    /// Lets time run `speed` times as fast, from where it is.
    pub(crate) fn set_speed(&mut self, speed: f64, machine_ms: i64) {
        let now = self.now(machine_ms);
        self.step_to(now, machine_ms);
        self.speed = speed;
        self.touch();
    }

    /// Back to the machine's time.
    pub(crate) fn reset(&mut self, machine_ms: i64) {
        self.step_to(machine_ms, machine_ms);
        self.mode = Mode::Real;
        self.speed = 1.0;
        self.touch();
    }
}

/// What the machine's clock shows.
#[expect(clippy::disallowed_methods, reason = "the sandbox's home of clocks")]
pub(crate) fn machine_now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |passed| i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
}

/// `2026-11-22T10:00:00.000Z`.
pub(crate) fn rfc3339(at_ms: i64) -> String {
    moment(at_ms).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `2026-11-22T10:00:00+0000`, as the Graph API writes times.
pub(crate) fn graph_time(at_ms: i64) -> String {
    moment(at_ms).strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// `Thursday, 01-Jan-26 00:00:00 UTC`, as refusals of tokens write times.
pub(crate) fn session_time(at_ms: i64) -> String {
    moment(at_ms).strftime("%A, %d-%b-%y %H:%M:%S UTC").to_string()
}

/// `January 1, 2026`, as webhooks write the day of a ban.
pub(crate) fn ban_date(at_ms: i64) -> String {
    moment(at_ms).strftime("%B %-d, %Y").to_string()
}

/// The first moment of the next month, UTC.
pub(crate) fn next_month(at_ms: i64) -> i64 {
    let day = Timestamp::from_millisecond(at_ms)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
        .last_of_month();
    let first = day.tomorrow().and_then(|first| first.to_zoned(jiff::tz::TimeZone::UTC));
    first.map_or(at_ms, |first| first.timestamp().as_millisecond())
}

/// The calendar month, `2026-11`, in UTC.
pub(crate) fn month(at_ms: i64) -> String {
    moment(at_ms).strftime("%Y-%m").to_string()
}

/// The calendar day, `2026-11-28`, of a count of days since 1970 in UTC.
pub(crate) fn day_name(day: i64) -> String {
    moment(day.saturating_mul(DAY_MS)).strftime("%Y-%m-%d").to_string()
}

/// The calendar month of a moment, in UTC and in seconds: its first second and the first one after it.
pub(crate) fn month_of(at_s: i64) -> (i64, i64) {
    let day = moment(at_s.saturating_mul(SECOND_MS)).to_zoned(TimeZone::UTC).date();
    let start = |date: Date| {
        date.to_zoned(TimeZone::UTC)
            .map_or(0, |zoned| zoned.timestamp().as_second())
    };
    (
        start(day.first_of_month()),
        start(day.last_of_month().saturating_add(1.day())),
    )
}

fn moment(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paused_clock_stands_until_it_is_moved() {
        let mut clock = Clock::paused(1_000, 50);
        assert_eq!(clock.now(9_999), 1_000);
        assert_eq!(clock.wait_ms(2_000, 9_999), None);
        clock.step_to(2_000, 9_999);
        assert_eq!(clock.wait_ms(2_000, 9_999), Some(0));
    }

    #[test]
    fn a_clock_may_run_from_another_moment() {
        let clock = Clock::running_from(1_000, 500_000);
        assert_eq!(clock.now(500_000), 1_000);
        assert_eq!(clock.now(500_250), 1_250);
    }

    #[test]
    fn a_fast_clock_runs_as_many_times_faster() {
        let mut clock = Clock::real(1_000);
        clock.set_speed(60.0, 2_000);
        assert_eq!(clock.now(3_000), 2_000 + 60_000);
        assert_eq!(clock.wait_ms(2_000 + 120_000, 3_000), Some(1_000));
        clock.reset(4_000);
        assert_eq!(clock.now(4_500), 4_500);
    }

    #[test]
    fn writes_times_as_each_reader_expects() {
        assert_eq!(rfc3339(1_767_225_600_123), "2026-01-01T00:00:00.123Z");
        assert_eq!(graph_time(1_767_225_600_123), "2026-01-01T00:00:00+0000");
        assert_eq!(month(1_767_225_600_123), "2026-01");
        assert_eq!(day_name(20_454), "2026-01-01");
    }
}
