//! Whom a message is for: a phone, or a business-scoped user id.
//!
//! Meta, "Messages" and "Business-scoped user ids", 2026.

use crate::book::Path;
use crate::errors::GraphError;
use crate::people::customer::{NewCustomer, digits_of};
use crate::rules::pricing::Category;
use crate::rules::shape;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A business-scoped id is a country, a dot, and so many letters and digits.
const USER_ID_MAX: usize = 128;

/// What a call names; a phone wins when both are given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recipient {
    /// What was named, word for word.
    input: String,
    phone: Option<String>,
    user_id: Option<String>,
}

/// Reads whom a call names.
///
/// Meta's page says that a phone without `+` gets the country of the business put before it; its own examples and every
/// integration send whole numbers without `+`, and so they are read here.
pub(super) fn read(world: &World, request: &GraphRequest, number: u32) -> Result<Recipient, GraphError> {
    let given = |name: &str| {
        let value = request.params.get(name).unwrap_or(&Value::Null);
        Ok::<_, GraphError>(shape::optional_id(value, name)?.map(Cow::into_owned))
    };
    let (to, user_id) = (given("to")?, given("recipient")?);
    let phone = to.as_deref().map(|to| phone_of(world, number, to)).transpose()?;
    if phone.is_none()
        && let Some(user_id) = &user_id
        && !is_user_id(user_id)
    {
        return Err(GraphError::value("Param recipient is not a business-scoped user id."));
    }
    let input = to
        .or_else(|| user_id.clone())
        .ok_or_else(|| GraphError::required("to"))?;
    Ok(Recipient { input, phone, user_id })
}

fn phone_of(world: &World, number: u32, to: &str) -> Result<String, GraphError> {
    let digits = digits_of(to).ok_or_else(|| {
        GraphError::value("Recipient phone number is not valid: use the international form, with the country code.")
    })?;
    if world.accounts.numbers[number as usize].digits == digits {
        return Err(GraphError::new(131_021).details("Recipient phone number cannot be same as sender phone number"));
    }
    Ok(digits)
}

/// `US.70011223344556677889`, or `US.ENT.…` for portfolios that are linked.
fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else {
        return false;
    };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=USER_ID_MAX).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Recipient {
    /// The customer, when there is one already.
    pub(super) fn known(&self, world: &World, number: u32) -> Option<u32> {
        match (&self.phone, &self.user_id) {
            (Some(phone), _) => world.customers.find(phone),
            (None, Some(user_id)) => world.find_user(number, user_id),
            (None, None) => None,
        }
    }

    /// The customer; a phone that nobody described becomes one.
    pub(super) fn find(&self, world: &mut World, number: u32, category: Category) -> Result<u32, GraphError> {
        // Meta, "Business-scoped user ids", 2026: codes cannot go to them.
        if self.phone.is_none() && category == Category::Authentication {
            return Err(GraphError::new(131_062));
        }
        if let Some(known) = self.known(world, number) {
            return Ok(known);
        }
        let phone = self
            .phone
            .clone()
            .ok_or_else(|| GraphError::value("Unknown user id."))?;
        let has_whatsapp = Some(world.settings.auto_customers);
        let World { customers, random, .. } = world;
        Ok(customers.add(
            NewCustomer {
                phone,
                has_whatsapp,
                ..NewCustomer::default()
            },
            random,
        ))
    }

    /// How the message is addressed.
    pub(super) fn path(&self) -> Path {
        match self.phone {
            Some(_) => Path::Phone,
            None => Path::UserId,
        }
    }

    /// The entry of `contacts` in the answer: the phone when one was named, the user id when one was named.
    pub(super) fn view(self) -> Value {
        let mut view = Map::from_iter([("input".to_owned(), json!(self.input))]);
        if let Some(phone) = self.phone {
            view.insert("wa_id".into(), json!(phone));
        }
        if let Some(user_id) = self.user_id {
            view.insert("user_id".into(), json!(user_id));
        }
        Value::Object(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_business_scoped_id_when_it_sees_one() {
        for good in [
            "US.70011223344556677889",
            "RU.ENT.a1",
            &format!("US.{}", "7".repeat(128)),
        ] {
            assert!(is_user_id(good), "{good}");
        }
        for wrong in [
            "",
            "US",
            "US.",
            "us.7",
            "USA.7",
            "US.7/../7",
            "US.7 ",
            &format!("US.{}", "7".repeat(129)),
        ] {
            assert!(!is_user_id(wrong), "{wrong}");
        }
    }
}
