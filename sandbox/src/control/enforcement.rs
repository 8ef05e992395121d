//! What Meta does to an account, by hand: its review, its business's verification, its money, restrictions, bans, alerts.

use crate::affairs::{Ban, Restriction, RestrictionKind, Review};
use crate::clock::DAY_MS;
use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::routes::{Answer, change, json_body};
use crate::shared::Shared;
use crate::world::{ControlReply, World};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

/// Meta, "Business verification", 2026.
const VERIFICATIONS: &str = "expired, failed, ineligible, not_verified, pending, pending_need_more_info, pending_submission, rejected, revoked, verified";
/// Meta, "Policy enforcement", 2026.
const VIOLATIONS: &str = "ADULT, ALCOHOL, ANIMALS, BODY_PARTS_FLUIDS, DATING, DIGITAL_SERVICES_PRODUCTS, DRUGS, GAMBLING, HEALTHCARE, ILLEGAL_PRODUCTS, MISLEADING, OVERTLY_SEXUALIZED_POSITIONING, REAL_FAKE_CURRENCY, SCAM, SPAM, SUPPLEMENTS, THIRD_PARTY_INFRINGEMENTS, TOBACCO, UNAUTHORIZED_MEDIA, WEAPONS";
const DAYS_MAX: i64 = 3_650;

/// What can be changed about an account; absent fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WabaPatch {
    /// Meta's decision; told by `account_review_update`.
    pub account_review_status: Option<Review>,
    /// Whether Meta knows the business: `verified`, `not_verified`, `pending`, …
    pub business_verification_status: Option<String>,
    /// True while there is no payment method: charged messages fail with 131042.
    pub payment_problem: Option<bool>,
    /// Three letters.
    pub currency: Option<String>,
    /// Two letters.
    pub country: Option<String>,
    /// `INELIGIBLE`, `ELIGIBLE` or `ONBOARDED`.
    pub marketing_messages_onboarding_status: Option<String>,
}

/// What Meta does to an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Enforcement {
    /// A violation is found: `account_update` ACCOUNT_VIOLATION.
    Violation {
        /// Such as `SPAM`.
        violation_type: String,
    },
    /// Something is forbidden: ACCOUNT_RESTRICTION; sends of that kind are refused with 368.
    Restrict {
        /// What.
        restriction_type: RestrictionKind,
        /// For how long; until it is lifted when absent.
        #[serde(default)]
        days: Option<i64>,
    },
    /// Nothing is forbidden any more.
    Lift,
    /// The account is to be closed, is closed (131031), or opened again: DISABLED_UPDATE.
    Ban {
        /// Which of the three.
        state: Ban,
    },
    /// `account_alerts`.
    Alert {
        /// Such as `OBA_APPROVED`.
        alert_type: String,
        /// `CRITICAL`, `WARNING` or `INFORMATIONAL`; the last when absent.
        #[serde(default)]
        alert_severity: Option<String>,
        /// Words for people.
        #[serde(default)]
        alert_description: Option<String>,
    },
}

/// Changes what Meta thinks of an account.
#[utoipa::path(patch, path = "/world/wabas/{waba_id}", operation_id = "update_waba", tag = "world", request_body = WabaPatch, params(("waba_id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn update_waba(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Answer {
    let patch = json_body(&body)?;
    change(&shared, StatusCode::NO_CONTENT, ControlCall::PatchWaba { id, patch })
}

/// Warns, restricts, closes or alerts an account, with the webhooks of each.
#[utoipa::path(post, path = "/world/wabas/{waba_id}/enforcement", operation_id = "enforce_waba", tag = "world", request_body = Enforcement, params(("waba_id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn enforce(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Bytes) -> Answer {
    let order = json_body(&body)?;
    change(&shared, StatusCode::NO_CONTENT, ControlCall::Enforce { id, order })
}

