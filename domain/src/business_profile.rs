//! What customers see of a business: the fields that WhatsApp keeps, those that only we keep, and their limits.
//!
//! Limits: Meta, 'Business profiles' (`whatsapp_business_profile`), 2026. Lengths are counted in code points.

use std::collections::BTreeSet;

use crate::named::named_enum;

named_enum! {
    /// The trade, in Meta's words.
    pub enum Vertical {
        /// Not said.
        Undefined = "UNDEFINED",
        /// Alcohol.
        Alcohol = "ALCOHOL",
        /// Clothing.
        Apparel = "APPAREL",
        /// Cars.
        Auto = "AUTO",
        /// Beauty.
        Beauty = "BEAUTY",
        /// Education.
        Edu = "EDU",
        /// Entertainment.
        Entertain = "ENTERTAIN",
        /// Events.
        EventPlan = "EVENT_PLAN",
        /// Finance.
        Finance = "FINANCE",
        /// Public service.
        Govt = "GOVT",
        /// Food.
        Grocery = "GROCERY",
        /// Health.
        Health = "HEALTH",
        /// Hotels.
        Hotel = "HOTEL",
        /// Charity.
        Nonprofit = "NONPROFIT",
        /// Gambling over the network.
        OnlineGambling = "ONLINE_GAMBLING",
        /// Medicine without prescription.
        OtcDrugs = "OTC_DRUGS",
        /// Something else.
        Other = "OTHER",
        /// Gambling on the spot.
        PhysicalGambling = "PHYSICAL_GAMBLING",
        /// Services.
        ProfServices = "PROF_SERVICES",
        /// Restaurants.
        Restaurant = "RESTAURANT",
        /// Shops.
        Retail = "RETAIL",
        /// Travel.
        Travel = "TRAVEL",
        /// No business; an older word.
        NotABiz = "NOT_A_BIZ",
    }
}

/// The fields that WhatsApp keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileText {
    /// The line under the name; WhatsApp does not take an empty one.
    pub about: String,
    /// The address.
    pub address: String,
    /// The description.
    pub description: String,
    /// The e-mail.
    pub email: String,
    /// Up to two addresses of the web, with their scheme.
    pub websites: Vec<String>,
    /// The trade; a word that we do not know stays as it is.
    pub vertical: String,
}

/// A place on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapPin {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// Another way to reach the company, kept here only.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExtraContact {
    /// What it is, in the company's words.
    pub label: String,
    /// A phone or an address of the web.
    pub value: String,
}

/// A field that cannot stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileProblem {
    /// Which; one of a list with its place, as `websites[1]`.
    pub field: String,
    /// A stable word: `required`, `too_long`, `too_many`, `invalid_field`.
    pub code: &'static str,
    /// The limit that was passed.
    pub max: Option<usize>,
}

/// Longest texts.
const ABOUT_MAX: usize = 139;
const ADDRESS_MAX: usize = 256;
const DESCRIPTION_MAX: usize = 512;
const EMAIL_MAX: usize = 128;
const SITE_MAX: usize = 256;
const SITES_MAX: usize = 2;
const EXTRAS_MAX: usize = 10;
const EXTRA_MAX: usize = 200;
const EXTRA_LABEL_MAX: usize = 60;
/// The picture: square, JPEG or PNG, at least 192 pixels, at most 5 MB.
const PICTURE_SIDE_MIN: i64 = 192;
const PICTURE_BYTES_MAX: i64 = 5 << 20;

/// The changed fields that WhatsApp would refuse. What was there before and stays is not looked at.
#[must_use]
pub fn check_profile(before: &ProfileText, after: &ProfileText) -> Vec<ProfileProblem> {
    let mut problems = Vec::new();
    for (field, old, new, max) in [
        ("about", &before.about, &after.about, ABOUT_MAX),
        ("address", &before.address, &after.address, ADDRESS_MAX),
        ("description", &before.description, &after.description, DESCRIPTION_MAX),
        ("email", &before.email, &after.email, EMAIL_MAX),
    ] {
        if old != new {
            problems.extend(check_length(field.to_owned(), new, max));
        }
    }
    if after.about.trim().is_empty() && before.about != after.about {
        problems.push(problem("about", "required", None));
    }
    if after.email != before.email && !after.email.is_empty() && !is_email(&after.email) {
        problems.push(problem("email", "invalid_field", None));
    }
    if after.vertical != before.vertical && !after.vertical.is_empty() && Vertical::parse(&after.vertical).is_none() {
        problems.push(problem("vertical", "invalid_field", None));
    }
    if after.websites != before.websites {
        problems.extend(check_sites(&after.websites));
    }
    problems
}

