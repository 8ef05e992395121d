//! What a customer is known by: never a phone number alone.

use crate::named::named_enum;

named_enum! {
    /// A kind of name that WhatsApp or we know a customer by.
    pub enum IdentityKind {
        /// A phone number in E.164, as people write it.
        Phone = "phone",
        /// WhatsApp's digits of the phone number, which can differ from the number dialled.
        WaId = "wa_id",
        /// A business-scoped user id such as `US.70011223344556677889`.
        UserId = "user_id",
        /// A user name, which the customer may change.
        Username = "username",
    }
}

/// One name of a customer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Which kind of name.
    pub kind: IdentityKind,
    /// The name in its normal form.
    pub value: String,
}

/// Why a text is no identity of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} in its normal form")]
pub struct InvalidIdentity {
    /// The kind that was wanted.
    pub kind: IdentityKind,
}

impl Identity {
    /// Reads a name that is in its normal form, or near it: `@Name` and `+` before a `wa_id` are accepted.
    ///
    /// # Errors
    /// When the text cannot be such a name.
    pub fn parse(kind: IdentityKind, text: &str) -> Result<Self, InvalidIdentity> {
        let text = text.trim();
        let value = match kind {
            IdentityKind::Phone => read_digits(text).map(|digits| format!("+{digits}")),
            IdentityKind::WaId => read_digits(text),
            IdentityKind::UserId => is_user_id(text).then(|| text.to_owned()),
            IdentityKind::Username => read_username(text),
        };
        value.map(|value| Self { kind, value }).ok_or(InvalidIdentity { kind })
    }

    /// Whether the name stays the same person's: a user name can pass to another.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        !matches!(self.kind, IdentityKind::Username)
    }
}

fn read_digits(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let well_formed = (5..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    well_formed.then(|| digits.to_owned())
}

/// `CC.` and up to 128 letters and digits; linked portfolios have `CC.ENT.…` (Meta, 'Business-scoped user IDs', 2026).
fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else {
        return false;
    };
    let id = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn read_username(text: &str) -> Option<String> {
    let name = text.strip_prefix('@').unwrap_or(text).to_ascii_lowercase();
    let well_formed = (3..=35).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte))
        && name.bytes().any(|byte| byte.is_ascii_lowercase());
    well_formed.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_kind_in_its_normal_form() {
        use IdentityKind::{Phone, UserId, Username, WaId};
        for (kind, text, value) in [
            (Phone, "+79161234567", Some("+79161234567")),
            (WaId, "+79161234567", Some("79161234567")),
            (WaId, "0916", None),
            (UserId, "US.70011223344556677889", Some("US.70011223344556677889")),
            (UserId, "US.ENT.7001", Some("US.ENT.7001")),
            (UserId, "us.7001", None),
            (UserId, "US.70 01", None),
            (Username, "@Anna.K", Some("anna.k")),
            (Username, "12345", None),
        ] {
            let found = Identity::parse(kind, text).ok().map(|identity| identity.value);
            assert_eq!(found.as_deref(), value, "{kind} {text}");
        }
    }
}
