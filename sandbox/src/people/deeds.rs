//! What a customer with habits does about a message: when it is read, and what comes of it.
//!
//! Each message has a stream of chance of its own, from the seed and its place in the book: what one customer does
//! changes nothing for another, and a decision can be taken again instead of kept.

use crate::book::{Direction, Message};
use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::people::countries;
use crate::people::crowd::pick;
use crate::people::feedback::{FeedbackKind, Reason};
use crate::people::habits::Habits;
use crate::random::Random;
use crate::rules::pricing::Category;
use crate::timers::Timer;
use crate::world::World;
use serde_json::{Value, json};

/// What is drawn for a message; each draw has its own stream.
const READING: u64 = 21;
const AWAY: u64 = 22;
const DEED: u64 = 23;
const PLAYING: u64 = 24;

/// What a customer does once a message is read.
#[derive(Debug, Clone, PartialEq)]
enum Deed {
    Block(Reason),
    Report(Reason),
    StopByMenu,
    StopByWord,
    /// Presses the button at this place.
    Press(usize),
    Write(String),
}

impl World {
    fn chance_of(&self, message: u32, purpose: u64) -> Random {
        let place = u64::from(message).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Random::seeded(self.settings.seed ^ place, purpose)
    }

    fn habits_for(&self, message: u32) -> Option<&Habits> {
        self.customers
            .habits(self.customers.get(self.book.get(message).customer))
    }

    /// For how long a phone is off when a message comes to it; zero when it is on.
    pub(crate) fn away_ms(&self, message: u32) -> i64 {
        let Some(habits) = self.habits_for(message) else {
            return 0;
        };
        let mut random = self.chance_of(message, AWAY);
        if random.chance(habits.away_rate) {
            random.between(habits.away_ms.0, habits.away_ms.1)
        } else {
            0
        }
    }

    /// When a message that was delivered now is read; none when it never is.
    pub(crate) fn reading_ms(&self, message: u32) -> Option<i64> {
        let owner = self.customers.get(self.book.get(message).customer);
        let Some(habits) = self.habits_for(message) else {
            return owner.reads.then(|| self.now_ms() + i64::from(owner.read_delay_ms));
        };
        let mut random = self.chance_of(message, READING);
        if !random.chance(habits.read_rate) {
            return None;
        }
        let delay = habits
            .read_delay_ms
            .map_or(i64::from(owner.read_delay_ms), |(low, high)| random.between(low, high));
        let country = countries::of_phone(owner.digits);
        let offset = i64::from(habits.utc_offset_minutes.unwrap_or(country.utc_offset_minutes)) * MINUTE_MS;
        let mut at = self.now_ms() + delay;
        let last = self.now_ms() + i64::from(habits.patience_hours) * HOUR_MS;
        while at <= last {
            let local = at + offset;
            let hour = local.rem_euclid(DAY_MS) / HOUR_MS;
            if random.chance(habits.chance_in_hour(hour as usize)) {
                return Some(at);
            }
            // Somewhere in the next hour of the customer's day.
            at += HOUR_MS - local.rem_euclid(HOUR_MS) + random.between(0, HOUR_MS - 1);
        }
        None
    }

    /// A message was read: what follows is done in its time.
    pub(crate) fn after_reading(&mut self, message: u32) {
        if let Some(heard_ms) = self.playing_ms(message) {
            self.timers.set(self.now_ms() + heard_ms, Timer::Message(message));
        }
        let Some((habits, _)) = self.habits_for(message).zip(self.deed_about(message)) else {
            return;
        };
        let (low, high) = habits.answer_delay_ms;
        let delay = self.chance_of(message, DEED).between(low, high);
        self.timers.set(self.now_ms() + delay, Timer::Act(message));
    }

    /// How long a voice message is listened to after it was read; none for what cannot be heard.
    ///
    /// Meta, "Status messages webhook reference", 2026: `played` follows for voice messages alone.
    pub(crate) fn playing_ms(&self, message: u32) -> Option<i64> {
        let row = self.book.get(message);
        let owner = self.customers.get(row.customer);
        let content: Value = (row.kind == "audio").then(|| serde_json::from_str(&row.content).ok())??;
        let heard = owner.reads && content["voice"] == true;
        heard.then(|| self.chance_of(message, PLAYING).between(2_000, 15_000))
    }

    /// The customer does what was decided.
    pub(crate) fn act(&mut self, message: u32) {
        let row = self.book.get(message);
        let (customer, number, id) = (row.customer, row.number, row.id.clone());
        let owner = self.customers.get(customer);
        if owner.deleted || !owner.online || owner.has_blocked(number) {
            return;
        }
        let Some(deed) = self.deed_about(message) else {
            return;
        };
        let order = match deed {
            Deed::Block(reason) => return self.set_block(customer, number, true, Some(reason.words().to_owned())),
            Deed::Report(reason) => {
                let template = self.book.get(message).sent_as.and_then(|sent| sent.template);
                return self.note_feedback(number, template, customer, FeedbackKind::Report, reason);
            }
            Deed::StopByMenu => return self.set_marketing(customer, number, true),
            Deed::StopByWord => json!({"type": "text", "text": {"body": self.opt_out_word(message)}}),
            Deed::Press(place) => json!({"type": "button", "button": {"message_id": id, "index": place}}),
            Deed::Write(kind) => self.answer_of(message, &kind, &id),
        };
        if let Err(problem) = self.write_inbound(customer, number, &order) {
            tracing::debug!(?problem, "A customer could not do what it wanted");
        }
    }

