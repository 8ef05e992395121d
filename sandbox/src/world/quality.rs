//! Quality as it changes: what complaints and good mornings do to numbers and templates.
//!
//! Meta, "About your WhatsApp Business phone number's quality rating" and "Template quality" / "Template pausing", 2026:
//! a template whose quality falls to low is paused for three hours, then six, then disabled. In 2021 numbers and
//! templates with low quality were flagged and had seven days to mend, and a number with many complaints could for a day
//! only answer. A complaint is judged at once and only ever lowers a level; a level rises when it is looked at, which
//! happens on the hour after there were messages, and never while nothing happens.

use crate::clock::{DAY_MS, HOUR_MS};
use crate::people::feedback::{FeedbackKind, Reason};
use crate::rules::quality::{self, Level, Signal};
use crate::standings::DayQuality;
use crate::templates::TemplateStatus;
use crate::timers::{Check, Timer};
use crate::world::World;

impl World {
    /// A customer complained: about a number, and about the template that came last.
    pub(crate) fn hear_complaint(&mut self, number: u32, template: Option<u32>, kind: FeedbackKind, reason: Reason) {
        let points = self.figures().standing.quality.points(kind, reason);
        // While a template is paused, what people say of it is about messages that the pause already pays for.
        let template = template.filter(|index| self.templates.list[*index as usize].status != TemplateStatus::Paused);
        self.note_signal(number, template, Signal::Complaint(points));
        let before = self.level_of(number);
        if let Some(level) = self.judge_number(number).filter(|level| *level <= before) {
            self.standings.number(number).by_hand = false;
            if level < before {
                self.set_quality(number, level.as_str());
            }
            self.restrict(number, level);
        }
        self.end_quality_day(number);
        if let Some(template) = template {
            let before = self.templates.list[template as usize].quality.clone();
            if let Some(level) = self.judge_template(template).filter(|level| *level <= read(&before)) {
                self.rate_template(template, level);
            }
        }
    }

    /// The hour is over: a number's level follows what happened in it.
    pub(crate) fn look_at_number(&mut self, number: u32, due_ms: i64) {
        let standing = self.standings.number(number);
        if standing.look_ms != Some(due_ms) {
            return;
        }
        standing.look_ms = None;
        if standing.by_hand {
            return;
        }
        if let Some(level) = self.judge_number(number) {
            self.set_quality(number, level.as_str());
            self.end_quality_day(number);
        }
    }

    /// The hour is over for a template.
    pub(crate) fn finish_look_at_template(&mut self, template: u32, due_ms: i64) {
        let standing = self.standings.template(template);
        if standing.look_ms == Some(due_ms) {
            standing.look_ms = None;
            self.look_at_template(template);
        }
    }

    /// A template's level follows what happened lately.
    pub(crate) fn look_at_template(&mut self, template: u32) {
        if let Some(level) = self.judge_template(template) {
            self.rate_template(template, level);
        }
    }

    /// A number that is not well is looked at on the next hour.
    pub(crate) fn expect_look_at_number(&mut self, number: u32) {
        let now = self.now_ms();
        let ill = self.level_of(number) < Level::Green;
        let standing = self.standings.number(number);
        if ill && standing.look_ms.is_none_or(|due| due < now) {
            let due = next_hour(now);
            standing.look_ms = Some(due);
            self.timers.set(due, Timer::Standing(Check::Number { number }));
        }
    }

    /// A template that is not well is looked at on the next hour.
    pub(crate) fn expect_look_at_template(&mut self, template: u32) {
        let now = self.now_ms();
        let ill = read(&self.templates.list[template as usize].quality) < Level::Green;
        let standing = self.standings.template(template);
        if ill && standing.look_ms.is_none_or(|due| due < now) {
            let due = next_hour(now);
            standing.look_ms = Some(due);
            self.timers.set(due, Timer::Standing(Check::Template { template }));
        }
    }

    /// The first sign of a day begins its line in the history.
    pub(crate) fn begin_quality_day(&mut self, number: u32) {
        let today = self.now_ms().div_euclid(DAY_MS);
        if self
            .standings
            .number(number)
            .days
            .back()
            .is_none_or(|last| last.day < today)
        {
            self.end_quality_day(number);
        }
    }

