//! Phone numbers as companies write them, in one normal form (E.164), and what kind of number it is.
//!
//! A text may stand for several international numbers (with or without a national prefix, a country
//! code, a `+`); the likeliest one that a number plan has is taken.

mod plan;
pub mod variants;

use phonenumber::country;
use phonenumber::metadata::DATABASE;

use crate::named::named_enum;
pub use variants::identity_variants;

/// A phone number in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// `+` and digits.
    pub e164: String,
    /// ISO code of the country; nothing for numbers of no country.
    pub country: Option<String>,
    /// What kind of number.
    pub kind: PhoneKind,
}

named_enum! {
    /// A kind of phone number.
    pub enum PhoneKind {
        /// A mobile phone.
        Mobile = "mobile",
        /// A landline; it may have WhatsApp Business.
        FixedLine = "fixed_line",
        /// Either of the two: the number does not tell.
        FixedOrMobile = "fixed_or_mobile",
        /// Free to call.
        TollFree = "toll_free",
        /// Dear to call.
        Premium = "premium",
        /// A number of the internet.
        Voip = "voip",
        /// Any other kind.
        Other = "other",
    }
}

named_enum! {
    /// Why a text is no phone number.
    pub enum PhoneError {
        /// There is nothing.
        Empty = "empty",
        /// There are letters.
        Letters = "letters",
        /// There is more than one number.
        SeveralNumbers = "several_numbers",
        /// A spreadsheet has rounded the number (`7.92E+10`); its digits are lost.
        Rounded = "rounded",
        /// Too few digits.
        TooShort = "too_short",
        /// Too many digits.
        TooLong = "too_long",
        /// No country has such numbers.
        NotInPlan = "not_in_plan",
    }
}

impl std::error::Error for PhoneError {}

impl PhoneKind {
    /// Whether customers use WhatsApp with such numbers.
    #[must_use]
    pub const fn is_likely_customer(self) -> bool {
        matches!(self, Self::Mobile | Self::FixedOrMobile | Self::FixedLine | Self::Voip)
    }
}

impl Phone {
    /// Reads a number as people write it; without a country code it belongs to `default_country` (ISO code).
    ///
    /// # Errors
    /// Says why it is no number.
    pub fn parse(text: &str, default_country: &str) -> Result<Self, PhoneError> {
        let Digits { digits, international } = read_digits(text)?;
        if let Some(phone) = candidates(&digits, international, default_country)
            .iter()
            .find_map(|digits| plan::find(digits))
        {
            return Ok(phone);
        }
        if international && is_meta_number(&digits) {
            return Ok(Self {
                e164: format!("+{digits}"),
                country: Some("US".to_owned()),
                kind: PhoneKind::Other,
            });
        }
        Err(why_not(digits.len()))
    }

    /// The number behind WhatsApp's digits; its kind is a guess where no plan has it.
    #[must_use]
    pub fn of_wa_id(wa_id: &str) -> Self {
        let e164 = format!("+{}", wa_id.trim_start_matches('+'));
        let known = variants::dialled_form(&e164)
            .and_then(|dialled| plan::find(&dialled[1..]))
            .or_else(|| plan::find(&e164[1..]));
        match known {
            Some(known) => Self { e164, ..known },
            None => Self {
                e164,
                country: None,
                kind: PhoneKind::Other,
            },
        }
    }

    /// The digits without the `+`.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.e164.trim_start_matches('+')
    }
}

/// The ISO code of the country of an E.164 number.
#[must_use]
pub fn country_of(e164: &str) -> Option<String> {
    Phone::of_wa_id(e164).country
}

/// Whether this ISO code has a number plan.
#[must_use]
pub fn is_country(iso_code: &str) -> bool {
    iso_code.parse::<country::Id>().is_ok()
}

struct Digits {
    digits: String,
    international: bool,
}

fn read_digits(text: &str) -> Result<Digits, PhoneError> {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || c.is_control() || "'\"`\u{feff}\u{200b}\u{200e}\u{200f}\u{202a}\u{202c}".contains(c)
    });
    let text = text.strip_prefix("tel:").unwrap_or(text);
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    if is_rounded(text) {
        return Err(PhoneError::Rounded);
    }
    // A spreadsheet shows a whole number as `79161234567.0`.
    let text = text
        .strip_suffix(".0")
        .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(text);
    let mut digits = String::with_capacity(16);
    let mut plus = false;
    for symbol in text.chars() {
        match symbol {
            '0'..='9' => digits.push(symbol),
            '+' | '＋' if digits.is_empty() => plus = true,
            '+' | ',' | ';' | '/' | '|' | '\n' if digits.len() >= 5 => {
                return Err(PhoneError::SeveralNumbers);
            }
            symbol if symbol.is_alphabetic() => return Err(PhoneError::Letters),
            _ => {}
        }
    }
    if digits.is_empty() {
        return Err(PhoneError::Empty);
    }
    let without_zeros = digits.strip_prefix("00").map(str::to_owned);
    let international = plus || without_zeros.is_some();
    let digits = without_zeros.unwrap_or(digits);
    if digits.len() > 17 {
        Err(PhoneError::TooLong)
    } else {
        Ok(Digits { digits, international })
    }
}

/// `7,91612E+10`: the spreadsheet kept six digits of eleven.
fn is_rounded(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.split_once("E+").is_some_and(|(before, after)| {
        after.bytes().all(|byte| byte.is_ascii_digit())
            && before
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
    })
}

/// The digits of the international numbers that the text may stand for, the likeliest first.
fn candidates(digits: &str, international: bool, default_country: &str) -> Vec<String> {
    let whole = digits.to_owned();
    let dialled = variants::dialled_form(&format!("+{digits}")).map(|form| form[1..].to_owned());
    let home = default_country.to_ascii_uppercase().parse::<country::Id>().ok();
    let Some(home) = home
        .and_then(|id| DATABASE.by_id(id.as_ref()))
        .filter(|_| !international)
    else {
        return dialled.into_iter().chain([whole]).collect();
    };
    let code = home.country_code().to_string();
    let national = home.national_prefix().and_then(|prefix| digits.strip_prefix(prefix));
    let mut found = Vec::with_capacity(5);
    if digits.starts_with(&code) && digits.len() >= 11 {
        found.extend(dialled);
        found.push(whole.clone());
    }
    found.extend(national.map(|rest| format!("{code}{rest}")));
    found.push(format!("{code}{digits}"));
    if digits.len() >= 10 {
        found.push(whole);
    }
    found
}

/// Meta gives companies +1 555 numbers, which no number plan has (error 131037).
fn is_meta_number(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with("1555")
}

const fn why_not(length: usize) -> PhoneError {
    match length {
        0..=8 => PhoneError::TooShort,
        9..=15 => PhoneError::NotInPlan,
        _ => PhoneError::TooLong,
    }
}

#[cfg(test)]
mod tests;