    fn deed_about(&self, message: u32) -> Option<Deed> {
        let habits = self.habits_for(message)?;
        let row = self.book.get(message);
        let category = row.sent_as.map_or(Category::Service, |sent| sent.category);
        let mut random = self.chance_of(message, DEED);
        random.draw();
        let factor = habits.factor(self.sent_within_7_days(message));
        let reason = |random: &mut Random| {
            let reasons: Vec<Reason> = habits.reasons.keys().copied().collect();
            let weights: Vec<f64> = habits.reasons.values().copied().collect();
            reasons.get(pick(&weights, random)).copied().unwrap_or(Reason::Unsaid)
        };
        if random.chance(habits.block_rate.of(category) * factor) {
            return Some(Deed::Block(reason(&mut random)));
        }
        if random.chance(habits.report_rate.of(category) * factor) {
            return Some(Deed::Report(reason(&mut random)));
        }
        if random.chance(habits.opt_out_rate.of(category)) {
            let by_word = random.chance(habits.opt_out_by_word);
            return Some(if by_word { Deed::StopByWord } else { Deed::StopByMenu });
        }
        let rate = if row.buttons.is_empty() {
            habits.answer_rate
        } else {
            habits.answer_rate_with_buttons
        };
        if !random.chance(rate) {
            return None;
        }
        if !row.buttons.is_empty() && random.chance(habits.press_share) {
            let drawn = random.between(0, row.buttons.len() as i64 - 1) as usize;
            return Some(Deed::Press(row.buttons[drawn].0));
        }
        let weights: Vec<f64> = habits.answer_kinds.values().copied().collect();
        let kind = habits.answer_kinds.keys().nth(pick(&weights, &mut random));
        Some(Deed::Write(kind.map_or("text", String::as_str).to_owned()))
    }

    /// Messages of the number to the customer in the 7 days up to this one, itself included.
    fn sent_within_7_days(&self, message: u32) -> u32 {
        /// More than this many change nothing.
        const LOOKED_AT: usize = 200;
        let row = self.book.get(message);
        let Some(thread) = self.conversations.find(row.number, row.customer) else {
            return 1;
        };
        let from = row.at_ms() - 7 * DAY_MS;
        let earlier = |index: &&u32| **index <= message;
        let recent = thread.messages.iter().rev().filter(earlier).take(LOOKED_AT);
        recent
            .map(|index| self.book.get(*index))
            .take_while(|each| each.at_ms() > from)
            .filter(|each: &&Message| each.direction == Direction::Outbound)
            .count() as u32
    }

    fn answer_of(&self, message: u32, kind: &str, id: &str) -> Value {
        let row = self.book.get(message);
        let owner = self.customers.get(row.customer);
        match kind {
            "location" => json!({"type": "location", "location": {"latitude": 55.7558, "longitude": 37.6173}}),
            "reaction" => json!({"type": "reaction", "reaction": {"message_id": id, "emoji": "👍"}}),
            "text" => {
                let texts = self.customers.habits(owner).map_or(&[][..], |habits| &habits.texts);
                let mut random = self.chance_of(message, DEED + 10);
                let text = match texts.len() {
                    0 => sample_text(self.customers.locale(owner), &mut random),
                    count => texts[random.between(0, count as i64 - 1) as usize].as_str(),
                };
                json!({"type": "text", "text": {"body": text}})
            }
            media => json!({"type": media}),
        }
    }

    fn opt_out_word(&self, message: u32) -> String {
        let owner = self.customers.get(self.book.get(message).customer);
        let words = self
            .customers
            .habits(owner)
            .map_or(&[][..], |habits| &habits.opt_out_words);
        let own = match self.customers.locale(owner) {
            russian if russian.starts_with("ru") => "СТОП",
            _ => "STOP",
        };
        let drawn = self.chance_of(message, DEED + 11).draw() as usize;
        words
            .get(drawn % words.len().max(1))
            .map_or(own, String::as_str)
            .to_owned()
    }
}

fn sample_text(locale: &str, random: &mut Random) -> &'static str {
    const RUSSIAN: [&str; 8] = [
        "Спасибо!",
        "Хорошо, жду.",
        "А сколько это стоит?",
        "Можно завтра?",
        "Да, всё верно.",
        "Перезвоните мне, пожалуйста.",
        "Не получил, проверьте ещё раз.",
        "Подскажите, до которого часа вы работаете?",
    ];
    const ENGLISH: [&str; 8] = [
        "Thank you!",
        "OK, waiting.",
        "How much is it?",
        "Would tomorrow do?",
        "Yes, that is right.",
        "Please call me back.",
        "It has not arrived, please look again.",
        "Until when are you open?",
    ];
    let texts = if locale.starts_with("ru") { RUSSIAN } else { ENGLISH };
    texts[(random.draw() % texts.len() as u64) as usize]
}
