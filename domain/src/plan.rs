//! Plans: what whoever hosts Galka for others lets a company have.
//!
//! Galka is one open edition: a company without a plan has every feature and no limit. A hoster may attach a plan with a
//! fee and quotas; a quota that a plan does not name is no limit. A quota stands against what is made here – a member, a
//! number, a contact, a message – and never against what comes in: a customer who writes is always let in and counted.

use crate::hours::Zone;
use crate::named::named_enum;
use crate::time::Timestamp;

named_enum! {
    /// What a plan may limit.
    pub enum Quota {
        /// People of the company, with those who are invited.
        Members = "members",
        /// Connected numbers.
        Numbers = "numbers",
        /// Contacts.
        Contacts = "contacts",
        /// Messages sent in a calendar month of the company's zone, whoever sends them.
        MessagesPerMonth = "messages_per_month",
    }
}

/// What a hoster offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name, by which it is attached.
    pub name: String,
    /// What it costs, in the hoster's words; Galka charges nothing.
    pub fee: String,
    /// What it limits.
    pub quotas: Quotas,
}

/// The limits of a plan; nothing is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quotas {
    /// See [`Quota::Members`].
    pub members: Option<u64>,
    /// See [`Quota::Numbers`].
    pub numbers: Option<u64>,
    /// See [`Quota::Contacts`].
    pub contacts: Option<u64>,
    /// See [`Quota::MessagesPerMonth`].
    pub messages_per_month: Option<u64>,
}

/// How far a quota is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaUse {
    /// Which.
    pub quota: Quota,
    /// How much it allows; nothing is no limit.
    pub limit: Option<u64>,
    /// How much there is.
    pub used: u64,
    /// When it begins anew, of one that does.
    pub resets_at: Option<Timestamp>,
}

/// How near a quota is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// Far enough.
    Far,
    /// Four fifths are used.
    Near,
    /// Nothing is left.
    Reached,
}

/// What is wrong with a plan that somebody writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFault {
    /// Nobody could type the name.
    #[error("a name has 1 to 40 characters: small Latin letters, digits and dashes")]
    Name,
    /// The fee does not fit a line.
    #[error("a fee is one line of at most 100 characters")]
    Fee,
    /// The number cannot be kept.
    #[error("a quota is at most 1000000000")]
    Quota,
    /// A company without a member could not be used.
    #[error("a company has at least 1 member")]
    Members,
}

/// Largest number that a quota may name.
pub const QUOTA_MAX: u64 = 1_000_000_000;
const NAME_CHARS_MAX: usize = 40;
const FEE_CHARS_MAX: usize = 100;

impl Plan {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), PlanFault> {
        let typed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if self.name.is_empty() || self.name.len() > NAME_CHARS_MAX || !self.name.chars().all(typed) {
            return Err(PlanFault::Name);
        }
        if self.fee.chars().count() > FEE_CHARS_MAX || self.fee.chars().any(char::is_control) {
            return Err(PlanFault::Fee);
        }
        if self.quotas.members == Some(0) {
            return Err(PlanFault::Members);
        }
        let mut limits = Quota::ALL.iter().filter_map(|quota| self.quotas.of(*quota));
        if limits.any(|limit| limit > QUOTA_MAX) {
            return Err(PlanFault::Quota);
        }
        Ok(())
    }
}

impl Quotas {
    /// The limit of one of them.
    #[must_use]
    pub const fn of(&self, quota: Quota) -> Option<u64> {
        match quota {
            Quota::Members => self.members,
            Quota::Numbers => self.numbers,
            Quota::Contacts => self.contacts,
            Quota::MessagesPerMonth => self.messages_per_month,
        }
    }
}

impl QuotaUse {
    /// How many more there may be; nothing is no limit.
    #[must_use]
    pub fn room(&self) -> Option<u64> {
        room(self.limit, self.used)
    }

    /// Whether so many more may be made.
    #[must_use]
    pub fn allows(&self, more: u64) -> bool {
        self.room().is_none_or(|room| more <= room)
    }

    /// How near it is.
    #[must_use]
    pub fn nearness(&self) -> Nearness {
        match self.limit {
            None => Nearness::Far,
            Some(limit) if self.used >= limit => Nearness::Reached,
            Some(limit) if self.used.saturating_mul(5) >= limit.saturating_mul(4) => Nearness::Near,
            Some(_) => Nearness::Far,
        }
    }
}

/// How many more there may be of what a limit allows so many; nothing is no limit.
#[must_use]
pub fn room(limit: Option<u64>, used: u64) -> Option<u64> {
    limit.map(|limit| limit.saturating_sub(used))
}

