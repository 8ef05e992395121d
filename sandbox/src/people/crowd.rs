//! Populations: many customers drawn from a described distribution.
//!
//! Everything is drawn from the world's seed and the population's place, so the description makes the same people again.
//! Nothing ticks for them: a customer has a timer only while a message for it exists.

use crate::control::problem::Problem;
use crate::people::countries::{self, Country};
use crate::people::customer::{Customer, PLAIN, Rare};
use crate::people::habits::Habits;
use crate::random::Random;
use crate::world::World;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most customers in one population, and in all of them together.
const COUNT_MAX: u32 = 1_000_000;
const ALL_MAX: usize = 4_000_000;
const POPULATIONS_MAX: usize = 1_000;
const DELAY_MAX_MS: u32 = 30 * 24 * 3_600_000;

/// Customers to be made from a description. Shares are from 0 to 1.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPopulation {
    /// Its name, unlike all others'.
    pub name: String,
    /// How many customers, at most a million.
    pub count: u32,
    /// Where they live; Russia alone when empty.
    #[serde(default)]
    pub countries: Vec<CountryShare>,
    /// How many have WhatsApp; all when absent.
    #[serde(default)]
    pub has_whatsapp: Option<f64>,
    /// How many have their phone on; all when absent. The others' phones come on by hand.
    #[serde(default)]
    pub online: Option<f64>,
    /// How many send read receipts; all when absent. The others read, and nobody hears of it.
    #[serde(default)]
    pub read_receipts: Option<f64>,
    /// How many have a username, and hide their phone with it; none when absent.
    #[serde(default)]
    pub usernames: Option<f64>,
    /// From delivery to reading, drawn for each customer; 2 to 30 seconds when absent.
    #[serde(default)]
    pub read_delay_ms: Option<(u32, u32)>,
    /// From WhatsApp to the phone, drawn for each customer; 0.3 to 2 seconds when absent.
    #[serde(default)]
    pub delivery_delay_ms: Option<(u32, u32)>,
    /// What they do alone; they only read when absent.
    #[serde(default)]
    pub habits: Option<Habits>,
}

/// A country and its share of a population.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountryShare {
    /// Two letters, `RU`.
    pub country: String,
    /// Its weight among the countries of the population.
    pub share: f64,
    /// Language and country; the country's own when absent.
    #[serde(default)]
    pub locale: Option<String>,
}

/// A population that was made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Population {
    /// The description.
    #[serde(flatten)]
    pub description: NewPopulation,
    /// When it was made.
    pub at_ms: i64,
    /// The place of its first customer; the others follow.
    pub first: u32,
}

/// A country as a population has it.
struct Home {
    country: &'static Country,
    locale: u16,
    /// Where in the country's numbers this population begins, and how far apart its phones are.
    offset: u64,
    next: u64,
}

impl World {
    /// Makes a population; gives how many customers there are in it.
    pub(crate) fn add_population(&mut self, new: NewPopulation) -> Result<u32, Problem> {
        self.check_population(&new)?;
        let place = self.customers.populations.len() as u64;
        let mut random = Random::seeded(self.settings.seed, 1_000 + place);
        let mut homes = self.homes_of(&new, &mut random);
        let weights = weights_of(&new);
        let habits = new
            .habits
            .clone()
            .map_or(PLAIN, |habits| self.customers.habits_place(habits));
        let first = self.customers.list.len() as u32;
        self.customers.reserve(new.count as usize);
        let (read, delivery) = (
            span(new.read_delay_ms, (2_000, 30_000)),
            span(new.delivery_delay_ms, (300, 2_000)),
        );
        for member in 0..new.count {
            let home = &mut homes[pick(&weights, &mut random)];
            let digits = loop {
                let digits = home.take_phone();
                if self.customers.find_digits(digits).is_none() {
                    break digits;
                }
            };
            let locale = home.locale;
            let mut customer = Customer {
                digits,
                read_delay_ms: random.between(read.0, read.1) as u32,
                delivery_delay_ms: random.between(delivery.0, delivery.1) as u32,
                drawn_name: (random.draw() >> 33) as u32,
                habits,
                locale,
                online: random.chance(new.online.unwrap_or(1.0)),
                has_whatsapp: random.chance(new.has_whatsapp.unwrap_or(1.0)),
                reads: random.chance(new.read_receipts.unwrap_or(1.0)),
                deleted: false,
                rare: None,
            };
            if random.chance(new.usernames.unwrap_or(0.0)) {
                customer.rare = Some(Box::new(Rare {
                    username: Some(format!("user.{place}.{member}")),
                    ..Rare::default()
                }));
            }
            self.customers.push(customer);
        }
        let (count, at_ms) = (new.count, self.now_ms());
        self.customers.populations.push(Population {
            description: new,
            at_ms,
            first,
        });
        Ok(count)
    }

    fn homes_of(&mut self, new: &NewPopulation, random: &mut Random) -> Vec<Home> {
        let russia = CountryShare {
            country: "RU".to_owned(),
            share: 1.0,
            locale: None,
        };
        let shares = if new.countries.is_empty() {
            std::slice::from_ref(&russia)
        } else {
            &new.countries[..]
        };
        let homes = shares.iter().filter_map(|share| {
            let country = countries::find(&share.country)?;
            let locale = share.locale.as_deref().unwrap_or(country.locale);
            Some(Home {
                country,
                locale: self.customers.locale_place(locale),
                offset: random.draw(),
                next: 0,
            })
        });
        homes.collect()
    }

