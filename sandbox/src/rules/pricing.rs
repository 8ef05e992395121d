//! What a message is charged as; the words in `pricing` of a status webhook, and the sum in the sandbox's own book.
//!
//! Meta, "Pricing on the WhatsApp Business Platform", 2025-07-01 (per-message pricing) and 2026-09-10 (from 1 October
//! 2026 service messages are charged beyond 1,000 per number and month, and utility inside the window too); what belongs
//! to a free entry point is free in both. The notification model of 2021 from "Pricing", 2021.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a message is for, as far as its price asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Category {
    Marketing,
    Utility,
    Authentication,
    /// Free-form.
    Service,
}

impl Category {
    /// Reads a template's category; those of before 2023 were notices, as utility is now, or called transactional and OTP.
    pub(crate) fn of_template(name: &str) -> Self {
        match name {
            "MARKETING" => Self::Marketing,
            "AUTHENTICATION" | "OTP" => Self::Authentication,
            _ => Self::Utility,
        }
    }

    /// The lower-case word of webhooks.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Utility => "utility",
            Self::Authentication => "authentication",
            Self::Service => "service",
        }
    }
}

/// The `pricing` object of a status, with what the book knows beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Pricing {
    /// Whether the message is charged.
    pub billable: bool,
    /// `PMP`, or `NBP` in 2021.
    pub pricing_model: Cow<'static, str>,
    /// `regular`, `free_customer_service` or `free_entry_point`; absent in the older model.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'static, str>>,
    /// `marketing`, `utility`, `authentication`, `service` or `referral_conversion`.
    pub category: Cow<'static, str>,
    /// What it cost, once it was delivered; webhooks carry no sums.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Box<Cost>>,
}

/// The price of a delivered message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Cost {
    /// Millionths of the currency.
    pub amount_micros: i64,
    /// The currency of the rate card.
    pub currency: Cow<'static, str>,
    /// The recipient's market.
    pub market: Cow<'static, str>,
}

impl Pricing {
    /// As webhooks carry it.
    pub(crate) fn without_cost(&self) -> Self {
        Self {
            cost: None,
            ..self.clone()
        }
    }
}

/// What the price of a message depends on.
pub(crate) struct Charged<'a> {
    /// The rule set's name for the era.
    pub(crate) model: &'a str,
    pub(crate) category: Category,
    pub(crate) window_open: bool,
    /// Whether a free entry point is open.
    pub(crate) entry_open: bool,
    /// Service messages of this number that were free in this month, without this one.
    pub(crate) free_used: u32,
    /// How many are free in a month; none where all are.
    pub(crate) free_most: Option<u32>,
}

/// The `pricing` object of one message.
pub(crate) fn price(charged: &Charged<'_>) -> Pricing {
    if charged.model == "NBP" {
        return notification(charged);
    }
    if charged.entry_open {
        return pricing(false, "PMP", Some("free_entry_point"), "referral_conversion");
    }
    let since_october_2026 = charged.model == "PMP_2026_10";
    let billable = match charged.category {
        Category::Service => since_october_2026 && charged.free_most.is_some_and(|most| charged.free_used >= most),
        Category::Utility => since_october_2026 || !charged.window_open,
        Category::Authentication | Category::Marketing => true,
    };
    let kind = if billable { "regular" } else { "free_customer_service" };
    pricing(billable, "PMP", Some(kind), charged.category.as_str())
}

/// 2021: a template outside the window is a notification and charged; answers are free, and entry points were not known.
fn notification(charged: &Charged<'_>) -> Pricing {
    let is_service = charged.category == Category::Service;
    let category = if is_service {
        "user_initiated"
    } else {
        "business_initiated"
    };
    pricing(!is_service && !charged.window_open, "NBP", None, category)
}

fn pricing(billable: bool, model: &'static str, kind: Option<&'static str>, category: &'static str) -> Pricing {
    Pricing {
        billable,
        pricing_model: Cow::Borrowed(model),
        kind: kind.map(Cow::Borrowed),
        category: Cow::Borrowed(category),
        cost: None,
    }
}

#[cfg(test)]
mod tests {
    use super::Category::{Authentication, Marketing, Service, Utility};
    use super::*;

    #[test]
    fn each_era_charges_what_its_page_says() {
        let cases = [
            ("PMP", Marketing, true, false, 0, true),
            ("PMP", Utility, true, false, 0, false),
            ("PMP", Utility, false, false, 0, true),
            ("PMP", Authentication, true, false, 0, true),
            ("PMP", Service, true, false, 5_000, false),
            ("PMP", Marketing, false, true, 0, false),
            ("PMP_2026_10", Utility, true, false, 0, true),
            ("PMP_2026_10", Service, true, false, 999, false),
            ("PMP_2026_10", Service, true, false, 1_000, true),
            ("PMP_2026_10", Service, true, true, 1_000, false),
            ("PMP_2026_10", Marketing, false, true, 0, false),
            ("NBP", Utility, false, false, 0, true),
            ("NBP", Utility, false, true, 0, true),
            ("NBP", Utility, true, false, 0, false),
            ("NBP", Service, true, false, 0, false),
        ];
        for (model, category, window_open, entry_open, free_used, billable) in cases {
            let charged = Charged {
                model,
                category,
                window_open,
                entry_open,
                free_used,
                free_most: Some(1_000),
            };
            assert_eq!(
                price(&charged).billable,
                billable,
                "{model} {category:?} {window_open} {entry_open} {free_used}"
            );
        }
    }
}
