//! What the companies owe: sums kept as messages are delivered, so that nobody has to read the book for them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days of which each has a sum of its own; older ones are in the totals only.
const DAYS_KEPT: usize = 400;

/// Messages and what they cost.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    pub(crate) delivered: u64,
    pub(crate) billable: u64,
    /// Millionths of the currency.
    pub(crate) amount_micros: i64,
}

/// All sums.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Money {
    pub(crate) currency: String,
    pub(crate) total: Sum,
    pub(crate) by_number: BTreeMap<u32, Sum>,
    pub(crate) by_category: BTreeMap<String, Sum>,
    pub(crate) by_market: BTreeMap<String, Sum>,
    /// By days since 1970 in UTC.
    pub(crate) by_day: BTreeMap<i64, Sum>,
}

/// One delivered message.
pub(crate) struct Charge<'a> {
    pub(crate) number: u32,
    pub(crate) category: &'a str,
    pub(crate) market: &'a str,
    pub(crate) currency: &'a str,
    pub(crate) day: i64,
    pub(crate) billable: bool,
    pub(crate) amount_micros: i64,
}

impl Money {
    /// Adds a delivered message to every sum it belongs to.
    pub(crate) fn add(&mut self, charge: &Charge<'_>) {
        if self.currency != charge.currency {
            charge.currency.clone_into(&mut self.currency);
        }
        self.total.add(charge);
        self.by_number.entry(charge.number).or_default().add(charge);
        named(&mut self.by_category, charge.category).add(charge);
        named(&mut self.by_market, charge.market).add(charge);
        self.by_day.entry(charge.day).or_default().add(charge);
        if self.by_day.len() > DAYS_KEPT {
            self.by_day.pop_first();
        }
    }
}

impl Sum {
    fn add(&mut self, charge: &Charge<'_>) {
        self.delivered += 1;
        self.billable += u64::from(charge.billable);
        self.amount_micros += charge.amount_micros;
    }
}

fn named<'a>(sums: &'a mut BTreeMap<String, Sum>, name: &str) -> &'a mut Sum {
    if !sums.contains_key(name) {
        sums.insert(name.to_owned(), Sum::default());
    }
    sums.get_mut(name).expect("it was added just now")
}
