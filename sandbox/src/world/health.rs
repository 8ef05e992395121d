//! Whether messages can be sent: of a number, an account, a portfolio, from what is known of each.
//!
//! Meta, "Messaging health status", 2026: the whole is as well as its worst part. Codes stand only in `errors`; of those
//! Meta names 141006, a payment problem.

use crate::affairs::{Ban, RestrictionKind, Review};
use crate::numbers::naming::NameStatus;
use crate::world::World;
use serde_json::{Value, json};

/// How well one part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Health {
    Available,
    Limited,
    Blocked,
}

impl Health {
    fn as_str(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::Limited => "LIMITED",
            Self::Blocked => "BLOCKED",
        }
    }
}

/// One part, and how it stands.
struct Entity {
    health: Health,
    view: Value,
}

impl Entity {
    fn of(kind: &str, id: &str) -> Self {
        let health = Health::Available;
        Self {
            health,
            view: json!({"entity_type": kind, "id": id, "can_send_message": health.as_str()}),
        }
    }

    fn become_at_least(&mut self, health: Health) {
        self.health = self.health.max(health);
        self.view["can_send_message"] = json!(self.health.as_str());
    }

    fn note(&mut self, health: Health, text: &str) {
        self.become_at_least(health);
        self.push("additional_info", json!(text));
    }

    fn fail(&mut self, code: u32, what: &str, remedy: &str) {
        self.become_at_least(Health::Blocked);
        let error = json!({"error_code": code, "error_description": what, "possible_solution": remedy});
        self.push("errors", error);
    }

    fn push(&mut self, list: &str, item: Value) {
        match self.view[list].as_array_mut() {
            Some(items) => items.push(item),
            None => self.view[list] = json!([item]),
        }
    }
}

impl World {
    /// `health_status` of a number: its own, its account's, its portfolio's and its app's.
    pub(crate) fn number_health(&self, number: u32) -> Value {
        let row = &self.accounts.numbers[number as usize];
        let mut entity = Entity::of("PHONE_NUMBER", &row.id);
        if !row.registered {
            entity.fail(
                133_010,
                "The phone number is not registered.",
                "Register the phone number.",
            );
        }
        if matches!(row.desk.naming.status, NameStatus::PendingReview | NameStatus::Declined) {
            entity.note(Health::Limited, "The display name has not been approved yet.");
        }
        if row.quality == "RED" {
            entity.note(Health::Limited, "The quality of the phone number is low.");
        }
        let waba = &self.accounts.wabas[row.waba as usize];
        whole(vec![
            entity,
            self.waba_entity(row.waba),
            self.portfolio_entity(waba.portfolio),
            Entity::of("APP", &self.accounts.apps[waba.app as usize].id),
        ])
    }

    /// `health_status` of an account.
    pub(crate) fn waba_health(&self, waba: u32) -> Value {
        let row = &self.accounts.wabas[waba as usize];
        whole(vec![
            self.waba_entity(waba),
            self.portfolio_entity(row.portfolio),
            Entity::of("APP", &self.accounts.apps[row.app as usize].id),
        ])
    }

    /// `health_status` of a portfolio.
    pub(crate) fn portfolio_health(&self, portfolio: u32) -> Value {
        whole(vec![self.portfolio_entity(portfolio)])
    }

    fn waba_entity(&self, waba: u32) -> Entity {
        let row = &self.accounts.wabas[waba as usize];
        let (affairs, now) = (&row.affairs, self.now_ms());
        let mut entity = Entity::of("WABA", &row.id);
        if affairs.ban == Ban::Disable || affairs.review == Review::Rejected {
            entity.fail(
                131_031,
                "The account is locked.",
                "Ask for a review in Business Support.",
            );
        }
        if affairs.payment_problem {
            entity.fail(
                141_006,
                "There is an error with the payment method.",
                "Add a payment method.",
            );
        }
        let writes = affairs.restricts(RestrictionKind::BizInitiatedMessaging, now);
        let answers = affairs.restricts(RestrictionKind::CustomerInitiatedMessaging, now);
        if writes && answers {
            entity.fail(
                368,
                "The account may not send messages.",
                "Wait for the end of the restriction or appeal.",
            );
        } else if writes || answers {
            entity.note(Health::Limited, "The account is restricted from some messages.");
        }
        entity
    }

    fn portfolio_entity(&self, portfolio: u32) -> Entity {
        let mut entity = Entity::of("BUSINESS", &self.accounts.portfolios[portfolio as usize].id);
        if matches!(
            self.business_verification(portfolio),
            "rejected" | "revoked" | "ineligible"
        ) {
            entity.note(Health::Limited, "The business is not verified.");
        }
        entity
    }
}

fn whole(entities: Vec<Entity>) -> Value {
    let worst = entities
        .iter()
        .map(|entity| entity.health)
        .max()
        .unwrap_or(Health::Available);
    let views: Vec<Value> = entities.into_iter().map(|entity| entity.view).collect();
    json!({"can_send_message": worst.as_str(), "entities": views})
}