    /// A number's score now, if there is anything to judge by.
    pub(crate) fn score_of(&self, number: u32) -> Option<i64> {
        let figures = &self.figures().standing;
        let standing = self.standings.find_number(number)?;
        let rate = standing
            .tally
            .complaint_rate(&figures.quality, figures.quality_days * 24, self.now_ms())?;
        Some(quality::score(rate, &figures.quality))
    }

    /// Writes the number's level and lowest score into the day's line.
    pub(crate) fn end_quality_day(&mut self, number: u32) {
        let (today, most) = (
            self.now_ms().div_euclid(DAY_MS),
            self.figures().standing.quality_history_days,
        );
        let score = self.score_of(number).unwrap_or(100);
        let rating = self.accounts.numbers[number as usize].quality.clone();
        let days = &mut self.standings.number(number).days;
        match days.back_mut().filter(|last| last.day >= today) {
            Some(last) => (last.rating, last.score) = (rating, last.score.min(score)),
            None => days.push_back(DayQuality {
                day: today,
                rating,
                score,
            }),
        }
        while days.len() > most {
            days.pop_front();
        }
    }

    fn level_of(&self, number: u32) -> Level {
        read(&self.accounts.numbers[number as usize].quality)
    }

    fn judge_number(&mut self, number: u32) -> Option<Level> {
        let (figures, now) = (&self.figures().standing, self.now_ms());
        let tally = &self.standings.number(number).tally;
        let rate = tally.complaint_rate(&figures.quality, figures.quality_days * 24, now)?;
        Some(quality::level(rate, &figures.quality))
    }

    /// A template has a quality once enough of its messages arrived.
    fn judge_template(&mut self, template: u32) -> Option<Level> {
        let (figures, now) = (&self.figures().standing, self.now_ms());
        let standing = self.standings.template(template);
        if standing.delivered < figures.quality.template_messages_min {
            return None;
        }
        let rate = standing
            .tally
            .complaint_rate(&figures.quality, figures.quality_days * 24, now)?;
        Some(quality::level(rate, &figures.quality))
    }

    /// 2021: low quality and many complaints leave a number nothing but answers for a day.
    fn restrict(&mut self, number: u32, level: Level) {
        let (figures, now) = (&self.figures().standing, self.now_ms());
        let (Some(hours), Some(most)) = (figures.restricted_hours, figures.quality.restricted_per_mille) else {
            return;
        };
        let standing = self.standings.number(number);
        let rate = standing
            .tally
            .complaint_rate(&figures.quality, figures.quality_days * 24, now);
        let restricted = standing.restricted_until_ms.is_some_and(|until| now < until);
        if level == Level::Red && !restricted && rate.is_some_and(|rate| rate >= most * 1_000) {
            standing.restricted_until_ms = Some(now + hours * HOUR_MS);
        }
    }

    fn rate_template(&mut self, template: u32, level: Level) {
        self.set_template_quality(template, level.as_str());
        let row = &self.templates.list[template as usize];
        let (status, flagged, pauses) = (row.status, row.flagged_until_ms.is_some(), row.pauses);
        let figures = self.figures();
        if level > Level::Red {
            if flagged {
                // A flag is there, so it can be lifted.
                let _ = self.reinstate_template(template);
            }
        } else if status == TemplateStatus::Approved && !flagged {
            let now = self.now_ms();
            // The template is approved, so all of these are open to it.
            let _ = match (figures.template_flagged_days, figures.template_pause_hours.get(pauses)) {
                (Some(_), _) => self.flag_template(template),
                (None, Some(hours)) => {
                    // What led to this pause is paid for by it.
                    let standing = self.standings.template(template);
                    standing.tally.clear();
                    (standing.delivered, standing.paused_ms) = (0, Some(now));
                    self.pause_template(template, *hours)
                }
                (None, None) => self.disable_template(template),
            };
        }
    }
}

/// What is not known is not bad.
fn read(quality: &str) -> Level {
    match quality {
        "RED" => Level::Red,
        "YELLOW" => Level::Yellow,
        _ => Level::Green,
    }
}

fn next_hour(now_ms: i64) -> i64 {
    (now_ms.div_euclid(HOUR_MS) + 1) * HOUR_MS
}