/// What is wrong with the contacts that only we keep.
#[must_use]
pub fn check_extras(extras: &[ExtraContact]) -> Vec<ProfileProblem> {
    let mut problems = Vec::new();
    if extras.len() > EXTRAS_MAX {
        problems.push(problem("extra_contacts", "too_many", Some(EXTRAS_MAX)));
    }
    for (place, extra) in extras.iter().enumerate() {
        let field = format!("extra_contacts[{place}]");
        problems.extend(check_length(field.clone(), &extra.value, EXTRA_MAX));
        problems.extend(check_length(field.clone(), &extra.label, EXTRA_LABEL_MAX));
        if extra.value.trim().is_empty() {
            problems.push(problem(&field, "required", None));
        } else if !is_web_address(&extra.value) && !is_phone(&extra.value) {
            problems.push(problem(&field, "invalid_field", None));
        }
    }
    problems
}

/// Whether a place is on the globe.
#[must_use]
pub fn check_pin(pin: MapPin) -> Option<ProfileProblem> {
    let is_within = |degrees: f64, most: f64| degrees.is_finite() && degrees.abs() <= most;
    if !is_within(pin.latitude, 90.0) {
        return Some(problem("latitude", "invalid_field", None));
    }
    (!is_within(pin.longitude, 180.0)).then(|| problem("longitude", "invalid_field", None))
}

/// What is wrong with a picture of this type, size in bytes, and width and height.
#[must_use]
pub fn check_picture(mime_type: &str, bytes: i64, sides: Option<(i64, i64)>) -> Option<ProfileProblem> {
    let wrong = |code| Some(problem("picture_media_id", code, None));
    if !matches!(mime_type, "image/jpeg" | "image/png") {
        return wrong("picture_type");
    }
    if bytes > PICTURE_BYTES_MAX {
        return wrong("picture_too_large");
    }
    match sides {
        None => wrong("picture_type"),
        Some((width, height)) if width != height => wrong("picture_not_square"),
        Some((width, _)) if width < PICTURE_SIDE_MIN => wrong("picture_too_small"),
        Some(_) => None,
    }
}

fn check_sites(sites: &[String]) -> Vec<ProfileProblem> {
    let mut problems = Vec::new();
    if sites.len() > SITES_MAX {
        problems.push(problem("websites", "too_many", Some(SITES_MAX)));
    }
    let mut seen = BTreeSet::new();
    for (place, site) in sites.iter().enumerate() {
        let field = format!("websites[{place}]");
        problems.extend(check_length(field.clone(), site, SITE_MAX));
        if !is_web_address(site) || !seen.insert(site) {
            problems.push(problem(&field, "invalid_field", None));
        }
    }
    problems
}

fn check_length(field: String, text: &str, max: usize) -> Option<ProfileProblem> {
    if text.contains('\0') {
        return Some(problem(&field, "invalid_field", None));
    }
    (text.chars().count() > max).then(|| problem(&field, "too_long", Some(max)))
}

fn problem(field: &str, code: &'static str, max: Option<usize>) -> ProfileProblem {
    ProfileProblem {
        field: field.to_owned(),
        code,
        max,
    }
}

/// Something at something with a dot, without spaces: WhatsApp is no stricter.
fn is_email(text: &str) -> bool {
    let (user, host) = text.split_once('@').unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    !user.is_empty()
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
        && !host.contains('@')
        && !text.contains(char::is_whitespace)
}

