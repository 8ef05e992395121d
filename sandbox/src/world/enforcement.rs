//! What Meta does to an account, what its company hears of it, and what it stops.
//!
//! Meta, "`account_update`, `account_review_update`, `account_alerts` webhooks" and "Error codes", 2026: 368 while an
//! account is blocked for a violation, 131031 while it is locked or disabled, 131042 while it cannot pay.

use crate::affairs::{Ban, RestrictionKind, Review};
use crate::clock::{SECOND_MS, ban_date};
use crate::errors::GraphError;
use crate::world::World;
use serde_json::{Value, json};

impl World {
    /// Whether an account may send at all: asked for every message.
    pub(crate) fn allow_account(&self, number: u32, window_open: bool) -> Result<(), GraphError> {
        let affairs = &self.accounts.wabas[self.accounts.numbers[number as usize].waba as usize].affairs;
        if affairs.ban == Ban::Disable || affairs.review == Review::Rejected {
            return Err(GraphError::new(131_031)
                .details("The business account has been locked for a violation of WhatsApp's policies."));
        }
        let kind = if window_open {
            RestrictionKind::CustomerInitiatedMessaging
        } else {
            RestrictionKind::BizInitiatedMessaging
        };
        if affairs.restricts(kind, self.now_ms()) {
            return Err(GraphError::new(368).details("The account is restricted from this kind of message for a time."));
        }
        Ok(())
    }

    /// Whether an account can pay for a message that is charged.
    pub(crate) fn can_pay(&self, number: u32) -> bool {
        let waba = self.accounts.numbers[number as usize].waba;
        !self.accounts.wabas[waba as usize].affairs.payment_problem
    }

    /// Meta decides about an account.
    pub(crate) fn review_account(&mut self, waba: u32, review: Review) {
        self.accounts.wabas[waba as usize].affairs.review = review;
        self.emit_account(waba, "account_review_update", &json!({"decision": review}));
    }

    /// A violation is found; alone it forbids nothing.
    pub(crate) fn tell_violation(&mut self, waba: u32, violation: &str) {
        let value = json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": violation}});
        self.emit_account(waba, "account_update", &value);
    }

    /// Tells of everything that is forbidden now.
    pub(crate) fn tell_restrictions(&mut self, waba: u32) {
        let now = self.now_ms();
        let affairs = &mut self.accounts.wabas[waba as usize].affairs;
        affairs
            .restrictions
            .retain(|one| one.until_ms.is_none_or(|until| now < until));
        let list: Vec<Value> = affairs
            .restrictions
            .iter()
            .map(|one| {
                let mut view = json!({"restriction_type": one.kind});
                if let Some(until) = one.until_ms {
                    view["expiration"] = json!(until / SECOND_MS);
                }
                view
            })
            .collect();
        let value = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": list});
        self.emit_account(waba, "account_update", &value);
    }

    /// An account is to be closed, is closed, or opened again.
    pub(crate) fn ban_account(&mut self, waba: u32, ban: Ban) {
        let date = ban_date(self.now_ms());
        self.accounts.wabas[waba as usize].affairs.ban = ban;
        let value = json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ban, "waba_ban_date": date}});
        self.emit_account(waba, "account_update", &value);
    }

    /// Whether Meta knows the business behind a portfolio.
    pub(crate) fn business_verification(&self, portfolio: u32) -> &str {
        let known = self.accounts.portfolios[portfolio as usize].verification.as_deref();
        known.unwrap_or("not_verified")
    }
}
