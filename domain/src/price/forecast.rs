//! What a campaign will cost: recipients by market, and what they add up to.

use std::collections::BTreeMap;

use super::money::Money;
use super::rate_card::RateCard;
use super::{PriceCategory, PriceFacts, PriceKind, price_kind};
use crate::rule_set::RuleSet;

/// A recipient as far as the price asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastRecipient<'a> {
    /// The number.
    pub e164: &'a str,
    /// Whether the service window is open.
    pub window_open: bool,
    /// Whether the free entry point is open.
    pub free_entry: bool,
}

/// What a campaign will cost if every message is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// All together.
    pub total: Money,
    /// How many recipients.
    pub recipients: u64,
    /// How many of them cost nothing.
    pub free: u64,
    /// One line for each market and kind of charge, by market name.
    pub lines: Vec<ForecastLine>,
}

/// The recipients of one market that are charged alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastLine {
    /// Meta's name of the market.
    pub market: String,
    /// What the messages are charged as.
    pub category: PriceCategory,
    /// Whether they are charged, and if not, why.
    pub kind: PriceKind,
    /// How many recipients.
    pub recipients: u64,
    /// The price of one message.
    pub each: Money,
    /// The price of all of them.
    pub total: Money,
}

/// What a campaign will cost. Free-form messages of this month, already delivered by the number, come first.
#[must_use]
pub fn forecast<'a>(
    card: &RateCard,
    rules: &RuleSet,
    category: PriceCategory,
    service_messages_used: u64,
    recipients: impl IntoIterator<Item = ForecastRecipient<'a>>,
) -> Forecast {
    let mut counts: BTreeMap<(&str, PriceKind), (u64, i64)> = BTreeMap::new();
    let mut used = service_messages_used;
    for recipient in recipients {
        let ForecastRecipient {
            e164,
            window_open,
            free_entry,
        } = recipient;
        let kind = price_kind(
            rules,
            PriceFacts {
                category,
                window_open,
                free_entry,
                service_messages_used: used,
            },
        );
        used = used.saturating_add(1);
        let market = card.market(e164);
        let micros = if kind == PriceKind::Regular {
            market.micros(category)
        } else {
            0
        };
        counts.entry((&market.name, kind)).or_insert((0, micros)).0 += 1;
    }
    sum_up(card, category, counts)
}

fn sum_up(card: &RateCard, category: PriceCategory, counts: BTreeMap<(&str, PriceKind), (u64, i64)>) -> Forecast {
    let currency = card.currency;
    let mut sum = Forecast {
        total: Money { micros: 0, currency },
        recipients: 0,
        free: 0,
        lines: Vec::new(),
    };
    for ((market, kind), (recipients, micros)) in counts {
        let each = Money { micros, currency };
        let total = each.times(recipients);
        sum.total.micros = sum.total.micros.saturating_add(total.micros);
        sum.recipients += recipients;
        sum.free += if kind == PriceKind::Regular { 0 } else { recipients };
        sum.lines.push(ForecastLine {
            market: market.to_owned(),
            category,
            kind,
            recipients,
            each,
            total,
        });
    }
    sum
}
