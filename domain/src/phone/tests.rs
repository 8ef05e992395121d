use proptest::prelude::*;

use super::*;

fn check(text: &str, country: &str, expected: Result<&str, PhoneError>) {
    let found = Phone::parse(text, country).map(|phone| phone.e164);
    assert_eq!(found, expected.map(str::to_owned), "{text:?} in {country}");
}

#[test]
fn russian_numbers_as_companies_write_them() {
    for text in [
        "8 (916) 123-45-67",
        "+7 916 123 45 67",
        "9161234567",
        "89161234567",
        "79161234567",
        "8-916-123-45-67",
        "+7(916)1234567",
        "007 916 123 45 67",
        "8\u{a0}916\u{a0}123\u{a0}45\u{a0}67",
        "7 916 123–45–67",
        "'+79161234567",
        "79161234567.0",
        " \t8.916.123.45.67 ",
        "tel:+79161234567",
        "\u{202a}+7 916 123‑45‑67\u{202c}",
    ] {
        check(text, "RU", Ok("+79161234567"));
    }
}

#[test]
fn numbers_of_other_countries() {
    for (text, country, e164) in [
        ("+380 50 123 45 67", "RU", "+380501234567"),
        ("380501234567", "RU", "+380501234567"),
        ("+375 29 123-45-67", "RU", "+375291234567"),
        ("+7 701 234 56 78", "RU", "+77012345678"),
        ("0151 12345678", "DE", "+4915112345678"),
        ("4915112345678", "DE", "+4915112345678"),
        ("+44 (0)20 7946 0958", "RU", "+442079460958"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("1 202 555 0123", "US", "+12025550123"),
        ("+998 90 123 45 67", "RU", "+998901234567"),
        ("+1 555 123 0001", "RU", "+15551230001"),
        ("+52 1 55 1234 5678", "RU", "+525512345678"),
        ("+55 11 98765-4321", "RU", "+5511987654321"),
        ("8 800 555 35 35", "RU", "+78005553535"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
    ] {
        check(text, country, Ok(e164));
    }
}

#[test]
fn what_is_no_number_says_why() {
    for (text, why) in [
        ("", PhoneError::Empty),
        (" — ", PhoneError::Empty),
        ("нет", PhoneError::Letters),
        ("+7 916 123 45 67 доб. 12", PhoneError::Letters),
        ("8 916 123 45 67, 8 903 123 45 67", PhoneError::SeveralNumbers),
        ("+79161234567/+79031234567", PhoneError::SeveralNumbers),
        ("7,91612E+10", PhoneError::Rounded),
        ("7.9161234567E+10", PhoneError::Rounded),
        ("12345", PhoneError::TooShort),
        ("8 916 123 45", PhoneError::NotInPlan),
        ("+7 000 000 00 00", PhoneError::NotInPlan),
        ("+7916123456789012345", PhoneError::TooLong),
    ] {
        check(text, "RU", Err(why));
    }
}

#[test]
fn kinds_and_countries() {
    for (text, kind, country) in [
        ("+79161234567", PhoneKind::Mobile, "RU"),
        ("+74951234567", PhoneKind::FixedLine, "RU"),
        ("+78005553535", PhoneKind::TollFree, "RU"),
        ("+77012345678", PhoneKind::Mobile, "KZ"),
        ("+12025550123", PhoneKind::FixedOrMobile, "US"),
        ("+380501234567", PhoneKind::Mobile, "UA"),
    ] {
        let phone = Phone::parse(text, "RU").unwrap();
        assert_eq!((phone.kind, phone.country.as_deref()), (kind, Some(country)), "{text}");
    }
}

#[test]
fn whatsapps_own_digits_are_kept_as_they_are() {
    for (wa_id, e164, country) in [
        ("79161234567", "+79161234567", Some("RU")),
        ("551187654321", "+551187654321", Some("BR")),
        ("5215512345678", "+5215512345678", Some("MX")),
        ("999", "+999", None),
    ] {
        let phone = Phone::of_wa_id(wa_id);
        assert_eq!((phone.e164.as_str(), phone.country.as_deref()), (e164, country));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_panics(text in "\\PC{0,30}", country in "[A-Z]{2}") {
        let _ = Phone::parse(&text, &country);
    }

    #[test]
    fn digits_and_signs_never_panic(text in "[+0-9 ()\\-.;x]{0,25}") {
        for country in ["RU", "DE", "US", "BR", "XX"] {
            if let Ok(phone) = Phone::parse(&text, country) {
                prop_assert!(phone.e164.starts_with('+') && phone.digits().bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }

    #[test]
    fn every_way_of_writing_is_one_number(local in 0_u32..10_000_000) {
        let (a, b, c) = (local / 10_000, local / 100 % 100, local % 100);
        let expected = format!("+7916{local:07}");
        for text in [
            format!("8 (916) {a:03}-{b:02}-{c:02}"), format!("+7 916 {local:07}"), format!("916{local:07}"), format!("7916{local:07}"),
        ] {
            prop_assert_eq!(&Phone::parse(&text, "RU").unwrap().e164, &expected);
        }
    }

    #[test]
    fn the_normal_form_is_its_own(local in 0_u32..10_000_000) {
        let phone = Phone::parse(&format!("8916{local:07}"), "RU").unwrap();
        prop_assert_eq!(Phone::parse(&phone.e164, "DE").unwrap(), phone);
    }
}
