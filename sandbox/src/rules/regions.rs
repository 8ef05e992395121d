//! Where a phone is, as far as marketing rules ask.
//!
//! Meta, "Per-user marketing template message limits", 2026: no limit in the EEA, the United Kingdom, Japan and South
//! Korea; since 2025-04-01 no marketing to numbers with a US area code, while Canada's get it.

use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Regions {
    marketing_cap_exempt: HashSet<String>,
    not_us_area_codes: HashSet<String>,
}

static ALL: LazyLock<Regions> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../data/rules/regions.json"))
        .expect("the file of regions is part of the build and read by a test")
});

/// Whether users of this phone's country, or companies of it, know no marketing cap.
pub(crate) fn is_uncapped(digits: &str) -> bool {
    (2..=3).any(|length| {
        digits
            .get(..length)
            .is_some_and(|code| ALL.marketing_cap_exempt.contains(code))
    })
}

/// Whether it is a number with a US area code.
pub(crate) fn is_us(digits: &str) -> bool {
    digits.len() == 11
        && digits
            .strip_prefix('1')
            .and_then(|rest| rest.get(..3))
            .is_some_and(|area| !ALL.not_us_area_codes.contains(area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_neighbours_apart() {
        let cases = [
            ("12125550100", true, false),
            ("14165550100", false, false),
            ("18095550100", false, false),
            ("15551230001", false, false),
            ("491511234567", false, true),
            ("447700900123", false, true),
            ("35799123456", false, true),
            ("819012345678", false, true),
            ("821012345678", false, true),
            ("79161234567", false, false),
            ("84912345678", false, false),
            ("1", false, false),
        ];
        for (phone, us, uncapped) in cases {
            assert_eq!((is_us(phone), is_uncapped(phone)), (us, uncapped), "{phone}");
        }
    }
}
