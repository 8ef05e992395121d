//! Template pacing: the first messages of a new template go out, the rest waits until their reception is known.
//!
//! Meta, "Template pacing", 2026: new, edited and unpaused marketing templates, and utility ones for seven days after a
//! pause, are released to a first batch; what follows is accepted as `held_for_quality_assessment` and, nearly always
//! within an hour, released, or failed with 132015 while the template is paused. How large a batch is, Meta does not say:
//! it is the setting `pacing`, and without it nothing is held.

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::rules::quality::{self, Level};
use crate::templates::TemplateStatus;
use crate::timers::{Check, Timer};
use crate::world::World;

/// The code of a held message whose template was paused.
const PAUSED: u32 = 132_015;

impl World {
    /// Whether the next message of a template is held; one that is not counts as released.
    pub(crate) fn paces(&mut self, template: u32) -> bool {
        let Some(batch) = self.settings.pacing else {
            return false;
        };
        let row = &self.templates.list[template as usize];
        let (round, category) = (row.round, row.category.as_str());
        let lately = self.figures().standing.template_utility_paced_days * DAY_MS;
        let now = self.now_ms();
        let standing = self.standings.template(template);
        let paced = match category {
            "MARKETING" => true,
            "UTILITY" => standing.paused_ms.is_some_and(|at| now < at + lately),
            _ => false,
        };
        let pacing = &mut standing.pacing;
        if pacing.round != round {
            (pacing.round, pacing.released, pacing.decided) = (round, 0, false);
        }
        if !paced || pacing.decided {
            return false;
        }
        if pacing.released < batch {
            pacing.released += 1;
            return false;
        }
        true
    }

    /// Holds a message back.
    pub(crate) fn hold(&mut self, template: u32, message: u32) {
        let due = self.now_ms() + self.figures().standing.pacing_minutes * MINUTE_MS;
        let pacing = &mut self.standings.template(template).pacing;
        pacing.held.push(message);
        if pacing.due_ms.is_none() {
            pacing.due_ms = Some(due);
            self.timers.set(due, Timer::Standing(Check::Pacing { template }));
        }
    }

    /// The first batch has been received: the held messages go out, or fail together.
    pub(crate) fn finish_pacing(&mut self, template: u32, due_ms: i64) {
        let (figures, now) = (&self.figures().standing, self.now_ms());
        let standing = self.standings.template(template);
        if standing.pacing.due_ms != Some(due_ms) {
            return;
        }
        standing.pacing.due_ms = None;
        standing.pacing.decided = true;
        let held = std::mem::take(&mut standing.pacing.held);
        let rate = standing
            .tally
            .complaint_rate(&figures.quality, figures.quality_days * 24, now);
        let liked = rate.is_none_or(|rate| quality::level(rate, &figures.quality) > Level::Red);
        let sendable = matches!(
            self.templates.list[template as usize].status,
            TemplateStatus::Approved | TemplateStatus::Locked
        );
        if liked && sendable {
            for message in held {
                self.begin_life(message);
            }
            return;
        }
        for message in held {
            let row = &mut self.book.messages[message as usize];
            (row.fate, row.pricing) = (Some((PAUSED, None)), None);
            self.live(message);
        }
        if sendable {
            let standing = self.standings.template(template);
            standing.tally.clear();
            (standing.delivered, standing.paused_ms) = (0, Some(now));
            // The template is approved, so a pause is open to it.
            let _ = self.pause_template_for_pacing(template);
        }
    }
}
