//! A customer: a phone, a name, and habits.
//!
//! A world has a hundred thousand of them, so one is 40 bytes: what many share stands in tables, what few have in
//! [`Rare`], and business-scoped ids are computed.

mod kept;
mod order;

pub(crate) use order::{CustomerPatch, NewCustomer};

use crate::people::crowd::Population;
use crate::people::habits::Habits;
use crate::people::names;
use crate::random::Random;
use kept::Kept;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A user of WhatsApp, or a phone without it.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) digits: u64,
    pub(crate) read_delay_ms: u32,
    pub(crate) delivery_delay_ms: u32,
    /// A name drawn from the tables; [`NO_NAME`] when it was given, or is the phone.
    pub(crate) drawn_name: u32,
    /// A place in the table of habits; [`PLAIN`] for one who only reads.
    pub(crate) habits: u16,
    /// A place in the table of locales.
    pub(crate) locale: u16,
    pub(crate) online: bool,
    pub(crate) has_whatsapp: bool,
    /// Whether read receipts are sent.
    pub(crate) reads: bool,
    pub(crate) deleted: bool,
    pub(crate) rare: Option<Box<Rare>>,
}

/// No name was drawn.
pub(crate) const NO_NAME: u32 = u32::MAX;
/// The habits of a customer made without any: reads, and does nothing else alone.
pub(crate) const PLAIN: u16 = u16::MAX;

/// What few customers have.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Rare {
    pub(crate) name: Option<String>,
    pub(crate) username: Option<String>,
    /// A business-scoped id that was given by hand, until the phone changes.
    pub(crate) user_id: Option<String>,
    pub(crate) blocked: Vec<u32>,
    /// Why, as the customer told WhatsApp.
    pub(crate) block_reasons: Vec<(u32, String)>,
    pub(crate) marketing_stopped: Vec<u32>,
    /// Messages that reached WhatsApp while the phone was off.
    pub(crate) waiting: Vec<u32>,
    /// How often the phone was changed: each time the business-scoped ids are others.
    pub(crate) moves: u16,
    /// How often WhatsApp was installed anew: each time the identity hash is another.
    pub(crate) installs: u16,
    /// In the contact book of the businesses, so that a username hides nothing from them.
    pub(crate) in_contacts: bool,
}

impl Customer {
    /// The digits of the phone.
    pub(crate) fn phone(&self) -> String {
        self.digits.to_string()
    }

    /// What few have, to be changed.
    pub(crate) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// The username, if there is one.
    pub(crate) fn username(&self) -> Option<&str> {
        self.rare.as_ref()?.username.as_deref()
    }

    /// Whether the customer has blocked a number.
    pub(crate) fn has_blocked(&self, number: u32) -> bool {
        self.rare.as_ref().is_some_and(|rare| rare.blocked.contains(&number))
    }

    /// Whether the customer has stopped the marketing of a number.
    pub(crate) fn has_stopped(&self, number: u32) -> bool {
        self.rare
            .as_ref()
            .is_some_and(|rare| rare.marketing_stopped.contains(&number))
    }

    /// How often the phone was changed.
    pub(crate) fn moves(&self) -> u16 {
        self.rare.as_ref().map_or(0, |rare| rare.moves)
    }
}

/// All customers, found by phone or by a given business-scoped id.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub(crate) struct Customers {
    pub(crate) list: Vec<Customer>,
    pub(crate) living: usize,
    pub(crate) locales: Vec<String>,
    pub(crate) habits: Vec<Habits>,
    pub(crate) populations: Vec<Population>,
    #[serde(skip)]
    by_phone: HashMap<u64, u32>,
    #[serde(skip)]
    by_given_id: HashMap<String, u32>,
}

