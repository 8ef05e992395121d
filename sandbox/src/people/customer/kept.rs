//! Customers in a snapshot: a short row for each; the longer rows of older snapshots are still read.

use crate::people::crowd::Population;
use crate::people::customer::{Customer, Customers, NO_NAME, PLAIN, Rare};
use crate::people::habits::Habits;
use serde::{Deserialize, Serialize, Serializer};

/// All customers as a snapshot has them.
#[derive(Deserialize)]
pub(super) struct Kept {
    list: Vec<Row>,
    living: usize,
    #[serde(default)]
    locales: Vec<String>,
    #[serde(default)]
    habits: Vec<Habits>,
    #[serde(default)]
    populations: Vec<Population>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Short(u64, u32, u32, u32, u16, u16, u8, Option<Box<Rare>>),
    Long(Box<Long>),
}

/// A customer of the first form.
#[derive(Deserialize)]
struct Long {
    phone: String,
    name: String,
    locale: String,
    online: bool,
    has_whatsapp: bool,
    reads: bool,
    read_delay_ms: u32,
    delivery_delay_ms: u32,
    blocked: Vec<u32>,
    block_reasons: Vec<(u32, String)>,
    marketing_stopped: Vec<u32>,
    user_id: Option<String>,
    username: Option<String>,
    waiting: Vec<u32>,
    deleted: bool,
}

const ONLINE: u8 = 1;
const HAS_WHATSAPP: u8 = 2;
const READS: u8 = 4;
const DELETED: u8 = 8;

impl Serialize for Customer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        let flags = flag(self.online, ONLINE)
            | flag(self.has_whatsapp, HAS_WHATSAPP)
            | flag(self.reads, READS)
            | flag(self.deleted, DELETED);
        let row = (
            self.digits,
            self.read_delay_ms,
            self.delivery_delay_ms,
            self.drawn_name,
            self.habits,
            self.locale,
            flags,
            &self.rare,
        );
        row.serialize(serializer)
    }
}

impl From<Kept> for Customers {
    fn from(kept: Kept) -> Self {
        let mut customers = Self {
            living: kept.living,
            locales: kept.locales,
            habits: kept.habits,
            populations: kept.populations,
            ..Self::default()
        };
        customers.list.reserve_exact(kept.list.len());
        for row in kept.list {
            let customer = match row {
                Row::Short(digits, read_delay_ms, delivery_delay_ms, drawn_name, habits, locale, flags, rare) => {
                    Customer {
                        digits,
                        read_delay_ms,
                        delivery_delay_ms,
                        drawn_name,
                        habits,
                        locale,
                        online: flags & ONLINE != 0,
                        has_whatsapp: flags & HAS_WHATSAPP != 0,
                        reads: flags & READS != 0,
                        deleted: flags & DELETED != 0,
                        rare,
                    }
                }
                Row::Long(long) => shorten(*long, &mut customers),
            };
            customers.list.push(customer);
        }
        customers
    }
}

fn shorten(long: Long, customers: &mut Customers) -> Customer {
    Customer {
        digits: long.phone.parse().unwrap_or(0),
        read_delay_ms: long.read_delay_ms,
        delivery_delay_ms: long.delivery_delay_ms,
        drawn_name: NO_NAME,
        habits: PLAIN,
        locale: customers.locale_place(&long.locale),
        online: long.online,
        has_whatsapp: long.has_whatsapp,
        reads: long.reads,
        deleted: long.deleted,
        rare: Some(Box::new(Rare {
            name: Some(long.name),
            username: long.username,
            user_id: long.user_id,
            blocked: long.blocked,
            block_reasons: long.block_reasons,
            marketing_stopped: long.marketing_stopped,
            waiting: long.waiting,
            ..Rare::default()
        })),
    }
}
