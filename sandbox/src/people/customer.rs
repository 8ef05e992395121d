//! A customer: a phone, a name, and habits.

use crate::random::Random;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// A user of WhatsApp, or a phone without it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub(crate) phone: String,
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) online: bool,
    pub(crate) has_whatsapp: bool,
    pub(crate) reads: bool,
    pub(crate) read_delay_ms: u32,
    pub(crate) delivery_delay_ms: u32,
    pub(crate) blocked: Vec<u32>,
    /// Why, as the customer told WhatsApp.
    pub(crate) block_reasons: Vec<(u32, String)>,
    pub(crate) marketing_stopped: Vec<u32>,
    pub(crate) user_id: Option<String>,
    pub(crate) username: Option<String>,
    /// Messages that reached WhatsApp while the phone was off.
    pub(crate) waiting: Vec<u32>,
    pub(crate) deleted: bool,
}

/// A customer to be made.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct NewCustomer {
    /// The phone in international form; everything but digits is ignored.
    pub phone: String,
    /// The name in the WhatsApp profile.
    #[serde(default)]
    pub name: Option<String>,
    /// Language and country, `ru_RU`.
    #[serde(default)]
    pub locale: Option<String>,
    /// False for a phone that has no WhatsApp: messages to it fail with 131026.
    #[serde(default)]
    pub has_whatsapp: Option<bool>,
    /// Whether the phone is on.
    #[serde(default)]
    pub online: Option<bool>,
    /// Whether the customer reads by itself and sends read receipts.
    #[serde(default)]
    pub reads: Option<bool>,
    /// From delivery to reading.
    #[serde(default)]
    pub read_delay_ms: Option<u32>,
    /// From WhatsApp to the phone.
    #[serde(default)]
    pub delivery_delay_ms: Option<u32>,
    /// A business-scoped user id; drawn from the seed for customers with a username.
    #[serde(default)]
    pub user_id: Option<String>,
    /// The customer's username.
    #[serde(default)]
    pub username: Option<String>,
    /// The same habits as one object, as a scenario file writes them.
    #[serde(default)]
    pub behaviour: Option<Behaviour>,
}

/// Habits of a customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Behaviour {
    /// See the customer's field of this name.
    #[serde(default)]
    pub reads: Option<bool>,
    /// See the customer's field of this name.
    #[serde(default)]
    pub read_delay_ms: Option<u32>,
    /// See the customer's field of this name.
    #[serde(default)]
    pub delivery_delay_ms: Option<u32>,
}

/// What can be changed about a customer; absent fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerPatch {
    /// The name in the WhatsApp profile.
    #[serde(default)]
    pub name: Option<String>,
    /// Language and country.
    #[serde(default)]
    pub locale: Option<String>,
    /// Whether the phone is on; messages that waited arrive when it comes on.
    #[serde(default)]
    pub online: Option<bool>,
    /// Whether the phone has WhatsApp.
    #[serde(default)]
    pub has_whatsapp: Option<bool>,
    /// Whether the customer reads by itself and sends read receipts.
    #[serde(default)]
    pub reads: Option<bool>,
    /// From delivery to reading.
    #[serde(default)]
    pub read_delay_ms: Option<u32>,
    /// From WhatsApp to the phone.
    #[serde(default)]
    pub delivery_delay_ms: Option<u32>,
    /// The customer's username.
    #[serde(default)]
    pub username: Option<String>,
}

/// All customers, found by phone or by business-scoped id.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Customers {
    pub(crate) list: Vec<Customer>,
    pub(crate) living: usize,
    #[serde(skip)]
    by_phone: HashMap<String, u32>,
    #[serde(skip)]
    by_user_id: HashMap<String, u32>,
}

impl Customers {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        for (index, customer) in self.list.iter().enumerate().filter(|(_, customer)| !customer.deleted) {
            self.by_phone.insert(customer.phone.clone(), index as u32);
            if let Some(user_id) = &customer.user_id {
                self.by_user_id.insert(user_id.clone(), index as u32);
            }
        }
    }

    /// The customer with these digits.
    pub(crate) fn find(&self, phone: &str) -> Option<u32> {
        self.by_phone.get(phone).copied()
    }

    /// The customer with this business-scoped id.
    pub(crate) fn find_user(&self, user_id: &str) -> Option<u32> {
        self.by_user_id.get(user_id).copied()
    }

    /// The customer at a place in the list.
    pub(crate) fn get(&self, index: u32) -> &Customer {
        &self.list[index as usize]
    }

    /// The customer at a place in the list, to be changed.
    pub(crate) fn get_mut(&mut self, index: u32) -> &mut Customer {
        &mut self.list[index as usize]
    }

    /// Makes a customer; what is not said is drawn.
    pub(crate) fn add(&mut self, new: NewCustomer, random: &mut Random) -> u32 {
        let behaviour = new.behaviour.unwrap_or_default();
        let read_delay = random.between(2_000, 30_000) as u32;
        let delivery_delay = random.between(300, 2_000) as u32;
        let user_id = new
            .user_id
            .or_else(|| new.username.as_ref().map(|_| format!("US.{}", random.digits(20))));
        let customer = Customer {
            name: new.name.unwrap_or_else(|| format!("+{}", new.phone)),
            locale: new.locale.unwrap_or_else(|| "ru_RU".to_owned()),
            online: new.online.unwrap_or(true),
            has_whatsapp: new.has_whatsapp.unwrap_or(true),
            reads: new.reads.or(behaviour.reads).unwrap_or(true),
            read_delay_ms: new.read_delay_ms.or(behaviour.read_delay_ms).unwrap_or(read_delay),
            delivery_delay_ms: new
                .delivery_delay_ms
                .or(behaviour.delivery_delay_ms)
                .unwrap_or(delivery_delay),
            blocked: Vec::new(),
            block_reasons: Vec::new(),
            marketing_stopped: Vec::new(),
            user_id,
            username: new.username,
            waiting: Vec::new(),
            deleted: false,
            phone: new.phone,
        };
        let index = self.list.len() as u32;
        self.by_phone.insert(customer.phone.clone(), index);
        if let Some(user_id) = &customer.user_id {
            self.by_user_id.insert(user_id.clone(), index);
        }
        self.list.push(customer);
        self.living += 1;
        index
    }

    /// Takes a customer out of the world; the messages stay in the book.
    pub(crate) fn remove(&mut self, index: u32) {
        let customer = &mut self.list[index as usize];
        customer.deleted = true;
        customer.online = false;
        customer.waiting.clear();
        self.by_phone.remove(&customer.phone);
        if let Some(user_id) = &customer.user_id {
            self.by_user_id.remove(user_id);
        }
        self.living -= 1;
    }
}

/// Only the digits of a phone as people write it; `None` when no phone can be meant.
pub(crate) fn digits_of(phone: &str) -> Option<String> {
    let tolerated = |character: char| character.is_ascii_digit() || "+-(). \u{a0}".contains(character);
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    (phone.chars().all(tolerated) && (5..=15).contains(&digits.len())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_phones_as_people_write_them() {
        assert_eq!(digits_of("+7 (916) 123-45-67").as_deref(), Some("79161234567"));
        assert_eq!(digits_of("79161234567").as_deref(), Some("79161234567"));
        for wrong in ["", "12", "hello", "+7916x234567", "1234567890123456"] {
            assert_eq!(digits_of(wrong), None, "{wrong}");
        }
    }
}