pub(super) fn patch(world: &mut World, id: &str, patch: WabaPatch) -> ControlReply {
    let waba = find(world, id)?;
    let letters = |text: &Option<String>, count: usize| {
        text.as_ref()
            .is_none_or(|text| text.len() == count && text.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    if !letters(&patch.currency, 3) {
        return Err(Problem::field("currency", "Use three capital letters, such as EUR."));
    }
    if !letters(&patch.country, 2) {
        return Err(Problem::field("country", "Use two capital letters, such as KZ."));
    }
    one_of(
        "business_verification_status",
        patch.business_verification_status.as_deref(),
        VERIFICATIONS,
    )?;
    one_of(
        "marketing_messages_onboarding_status",
        patch.marketing_messages_onboarding_status.as_deref(),
        "INELIGIBLE, ELIGIBLE, ONBOARDED",
    )?;
    let account = &mut world.accounts.wabas[waba as usize];
    let affairs = &mut account.affairs;
    affairs.payment_problem = patch.payment_problem.unwrap_or(affairs.payment_problem);
    if let Some(currency) = patch.currency {
        affairs.currency = currency;
    }
    if let Some(country) = patch.country {
        affairs.country = country;
    }
    if let Some(status) = patch.marketing_messages_onboarding_status {
        affairs.marketing_onboarding = status;
    }
    let portfolio = account.portfolio;
    if patch.business_verification_status.as_deref() == Some("verified") {
        let number = world.accounts.numbers.iter().position(|number| number.waba == waba);
        if let Some(number) = number {
            world.verify_business(number as u32);
        }
    }
    if patch.business_verification_status.is_some() {
        world.accounts.portfolios[portfolio as usize].verification = patch.business_verification_status;
    }
    if let Some(review) = patch.account_review_status {
        world.review_account(waba, review);
    }
    Ok(Value::Null)
}

pub(super) fn apply(world: &mut World, id: &str, order: Enforcement) -> ControlReply {
    let (waba, now) = (find(world, id)?, world.now_ms());
    match order {
        Enforcement::Violation { violation_type } => {
            one_of("violation_type", Some(&violation_type), VIOLATIONS)?;
            world.tell_violation(waba, &violation_type);
        }
        Enforcement::Restrict { restriction_type, days } => {
            if days.is_some_and(|days| !(1..=DAYS_MAX).contains(&days)) {
                return Err(Problem::field("days", format!("Use 1 to {DAYS_MAX}.")));
            }
            let restrictions = &mut world.accounts.wabas[waba as usize].affairs.restrictions;
            restrictions.retain(|one| one.kind != restriction_type);
            restrictions.push(Restriction {
                kind: restriction_type,
                until_ms: days.map(|days| now + days * DAY_MS),
            });
            world.tell_restrictions(waba);
        }
        Enforcement::Lift => {
            world.accounts.wabas[waba as usize].affairs.restrictions.clear();
            world.tell_restrictions(waba);
        }
        Enforcement::Ban { state } => world.ban_account(waba, state),
        Enforcement::Alert {
            alert_type,
            alert_severity,
            alert_description,
        } => {
            let severity = alert_severity.as_deref().unwrap_or("INFORMATIONAL");
            one_of("alert_severity", Some(severity), "CRITICAL, WARNING, INFORMATIONAL")?;
            if alert_type.is_empty() || alert_type.len() > 100 {
                return Err(Problem::field("alert_type", "Use 1 to 100 characters."));
            }
            let description: String = alert_description.unwrap_or_default().chars().take(1_000).collect();
            let value = json!({"entity_type": "WABA", "entity_id": id, "alert_info": {
                "alert_severity": severity, "alert_status": "ACTIVE", "alert_type": alert_type,
                "alert_description": description}});
            world.emit_account(waba, "account_alerts", &value);
        }
    }
    Ok(Value::Null)
}

fn find(world: &World, id: &str) -> Result<u32, Problem> {
    world
        .accounts
        .find_waba(id)
        .ok_or_else(|| Problem::not_found("account"))
}

fn one_of(name: &str, given: Option<&str>, known: &str) -> Result<(), Problem> {
    if given.is_none_or(|given| known.split(", ").any(|known| known == given)) {
        return Ok(());
    }
    Err(Problem::field(name, format!("Use one of {known}.")))
}
