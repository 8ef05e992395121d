//! Countries: their calling codes, how their mobile numbers look, their language and their clock.
//!
//! Codes: ITU-T E.164, list of assigned country codes. A country with several zones has the one of most of its people;
//! summer time is not kept.

use serde::Serialize;

/// A country, as far as a customer's phone tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Country {
    /// Two letters, ISO 3166.
    pub(crate) code: &'static str,
    pub(crate) calling_code: u64,
    /// The digits with which mobile numbers begin after the calling code.
    pub(crate) mobile: u64,
    /// How many digits follow those.
    pub(crate) rest: u32,
    pub(crate) locale: &'static str,
    pub(crate) utc_offset_minutes: i32,
}

const fn country(
    code: &'static str,
    calling_code: u64,
    mobile: u64,
    rest: u32,
    locale: &'static str,
    utc_offset_minutes: i32,
) -> Country {
    Country {
        code,
        calling_code,
        mobile,
        rest,
        locale,
        utc_offset_minutes,
    }
}

/// Of countries that share a calling code the one with the longer beginning stands first.
const COUNTRIES: [Country; 40] = [
    country("KZ", 7, 70, 8, "ru_RU", 300),
    country("RU", 7, 9, 9, "ru_RU", 180),
    country("US", 1, 3, 9, "en_US", -300),
    country("EG", 20, 10, 8, "ar", 120),
    country("ZA", 27, 7, 8, "en_US", 120),
    country("NL", 31, 6, 8, "nl", 60),
    country("BE", 32, 47, 7, "fr", 60),
    country("FR", 33, 6, 8, "fr", 60),
    country("ES", 34, 6, 8, "es", 60),
    country("HU", 36, 20, 7, "hu", 60),
    country("IT", 39, 34, 8, "it", 60),
    country("GB", 44, 77, 8, "en_GB", 0),
    country("SE", 46, 70, 7, "sv", 60),
    country("PL", 48, 6, 8, "pl", 60),
    country("DE", 49, 15, 9, "de", 60),
    country("PE", 51, 9, 8, "es", -300),
    country("MX", 52, 55, 8, "es_MX", -360),
    country("AR", 54, 911, 8, "es_AR", -180),
    country("BR", 55, 119, 8, "pt_BR", -180),
    country("CL", 56, 9, 8, "es", -240),
    country("CO", 57, 3, 9, "es", -300),
    country("MY", 60, 12, 7, "ms", 480),
    country("AU", 61, 4, 8, "en_GB", 600),
    country("ID", 62, 81, 9, "id", 420),
    country("TH", 66, 8, 8, "th", 420),
    country("JP", 81, 90, 8, "ja", 540),
    country("KR", 82, 10, 8, "ko", 540),
    country("TR", 90, 53, 8, "tr", 180),
    country("IN", 91, 98, 8, "en_US", 330),
    country("PK", 92, 30, 8, "ur", 300),
    country("MA", 212, 6, 8, "fr", 60),
    country("NG", 234, 80, 8, "en_US", 60),
    country("KE", 254, 7, 8, "en_US", 180),
    country("PT", 351, 91, 7, "pt_PT", 0),
    country("UA", 380, 50, 7, "uk", 120),
    country("BY", 375, 29, 7, "ru_RU", 180),
    country("SA", 966, 5, 8, "ar", 180),
    country("AE", 971, 50, 7, "ar", 240),
    country("IL", 972, 50, 7, "he", 120),
    country("UZ", 998, 90, 7, "ru_RU", 300),
];

/// For a phone of no country above: its letters are those that ISO leaves to users.
const ELSEWHERE: Country = country("ZZ", 0, 0, 0, "en_US", 0);

/// The country with these letters.
pub(crate) fn find(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code))
}

/// The country of a phone.
pub(crate) fn of_phone(digits: u64) -> &'static Country {
    let starts = |with: u64| {
        let mut rest = digits;
        while rest > with {
            rest /= 10;
        }
        rest == with
    };
    let kazakh = starts(76) || starts(77) || starts(70);
    COUNTRIES
        .iter()
        .find(|country| starts(country.calling_code) && (country.code != "KZ" || kazakh))
        .unwrap_or(&ELSEWHERE)
}

/// The letters of all countries, for a refusal's words.
pub(crate) fn known() -> String {
    let mut codes: Vec<&str> = COUNTRIES.iter().map(|country| country.code).collect();
    codes.sort_unstable();
    codes.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_country_of_a_phone() {
        for (digits, code) in [
            (79_161_234_567, "RU"),
            (77_011_234_567, "KZ"),
            (15_551_230_001, "US"),
            (998_901_234_567, "UZ"),
            (5_511_912_345_678, "BR"),
            (99_999, "ZZ"),
            (77_777, "KZ"),
        ] {
            assert_eq!(of_phone(digits).code, code, "{digits}");
        }
    }

    #[test]
    fn every_country_makes_phones_of_its_own() {
        for country in COUNTRIES {
            let digits: u64 = format!(
                "{}{}{}",
                country.calling_code,
                country.mobile,
                "1".repeat(country.rest as usize)
            )
            .parse()
            .unwrap();
            assert_eq!(of_phone(digits).code, country.code);
            assert!(digits.to_string().len() <= 15);
        }
    }
}
