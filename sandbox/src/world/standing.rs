//! A number's standing changes: its step of the limit, its throughput, its quality, and what its company hears of it.
//!
//! Meta, "Messaging limits", 2025-10-07: since then the limit is the portfolio's and `business_capability_update` tells
//! of it; before, `phone_number_quality_update` told of each number's UPGRADE, DOWNGRADE, FLAGGED and UNFLAGGED.
//! `THROUGHPUT_UPGRADE` is told under every rule set; a changed quality alone is only read from the number.

use crate::rules::figures::Scope;
use crate::world::World;
use serde_json::json;

/// Meta, `business_capability_update`, 2026: how many numbers an account and a portfolio may have.
const NUMBERS_PER_WABA: u32 = 25;
const NUMBERS_PER_PORTFOLIO: u32 = 20;
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

    /// Sets a number's quality: GREEN, YELLOW, RED or UNKNOWN.
    pub(crate) fn change_quality(&mut self, number: u32, quality: &str) {
        let figures = self.figures();
        let row = &mut self.accounts.numbers[number as usize];
        let old = std::mem::replace(&mut row.quality, quality.to_owned());
        if figures.messaging_limit.scope == Scope::Number && (old == "RED") != (quality == "RED") {
            let event = if quality == "RED" { "FLAGGED" } else { "UNFLAGGED" };
            self.tell_number(number, event, None);
        }
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
            "max_phone_numbers_per_business": NUMBERS_PER_PORTFOLIO,
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
