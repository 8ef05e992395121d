//! A number's standing changes: its step of the limit, its throughput, its quality, and what its company hears of it.
//!
//! Meta, "Messaging limits", 2025-10-07: since then the limit is the portfolio's and `business_capability_update` tells
//! of it; before, `phone_number_quality_update` told of each number's UPGRADE, DOWNGRADE, FLAGGED and UNFLAGGED.
//! `THROUGHPUT_UPGRADE` is told under every rule set; a changed quality alone is only read from the number.

use crate::clock::{DAY_MS, HOUR_MS};
use crate::rules::figures::Scope;
use crate::timers::{Check, Timer};
use crate::world::World;
use serde_json::json;

/// Meta, `business_capability_update`, 2026: how many numbers an account may have.
const NUMBERS_PER_WABA: u32 = 25;
const UNLIMITED: i64 = -1;

impl World {
    /// Moves a number, or its portfolio, to a step that the rule set has.
    pub(crate) fn change_tier(&mut self, number: u32, tier: &str) {
        let figures = self.figures();
        let old = self.accounts.tier_of(number, figures).to_owned();
        self.accounts.set_tier(number, tier, figures);
        if old == tier {
            return;
        }
        match figures.messaging_limit.scope {
            Scope::Portfolio => self.tell_capability(number, tier),
            Scope::Number => {
                let place = |name: &str| {
                    let mut tiers = figures.messaging_limit.tiers.iter();
                    tiers.position(|tier| tier.name == name)
                };
                let event = if place(tier) > place(&old) {
                    "UPGRADE"
                } else {
                    "DOWNGRADE"
                };
                self.tell_number(number, event, Some(&old));
            }
        }
    }

    /// Sets how many messages a second a number may send.
    pub(crate) fn change_throughput(&mut self, number: u32, mps: u32) {
        let figures = self.figures();
        let row = &mut self.accounts.numbers[number as usize];
        let raised = row.throughput_mps < figures.throughput_high_mps && mps >= figures.throughput_high_mps;
        row.throughput_mps = mps;
        if raised {
            self.tell_number(number, "THROUGHPUT_UPGRADE", None);
        }
    }

    /// Sets a number's quality by hand: GREEN, YELLOW, RED or UNKNOWN. It holds until complaints make it worse.
    pub(crate) fn change_quality(&mut self, number: u32, quality: &str) {
        self.standings.number(number).by_hand = true;
        self.set_quality(number, quality);
        self.end_quality_day(number);
    }

    /// A number's quality becomes another; where numbers are flagged, low quality begins the days it has to mend.
    pub(crate) fn set_quality(&mut self, number: u32, quality: &str) {
        let now = self.now_ms();
        let row = &mut self.accounts.numbers[number as usize];
        let old = std::mem::replace(&mut row.quality, quality.to_owned());
        let Some(days) = self.figures().standing.flagged_days else {
            return;
        };
        let standing = self.standings.number(number);
        if old != "RED" && quality == "RED" {
            let until = now + days * DAY_MS;
            standing.flagged_until_ms = Some(until);
            self.timers.set(until, Timer::Standing(Check::FlagEnds { number }));
            self.tell_number(number, "FLAGGED", None);
        } else if quality != "RED" && standing.flagged_until_ms.take().is_some() {
            self.tell_number(number, "UNFLAGGED", None);
        }
    }

    /// The days are over and the quality is still low: the number is connected again, one step lower.
    fn finish_flag(&mut self, number: u32, due_ms: i64) {
        let standing = self.standings.number(number);
        if standing.flagged_until_ms != Some(due_ms) {
            return;
        }
        standing.flagged_until_ms = None;
        let figures = self.figures();
        let tier = self.accounts.tier_of(number, figures);
        if let Some(below) = figures.tier_below(tier) {
            self.change_tier(number, &below.name);
        }
        self.tell_number(number, "UNFLAGGED", None);
    }

    /// A moment for which a look was set.
    pub(crate) fn check_standing(&mut self, check: Check, due_ms: i64) {
        match check {
            Check::Number { number } => self.look_at_number(number, due_ms),
            Check::Template { template } => self.finish_look_at_template(template, due_ms),
            Check::Limit { number } => self.check_limit(number, due_ms),
            Check::Throughput { number } => self.finish_throughput(number, due_ms),
            Check::FlagEnds { number } => self.finish_flag(number, due_ms),
            Check::Pacing { template } => self.finish_pacing(template, due_ms),
        }
    }

    /// `FLAGGED` or `RESTRICTED` in the place of a number's status, while it is that.
    ///
    /// 2021: a number was restricted for a day after low quality and many complaints, and for as long as its limit was
    /// used up.
    pub(crate) fn troubled_status(&self, number: u32) -> Option<&'static str> {
        let (figures, now) = (self.figures(), self.now_ms());
        figures.standing.restricted_hours?;
        let standing = self.standings.find_number(number);
        let restricted = standing.and_then(|standing| standing.restricted_until_ms);
        let most = figures
            .find_tier(self.accounts.tier_of(number, figures))
            .and_then(|tier| tier.recipients);
        let rolling = figures.messaging_limit.rolling_hours * HOUR_MS;
        let used = self.accounts.numbers[number as usize].recipients.used_now(now, rolling);
        if restricted.is_some_and(|until| now < until) || most.is_some_and(|most| used >= most) {
            return Some("RESTRICTED");
        }
        standing
            .and_then(|standing| standing.flagged_until_ms)
            .map(|_| "FLAGGED")
    }

    fn tell_number(&mut self, number: u32, event: &str, old_limit: Option<&str>) {
        let row = &self.accounts.numbers[number as usize];
        let waba = row.waba;
        let mut value = json!({
            "display_phone_number": row.digits,
            "event": event,
            "current_limit": self.accounts.tier_of(number, self.figures()),
        });
        if let Some(old_limit) = old_limit {
            value["old_limit"] = json!(old_limit);
        }
        self.emit_account(waba, "phone_number_quality_update", &value);
    }

    /// Every account of the portfolio hears of its new limit.
    fn tell_capability(&mut self, number: u32, tier: &str) {
        let recipients = self.figures().find_tier(tier).and_then(|tier| tier.recipients);
        let value = json!({
            "max_daily_conversations_per_business": recipients.map_or(UNLIMITED, |count| count as i64),
            "max_phone_numbers_per_business": self.numbers_max(self.accounts.numbers[number as usize].waba),
            "max_phone_numbers_per_waba": NUMBERS_PER_WABA,
        });
        let portfolio = self.accounts.wabas[self.accounts.numbers[number as usize].waba as usize].portfolio;
        for waba in 0..self.accounts.wabas.len() {
            if self.accounts.wabas[waba].portfolio == portfolio {
                self.emit_account(waba as u32, "business_capability_update", &value);
            }
        }
    }
}
