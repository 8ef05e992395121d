//! What comes back from the people: messages that arrive and are read, answers, complaints. Each is counted where a rule
//! will ask for it, in a time that does not grow with the world.

use crate::book::{Direction, Message};
use crate::clock::{DAY_MS, HOUR_MS, month};
use crate::money::Charge;
use crate::rules::pricing::{Category, Charged, Cost, Pricing, price};
use crate::rules::quality::Signal;
use crate::rules::rates::card_of;
use crate::world::World;
use std::borrow::Cow;

/// An answer counts for the template that was sent at most this long before it.
const ANSWER_MS: i64 = DAY_MS;

impl World {
    /// A message arrived on the phone: now it is charged.
    pub(crate) fn hear_delivered(&mut self, index: u32) {
        let message = self.book.get(index);
        let (number, customer, Some(sent)) = (message.number, message.customer, message.sent_as) else {
            return;
        };
        self.charge(index);
        self.note_signal(number, sent.template, Signal::Delivered);
        if sent.template.is_some() && !sent.window_open {
            self.note_reached(number, customer);
        }
        if sent.category == Category::Marketing {
            self.standings.marketing.note_got(customer);
        }
    }

    /// A message was read.
    pub(crate) fn hear_read(&mut self, index: u32) {
        let message = self.book.get(index);
        let (number, customer, Some(sent)) = (message.number, message.customer, message.sent_as) else {
            return;
        };
        self.note_signal(number, sent.template, Signal::Read);
        if sent.category == Category::Marketing {
            self.standings.marketing.note_read(customer);
        }
    }

    /// A customer writes; asked before the message is put into the thread.
    pub(crate) fn hear_reply(&mut self, number: u32, customer: u32) {
        let thread = self.conversations.find(number, customer);
        let newest = thread.and_then(|thread| thread.messages.last());
        let answered = |message: &&Message| {
            message.direction == Direction::Outbound && self.now_ms() - message.at_ms() <= ANSWER_MS
        };
        let answered = newest.map(|index| self.book.get(*index)).filter(answered);
        let template = answered.and_then(|message| message.sent_as?.template);
        self.note_signal(number, template, Signal::Reply);
    }

    /// A customer comes by an ad; Meta, "Free entry points", 2026.
    pub(crate) fn hear_referral(&mut self, number: u32, customer: u32) {
        let (figures, now) = (self.figures(), self.now_ms());
        self.standings.entries.come(number, customer, &figures.standing, now);
    }

    /// A company sends to somebody: whether everything is free by an entry point, which a first answer in time opens.
    pub(crate) fn answer_entry(&mut self, number: u32, customer: u32) -> bool {
        let (figures, now) = (self.figures(), self.now_ms());
        if figures.pricing_model == "NBP" {
            return false;
        }
        let until = self.standings.entries.answer(number, customer, &figures.standing, now);
        until.is_some()
    }

    /// Counts a signal for the number and for the template; a level that is not good is then looked at within the hour.
    pub(crate) fn note_signal(&mut self, number: u32, template: Option<u32>, signal: Signal) {
        let (figures, now) = (&self.figures().standing, self.now_ms());
        let window_hours = figures.quality_days * DAY_MS / HOUR_MS;
        self.standings.number(number).tally.note(signal, window_hours, now);
        self.begin_quality_day(number);
        self.expect_look_at_number(number);
        let Some(template) = template else { return };
        let standing = self.standings.template(template);
        standing.tally.note(signal, window_hours, now);
        standing.delivered += i64::from(signal == Signal::Delivered);
        if signal == Signal::Delivered && standing.delivered == figures.quality.template_messages_min {
            self.look_at_template(template);
        }
        self.expect_look_at_template(template);
    }

    /// Fixes the price of a message that was delivered, and adds it to the sums.
    fn charge(&mut self, index: u32) {
        let (figures, now) = (self.figures(), self.now_ms());
        let message = self.book.get(index);
        let (number, customer, Some(sent)) = (message.number, message.customer, message.sent_as) else {
            return;
        };
        let Some(mut pricing) = message.pricing.clone() else {
            return;
        };
        if sent.category == Category::Service && !sent.entry_open {
            pricing = self.price_delivered_service(number, sent.window_open);
        }
        let card = card_of(&figures.standing, now);
        let market = card.market(&self.customers.get(customer).phone());
        let amount_micros = if pricing.billable {
            market.micros(sent.category)
        } else {
            0
        };
        self.money.add(&Charge {
            number,
            category: &pricing.category,
            market: &market.name,
            currency: &card.currency,
            day: now.div_euclid(DAY_MS),
            billable: pricing.billable,
            amount_micros,
        });
        pricing.cost = Some(Box::new(Cost {
            amount_micros,
            currency: Cow::Borrowed(&card.currency),
            market: Cow::Borrowed(&market.name),
        }));
        self.book.messages[index as usize].pricing = Some(pricing);
    }

    /// Of the free service messages of a month, the first that are delivered are free, whichever were sent first.
    fn price_delivered_service(&mut self, number: u32, window_open: bool) -> Pricing {
        let (figures, this_month) = (self.figures(), month(self.now_ms()));
        let used = &mut self.standings.number(number).free_delivered;
        if used.0 != this_month {
            *used = (this_month, 0);
        }
        let pricing = price(&Charged {
            model: &figures.pricing_model,
            category: Category::Service,
            window_open,
            entry_open: false,
            free_used: used.1,
            free_most: figures.free_service_messages,
        });
        used.1 += u32::from(!pricing.billable);
        pricing
    }
}
