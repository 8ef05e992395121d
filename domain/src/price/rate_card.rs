//! Rate cards: prices by market, from a date on, in one currency.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, de};

use super::PriceCategory;
use super::money::{Currency, read_micros};

/// Prices by market, from a date on, in one currency.
#[derive(Clone, Debug)]
pub struct RateCard {
    /// Stable name, such as `meta-usd-2026-10-01`.
    pub id: String,
    /// First day of validity, `YYYY-MM-DD`.
    pub valid_from: String,
    /// The currency of its prices.
    pub currency: Currency,
    /// Pages and dates the figures come from.
    pub source: String,
    /// The markets, the last of which is for all other numbers.
    pub markets: Vec<Market>,
    by_code: HashMap<String, usize>,
}

/// Prices of one market, in millionths.
#[derive(Clone, Debug, Deserialize)]
pub struct Market {
    /// Meta's name of it.
    pub name: String,
    /// Calling codes, some with the digits of an area.
    pub calling_codes: Vec<String>,
    #[serde(deserialize_with = "decimal")]
    marketing: i64,
    #[serde(deserialize_with = "decimal")]
    utility: i64,
    #[serde(deserialize_with = "decimal")]
    authentication: i64,
    #[serde(default, deserialize_with = "optional_decimal")]
    authentication_international: Option<i64>,
    #[serde(default, deserialize_with = "optional_decimal")]
    service: Option<i64>,
}

#[derive(Deserialize)]
struct RateCardFile {
    id: String,
    valid_from: String,
    currency: Currency,
    source: String,
    markets: Vec<Market>,
}

static ALL: LazyLock<Vec<RateCard>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../data/rates/whatsapp-2021-usd.json"),
        include_str!("../../../data/rates/meta-usd-2026-01-01.json"),
        include_str!("../../../data/rates/meta-usd-2026-10-01.json"),
    ];
    files
        .iter()
        .map(|text| RateCard::read(text).expect("rate cards are checked by a test"))
        .collect()
});

/// The longest calling code with an area.
const CODE_DIGITS_MAX: usize = 4;

impl RateCard {
    /// Every rate card, oldest first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The rate card with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|card| card.id == id)
    }

    /// The newest rate card, which is the default.
    #[must_use]
    pub fn newest() -> &'static Self {
        ALL.last().expect("there are rate cards")
    }

    /// Reads a rate card from its JSON text.
    ///
    /// # Errors
    /// When the text is no rate card.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let file: RateCardFile = serde_json::from_str(text)?;
        if file.markets.is_empty() {
            return Err(de::Error::custom("a rate card needs a market"));
        }
        let codes = |(place, market): (usize, &Market)| -> Vec<_> {
            market.calling_codes.iter().map(|code| (code.clone(), place)).collect()
        };
        let by_code = file.markets.iter().enumerate().flat_map(codes).collect();
        let RateCardFile {
            id,
            valid_from,
            currency,
            source,
            markets,
        } = file;
        Ok(Self {
            id,
            valid_from,
            currency,
            source,
            markets,
            by_code,
        })
    }

    /// The market of a number: that of its longest calling code, else the last one.
    #[must_use]
    pub fn market(&self, e164: &str) -> &Market {
        let digits = e164.trim_start_matches('+');
        let longest_first = (1..=CODE_DIGITS_MAX).rev().filter_map(|length| digits.get(..length));
        let place = longest_first.filter_map(|code| self.by_code.get(code)).next();
        &self.markets[place.copied().unwrap_or(self.markets.len() - 1)]
    }
}

impl Market {
    /// The price of one delivered message in millionths.
    #[must_use]
    pub fn micros(&self, category: PriceCategory) -> i64 {
        match category {
            PriceCategory::Marketing => self.marketing,
            PriceCategory::Utility => self.utility,
            PriceCategory::Authentication => self.authentication,
            PriceCategory::AuthenticationInternational => {
                self.authentication_international.unwrap_or(self.authentication)
            }
            // Free-form messages are charged at the utility rate (since October 2026).
            PriceCategory::Service => self.service.unwrap_or(self.utility),
        }
    }
}

fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    read_micros(&text).ok_or_else(|| de::Error::custom(format!("not an amount: {text}")))
}

fn optional_decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    read_micros(&text)
        .map(Some)
        .ok_or_else(|| de::Error::custom(format!("not an amount: {text}")))
}
