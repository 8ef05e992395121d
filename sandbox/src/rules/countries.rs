//! Which country a phone is of, for the figures that Meta gives by country.
//!
//! Calling codes: ITU-T E.164, list of assigned codes, 2025; area codes of Canada and the Caribbean: NANPA, 2025.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The longest code that stands for a country by itself.
const CODE_MAX: usize = 4;

static CODES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../data/rules/countries.json"))
        .expect("the file of countries is part of the build and read by a test")
});

/// Two letters for the country of a phone; `ZZ` where no code fits.
pub(crate) fn country_of(digits: &str) -> &'static str {
    (1..=CODE_MAX)
        .rev()
        .find_map(|length| CODES.get(digits.get(..length)?))
        .map_or("ZZ", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_code_decides() {
        for (phone, country) in [
            ("79161234567", "RU"),
            ("77011234567", "KZ"),
            ("12125550100", "US"),
            ("14165550100", "CA"),
            ("18095550100", "DO"),
            ("375291234567", "BY"),
            ("999", "ZZ"),
            ("", "ZZ"),
        ] {
            assert_eq!(country_of(phone), country, "{phone}");
        }
    }
}