/// `http://` or `https://`, a host with a dot, no spaces.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest
        .and_then(|rest| rest.split(['/', '?', '#', ':']).next())
        .unwrap_or_default();
    let named = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    named && !text.contains(char::is_whitespace) && !host.contains('@')
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits)
        && text
            .chars()
            .all(|letter| letter.is_ascii_digit() || " +-().".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(after: &ProfileText) -> Vec<(String, &'static str)> {
        let before = ProfileText::default();
        let found = check_profile(&before, after).into_iter();
        found.map(|one| (one.field, one.code)).collect()
    }

    #[test]
    fn each_field_is_refused_beyond_its_own_limit_and_not_at_it() {
        let flower = |count: usize| "🌷".repeat(count);
        let good = ProfileText {
            about: flower(139),
            address: flower(256),
            description: flower(512),
            email: format!("{}@example.ru", "a".repeat(117)),
            websites: vec![
                "https://example.ru".to_owned(),
                format!("http://example.ru/{}", "x".repeat(238)),
            ],
            vertical: "RETAIL".to_owned(),
        };
        assert_eq!(codes(&good), []);
        let bad = ProfileText {
            about: flower(140),
            address: flower(257),
            description: flower(513),
            email: format!("{}@example.ru", "a".repeat(118)),
            websites: vec![format!("http://example.ru/{}", "x".repeat(239))],
            vertical: "FLOWERS".to_owned(),
        };
        let expected = [
            ("about", "too_long"),
            ("address", "too_long"),
            ("description", "too_long"),
            ("email", "too_long"),
            ("vertical", "invalid_field"),
            ("websites[0]", "too_long"),
        ];
        assert_eq!(codes(&bad), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn addresses_have_their_form() {
        for (email, good) in [
            ("a@b.ru", true),
            ("a@b", false),
            ("@b.ru", false),
            ("a b@c.ru", false),
            ("a@b..ru", false),
        ] {
            let after = ProfileText {
                email: email.to_owned(),
                ..ProfileText::default()
            };
            assert_eq!(codes(&after).is_empty(), good, "{email}");
        }
        for (site, good) in [
            ("https://example.ru", true),
            ("http://example.ru:8080/a?b", true),
            ("example.ru", false),
            ("ftp://example.ru", false),
            ("https://", false),
            ("https://a b.ru", false),
            ("javascript:alert(1)", false),
        ] {
            let after = ProfileText {
                websites: vec![site.to_owned()],
                ..ProfileText::default()
            };
            assert_eq!(codes(&after).is_empty(), good, "{site}");
        }
        let three = vec![
            "https://a.ru".to_owned(),
            "https://b.ru".to_owned(),
            "https://c.ru".to_owned(),
        ];
        let after = ProfileText {
            websites: three,
            ..ProfileText::default()
        };
        assert_eq!(codes(&after), [("websites".to_owned(), "too_many")]);
    }

    #[test]
    fn the_line_under_the_name_is_not_emptied_and_what_stays_is_not_looked_at() {
        let before = ProfileText {
            about: "Цветы".to_owned(),
            vertical: "NEW_TRADE".to_owned(),
            ..ProfileText::default()
        };
        let emptied = ProfileText {
            about: "  ".to_owned(),
            ..before.clone()
        };
        assert_eq!(check_profile(&before, &emptied)[0].code, "required");
        assert_eq!(check_profile(&before, &before), []);
        let empty = ProfileText::default();
        assert_eq!(
            check_profile(
                &empty,
                &ProfileText {
                    address: "Мира, 1".to_owned(),
                    ..empty.clone()
                }
            ),
            []
        );
    }

    #[test]
    fn pins_pictures_and_extra_contacts() {
        for (latitude, longitude, field) in [
            (90.0, 180.0, None),
            (90.1, 0.0, Some("latitude")),
            (0.0, -180.5, Some("longitude")),
            (f64::NAN, 0.0, Some("latitude")),
        ] {
            let found = check_pin(MapPin { latitude, longitude });
            assert_eq!(
                found.as_ref().map(|one| one.field.as_str()),
                field,
                "{latitude} {longitude}"
            );
        }
        for (mime_type, bytes, sides, code) in [
            ("image/png", 5 << 20, Some((192, 192)), None),
            ("image/jpeg", (5 << 20) + 1, Some((640, 640)), Some("picture_too_large")),
            ("image/png", 9, Some((191, 191)), Some("picture_too_small")),
            ("image/png", 9, Some((200, 192)), Some("picture_not_square")),
            ("image/svg+xml", 9, None, Some("picture_type")),
            ("image/png", 9, None, Some("picture_type")),
        ] {
            assert_eq!(
                check_picture(mime_type, bytes, sides).map(|one| one.code),
                code,
                "{mime_type} {bytes}"
            );
        }
        let extra = |value: &str| {
            vec![ExtraContact {
                label: "Склад".to_owned(),
                value: value.to_owned(),
            }]
        };
        for (value, good) in [
            ("+7 (495) 123-45-67", true),
            ("https://t.me/flowers", true),
            ("", false),
            ("позвоните", false),
        ] {
            assert_eq!(check_extras(&extra(value)).is_empty(), good, "{value}");
        }
    }
}
