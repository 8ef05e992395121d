//! Quality from feedback: how many of the messages that arrived lately were complained about.
//!
//! Meta, "About your WhatsApp Business phone number's quality rating", 2026: from how messages of the past 7 days were
//! received, recent ones weighing more; in 2021 the last day decided. How blocks, reports and reasons weigh, what reading
//! and answering are worth, and where the levels lie, Meta does not publish: those figures are Galka's own.
//!
//! Without messages in that time there is nothing to judge by, and a level stays as it was.

use crate::clock::HOUR_MS;
use crate::rules::standing::Quality;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// A level, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Red,
    Yellow,
    Green,
}

impl Level {
    /// Meta's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Red => "RED",
            Self::Yellow => "YELLOW",
            Self::Green => "GREEN",
        }
    }
}

/// Something that says how messages are received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Delivered,
    Read,
    Reply,
    /// A block or report, with its weight in hundredths.
    Complaint(i64),
}

/// What happened in one hour.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Hour {
    hour: i64,
    delivered: i64,
    read: i64,
    replies: i64,
    complaints: i64,
}

/// What happened in the hours that count, never more of them than the window has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    hours: VecDeque<Hour>,
}

/// The sums over the window, unweighted; complaints in hundredths.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) delivered: i64,
    pub(crate) read: i64,
    pub(crate) replies: i64,
    pub(crate) complaints: i64,
}

impl Tally {
    /// Counts a signal.
    pub(crate) fn note(&mut self, signal: Signal, window_hours: i64, now_ms: i64) {
        let hour = now_ms.div_euclid(HOUR_MS);
        while self
            .hours
            .front()
            .is_some_and(|first| first.hour + window_hours <= hour)
        {
            self.hours.pop_front();
        }
        // A clock that was set back goes on in the hour it had reached.
        if self.hours.back().is_none_or(|last| last.hour < hour) {
            self.hours.push_back(Hour {
                hour,
                ..Hour::default()
            });
        }
        let Some(current) = self.hours.back_mut() else { return };
        match signal {
            Signal::Delivered => current.delivered += 1,
            Signal::Read => current.read += 1,
            Signal::Reply => current.replies += 1,
            Signal::Complaint(points) => current.complaints += points.max(0),
        }
    }

    /// What counts now.
    pub(crate) fn sums(&self, window_hours: i64, now_ms: i64) -> Sums {
        let mut sums = Sums::default();
        for (_, hour) in self.weighted(window_hours, now_ms) {
            sums.delivered += hour.delivered;
            sums.read += hour.read;
            sums.replies += hour.replies;
            sums.complaints += hour.complaints;
        }
        sums
    }

    /// Complaints in a million welcome messages; `None` where there is nothing to judge by.
    pub(crate) fn complaint_rate(&self, figures: &Quality, window_hours: i64, now_ms: i64) -> Option<i64> {
        let (mut delivered, mut weighted, mut welcome, mut complaints) = (0, 0, 0, 0);
        for (weight, hour) in self.weighted(window_hours, now_ms) {
            delivered += hour.delivered;
            weighted += weight * hour.delivered;
            welcome += weight * (hour.read * figures.read_percent + hour.replies * figures.reply_percent) / 100;
            complaints += weight * hour.complaints;
        }
        if delivered == 0 && complaints == 0 {
            return None;
        }
        // The trust at the beginning weighs as the messages do, so that time alone mends nothing.
        let trust = match delivered {
            0 => figures.prior_messages * window_hours,
            _ => figures.prior_messages * weighted / delivered,
        };
        Some(complaints * 10_000 / (weighted + welcome + trust).max(1))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.hours.clear();
    }

    fn weighted(&self, window_hours: i64, now_ms: i64) -> impl Iterator<Item = (i64, &Hour)> {
        let now = now_ms.div_euclid(HOUR_MS);
        self.hours.iter().filter_map(move |hour| {
            let age = (now - hour.hour).max(0);
            (age < window_hours).then_some((window_hours - age, hour))
        })
    }
}

/// The level at a rate of complaints.
pub(crate) fn level(rate: i64, figures: &Quality) -> Level {
    if rate >= figures.red_per_mille * 1_000 {
        Level::Red
    } else if rate >= figures.yellow_per_mille * 1_000 {
        Level::Yellow
    } else {
        Level::Green
    }
}

