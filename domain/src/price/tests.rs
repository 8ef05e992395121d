use proptest::prelude::*;

use super::*;

fn usd(id: &str) -> &'static RateCard {
    RateCard::find(id).unwrap()
}

fn facts(category: PriceCategory, window_open: bool) -> PriceFacts {
    PriceFacts {
        category,
        window_open,
        free_entry: false,
        service_messages_used: 0,
    }
}

#[test]
fn cards_are_read_and_no_code_is_in_two_markets() {
    assert_eq!(RateCard::newest().id, "meta-usd-2026-10-01");
    for card in RateCard::all() {
        let mut codes: Vec<_> = card.markets.iter().flat_map(|market| &market.calling_codes).collect();
        let count = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), count, "{}", card.id);
        assert_eq!(card.markets.last().unwrap().name, "Other");
        assert!(card.source.len() > 20);
    }
}

#[test]
fn the_longest_calling_code_names_the_market() {
    for (e164, market) in [
        ("+79161234567", "Russia"),
        ("+77012345678", "Russia"),
        ("+12025550123", "North America"),
        ("+18095550123", "Rest of Latin America"),
        ("+998901234567", "Rest of Asia Pacific"),
        ("+9991234567", "Other"),
        ("+1", "North America"),
        ("", "Other"),
    ] {
        assert_eq!(usd("meta-usd-2026-01-01").market(e164).name, market, "{e164}");
    }
}

#[test]
fn models_charge_what_their_time_charged() {
    use PriceCategory::{Authentication, Marketing, Service, Utility};
    let check = |rules: &str, card: &str, category, window_open, micros| {
        let found = price(
            usd(card),
            RuleSet::find(rules).unwrap(),
            "+79161234567",
            facts(category, window_open),
        );
        assert_eq!(found.money.micros, micros, "{rules} {category} window {window_open}");
    };
    for (category, open, closed) in [(Marketing, 0, 50_000), (Utility, 0, 50_000), (Service, 0, 0)] {
        check("whatsapp-2021", "whatsapp-2021-usd", category, true, open);
        check("whatsapp-2021", "whatsapp-2021-usd", category, false, closed);
    }
    for (category, open, closed) in [
        (Marketing, 80_200, 80_200),
        (Authentication, 40_000, 40_000),
        (Utility, 0, 40_000),
        (Service, 0, 0),
    ] {
        check("meta-2025-10", "meta-usd-2026-01-01", category, true, open);
        check("meta-2025-10", "meta-usd-2026-01-01", category, false, closed);
    }
    for (category, open) in [(Marketing, 80_200), (Utility, 40_000), (Service, 0)] {
        check("meta-2026-10", "meta-usd-2026-10-01", category, true, open);
    }
}

#[test]
fn the_thousandth_free_message_is_the_last() {
    let rules = RuleSet::newest();
    for (used, kind) in [(999, PriceKind::FreeCustomerService), (1_000, PriceKind::Regular)] {
        let facts = PriceFacts {
            service_messages_used: used,
            ..facts(PriceCategory::Service, true)
        };
        assert_eq!(price_kind(rules, facts), kind);
    }
    let entry = PriceFacts {
        free_entry: true,
        ..facts(PriceCategory::Marketing, false)
    };
    assert_eq!(price_kind(rules, entry), PriceKind::FreeEntryPoint);
}

fn recipient(e164: &str) -> ForecastRecipient<'_> {
    ForecastRecipient {
        e164,
        window_open: false,
        free_entry: false,
    }
}

#[test]
fn a_forecast_adds_up_by_market() {
    let numbers = ["+79161234567", "+79161234568", "+12025550123"];
    let card = RateCard::newest();
    let found = forecast(
        card,
        RuleSet::newest(),
        PriceCategory::Marketing,
        0,
        numbers.map(recipient),
    );
    assert_eq!(
        (found.total.micros, found.total.to_minor(), found.recipients, found.free),
        (185_400, 19, 3, 0)
    );
    let lines: Vec<_> = found
        .lines
        .iter()
        .map(|line| (line.market.as_str(), line.recipients, line.total.micros))
        .collect();
    assert_eq!(lines, [("North America", 1, 25_000), ("Russia", 2, 160_400)]);
}

proptest! {
    #[test]
    fn a_forecast_is_the_sum_of_its_messages(numbers in proptest::collection::vec("\\+[1-9][0-9]{6,13}", 0..40), open: bool) {
        let card = RateCard::newest();
        let rules = RuleSet::newest();
        let category = PriceCategory::Utility;
        let all = numbers.iter().map(|e164| ForecastRecipient { e164, window_open: open, free_entry: false });
        let each = numbers.iter().map(|e164| price(card, rules, e164, facts(category, open)).money.micros);
        let found = forecast(card, rules, category, 0, all);
        prop_assert_eq!(found.total.micros, each.sum::<i64>());
        prop_assert_eq!(found.recipients, numbers.len() as u64);
    }
}

#[test]
fn a_month_begins_at_its_first_midnight() {
    for (now, began) in [
        ("2026-11-29T10:00:00Z", "2026-11-01T00:00:00.000Z"),
        ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00.000Z"),
        ("2026-12-31T23:59:59Z", "2026-12-01T00:00:00.000Z"),
    ] {
        let now = Timestamp::parse_rfc3339(now).unwrap();
        assert_eq!(month_start(now).to_rfc3339(), began);
    }
}
