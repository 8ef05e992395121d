//! An account's affairs beside its messages: its review, its money, what Meta forbade it, who works on it.
//!
//! Meta, "WhatsApp Business Account", 2026, and "Policy enforcement", 2026: features are blocked for some days, then all
//! messages, then the account is locked or disabled; blocks of features end by themselves.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Meta's decision about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Review {
    /// It may be used.
    #[default]
    Approved,
    /// It is being looked at.
    Pending,
    /// It was put off.
    Deferred,
    /// It may not be used.
    Rejected,
}

/// What an account may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum RestrictionKind {
    /// Write first: templates outside the customer-service window.
    #[serde(rename = "RESTRICTED_BIZ_INITIATED_MESSAGING")]
    BizInitiatedMessaging,
    /// Answer: everything inside the window.
    #[serde(rename = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING")]
    CustomerInitiatedMessaging,
    /// Add numbers.
    #[serde(rename = "RESTRICTED_ADD_PHONE_NUMBER_ACTION")]
    AddPhoneNumberAction,
}

/// Something that an account may not do until a moment, or until it is lifted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Restriction {
    pub(crate) kind: RestrictionKind,
    pub(crate) until_ms: Option<i64>,
}

/// Whether an account is to be closed, or is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Ban {
    /// Neither.
    #[default]
    Reinstate,
    /// It will be.
    ScheduleForDisable,
    /// It is: nothing is sent.
    Disable,
}

/// The affairs of one account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Affairs {
    pub(crate) review: Review,
    pub(crate) restrictions: Vec<Restriction>,
    pub(crate) ban: Ban,
    /// There is no payment method, or it failed.
    pub(crate) payment_problem: bool,
    pub(crate) currency: String,
    pub(crate) timezone_id: String,
    pub(crate) country: String,
    /// Template analytics were switched on; there is no way back.
    pub(crate) insights: bool,
    /// `INELIGIBLE`, `ELIGIBLE` or `ONBOARDED`.
    pub(crate) marketing_onboarding: String,
    /// Tasks by user.
    pub(crate) users: BTreeMap<String, Vec<String>>,
}

impl Default for Affairs {
    fn default() -> Self {
        Self {
            review: Review::default(),
            restrictions: Vec::new(),
            ban: Ban::default(),
            payment_problem: false,
            currency: "USD".to_owned(),
            timezone_id: "1".to_owned(),
            country: "RU".to_owned(),
            insights: false,
            marketing_onboarding: "INELIGIBLE".to_owned(),
            users: BTreeMap::new(),
        }
    }
}

impl Affairs {
    /// Whether something is forbidden now; a restriction ends by itself.
    pub(crate) fn restricts(&self, kind: RestrictionKind, now_ms: i64) -> bool {
        let mut restrictions = self.restrictions.iter();
        restrictions.any(|one| one.kind == kind && one.until_ms.is_none_or(|until| now_ms < until))
    }

    /// Meta's word for where the account stands with marketing messages; who may not have them learns why.
    ///
    /// Meta, Graph API reference "WhatsApp Business Account", 2026: the older field has the plain word.
    pub(crate) fn marketing_status(&self, now_ms: i64) -> &str {
        let kinds = [
            RestrictionKind::BizInitiatedMessaging,
            RestrictionKind::CustomerInitiatedMessaging,
        ];
        let stopped = self.status() != "ACTIVE" || kinds.iter().any(|kind| self.restricts(*kind, now_ms));
        match self.marketing_onboarding.as_str() {
            "INELIGIBLE" if stopped => "INELIGIBLE_INACTIVE_OR_RESTRICTED",
            "INELIGIBLE" => "INELIGIBLE_COUNTRY_NOT_SUPPORTED",
            word => word,
        }
    }

    /// Meta's word for where the account stands.
    pub(crate) fn status(&self) -> &'static str {
        match (self.ban, self.review) {
            (Ban::Disable, _) => "DISABLED",
            (_, Review::Rejected) => "REJECTED",
            (_, Review::Pending | Review::Deferred) => "PENDING",
            _ => "ACTIVE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restriction_ends_at_its_second() {
        let kind = RestrictionKind::BizInitiatedMessaging;
        let restriction = Restriction {
            kind,
            until_ms: Some(1_000),
        };
        let affairs = Affairs {
            restrictions: vec![restriction],
            ..Affairs::default()
        };
        assert!(affairs.restricts(kind, 999) && !affairs.restricts(kind, 1_000));
        assert!(!affairs.restricts(RestrictionKind::AddPhoneNumberAction, 999));
    }
}
