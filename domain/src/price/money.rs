//! Amounts: whole millionths of a currency unit, so that sums are exact.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Millionths in one unit.
pub const MICROS: i64 = 1_000_000;

/// A currency by its three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// An amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// Millionths of the unit.
    pub micros: i64,
    /// Which currency.
    pub currency: Currency,
}

impl Currency {
    /// The currency with this ISO code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The ISO code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many minor units make one: 100 cents, but no smaller coin than a peso in Chile.
    #[must_use]
    pub fn minor_units(self) -> i64 {
        match &self.0 {
            b"CLP" | b"JPY" | b"KRW" | b"VND" => 1,
            _ => 100,
        }
    }
}

impl Money {
    /// The amount in minor units, halves rounded up.
    #[must_use]
    pub fn to_minor(self) -> i64 {
        let micros_each = MICROS / self.currency.minor_units();
        self.micros.saturating_add(micros_each / 2).div_euclid(micros_each)
    }

    /// This many of it; too much stays at the greatest amount there is.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        let count = if count > i64::MAX as u64 {
            i64::MAX
        } else {
            count.cast_signed()
        };
        Self {
            micros: self.micros.saturating_mul(count),
            currency: self.currency,
        }
    }
}

/// Reads `"0.0802"` as 80,200 millionths; nothing when it is no such number.
#[must_use]
pub fn read_micros(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let all_digits =
        !whole.is_empty() && part.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !all_digits {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    whole.checked_mul(MICROS)?.checked_add(part)
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| de::Error::custom("not a currency code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_decimals_exactly() {
        for (text, micros) in [
            ("0.0802", Some(80_200)),
            ("12", Some(12_000_000)),
            ("0.000001", Some(1)),
            ("0.0000001", None),
            ("-1", None),
            ("1.2.3", None),
            ("", None),
        ] {
            assert_eq!(read_micros(text), micros, "{text}");
        }
    }

    #[test]
    fn minor_units_round_halves_up() {
        let usd = Currency::parse("USD").unwrap();
        for (micros, minor) in [(0, 0), (4_999, 0), (5_000, 1), (80_200, 8), (1_234_567, 123)] {
            assert_eq!(Money { micros, currency: usd }.to_minor(), minor);
        }
        assert_eq!(
            Money {
                micros: 1_500_000,
                currency: Currency::parse("CLP").unwrap()
            }
            .to_minor(),
            2
        );
    }
}
