//! How the messaging limit and the throughput grow.
//!
//! Meta, "Messaging limits", 2025-10-07: from 250 to 2,000 by verification of the business, or when 2,000 messages outside
//! windows were delivered to different users in 30 days; then step by step, within six hours, when half of the limit was
//! used in the last seven days; high quality is asked for, and no limit goes down. In 2021, per number: twice the limit in
//! seven days with a quality that is not low, first after 48 hours. Meta, "Throughput", 2026: with an unlimited limit,
//! 100,000 different users in 24 hours and at least medium quality a number is raised to 1,000 messages a second; for a
//! minute of that it answers 131057.
//!
//! Limits are looked at only at fixed moments, six hours or a day apart from the number's beginning on, and only while
//! what is asked for has been reached.

use crate::clock::{DAY_MS, HOUR_MS, SECOND_MS};
use crate::rules::figures::{Figures, Scope};
use crate::timers::{Check, Timer};
use crate::world::World;

/// What the next step asks for and what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) reached: usize,
    pub(crate) needed: usize,
    pub(crate) within_days: i64,
    /// True where only deliveries count.
    pub(crate) by_delivery: bool,
}

impl World {
    /// Counts a user who was messaged outside a window.
    pub(crate) fn count_recipient(&mut self, number: u32, customer: u32) {
        let (figures, now) = (self.figures(), self.now_ms());
        self.accounts.recipients_of(number, figures).count(customer, now);
        if figures.tier_above(self.accounts.tier_of(number, figures)).is_some() {
            let place = self.limit_place(number);
            self.standings.reach(place).messaged.count(customer, now);
            self.expect_upgrade(number);
        } else {
            self.expect_throughput(number, customer);
        }
    }

    /// Counts a user to whom a message outside a window was delivered.
    pub(crate) fn note_reached(&mut self, number: u32, customer: u32) {
        let (figures, now) = (self.figures(), self.now_ms());
        let limit = &figures.messaging_limit;
        if limit.upgrade.first_step.is_some() && self.accounts.tier_of(number, figures) == limit.start {
            let place = self.limit_place(number);
            self.standings.reach(place).delivered.count(customer, now);
            self.expect_upgrade(number);
        }
    }

    /// The business is verified: that alone lifts from the first step, where steps are lifted so.
    pub(crate) fn verify_business(&mut self, number: u32) {
        let figures = self.figures();
        let portfolio = self.accounts.wabas[self.accounts.numbers[number as usize].waba as usize].portfolio;
        self.accounts.portfolios[portfolio as usize].verification = Some("verified".to_owned());
        let at_start = self.accounts.tier_of(number, figures) == figures.messaging_limit.start;
        if figures.messaging_limit.upgrade.first_step.is_some()
            && at_start
            && let Some(above) = figures.tier_above(&figures.messaging_limit.start)
        {
            self.change_tier(number, &above.name);
        }
    }

    /// How far a number's limit is from its next step; `None` on the last.
    pub(crate) fn limit_progress(&mut self, number: u32) -> Option<Progress> {
        let (figures, now) = (self.figures(), self.now_ms());
        let (limit, place) = (&figures.messaging_limit, self.limit_place(number));
        let tier = self.accounts.tier_of(number, figures);
        figures.tier_above(tier)?;
        if let Some(first) = limit.upgrade.first_step.as_ref().filter(|_| tier == limit.start) {
            let span = first.within_days * DAY_MS;
            return Some(Progress {
                reached: self.standings.reach(place).delivered.used(now, span),
                needed: first.delivered,
                within_days: first.within_days,
                by_delivery: true,
            });
        }
        let recipients = figures.find_tier(tier)?.recipients?;
        let span = limit.upgrade.within_days * DAY_MS;
        Some(Progress {
            reached: self.standings.reach(place).messaged.used(now, span),
            needed: limit.upgrade.needed(recipients),
            within_days: limit.upgrade.within_days,
            by_delivery: false,
        })
    }

    /// When a number's limit is looked at next, if it is.
    pub(crate) fn limit_check_ms(&mut self, number: u32) -> Option<i64> {
        let place = self.limit_place(number);
        self.standings.reach(place).check_ms
    }

