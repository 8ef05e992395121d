//! The two clocks, and the only place that reads them.
//!
//! *Machine* time (leases, time-outs, sessions, pacing) is the computer's. *Business* time (windows,
//! limits, campaigns, what people see) follows it until somebody steers the sandbox's clock.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use galka_domain::time::Timestamp;
use tokio::sync::watch;

/// Both clocks, shared by everything in the process.
#[derive(Clone, Debug)]
pub struct Clocks {
    frame: Arc<RwLock<Frame>>,
    changes: watch::Sender<u64>,
}

/// How business time runs from a known pair of instants on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Business time at `machine`.
    pub business: Timestamp,
    /// Machine time at which this frame was taken.
    pub machine: Timestamp,
    /// Business milliseconds per machine millisecond.
    pub speed: f64,
    /// Whether business time stands still.
    pub paused: bool,
}

/// Both clocks at one moment, for people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockState {
    /// Business time.
    pub now: Timestamp,
    /// Machine time.
    pub real_now: Timestamp,
    /// Business minus machine time in milliseconds.
    pub offset_ms: i64,
    /// Business milliseconds per machine millisecond.
    pub speed: f64,
    /// Whether business time stands still.
    pub paused: bool,
    /// Whether business time differs from the machine's.
    pub steered: bool,
}

/// Differences below this are the clocks' own jitter, not steering.
const STEERED_FROM_MS: i64 = 1_500;

impl Clocks {
    /// Clocks whose business time is the machine's.
    #[must_use]
    pub fn real() -> Self {
        let now = read_machine_clock();
        Self {
            frame: Arc::new(RwLock::new(Frame {
                business: now,
                machine: now,
                speed: 1.0,
                paused: false,
            })),
            changes: watch::Sender::new(0),
        }
    }

    /// The computer's time.
    #[must_use]
    pub fn machine_now(&self) -> Timestamp {
        read_machine_clock()
    }

    /// The time by which the rules count.
    #[must_use]
    pub fn business_now(&self) -> Timestamp {
        self.frame().business_at(read_machine_clock())
    }

    /// Both clocks for the API.
    #[must_use]
    pub fn view(&self) -> ClockState {
        let real_now = read_machine_clock();
        let frame = self.frame();
        let now = frame.business_at(real_now);
        let offset_ms = now.since(real_now);
        let steered = frame.paused || (frame.speed - 1.0).abs() > f64::EPSILON || offset_ms.abs() > STEERED_FROM_MS;
        ClockState {
            now,
            real_now,
            offset_ms,
            speed: frame.speed,
            paused: frame.paused,
            steered,
        }
    }

    /// Lets business time run as `frame` says and wakes everybody who waits for a business moment.
    /// Answers by how many milliseconds business time jumped.
    pub fn steer(&self, frame: Frame) -> i64 {
        let machine = read_machine_clock();
        let jump = {
            let mut current = self.frame.write().unwrap_or_else(PoisonError::into_inner);
            let before = current.business_at(machine);
            *current = frame;
            frame.business_at(machine).since(before)
        };
        self.changes.send_modify(|version| *version += 1);
        jump
    }

    /// Resolves each time business time was steered.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Machine milliseconds until business time reaches `at`; none while it stands still before it.
    #[must_use]
    pub fn machine_ms_until_business(&self, at: Timestamp) -> Option<i64> {
        let frame = self.frame();
        let left = at.since(frame.business_at(read_machine_clock()));
        if left <= 0 {
            Some(0)
        } else if frame.paused || frame.speed <= 0.0 {
            None
        } else {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a wait of centuries is a wait all the same"
            )]
            Some((left as f64 / frame.speed).ceil() as i64)
        }
    }

    fn frame(&self) -> Frame {
        *self.frame.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Frame {
    fn business_at(&self, machine: Timestamp) -> Timestamp {
        if self.paused {
            return self.business;
        }
        let elapsed = machine.since(self.machine);
        if (self.speed - 1.0).abs() < f64::EPSILON {
            return self.business.plus(elapsed);
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds of a human lifetime fit an f64 exactly"
        )]
        self.business.plus((elapsed as f64 * self.speed) as i64)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one home of the machine's clock in the product"
)]
fn read_machine_clock() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// A monotonic instant for measuring how long something took.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one home of the machine's clock in the product"
)]
pub fn monotonic_now() -> std::time::Instant {
    std::time::Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_time_jumps_and_stands_still_as_steered() {
        let clocks = Clocks::real();
        let machine = clocks.machine_now();
        let later = machine.plus(25 * 3_600_000);
        let jump = clocks.steer(Frame {
            business: later,
            machine,
            speed: 1.0,
            paused: true,
        });
        assert!((jump - 25 * 3_600_000).abs() < 1_000);
        assert_eq!(clocks.business_now(), later);
        assert!(clocks.view().steered);
        assert_eq!(clocks.machine_ms_until_business(later.plus(1)), None);
        assert_eq!(clocks.machine_ms_until_business(later), Some(0));
    }

    #[test]
    fn a_fast_clock_reaches_its_moment_sooner() {
        let clocks = Clocks::real();
        let machine = clocks.machine_now();
        clocks.steer(Frame {
            business: machine,
            machine,
            speed: 60.0,
            paused: false,
        });
        let wait = clocks.machine_ms_until_business(machine.plus(60_000)).unwrap();
        assert!((900..=1_000).contains(&wait), "{wait}");
    }
}
