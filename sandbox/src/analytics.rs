//! What the book says in figures, as Meta's analytics give it.
//!
//! Meta, "Analytics", 2026: messages by when they were sent and delivered; volumes and costs by what was charged, when it
//! was delivered; templates by what came of them. Days and months are those of UTC here.

mod templates;

pub(crate) use templates::template_points;

use crate::book::{Direction, Message, Status};
use crate::clock::{SECOND_MS, month_of};
use crate::rules::countries::country_of;
use crate::world::World;
use std::collections::BTreeMap;

/// How wide a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grain {
    HalfHour,
    Day,
    Month,
}

impl Grain {
    /// The point that a moment falls into: its first second and the first one after it.
    pub(crate) fn point(self, at_s: i64) -> (i64, i64) {
        let width = match self {
            Self::HalfHour => 1_800,
            Self::Day => 86_400,
            Self::Month => return month_of(at_s),
        };
        let start = at_s.div_euclid(width) * width;
        (start, start + width)
    }
}

/// Which messages count: none named means all.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) from_s: i64,
    pub(crate) until_s: i64,
    /// Digits of business numbers.
    pub(crate) phones: Vec<String>,
    pub(crate) countries: Vec<String>,
}

impl Filter {
    /// Whether a moment lies in the time asked for.
    pub(crate) fn covers(&self, at_ms: i64) -> bool {
        (self.from_s..self.until_s).contains(&at_ms.div_euclid(SECOND_MS))
    }

    fn takes(&self, phone: &str, country: &str) -> bool {
        let named = |list: &[String], value: &str| list.is_empty() || list.iter().any(|one| one == value);
        named(&self.phones, phone) && named(&self.countries, country)
    }
}

/// Sent and delivered messages by point; `kinds` says whether templates and others count.
pub(crate) fn message_points(
    world: &World,
    waba: u32,
    filter: &Filter,
    grain: Grain,
    kinds: (bool, bool),
) -> BTreeMap<(i64, i64), (u64, u64)> {
    let mut points = BTreeMap::new();
    for (message, _, _) in outbound(world, waba, filter) {
        let counts = if message.kind == "template" { kinds.0 } else { kinds.1 };
        for step in message
            .timeline
            .iter()
            .filter(|step| counts && filter.covers(step.at_ms))
        {
            let (sent, delivered) = match step.status {
                Status::Sent => (1, 0),
                Status::Delivered => (0, 1),
                _ => continue,
            };
            let point: &mut (u64, u64) = points.entry(grain.point(step.at_ms.div_euclid(SECOND_MS))).or_default();
            point.0 += sent;
            point.1 += delivered;
        }
    }
    points
}

/// By what charged messages are told apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChargeKey {
    pub(crate) point: (i64, i64),
    pub(crate) country: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) kind: Option<String>,
}

/// What charges are told apart by, and which count.
#[derive(Debug, Default)]
pub(crate) struct ChargeAsk {
    pub(crate) by_country: bool,
    pub(crate) by_phone: bool,
    pub(crate) by_category: bool,
    pub(crate) by_kind: bool,
    pub(crate) categories: Vec<String>,
    pub(crate) kinds: Vec<String>,
}

/// Volume and cost, in millionths, of delivered messages.
pub(crate) fn charge_points(
    world: &World,
    waba: u32,
    filter: &Filter,
    grain: Grain,
    ask: &ChargeAsk,
) -> BTreeMap<ChargeKey, (u64, i64)> {
    let mut points = BTreeMap::new();
    for (message, phone, country) in outbound(world, waba, filter) {
        let Some((pricing, at_ms)) = message.pricing.as_ref().zip(delivered_at(message)) else {
            continue;
        };
        let category = pricing.category.to_ascii_uppercase();
        let kind = match pricing.kind.as_deref() {
            Some(kind) => kind.to_ascii_uppercase(),
            None if pricing.billable => "REGULAR".to_owned(),
            None => "FREE_CUSTOMER_SERVICE".to_owned(),
        };
        let named = |list: &[String], value: &String| list.is_empty() || list.contains(value);
        if !filter.covers(at_ms) || !named(&ask.categories, &category) || !named(&ask.kinds, &kind) {
            continue;
        }
        let key = ChargeKey {
            point: grain.point(at_ms.div_euclid(SECOND_MS)),
            country: ask.by_country.then(|| country.to_owned()),
            phone: ask.by_phone.then(|| phone.to_owned()),
            category: ask.by_category.then_some(category),
            kind: ask.by_kind.then_some(kind),
        };
        let point: &mut (u64, i64) = points.entry(key).or_default();
        point.0 += 1;
        point.1 += cost_micros(message);
    }
    points
}

/// An account's messages that the filter takes, with their number and country.
fn outbound<'a>(
    world: &'a World,
    waba: u32,
    filter: &'a Filter,
) -> impl Iterator<Item = (&'a Message, &'a str, &'static str)> {
    world.book.messages.iter().filter_map(move |message| {
        let number = &world.accounts.numbers[message.number as usize];
        if message.direction != Direction::Outbound || number.waba != waba {
            return None;
        }
        let country = country_of(&world.customers.get(message.customer).phone());
        filter
            .takes(&number.digits, country)
            .then_some((message, number.digits.as_str(), country))
    })
}

/// What a message cost, once it was delivered.
fn cost_micros(message: &Message) -> i64 {
    let cost = message.pricing.as_ref().and_then(|pricing| pricing.cost.as_ref());
    cost.map_or(0, |cost| cost.amount_micros)
}

fn delivered_at(message: &Message) -> Option<i64> {
    let mut steps = message.timeline.iter();
    steps
        .find(|step| step.status == Status::Delivered)
        .map(|step| step.at_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_begin_and_end_where_the_calendar_does() {
        let new_year = 1_767_225_600;
        assert_eq!(Grain::HalfHour.point(new_year + 1_799), (new_year, new_year + 1_800));
        assert_eq!(
            Grain::HalfHour.point(new_year + 1_800),
            (new_year + 1_800, new_year + 3_600)
        );
        assert_eq!(Grain::Day.point(new_year + 86_399), (new_year, new_year + 86_400));
        assert_eq!(Grain::Month.point(new_year), (new_year, new_year + 31 * 86_400));
        assert_eq!(Grain::Month.point(new_year - 1), (new_year - 31 * 86_400, new_year));
    }
}
