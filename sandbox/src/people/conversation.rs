//! What one customer and one business number have with each other.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The thread of one pair.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Conversation {
    pub(crate) number: u32,
    pub(crate) customer: u32,
    /// The customer's last message: the service window hangs on it.
    pub(crate) last_inbound_ms: Option<i64>,
    /// Until when the pair's messages are paid for under the pair rate.
    pub(crate) paid_until_ms: i64,
    /// All messages, oldest first.
    pub(crate) messages: Vec<u32>,
    /// Messages the business sent.
    pub(crate) sent_count: u32,
    /// Until this inbound message the business has read.
    pub(crate) read_by_business: Option<u32>,
    /// When a message last passed that showed the customer's phone.
    #[serde(default)]
    pub(crate) phone_known_ms: Option<i64>,
    /// The customer's next thread.
    #[serde(skip)]
    next: Option<u32>,
}

/// All threads, found by pair.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Conversations {
    list: Vec<Conversation>,
    #[serde(skip)]
    by_pair: HashMap<(u32, u32), u32>,
    /// A customer's first and latest thread; each thread names the one after it.
    #[serde(skip)]
    by_customer: HashMap<u32, (u32, u32)>,
}

impl Conversations {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        for index in 0..self.list.len() as u32 {
            let thread = &self.list[index as usize];
            let (number, customer) = (thread.number, thread.customer);
            self.by_pair.insert((number, customer), index);
            self.link(customer, index);
        }
    }

    fn link(&mut self, customer: u32, index: u32) {
        let ends = self.by_customer.entry(customer).or_insert((index, index));
        if ends.1 != index {
            self.list[ends.1 as usize].next = Some(index);
            ends.1 = index;
        }
    }

    /// The thread of a pair, if there is one.
    pub(crate) fn find(&self, number: u32, customer: u32) -> Option<&Conversation> {
        self.by_pair
            .get(&(number, customer))
            .map(|index| &self.list[*index as usize])
    }

    /// The thread of a pair, begun when there is none.
    pub(crate) fn open(&mut self, number: u32, customer: u32) -> &mut Conversation {
        let next = self.list.len() as u32;
        let index = *self.by_pair.entry((number, customer)).or_insert(next);
        if index == next {
            self.list.push(Conversation {
                number,
                customer,
                last_inbound_ms: None,
                paid_until_ms: 0,
                messages: Vec::new(),
                sent_count: 0,
                read_by_business: None,
                phone_known_ms: None,
                next: None,
            });
            self.link(customer, next);
        }
        &mut self.list[index as usize]
    }

    /// The threads of a customer, in the order in which they began.
    pub(crate) fn of_customer(&self, customer: u32) -> impl Iterator<Item = &Conversation> {
        let first = self.by_customer.get(&customer).map(|(first, _)| *first);
        let threads = std::iter::successors(first, move |index| self.list[*index as usize].next);
        threads.map(move |index| &self.list[index as usize])
    }

    /// The threads of a number, in the order in which they began.
    pub(crate) fn of_number(&self, number: u32) -> impl Iterator<Item = &Conversation> {
        self.list.iter().filter(move |thread| thread.number == number)
    }

    /// How many customers got a message, and the most that one of them got from all numbers together.
    pub(crate) fn recipients(&self) -> (usize, u32) {
        let mut counts: HashMap<u32, u32> = HashMap::with_capacity(self.list.len());
        for conversation in self.list.iter().filter(|conversation| conversation.sent_count > 0) {
            *counts.entry(conversation.customer).or_default() += conversation.sent_count;
        }
        (counts.len(), counts.values().copied().max().unwrap_or(0))
    }
}
