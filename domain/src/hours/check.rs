//! What hours may be: bounded, in order, without overlap.

use super::{Interval, WorkingHours};

/// What is wrong with hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {code}")]
pub struct HoursError {
    /// The part, as `week.0` or `holidays.3`.
    pub field: String,
    /// `too_many`, `empty_interval`, `overlap`, `too_long` or `order`.
    pub code: &'static str,
}

/// Most intervals of one day.
const INTERVALS_MAX: usize = 6;
/// Most days that differ.
const HOLIDAYS_MAX: usize = 100;
/// Longest name of a holiday, in characters.
const NAME_MAX: usize = 60;

impl WorkingHours {
    /// The hours with every day's intervals in order.
    ///
    /// # Errors
    /// The first part that cannot be.
    pub fn checked(mut self) -> Result<Self, HoursError> {
        for (place, intervals) in self.week.iter_mut().enumerate() {
            check_day(intervals, || format!("week.{place}"))?;
        }
        if self.holidays.len() > HOLIDAYS_MAX {
            return Err(wrong("holidays".to_owned(), "too_many"));
        }
        for (place, holiday) in self.holidays.iter_mut().enumerate() {
            let field = || format!("holidays.{place}");
            if holiday.name.chars().count() > NAME_MAX || holiday.name.contains('\0') {
                return Err(wrong(field(), "too_long"));
            }
            if holiday.until.is_some_and(|until| until < holiday.date) {
                return Err(wrong(field(), "order"));
            }
            check_day(&mut holiday.intervals, field)?;
        }
        Ok(self)
    }
}

fn check_day(intervals: &mut [Interval], field: impl Fn() -> String) -> Result<(), HoursError> {
    if intervals.len() > INTERVALS_MAX {
        return Err(wrong(field(), "too_many"));
    }
    intervals.sort_by_key(|interval| interval.from);
    if intervals.iter().any(|interval| interval.from >= interval.to) {
        return Err(wrong(field(), "empty_interval"));
    }
    if intervals.windows(2).any(|pair| pair[1].from < pair[0].to) {
        return Err(wrong(field(), "overlap"));
    }
    Ok(())
}

const fn wrong(field: String, code: &'static str) -> HoursError {
    HoursError { field, code }
}