impl Customers {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        self.by_phone.reserve(self.living);
        for (index, customer) in self.list.iter().enumerate().filter(|(_, customer)| !customer.deleted) {
            self.by_phone.insert(customer.digits, index as u32);
            if let Some(user_id) = customer.rare.as_ref().and_then(|rare| rare.user_id.as_ref()) {
                self.by_given_id.insert(user_id.clone(), index as u32);
            }
        }
    }

    /// The customer with these digits.
    pub(crate) fn find(&self, phone: &str) -> Option<u32> {
        self.find_digits(phone.parse().ok()?)
    }

    /// The customer with this phone.
    pub(crate) fn find_digits(&self, digits: u64) -> Option<u32> {
        self.by_phone.get(&digits).copied()
    }

    /// The customer to whom this business-scoped id was given by hand.
    pub(crate) fn find_given_id(&self, user_id: &str) -> Option<u32> {
        self.by_given_id.get(user_id).copied()
    }

    /// Whether a customer has this username.
    pub(crate) fn has_username(&self, name: &str) -> bool {
        let taken = |customer: &Customer| {
            customer
                .username()
                .is_some_and(|taken| taken.eq_ignore_ascii_case(name))
        };
        self.list.iter().any(|customer| !customer.deleted && taken(customer))
    }

    /// The customer at a place in the list.
    pub(crate) fn get(&self, index: u32) -> &Customer {
        &self.list[index as usize]
    }

    /// The customer at a place in the list, to be changed.
    pub(crate) fn get_mut(&mut self, index: u32) -> &mut Customer {
        &mut self.list[index as usize]
    }

    /// The name in a customer's profile; the phone for one who has none.
    pub(crate) fn name(&self, customer: &Customer) -> String {
        let given = customer.rare.as_ref().and_then(|rare| rare.name.clone());
        given.unwrap_or_else(|| match customer.drawn_name {
            NO_NAME => format!("+{}", customer.digits),
            drawn => names::name(self.locale(customer), drawn),
        })
    }

    /// A customer's language and country.
    pub(crate) fn locale(&self, customer: &Customer) -> &str {
        self.locales
            .get(customer.locale as usize)
            .map_or("en_US", String::as_str)
    }

    /// What a customer does alone; none for one who only reads.
    pub(crate) fn habits(&self, customer: &Customer) -> Option<&Habits> {
        self.habits.get(customer.habits as usize)
    }

    /// The place of a locale in the table; the first one's when the table is full.
    pub(crate) fn locale_place(&mut self, locale: &str) -> u16 {
        let known = self.locales.iter().position(|known| known == locale);
        let place = known.unwrap_or_else(|| {
            if self.locales.len() >= usize::from(u16::MAX) {
                return 0;
            }
            self.locales.push(locale.to_owned());
            self.locales.len() - 1
        });
        place as u16
    }

    /// The place of habits in the table; [`PLAIN`] when the table is full.
    pub(crate) fn habits_place(&mut self, habits: Habits) -> u16 {
        // Customers that are made together share habits, so only the newest are compared.
        const LOOKED_AT: usize = 16;
        let from = self.habits.len().saturating_sub(LOOKED_AT);
        let known = self.habits[from..].iter().position(|known| *known == habits);
        if let Some(place) = known {
            return (from + place) as u16;
        }
        if self.habits.len() >= usize::from(PLAIN) {
            return PLAIN;
        }
        self.habits.push(habits);
        (self.habits.len() - 1) as u16
    }

    /// Makes a customer; what is not said is drawn.
    pub(crate) fn add(&mut self, new: NewCustomer, random: &mut Random) -> u32 {
        let behaviour = new.behaviour.unwrap_or_default();
        let read_delay = random.between(2_000, 30_000) as u32;
        let delivery_delay = random.between(300, 2_000) as u32;
        let locale = self.locale_place(new.locale.as_deref().unwrap_or("ru_RU"));
        let habits = behaviour.habits.map_or(PLAIN, |habits| self.habits_place(*habits));
        let mut customer = Customer {
            digits: new.phone.parse().unwrap_or(0),
            read_delay_ms: new.read_delay_ms.or(behaviour.read_delay_ms).unwrap_or(read_delay),
            delivery_delay_ms: new
                .delivery_delay_ms
                .or(behaviour.delivery_delay_ms)
                .unwrap_or(delivery_delay),
            drawn_name: NO_NAME,
            habits,
            locale,
            online: new.online.unwrap_or(true),
            has_whatsapp: new.has_whatsapp.unwrap_or(true),
            reads: new.reads.or(behaviour.reads).unwrap_or(true),
            deleted: false,
            rare: None,
        };
        if new.name.is_some() || new.username.is_some() || new.user_id.is_some() || new.in_contacts == Some(true) {
            let rare = customer.rare_mut();
            rare.name = new.name;
            rare.username = new.username;
            rare.user_id = new.user_id;
            rare.in_contacts = new.in_contacts.unwrap_or(false);
        }
        self.push(customer)
    }

    /// Takes a whole customer in.
    pub(crate) fn push(&mut self, customer: Customer) -> u32 {
        let index = self.list.len() as u32;
        self.by_phone.insert(customer.digits, index);
        if let Some(user_id) = customer.rare.as_ref().and_then(|rare| rare.user_id.clone()) {
            self.by_given_id.insert(user_id, index);
        }
        self.list.push(customer);
        self.living += 1;
        index
    }

    /// Makes room for many.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.list.reserve_exact(count);
        self.by_phone.reserve(count);
    }

    /// Takes a customer out of the world; the messages stay in the book.
    pub(crate) fn remove(&mut self, index: u32) {
        let customer = &mut self.list[index as usize];
        customer.deleted = true;
        customer.online = false;
        self.by_phone.remove(&customer.digits);
        if let Some(rare) = &mut customer.rare {
            rare.waiting = Vec::new();
            rare.user_id.as_ref().map(|user_id| self.by_given_id.remove(user_id));
        }
        self.living -= 1;
    }

    /// Gives a customer another phone, and with it other business-scoped ids.
    pub(crate) fn change_phone(&mut self, index: u32, digits: u64) {
        let customer = &mut self.list[index as usize];
        self.by_phone.remove(&customer.digits);
        self.by_phone.insert(digits, index);
        customer.digits = digits;
        let rare = customer.rare_mut();
        rare.moves = rare.moves.saturating_add(1);
        if let Some(user_id) = rare.user_id.take() {
            self.by_given_id.remove(&user_id);
        }
    }
}

