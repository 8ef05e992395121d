//! What a message costs, and what a campaign will cost.
//!
//! Prices come from dated rate cards, one chosen per connection; what is charged at all comes from the
//! pricing model of the rule set (Meta, 'Pricing on the WhatsApp Business Platform', 2026-09-10).
//! Only delivered messages are charged; a forecast assumes that all are delivered.

pub mod forecast;
pub mod money;
pub mod rate_card;

pub use forecast::{Forecast, ForecastLine, ForecastRecipient, forecast};
pub use money::{Currency, Money};
pub use rate_card::{Market, RateCard};

use crate::named::named_enum;
use crate::rule_set::{PricingModel, RuleSet};
use crate::template::TemplateCategory;
use crate::time::Timestamp;

named_enum! {
    /// What a message is charged as.
    pub enum PriceCategory {
        /// A marketing template.
        Marketing = "marketing",
        /// A utility template.
        Utility = "utility",
        /// A one-time code.
        Authentication = "authentication",
        /// A one-time code from a company of another country.
        AuthenticationInternational = "authentication_international",
        /// A free-form message.
        Service = "service",
    }
}

named_enum! {
    /// Whether a message is charged, and if not, why.
    pub enum PriceKind {
        /// Charged.
        Regular = "regular",
        /// Free in the service window, or among the month's free messages.
        FreeCustomerService = "free_customer_service",
        /// Free after an entry by an ad or a Page button.
        FreeEntryPoint = "free_entry_point",
    }
}

impl From<TemplateCategory> for PriceCategory {
    fn from(category: TemplateCategory) -> Self {
        match category {
            TemplateCategory::Marketing => Self::Marketing,
            TemplateCategory::Utility => Self::Utility,
            TemplateCategory::Authentication => Self::Authentication,
        }
    }
}

/// What decides the price of a message, beside the card and the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceFacts {
    /// What it is charged as.
    pub category: PriceCategory,
    /// Whether the service window is open.
    pub window_open: bool,
    /// Whether the free entry point is open.
    pub free_entry: bool,
    /// Free-form messages that the number has had delivered this month.
    pub service_messages_used: u64,
}

/// The price of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// What it costs when it is delivered.
    pub money: Money,
    /// The market of the recipient.
    pub market: String,
    /// Whether it is charged, and if not, why.
    pub kind: PriceKind,
}

/// The price of a message to an E.164 number.
#[must_use]
pub fn price(card: &RateCard, rules: &RuleSet, e164: &str, facts: PriceFacts) -> Price {
    let market = card.market(e164);
    let kind = price_kind(rules, facts);
    let micros = if kind == PriceKind::Regular {
        market.micros(facts.category)
    } else {
        0
    };
    Price {
        money: Money {
            micros,
            currency: card.currency,
        },
        market: market.name.clone(),
        kind,
    }
}

/// Whether a message is charged at all.
#[must_use]
pub fn price_kind(rules: &RuleSet, facts: PriceFacts) -> PriceKind {
    let free_in_window = match rules.pricing_model {
        PricingModel::Nbp => facts.window_open || facts.category == PriceCategory::Service,
        PricingModel::Pmp => match facts.category {
            PriceCategory::Service => true,
            PriceCategory::Utility => facts.window_open,
            _ => false,
        },
        PricingModel::Pmp202610 => {
            let free = rules.free_service_messages.unwrap_or(0);
            facts.category == PriceCategory::Service && facts.service_messages_used < free
        }
    };
    if facts.free_entry && rules.pricing_model != PricingModel::Nbp {
        PriceKind::FreeEntryPoint
    } else if free_in_window {
        PriceKind::FreeCustomerService
    } else {
        PriceKind::Regular
    }
}

/// When the calendar month began in which service messages are counted (Meta, 'Pricing on the WhatsApp Business
/// Platform', 2026-09-10). Meta counts in the zone of the account, which it does not tell; we take UTC.
#[must_use]
pub fn month_start(now: Timestamp) -> Timestamp {
    let instant = jiff::Timestamp::from_millisecond(now.as_millis()).unwrap_or_default();
    let first = instant.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month();
    let began = first.to_zoned(jiff::tz::TimeZone::UTC);
    began.map_or(now, |began| Timestamp::from_millis(began.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests;
