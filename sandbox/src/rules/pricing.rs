//! What a message is charged as; the words in `pricing` of a status webhook.
//!
//! Meta, "Pricing on the WhatsApp Business Platform", 2025-07-01 (per-message pricing) and 2026-09-10 (from 1 October
//! 2026 service messages are charged beyond 1,000 per number and month, and utility inside the window too);
//! the notification model of 2021 from "Pricing", 2021.

use serde::{Deserialize, Serialize};

/// The `pricing` object of a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Pricing {
    /// Whether the message is charged.
    pub billable: bool,
    /// `PMP`, or `NBP` in 2021.
    pub pricing_model: String,
    /// `regular`, `free_customer_service` or `free_entry_point`; absent in the older model.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `marketing`, `utility`, `authentication` or `service`.
    pub category: String,
}

/// What the price of a message depends on.
pub(crate) struct Charged<'a> {
    /// The rule set's name for the era.
    pub(crate) model: &'a str,
    /// Lower-case category of the template, or `service`.
    pub(crate) category: &'a str,
    pub(crate) window_open: bool,
    /// Service messages of this number that were free in this month, without this one.
    pub(crate) free_used: u32,
    /// How many are free in a month; none where all are.
    pub(crate) free_most: Option<u32>,
}

/// The `pricing` object of one message.
pub(crate) fn price(charged: &Charged<'_>) -> Pricing {
    if charged.model == "NBP" {
        let billable = charged.category != "service" && !charged.window_open;
        let category = if charged.category == "service" {
            "user_initiated"
        } else {
            "business_initiated"
        };
        return Pricing {
            billable,
            pricing_model: "NBP".to_owned(),
            kind: None,
            category: category.to_owned(),
        };
    }
    let since_october_2026 = charged.model == "PMP_2026_10";
    let billable = match charged.category {
        "service" => since_october_2026 && charged.free_most.is_some_and(|most| charged.free_used >= most),
        "utility" => since_october_2026 || !charged.window_open,
        _ => true,
    };
    Pricing {
        billable,
        pricing_model: "PMP".to_owned(),
        kind: Some(if billable { "regular" } else { "free_customer_service" }.to_owned()),
        category: charged.category.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_era_charges_what_its_page_says() {
        let cases = [
            ("PMP", "marketing", true, 0, true),
            ("PMP", "utility", true, 0, false),
            ("PMP", "utility", false, 0, true),
            ("PMP", "service", true, 5_000, false),
            ("PMP_2026_10", "utility", true, 0, true),
            ("PMP_2026_10", "service", true, 999, false),
            ("PMP_2026_10", "service", true, 1_000, true),
            ("NBP", "utility", false, 0, true),
            ("NBP", "utility", true, 0, false),
            ("NBP", "service", true, 0, false),
        ];
        for (model, category, window_open, free_used, billable) in cases {
            let charged = Charged {
                model,
                category,
                window_open,
                free_used,
                free_most: Some(1_000),
            };
            assert_eq!(
                price(&charged).billable,
                billable,
                "{model} {category} {window_open} {free_used}"
            );
        }
    }
}