    fn check_population(&self, new: &NewPopulation) -> Result<(), Problem> {
        let known = &self.customers.populations;
        if new.name.trim().is_empty() || new.name.chars().count() > 100 {
            return Err(Problem::field("name", "A name has 1 to 100 characters."));
        }
        if known.iter().any(|population| population.description.name == new.name) {
            return Err(Problem::conflict(
                "population_exists",
                "There is a population of this name.",
            ));
        }
        if !(1..=COUNT_MAX).contains(&new.count) || self.customers.list.len() + new.count as usize > ALL_MAX {
            return Err(Problem::field(
                "count",
                "From 1 to 1000000 customers, and at most 4000000 in a world.",
            ));
        }
        if known.len() >= POPULATIONS_MAX {
            return Err(Problem::conflict(
                "too_many_populations",
                "A world has at most 1000 populations.",
            ));
        }
        let shares = [
            ("has_whatsapp", new.has_whatsapp),
            ("online", new.online),
            ("read_receipts", new.read_receipts),
            ("usernames", new.usernames),
        ];
        for (name, share) in shares {
            if !(0.0..=1.0).contains(&share.unwrap_or(0.0)) {
                return Err(Problem::field(name, "A share is from 0 to 1."));
            }
        }
        for (name, span) in [
            ("read_delay_ms", new.read_delay_ms),
            ("delivery_delay_ms", new.delivery_delay_ms),
        ] {
            if span.is_some_and(|(low, high)| low > high || high > DELAY_MAX_MS) {
                return Err(Problem::field(
                    name,
                    "A span is its shortest and its longest, within 30 days.",
                ));
            }
        }
        for (place, share) in new.countries.iter().enumerate() {
            let field = |name: &str| format!("countries[{place}].{name}");
            if countries::find(&share.country).is_none() {
                let words = format!("Use one of {}.", countries::known());
                return Err(Problem::field(&field("country"), words));
            }
            if !(0.0..=1e6).contains(&share.share) {
                return Err(Problem::field(&field("share"), "A weight is from 0 to a million."));
            }
            if share.locale.as_ref().is_some_and(|locale| locale.len() > 20) {
                return Err(Problem::field(&field("locale"), "A locale is like ru_RU."));
            }
        }
        if !new.countries.is_empty() && weights_of(new).iter().sum::<f64>() <= 0.0 {
            return Err(Problem::field("countries", "At least one share above 0 is required."));
        }
        if new.countries.len() > 100 {
            return Err(Problem::field("countries", "At most 100 countries."));
        }
        new.habits.as_ref().map_or(Ok(()), |habits| habits.check("habits"))
    }
}

impl Home {
    /// The next phone: the numbers of a country are walked in large steps and none is met twice.
    fn take_phone(&mut self) -> u64 {
        /// Neither even nor divisible by five, so its multiples meet every number below a power of ten.
        const STEP: u64 = 61_803_399;
        let space = 10_u64.pow(self.country.rest);
        let number = (self.offset % space + self.next % space * (STEP % space)) % space;
        self.next += 1;
        let beginning = self.country.calling_code * 10_u64.pow(digit_count(self.country.mobile)) + self.country.mobile;
        beginning * space + number
    }
}

fn digit_count(number: u64) -> u32 {
    number.checked_ilog10().map_or(1, |log| log + 1)
}

fn weights_of(new: &NewPopulation) -> Vec<f64> {
    if new.countries.is_empty() {
        return vec![1.0];
    }
    new.countries.iter().map(|share| share.share).collect()
}

fn span(given: Option<(u32, u32)>, standard: (i64, i64)) -> (i64, i64) {
    given.map_or(standard, |(low, high)| (i64::from(low), i64::from(high)))
}

/// A place drawn by weight; the last one when the weights say nothing.
pub(crate) fn pick(weights: &[f64], random: &mut Random) -> usize {
    let total: f64 = weights.iter().sum();
    let drawn = (random.draw() >> 11) as f64 / (1_u64 << 53) as f64 * total;
    let mut passed = 0.0;
    for (place, weight) in weights.iter().enumerate() {
        passed += weight;
        if drawn < passed {
            return place;
        }
    }
    weights.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_of_a_country_do_not_repeat() {
        let country = countries::find("NL").unwrap();
        let mut home = Home {
            country,
            locale: 0,
            offset: 123_456_789_012,
            next: 0,
        };
        let phones: std::collections::HashSet<u64> = (0..50_000).map(|_| home.take_phone()).collect();
        assert_eq!(phones.len(), 50_000);
        assert!(phones.iter().all(|digits| countries::of_phone(*digits).code == "NL"));
    }

    #[test]
    fn picks_about_as_often_as_the_weights_say() {
        let mut random = Random::seeded(1, 1);
        let mut counts = [0; 3];
        (0..10_000).for_each(|_| counts[pick(&[1.0, 0.0, 3.0], &mut random)] += 1);
        assert!((2_300..2_700).contains(&counts[0]) && counts[1] == 0, "{counts:?}");
    }
}