/// A rate as a score that people read: 100 without complaints, 50 where red begins, 0 from twice that on.
pub(crate) fn score(rate: i64, figures: &Quality) -> i64 {
    (100 - rate * 50 / (figures.red_per_mille * 1_000).max(1)).clamp(0, 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::figures;
    use proptest::prelude::*;

    const WEEK: i64 = 168;

    fn figures() -> &'static Quality {
        &figures::find("meta-2026-10").unwrap().standing.quality
    }

    fn rate(signals: &[(i64, Signal)]) -> Option<i64> {
        let mut tally = Tally::default();
        for (hour, signal) in signals {
            tally.note(*signal, WEEK, hour * HOUR_MS);
        }
        tally.complaint_rate(figures(), WEEK, 200 * HOUR_MS)
    }

    #[test]
    fn the_levels_begin_at_their_figures() {
        for (rate, expected) in [
            (19_999, Level::Green),
            (20_000, Level::Yellow),
            (49_999, Level::Yellow),
            (50_000, Level::Red),
        ] {
            assert_eq!(level(rate, figures()), expected, "{rate}");
        }
        assert_eq!(
            [0, 20_000, 50_000, 100_000, 900_000].map(|rate| score(rate, figures())),
            [100, 80, 50, 0, 0]
        );
    }

    #[test]
    fn fifty_messages_bear_one_complaint_and_two_make_it_yellow() {
        let mut signals = vec![(190, Signal::Delivered); 50];
        signals.push((190, Signal::Complaint(100)));
        assert_eq!(rate(&signals), Some(10_000));
        signals.push((190, Signal::Complaint(100)));
        assert_eq!(rate(&signals), Some(20_000));
    }

    #[test]
    fn time_alone_mends_nothing_until_all_is_forgotten() {
        let mut tally = Tally::default();
        for _ in 0..50 {
            tally.note(Signal::Delivered, WEEK, 0);
        }
        tally.note(Signal::Complaint(1_000), WEEK, 0);
        let rates: Vec<_> = [0, 1, 100, 167, 168]
            .iter()
            .map(|hour| tally.complaint_rate(figures(), WEEK, hour * HOUR_MS))
            .collect();
        assert_eq!(
            rates,
            [Some(100_000), Some(100_000), Some(100_000), Some(100_000), None]
        );
    }

    #[test]
    fn newer_messages_weigh_more() {
        let old_good = [(40, Signal::Delivered), (199, Signal::Complaint(100))];
        let new_good = [(40, Signal::Complaint(100)), (199, Signal::Delivered)];
        assert!(rate(&old_good) > rate(&new_good));
    }

    fn signals() -> impl Strategy<Value = Vec<(i64, Signal)>> {
        let signal = prop_oneof![
            4 => Just(Signal::Delivered),
            2 => Just(Signal::Read),
            1 => Just(Signal::Reply),
            1 => (1_i64..400).prop_map(Signal::Complaint),
        ];
        proptest::collection::vec((0_i64..200, signal), 0..120).prop_map(|mut list| {
            list.sort_by_key(|(hour, _)| *hour);
            list
        })
    }

    fn with(signals: &[(i64, Signal)], hour: i64, signal: Signal) -> Vec<(i64, Signal)> {
        let mut list = signals.to_vec();
        list.push((hour, signal));
        list.sort_by_key(|(hour, _)| *hour);
        list
    }

    proptest! {
        #[test]
        fn more_complaints_never_raise_the_score(list in signals(), hour in 0_i64..200, points in 1_i64..400) {
            let more = with(&list, hour, Signal::Complaint(points));
            prop_assert!(rate(&more).unwrap_or(0) >= rate(&list).unwrap_or(0));
        }

        #[test]
        fn more_reading_and_answering_never_lower_it(list in signals(), hour in 0_i64..200, reply in any::<bool>()) {
            let more = with(&list, hour, if reply { Signal::Reply } else { Signal::Read });
            prop_assert!(rate(&more).unwrap_or(0) <= rate(&list).unwrap_or(0));
        }
    }
}