    /// The moment for which a check was set: the limit grows by one step if it may.
    pub(crate) fn check_limit(&mut self, number: u32, due_ms: i64) {
        let place = self.limit_place(number);
        let reach = self.standings.reach(place);
        if reach.check_ms != Some(due_ms) {
            return;
        }
        reach.check_ms = None;
        let figures = self.figures();
        let enough = self
            .limit_progress(number)
            .is_some_and(|progress| progress.reached >= progress.needed);
        let flagged = self
            .standings
            .find_number(number)
            .is_some_and(|standing| standing.flagged_until_ms.is_some());
        if enough && !flagged && self.quality_allows(number, figures) {
            let tier = self.accounts.tier_of(number, figures);
            if let Some(above) = figures.tier_above(tier) {
                self.change_tier(number, &above.name);
            }
        }
        self.expect_upgrade(number);
    }

    /// The minute of the upgrade is over.
    pub(crate) fn finish_throughput(&mut self, number: u32, due_ms: i64) {
        let standing = self.standings.number(number);
        if standing.maintenance_until_ms == Some(due_ms) {
            standing.maintenance_until_ms = None;
            self.change_throughput(number, self.figures().throughput_high_mps);
        }
    }

    /// Sets a check while there is something to check.
    fn expect_upgrade(&mut self, number: u32) {
        let (place, now) = (self.limit_place(number), self.now_ms());
        // A clock that was set back leaves checks that lie in its future; those still come.
        if self.standings.reach(place).check_ms.is_some() {
            return;
        }
        let enough = self
            .limit_progress(number)
            .is_some_and(|progress| progress.reached >= progress.needed);
        if enough {
            let upgrade = &self.figures().messaging_limit.upgrade;
            let (began, period) = (self.limit_began_ms(number), upgrade.check_hours * HOUR_MS);
            let next = began + ((now - began).div_euclid(period) + 1) * period;
            let due = next.max(began + upgrade.first_after_hours * HOUR_MS);
            self.standings.reach(place).check_ms = Some(due);
            self.timers.set(due, Timer::Standing(Check::Limit { number }));
        }
    }

    fn expect_throughput(&mut self, number: u32, customer: u32) {
        let (figures, now) = (self.figures(), self.now_ms());
        let tier = self.accounts.tier_of(number, figures);
        let unlimited = figures.find_tier(tier).is_some_and(|tier| tier.recipients.is_none());
        let row = &mut self.accounts.numbers[number as usize];
        let standard = row.throughput_mps == figures.throughput_mps && figures.throughput_high_mps > row.throughput_mps;
        if !unlimited || !standard || row.quality == "RED" {
            return;
        }
        if figures.messaging_limit.scope == Scope::Portfolio {
            row.recipients.count(customer, now);
        }
        let rolling = figures.messaging_limit.rolling_hours * HOUR_MS;
        if row.recipients.used(now, rolling) < figures.standing.throughput_high_recipients {
            return;
        }
        let until = now + figures.standing.throughput_upgrade_seconds * SECOND_MS;
        let standing = self.standings.number(number);
        if standing.maintenance_until_ms.is_none() {
            standing.maintenance_until_ms = Some(until);
            self.timers.set(until, Timer::Standing(Check::Throughput { number }));
        }
    }

    /// Every number that shares the limit must be well enough.
    fn quality_allows(&self, number: u32, figures: &Figures) -> bool {
        let place = self.limit_place(number);
        let shared = (0..self.accounts.numbers.len() as u32).filter(|other| self.limit_place(*other) == place);
        let mut qualities = shared.map(|other| &self.accounts.numbers[other as usize].quality);
        qualities.all(|quality| figures.messaging_limit.upgrade.allows(quality))
    }

    /// The first number that shares the limit sets its moments.
    fn limit_began_ms(&self, number: u32) -> i64 {
        let place = self.limit_place(number);
        let shared = (0..self.accounts.numbers.len() as u32).filter(|other| self.limit_place(*other) == place);
        shared
            .map(|other| self.accounts.numbers[other as usize].onboarded_ms)
            .min()
            .unwrap_or(0)
    }

    /// Where the reach of a number's limit is kept.
    fn limit_place(&self, number: u32) -> u32 {
        match self.figures().messaging_limit.scope {
            Scope::Number => number,
            Scope::Portfolio => self.accounts.wabas[self.accounts.numbers[number as usize].waba as usize].portfolio,
        }
    }
}