/// Only the digits of a phone as people write it; `None` when no phone can be meant.
pub(crate) fn digits_of(phone: &str) -> Option<String> {
    let tolerated = |character: char| character.is_ascii_digit() || "+-(). \u{a0}".contains(character);
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    // No country's code begins with a zero.
    (phone.chars().all(tolerated) && (5..=15).contains(&digits.len()) && !digits.starts_with('0')).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_phones_as_people_write_them() {
        assert_eq!(digits_of("+7 (916) 123-45-67").as_deref(), Some("79161234567"));
        assert_eq!(digits_of("79161234567").as_deref(), Some("79161234567"));
        for wrong in ["", "12", "hello", "+7916x234567", "1234567890123456", "0079161234567"] {
            assert_eq!(digits_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_customer_is_small() {
        assert!(size_of::<Customer>() <= 40, "{}", size_of::<Customer>());
    }

    #[test]
    fn customers_survive_a_snapshot_and_the_older_form_is_read() {
        let mut customers = Customers::default();
        let mut random = Random::seeded(1, 1);
        let new = |phone: &str, name: Option<&str>| NewCustomer {
            phone: phone.to_owned(),
            name: name.map(str::to_owned),
            ..NewCustomer::default()
        };
        customers.add(new("79161234567", Some("Анна")), &mut random);
        customers.add(new("79161234568", None), &mut random);
        customers.get_mut(0).rare_mut().blocked.push(3);
        let text = serde_json::to_string(&customers).unwrap();
        let mut again: Customers = serde_json::from_str(&text).unwrap();
        again.rebuild();
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
        let anna = again.get(again.find("79161234567").unwrap());
        assert!(anna.has_blocked(3) && again.name(anna) == "Анна" && again.locale(anna) == "ru_RU");

        let old = r#"{"list":[{"phone":"79161234567","name":"Анна","locale":"ru_RU","online":true,"has_whatsapp":true,
            "reads":true,"read_delay_ms":5,"delivery_delay_ms":6,"blocked":[1],"block_reasons":[],"marketing_stopped":[],
            "user_id":"US.1","username":null,"waiting":[],"deleted":false}],"living":1}"#;
        let mut old: Customers = serde_json::from_str(old).unwrap();
        old.rebuild();
        assert_eq!(old.find_given_id("US.1"), Some(0));
        let anna = old.get(0);
        assert!(anna.has_blocked(1) && old.name(anna) == "Анна" && anna.read_delay_ms == 5);
    }
}
