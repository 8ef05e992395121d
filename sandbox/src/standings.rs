//! How numbers, portfolios and templates stand: what is remembered of their messages and of what people thought of them.
//!
//! The rules that read it are in `rules`, what follows from them in `world`; here is only the state, bounded by time.

use crate::rules::entry::Entries;
use crate::rules::limit::Recipients;
use crate::rules::marketing::Marketing;
use crate::rules::quality::Tally;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Everything about standing that the world keeps.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Standings {
    numbers: Vec<NumberStanding>,
    templates: Vec<Option<Box<TemplateStanding>>>,
    /// By number or by portfolio, whichever has the limit.
    reaches: Vec<Reach>,
    pub(crate) entries: Entries,
    pub(crate) marketing: Marketing,
}

/// How a number stands.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct NumberStanding {
    pub(crate) tally: Tally,
    /// Whether the quality was set by hand: it then holds until complaints make it worse.
    pub(crate) by_hand: bool,
    /// When its quality is looked at next.
    pub(crate) look_ms: Option<i64>,
    pub(crate) days: VecDeque<DayQuality>,
    pub(crate) flagged_until_ms: Option<i64>,
    pub(crate) restricted_until_ms: Option<i64>,
    pub(crate) maintenance_until_ms: Option<i64>,
    /// Service messages of a month that were delivered free.
    pub(crate) free_delivered: (String, u32),
}

/// A number's quality on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DayQuality {
    /// Days since 1970 in UTC.
    pub(crate) day: i64,
    /// The last level of the day.
    pub(crate) rating: String,
    /// The lowest score of the day.
    pub(crate) score: i64,
}

/// How a template stands.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TemplateStanding {
    pub(crate) tally: Tally,
    /// Messages delivered since the tally began.
    pub(crate) delivered: i64,
    pub(crate) look_ms: Option<i64>,
    pub(crate) paused_ms: Option<i64>,
    pub(crate) pacing: Pacing,
}

/// The first messages of a template, while it is paced.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Pacing {
    /// The template's round for which it goes on.
    pub(crate) round: u32,
    pub(crate) released: usize,
    pub(crate) held: Vec<u32>,
    /// When the held ones are let go or failed.
    pub(crate) due_ms: Option<i64>,
    pub(crate) decided: bool,
}

/// Whom a limit's messages reached, as far as its growth asks.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reach {
    /// Users messaged outside windows.
    pub(crate) messaged: Recipients,
    /// Users to whom such a message was delivered, while the limit is at its first step.
    pub(crate) delivered: Recipients,
    /// When the limit is looked at next.
    pub(crate) check_ms: Option<i64>,
}

impl Standings {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        self.marketing.rebuild();
        for reach in &mut self.reaches {
            reach.messaged.rebuild();
            reach.delivered.rebuild();
        }
    }

    /// How a number stands, if anything is known.
    pub(crate) fn find_number(&self, number: u32) -> Option<&NumberStanding> {
        self.numbers.get(number as usize)
    }

    /// How a number stands.
    pub(crate) fn number(&mut self, number: u32) -> &mut NumberStanding {
        grown(&mut self.numbers, number)
    }

    /// How a template stands.
    pub(crate) fn template(&mut self, template: u32) -> &mut TemplateStanding {
        grown(&mut self.templates, template).get_or_insert_default()
    }

    /// Whom the limit at this place reached.
    pub(crate) fn reach(&mut self, place: u32) -> &mut Reach {
        grown(&mut self.reaches, place)
    }
}

fn grown<T: Default>(list: &mut Vec<T>, index: u32) -> &mut T {
    let index = index as usize;
    if list.len() <= index {
        list.resize_with(index + 1, T::default);
    }
    &mut list[index]
}
