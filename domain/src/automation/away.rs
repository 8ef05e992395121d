//! The away message: once per chat and away time.

use super::documents::{Away, Schedule, ScheduleKind};
use super::facts::{Chat, Company, Held, SkipReason, Trigger};
use crate::time::Timestamp;

/// Whether the away message is asked for; and if it is, the beginning of the away time, or what stands against it.
pub(super) fn judge(
    held: &Held<Away>,
    trigger: &Trigger,
    chat: &Chat,
    company: Company<'_>,
) -> Option<Result<Timestamp, SkipReason>> {
    let period_at = period_of(&held.document.schedule, held.since, trigger.at, company)?;
    // Whoever was told within this away time is not told again, also when its beginning was written anew meanwhile.
    let told = chat
        .marks
        .get(&held.id)
        .is_some_and(|mark| mark.period_at.max(mark.at) >= period_at);
    Some(if told {
        Err(SkipReason::Already)
    } else if held.document.audience.includes(chat) {
        Ok(period_at)
    } else {
        Err(SkipReason::Audience)
    })
}

/// Whether the message came in an away time.
pub(super) fn is_away(held: &Held<Away>, trigger: &Trigger, company: Company<'_>) -> bool {
    period_of(&held.document.schedule, held.since, trigger.at, company).is_some()
}

impl Away {
    /// Whether this writing begins an away time of its own: what was another schedule is «always» from now on.
    #[must_use]
    pub fn begins_anew(&self, before: &Self) -> bool {
        self.schedule.kind == ScheduleKind::Always && before.schedule.kind != ScheduleKind::Always
    }
}

/// The beginning of the away time that `at` lies in. Switching the message on or off does not begin a new night, but
/// «always» begins when it is switched on.
fn period_of(schedule: &Schedule, since: Timestamp, at: Timestamp, company: Company<'_>) -> Option<Timestamp> {
    match schedule.kind {
        ScheduleKind::Always => Some(since),
        ScheduleKind::Custom => {
            let from = company.zone.instant_of(schedule.from?);
            let to = company.zone.instant_of(schedule.to?);
            (from <= at && at < to).then_some(from)
        }
        ScheduleKind::OutsideHours => company.hours.closed_since(at, company.zone),
    }
}
