//! How a business sees a customer: the business-scoped id, the username, and when the phone is hidden behind it.
//!
//! Meta, "Business-scoped user IDs" and "Usernames", 2026: an id is unique per user and portfolio, begins with the
//! user's country and changes with the phone. A user with a username shows no phone to a business that exchanged no
//! message with that phone within 30 days and has it in no contact book.

use crate::clock::DAY_MS;
use crate::people::countries;
use crate::people::customer::Customer;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// How long a business knows the phone of a user with a username.
const PHONE_KNOWN_MS: i64 = 30 * DAY_MS;
/// The rule sets before the ids.
const WITHOUT_IDS: [&str; 2] = ["whatsapp-2021", "meta-2025-10"];

/// An id packs these into 56 bits: customer 32, portfolio 12, moves 12.
const BITS: u32 = 56;
const MASK: u64 = (1 << BITS) - 1;
const ODD: u64 = 0x9E_3779_B97F_4A7D;
const ODD_INVERSE: u64 = inverse(ODD);
/// All ids begin with these digits after the country, as the ones in Meta's samples do.
const LEAD: &str = "700";

/// The factor that undoes another, modulo a power of two: each step doubles the right bits.
const fn inverse(odd: u64) -> u64 {
    let mut guess = odd;
    let mut step = 0;
    while step < 6 {
        guess = guess.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(guess)));
        step += 1;
    }
    guess & MASK
}

/// Scatters 56 bits, so that neighbours look unrelated; [`gather`] undoes it.
fn scatter(plain: u64, key: u64) -> u64 {
    let mut value = (plain ^ key) & MASK;
    for _ in 0..2 {
        value = value.wrapping_mul(ODD) & MASK;
        value ^= value >> (BITS / 2);
    }
    value
}

fn gather(scattered: u64, key: u64) -> u64 {
    let mut value = scattered & MASK;
    for _ in 0..2 {
        value ^= value >> (BITS / 2);
        value = value.wrapping_mul(ODD_INVERSE) & MASK;
    }
    (value ^ key) & MASK
}

fn pack(customer: u32, portfolio: u32, moves: u16) -> u64 {
    (u64::from(customer) << 24) | (u64::from(portfolio & 0xFFF) << 12) | u64::from(moves & 0xFFF)
}

impl World {
    /// Whether users have business-scoped ids.
    pub(crate) fn business_scoped_ids(&self) -> bool {
        let by_rules = !WITHOUT_IDS.contains(&self.settings.rule_set.as_str());
        self.settings.business_scoped_ids.unwrap_or(by_rules)
    }

    /// A customer's business-scoped id for the portfolio of a number; none where there are no such ids.
    pub(crate) fn user_id(&self, customer: u32, number: u32) -> Option<String> {
        if !self.business_scoped_ids() {
            return None;
        }
        let owner = self.customers.get(customer);
        if let Some(given) = owner.rare.as_ref().and_then(|rare| rare.user_id.clone()) {
            return Some(given);
        }
        Some(self.computed_id(customer, owner, number, owner.moves()))
    }

    /// The id that a customer had before the phone was changed last.
    pub(crate) fn computed_id(&self, customer: u32, owner: &Customer, number: u32, moves: u16) -> String {
        let portfolio = self.portfolio_of(number);
        let digits = scatter(pack(customer, portfolio, moves), self.settings.seed);
        format!("{}.{LEAD}{digits:017}", countries::of_phone(owner.digits).code)
    }

    /// The customer whom the portfolio of a number knows by this id.
    pub(crate) fn find_user(&self, number: u32, user_id: &str) -> Option<u32> {
        if let Some(given) = self.customers.find_given_id(user_id) {
            return Some(given);
        }
        let digits = user_id.split_once('.')?.1.strip_prefix(LEAD)?;
        let scattered: u64 = digits.parse().ok().filter(|value| *value <= MASK)?;
        let customer = (gather(scattered, self.settings.seed) >> 24) as u32;
        let owner = self.customers.list.get(customer as usize)?;
        (!owner.deleted && self.user_id(customer, number).as_deref() == Some(user_id)).then_some(customer)
    }

    /// Whether webhooks of a number show a customer's phone.
    pub(crate) fn shows_phone(&self, customer: u32, number: u32) -> bool {
        let owner = self.customers.get(customer);
        if owner.username().is_none() || !self.business_scoped_ids() {
            return true;
        }
        let in_contacts = owner.rare.as_ref().is_some_and(|rare| rare.in_contacts);
        let thread = self.conversations.find(number, customer);
        let known = thread.and_then(|thread| thread.phone_known_ms);
        in_contacts || known.is_some_and(|known| self.now_ms() - known < PHONE_KNOWN_MS)
    }

    /// A message passed between a number and a customer's phone: the business knows the phone from here on.
    pub(crate) fn note_phone(&mut self, customer: u32, number: u32) {
        let now = self.now_ms();
        self.conversations.open(number, customer).phone_known_ms = Some(now);
    }

    /// The element of `contacts` that tells who a customer is.
    pub(crate) fn contact_view(&self, customer: u32, number: u32) -> Value {
        let owner = self.customers.get(customer);
        let mut profile = Map::from_iter([("name".to_owned(), json!(self.customers.name(owner)))]);
        let mut view = Map::new();
        let user_id = self.user_id(customer, number);
        if let Some(username) = owner.username().filter(|_| user_id.is_some()) {
            profile.insert("username".into(), json!(username));
        }
        view.insert("profile".into(), Value::Object(profile));
        if self.shows_phone(customer, number) {
            view.insert("wa_id".into(), json!(owner.phone()));
        }
        if let Some(user_id) = user_id {
            view.insert("user_id".into(), json!(user_id));
        }
        if self.accounts.numbers[number as usize].identity_check {
            view.insert("identity_key_hash".into(), json!(self.identity_hash(customer)));
        }
        Value::Object(view)
    }

    /// The hash of a customer's identity: another after each time WhatsApp was installed anew.
    ///
    /// Meta, "Identity change check", 2026: an opaque base64 text.
    pub(crate) fn identity_hash(&self, customer: u32) -> String {
        let owner = self.customers.get(customer);
        let installs = owner.rare.as_ref().map_or(0, |rare| rare.installs);
        let source = format!(
            "identity {} {customer} {} {installs}",
            self.settings.seed,
            owner.moves()
        );
        STANDARD.encode(&Sha256::digest(source)[..8])
    }

    fn portfolio_of(&self, number: u32) -> u32 {
        self.accounts.wabas[self.accounts.numbers[number as usize].waba as usize].portfolio
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_computed_back_and_never_the_same() {
        let mut seen = std::collections::HashSet::new();
        for key in [1, 77, u64::MAX] {
            seen.clear();
            for customer in (0..2_000).chain([u32::MAX]) {
                for portfolio in 0..2 {
                    for moves in 0..2 {
                        let plain = pack(customer, portfolio, moves);
                        let scattered = scatter(plain, key);
                        assert_eq!(gather(scattered, key), plain);
                        assert!(seen.insert(scattered));
                    }
                }
            }
        }
        assert!(MASK < 10_u64.pow(17), "an id has 17 digits after its lead");
    }
}
