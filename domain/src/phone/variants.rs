//! National ways of writing one person's number that WhatsApp takes for the same person.
//!
//! WhatsApp's own id can differ from the number dialled: in Brazil by the ninth digit of mobile
//! numbers, in Mexico by a `1` and in Argentina by a `9` after the country code
//! (Meta, 'Phone numbers: WhatsApp user ID', 2026).

/// Every form of an E.164 number that means the same person, the number itself first.
#[must_use]
pub fn identity_variants(e164: &str) -> Vec<String> {
    let mut forms = vec![e164.to_owned()];
    forms.extend(other_form(e164));
    forms
}

fn other_form(e164: &str) -> Option<String> {
    let digits = e164.strip_prefix('+')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.get(..2)? {
        "55" => other_brazilian(&digits[2..]).map(|national| format!("+55{national}")),
        "52" => other_by_digit(&digits[2..], '1').map(|national| format!("+52{national}")),
        "54" => other_by_digit(&digits[2..], '9').map(|national| format!("+54{national}")),
        _ => None,
    }
}

/// The form in today's number plan, where WhatsApp's own differs from it.
pub(super) fn dialled_form(e164: &str) -> Option<String> {
    let other = other_form(e164)?;
    let is_dialled = match e164.get(1..3)? {
        "52" => other.len() < e164.len(),
        _ => other.len() > e164.len() && e164.starts_with("+55"),
    };
    is_dialled.then_some(other)
}

/// Two digits of area, then eight of an old mobile number (6 to 9 first) or nine of a new one.
fn other_brazilian(national: &str) -> Option<String> {
    let (area, local) = national.split_at_checked(2)?;
    match local.len() {
        8 if local.starts_with(['6', '7', '8', '9']) => Some(format!("{area}9{local}")),
        9 if local.starts_with('9') && local[1..].starts_with(['6', '7', '8', '9']) => {
            Some(format!("{area}{}", &local[1..]))
        }
        _ => None,
    }
}

/// Ten digits, or the same with one digit before them.
fn other_by_digit(national: &str, digit: char) -> Option<String> {
    match (national.len(), national.strip_prefix(digit)) {
        (11, Some(rest)) => Some(rest.to_owned()),
        (10, _) => Some(format!("{digit}{national}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_person_in_three_countries() {
        for (a, b) in [
            ("+5511987654321", "+551187654321"),
            ("+5215512345678", "+525512345678"),
            ("+5491123456789", "+541123456789"),
        ] {
            assert_eq!(identity_variants(a), [a, b]);
            assert_eq!(identity_variants(b), [b, a]);
        }
    }

    #[test]
    fn others_have_one_form() {
        for number in ["+79161234567", "+551131234567", "+12025550123", "+55", "+5", ""] {
            assert_eq!(identity_variants(number), [number]);
        }
    }

    proptest! {
        #[test]
        fn variants_are_mutual(number in "\\+(55|52|54)[0-9]{0,12}") {
            for form in identity_variants(&number) {
                let mut back = identity_variants(&form);
                back.sort();
                let mut forms = identity_variants(&number);
                forms.sort();
                prop_assert_eq!(back, forms);
            }
        }
    }
}
