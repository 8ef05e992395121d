//! What a delivered message costs: rate cards by date, markets by the recipient's calling code.
//!
//! Meta, "Pricing on the WhatsApp Business Platform", 2026: the market is that of the recipient's calling code, in North
//! America and the Caribbean with the area code; the figures stand in `data/rates`, in millionths here.

use crate::rules::pricing::Category;
use crate::rules::standing::Standing;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Prices of every market from a day on, in one currency.
#[derive(Debug)]
pub(crate) struct RateCard {
    id: String,
    valid_from_ms: i64,
    pub(crate) currency: String,
    markets: Vec<Market>,
    by_code: HashMap<String, usize>,
}

/// Prices of one market, in millionths.
#[derive(Debug, Deserialize)]
pub(crate) struct Market {
    pub(crate) name: String,
    calling_codes: Vec<String>,
    #[serde(deserialize_with = "micros")]
    marketing: i64,
    #[serde(deserialize_with = "micros")]
    utility: i64,
    #[serde(deserialize_with = "micros")]
    authentication: i64,
    #[serde(default, deserialize_with = "optional_micros")]
    service: Option<i64>,
}

#[derive(Deserialize)]
struct CardFile {
    id: String,
    valid_from: String,
    currency: String,
    markets: Vec<Market>,
}

static ALL: LazyLock<Vec<RateCard>> = LazyLock::new(|| {
    [
        include_str!("../../../data/rates/whatsapp-2021-usd.json"),
        include_str!("../../../data/rates/meta-usd-2026-01-01.json"),
        include_str!("../../../data/rates/meta-usd-2026-10-01.json"),
    ]
    .into_iter()
    .map(|text| {
        let file: CardFile =
            serde_json::from_str(text).expect("the rate cards are part of the build and read by a test");
        RateCard::new(file)
    })
    .collect()
});

/// The longest calling code with an area.
const CODE_DIGITS_MAX: usize = 4;

/// The card by which a rule set charges at a moment: the newest of its cards that is in force, else its first.
pub(crate) fn card_of(figures: &Standing, now_ms: i64) -> &'static RateCard {
    let of_set = || ALL.iter().filter(|card| figures.rate_cards.contains(&card.id));
    of_set()
        .rfind(|card| card.valid_from_ms <= now_ms)
        .or_else(|| of_set().next())
        .expect("every rule set names a card that there is, as a test shows")
}

impl RateCard {
    fn new(file: CardFile) -> Self {
        let midnight: Timestamp = format!("{}T00:00:00Z", file.valid_from)
            .parse()
            .expect("the days of the rate cards are read by a test");
        let codes = |(place, market): (usize, &Market)| -> Vec<(String, usize)> {
            market.calling_codes.iter().map(|code| (code.clone(), place)).collect()
        };
        Self {
            by_code: file.markets.iter().enumerate().flat_map(codes).collect(),
            valid_from_ms: midnight.as_millisecond(),
            id: file.id,
            currency: file.currency,
            markets: file.markets,
        }
    }

    /// The market of a phone: that of its longest calling code, else the last, which is for all others.
    pub(crate) fn market(&self, digits: &str) -> &Market {
        let longest_first = (1..=CODE_DIGITS_MAX).rev().filter_map(|length| digits.get(..length));
        let place = longest_first.filter_map(|code| self.by_code.get(code)).next();
        &self.markets[place.copied().unwrap_or(self.markets.len() - 1)]
    }
}

impl Market {
    /// The price of a category, in millionths; free-form messages cost as utility does.
    pub(crate) fn micros(&self, category: Category) -> i64 {
        match category {
            Category::Marketing => self.marketing,
            Category::Utility => self.utility,
            Category::Authentication => self.authentication,
            Category::Service => self.service.unwrap_or(self.utility),
        }
    }
}

fn read(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 6 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros: i64 = format!("{part:0<6}").parse().ok()?;
    Some(whole.parse::<u32>().ok().map(i64::from)? * 1_000_000 + micros)
}

fn micros<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).ok_or_else(|| de::Error::custom(format!("not an amount: {text}")))
}

fn optional_micros<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| read(&text).ok_or_else(|| de::Error::custom(format!("not an amount: {text}"))))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::figures;

    #[test]
    fn every_rule_set_has_a_card_and_every_card_a_market_for_all_others() {
        for name in ["whatsapp-2021", "meta-2025-10", "meta-2026-10"] {
            let card = card_of(&figures::find(name).unwrap().standing, 0);
            assert_eq!(
                (card.currency.as_str(), card.market("").name.as_str()),
                ("USD", "Other")
            );
        }
    }

    #[test]
    fn the_longest_code_names_the_market() {
        let card = card_of(&figures::find("meta-2026-10").unwrap().standing, 0);
        for (phone, market, marketing) in [
            ("79161234567", "Russia", 80_200),
            ("12125550100", "North America", 25_000),
            ("14165550100", "North America", 25_000),
            ("18095550100", "Rest of Latin America", 74_000),
            ("12425550100", "Other", 60_400),
            ("5511987654321", "Brazil", 62_500),
            ("254712345678", "Rest of Africa", 22_500),
            ("998901234567", "Rest of Asia Pacific", 73_200),
            ("38591234567", "Rest of Central & Eastern Europe", 86_000),
            ("999123", "Other", 60_400),
        ] {
            let found = card.market(phone);
            assert_eq!(
                (found.name.as_str(), found.micros(Category::Marketing)),
                (market, marketing),
                "{phone}"
            );
        }
    }

    #[test]
    fn reads_amounts_and_nothing_else() {
        for (text, amount) in [("0.0618", 61_800), ("12", 12_000_000), ("0.000001", 1)] {
            assert_eq!(read(text), Some(amount), "{text}");
        }
        for wrong in ["", "x", "0.0000001", "-1", "0.-5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
