//! What will happen by itself, and when: a heap ordered by (due, sequence).

use crate::numbers::Task;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Something that happens when its time comes. A timer is never cancelled: what it finds when it fires decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// The next step in the life of an outbound message.
    Message(u32),
    /// A customer does what a message made it do.
    Act(u32),
    /// The end of a template's review.
    Review { template: u32, round: u32 },
    /// The end of a template's pause.
    Unpause { template: u32, round: u32 },
    /// Something else that was set for a template.
    Template {
        template: u32,
        round: u32,
        due: TemplateDue,
    },
    /// The end of a review of something about a number.
    Number { number: u32, task: Task, round: u32 },
    /// The next attempt of a webhook delivery.
    Retry(u64),
    /// An endpoint that failed may be tried again.
    Unblock(u32),
    /// A webhook that a fault held back.
    Release(u64),
    /// Something that a scenario planned.
    Planned(u32),
    /// A look at how somebody stands.
    Standing(Check),
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Check {
    /// The quality of a number that is not well.
    Number { number: u32 },
    /// The quality of a template that is not well.
    Template { template: u32 },
    /// Whether a limit grows.
    Limit { number: u32 },
    /// The end of the minute in which a throughput is raised.
    Throughput { number: u32 },
    /// The end of a flagged number's time to mend.
    FlagEnds { number: u32 },
    /// Whether the held messages of a template go out.
    Pacing { template: u32 },
}

/// What falls due for a template besides its review and its pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum TemplateDue {
    /// A flagged template did not recover.
    FlagEnds,
    /// An announced change of category.
    CategoryChanges,
    /// Somebody reads approved utility templates again.
    Sweep,
    /// An archived template has lain long enough.
    ArchiveEnds,
    /// The last messages of a deleted template may have arrived.
    Deletion,
}

/// All timers of a world.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(i64, u64, Timer)>>,
    sequence: u64,
}

impl Timers {
    /// Sets a timer; timers of the same moment fire in the order in which they were set.
    pub(crate) fn set(&mut self, due_ms: i64, timer: Timer) {
        self.sequence += 1;
        self.heap.push(Reverse((due_ms, self.sequence, timer)));
    }

    /// When the next timer is due.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.heap.peek().map(|Reverse((due, _, _))| *due)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }

    /// The next ones in the order in which they fire, without taking them.
    pub(crate) fn next(&self, limit: usize) -> Vec<(i64, Timer)> {
        if limit == 1 {
            return self
                .heap
                .peek()
                .map(|Reverse((due, _, timer))| (*due, *timer))
                .into_iter()
                .collect();
        }
        let mut entries: Vec<_> = self.heap.iter().map(|Reverse(entry)| *entry).collect();
        if limit < entries.len() {
            entries.select_nth_unstable(limit);
            entries.truncate(limit);
        }
        entries.sort_unstable();
        entries.into_iter().map(|(due, _, timer)| (due, timer)).collect()
    }

    /// The next timer that is due at `now`, with the moment for which it was set.
    pub(crate) fn take_due(&mut self, now_ms: i64) -> Option<(i64, Timer)> {
        if self.next_due()? > now_ms {
            return None;
        }
        self.heap.pop().map(|Reverse((due, _, timer))| (due, timer))
    }
}

impl Serialize for Timers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries: Vec<_> = self.heap.iter().map(|Reverse(entry)| *entry).collect();
        entries.sort_unstable();
        (self.sequence, entries).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Timers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (sequence, entries) = <(u64, Vec<(i64, u64, Timer)>)>::deserialize(deserializer)?;
        Ok(Self {
            heap: entries.into_iter().map(Reverse).collect(),
            sequence,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fires_in_the_order_of_time_and_then_of_setting() {
        let mut timers = Timers::default();
        timers.set(20, Timer::Message(1));
        timers.set(10, Timer::Message(2));
        timers.set(10, Timer::Message(3));
        let again = serde_json::to_string(&timers).unwrap();
        let mut timers: Timers = serde_json::from_str(&again).unwrap();
        assert_eq!(timers.take_due(9), None);
        let fired: Vec<_> = std::iter::from_fn(|| timers.take_due(20)).collect();
        assert_eq!(
            fired,
            [
                (10, Timer::Message(2)),
                (10, Timer::Message(3)),
                (20, Timer::Message(1))
            ]
        );
    }
}