/// A calendar month of a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// As `2026-11`.
    pub name: String,
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment of the next one.
    pub until: Timestamp,
}

impl Month {
    /// The month in the zone of this name at `at`; in UTC where this machine does not know the zone.
    #[must_use]
    pub fn of(zone_name: &str, at: Timestamp) -> Self {
        let zone = Zone::named(zone_name).unwrap_or_else(|_| Zone::utc());
        let first = zone.day_of(at).first_of_month();
        Self {
            name: first.to_string().chars().take(7).collect(),
            from: zone.midnight(first),
            until: zone.midnight(first.first_of_next_month()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn used(limit: Option<u64>, used: u64) -> QuotaUse {
        QuotaUse {
            quota: Quota::Contacts,
            limit,
            used,
            resets_at: None,
        }
    }

    #[test]
    fn a_quota_allows_up_to_its_limit_and_warns_from_four_fifths() {
        for (limit, is_used, more, allowed, nearness) in [
            (None, 1_000_000, 1_000_000, true, Nearness::Far),
            (Some(10), 7, 3, true, Nearness::Far),
            (Some(10), 7, 4, false, Nearness::Far),
            (Some(10), 8, 2, true, Nearness::Near),
            (Some(10), 9, 1, true, Nearness::Near),
            (Some(10), 10, 1, false, Nearness::Reached),
            (Some(10), 10, 0, true, Nearness::Reached),
            // A plan that was made smaller: what there is stays.
            (Some(10), 15, 1, false, Nearness::Reached),
            (Some(0), 0, 1, false, Nearness::Reached),
            (Some(1), 0, 1, true, Nearness::Far),
        ] {
            let quota = used(limit, is_used);
            assert_eq!(quota.allows(more), allowed, "{quota:?} and {more} more");
            assert_eq!(quota.nearness(), nearness, "{quota:?}");
        }
    }

    #[test]
    fn a_plan_has_a_name_that_can_be_typed_and_numbers_that_can_be_kept() {
        let plan = |name: &str, fee: &str, members, contacts| Plan {
            name: name.to_owned(),
            fee: fee.to_owned(),
            quotas: Quotas {
                members,
                contacts,
                ..Quotas::default()
            },
        };
        for (plan, fault) in [
            (plan("small-1", "990 ₽ в месяц", Some(3), Some(0)), None),
            (plan("open", "", None, None), None),
            (plan("", "", None, None), Some(PlanFault::Name)),
            (plan("Small", "", None, None), Some(PlanFault::Name)),
            (plan("a b", "", None, None), Some(PlanFault::Name)),
            (plan(&"a".repeat(41), "", None, None), Some(PlanFault::Name)),
            (plan("a", &"x".repeat(101), None, None), Some(PlanFault::Fee)),
            (plan("a", "one\ntwo", None, None), Some(PlanFault::Fee)),
            (plan("a", "", Some(0), None), Some(PlanFault::Members)),
            (plan("a", "", None, Some(QUOTA_MAX + 1)), Some(PlanFault::Quota)),
        ] {
            assert_eq!(plan.check().err(), fault, "{plan:?}");
        }
    }

    #[test]
    fn a_month_begins_at_midnight_of_the_company() {
        for (zone, at, name, from, until) in [
            (
                "Europe/Moscow",
                "2026-11-30T20:59:59Z",
                "2026-11",
                "2026-10-31T21:00:00Z",
                "2026-11-30T21:00:00Z",
            ),
            (
                "Europe/Moscow",
                "2026-11-30T21:00:00Z",
                "2026-12",
                "2026-11-30T21:00:00Z",
                "2026-12-31T21:00:00Z",
            ),
            // The clocks are put forward within this month.
            (
                "Europe/Berlin",
                "2026-03-15T00:00:00Z",
                "2026-03",
                "2026-02-28T23:00:00Z",
                "2026-03-31T22:00:00Z",
            ),
            (
                "Nowhere/None",
                "2026-02-10T00:00:00Z",
                "2026-02",
                "2026-02-01T00:00:00Z",
                "2026-03-01T00:00:00Z",
            ),
        ] {
            let read = |text| Timestamp::parse_rfc3339(text).unwrap();
            let month = Month::of(zone, read(at));
            assert_eq!(
                (month.name.as_str(), month.from, month.until),
                (name, read(from), read(until)),
                "{zone} {at}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_its_month_and_months_leave_no_gap(at in 0_i64..4_000_000_000_000) {
            let at = Timestamp::from_millis(at);
            let month = Month::of("America/Sao_Paulo", at);
            prop_assert!(month.from <= at && at < month.until);
            let next = Month::of("America/Sao_Paulo", month.until);
            prop_assert_eq!(next.from, month.until);
        }
    }
}
