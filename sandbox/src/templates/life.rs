//! What happens to a template: review, pauses, flags, changes of category and quality, archive, deletion.
//!
//! Meta, "Template review", "Template pausing", "Template quality", "Template categorization" and "Template management",
//! 2026. The functions here only move a template and tell its app; when quality asks for it is decided elsewhere.

use crate::book::{Direction, Status};
use crate::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::rules::review::{self, Verdict};
use crate::templates::{IllegalMove, TemplateStatus};
use crate::timers::{TemplateDue, Timer};
use crate::world::World;
use serde_json::{Value, json};

/// A flagged template has this long to recover where the rule set names no figure: that of 2021, when flags were the rule.
const FLAGGED_DAYS: i64 = 7;
/// An archived template is deleted after this long (Meta, "Template management", 2026).
const ARCHIVED_DAYS: i64 = 28;
/// After unpausing a paced template the business waits this long before it sends (Meta, "Template pacing", 2026).
const UNPAUSE_MINUTES: i64 = 5;
/// How often a deletion looks whether the last messages have arrived.
const DELETION_LOOK_MS: i64 = HOUR_MS;
/// A sweep finds a wrong category so many days after the approval.
const SWEEP_DAYS: (i64, i64) = (5, 20);

impl World {
    /// Submits a template to review: it ends after some hours of sandbox time, later when a person does it.
    pub(crate) fn submit(&mut self, index: u32) {
        let figures = self.figures();
        let (mut low, mut high) = figures.review_hours;
        let share = self.settings.review_manual_share;
        let manual = share > 0.0 && self.random.chance(share);
        if manual {
            (low, high) = (high, figures.review_manual_hours_max.max(high));
        }
        let due_ms = self.now_ms() + self.random.between(low * HOUR_MS, high * HOUR_MS);
        let round = self.renew(index, TemplateStatus::Pending);
        let template = &mut self.templates.list[index as usize];
        (template.review_due_ms, template.manual_review) = (Some(due_ms), manual);
        self.timers.set(due_ms, Timer::Review { template: index, round });
    }

    /// The review, or the appeal, ends by itself.
    pub(crate) fn finish_review(&mut self, index: u32, round: u32) {
        let template = &self.templates.list[index as usize];
        let waits = matches!(template.status, TemplateStatus::Pending | TemplateStatus::InAppeal);
        if !waits || template.round != round {
            return;
        }
        let others = self.templates.of_waba(template.waba).map(|(_, other)| other);
        match review::judge(template, others, self.figures()) {
            Verdict::Approve => self.approve_template(index, None),
            Verdict::Recategorise => self.approve_template(index, Some("MARKETING")),
            Verdict::Reject {
                reason,
                because,
                advice,
            } => self.reject_template(index, reason, because, advice),
        }
    }

    /// Approves a template, in another category when one is named.
    ///
    /// Meta, changelog of 2025-04-09: a utility template that is marketing is approved as marketing.
    pub(super) fn approve_template(&mut self, index: u32, category: Option<&str>) {
        self.renew(index, TemplateStatus::Approved);
        let template = &mut self.templates.list[index as usize];
        template.rejected_reason = "NONE".to_owned();
        if let Some(category) = category {
            self.change_template_category(index, category);
        }
        self.tell_template(index, "APPROVED", json!("NONE"), None);
    }

    /// Turns a template down; `rejection_info` is told with `INVALID_FORMAT` alone.
    pub(super) fn reject_template(&mut self, index: u32, reason: &str, because: &str, advice: &str) {
        self.renew(index, TemplateStatus::Rejected);
        let template = &mut self.templates.list[index as usize];
        template.rejected_reason = reason.to_owned();
        let told = reason == "INVALID_FORMAT";
        template.rejection_info = told.then(|| (because.to_owned(), advice.to_owned()));
        let info = told.then(|| ("rejection_info", json!({"reason": because, "recommendation": advice})));
        self.tell_template(index, "REJECTED", json!(reason), info);
    }

    /// Pauses a template for low quality; it comes back by itself.
    pub(crate) fn pause_template(&mut self, index: u32, hours: i64) -> Result<(), IllegalMove> {
        self.check_move(index, TemplateStatus::Paused)?;
        let round = self.renew(index, TemplateStatus::Paused);
        let until_ms = self.now_ms() + hours * HOUR_MS;
        let template = &mut self.templates.list[index as usize];
        template.pauses += 1;
        template.paused_by_pacing = false;
        let title = if template.pauses == 1 {
            "FIRST_PAUSE"
        } else {
            "SECOND_PAUSE"
        };
        self.timers.set(until_ms, Timer::Unpause { template: index, round });
        let until = crate::clock::graph_time(until_ms);
        let other = json!({"title": title, "description": format!("Paused for {hours} hours, until {until}, because of low quality.")});
        self.tell_template(index, "PAUSED", json!("NONE"), Some(("other_info", other)));
        Ok(())
    }

    /// Pauses a template whose first messages were not liked; it stays so until the business unpauses it.
    pub(crate) fn pause_template_for_pacing(&mut self, index: u32) -> Result<(), IllegalMove> {
        self.check_move(index, TemplateStatus::Paused)?;
        self.renew(index, TemplateStatus::Paused);
        self.templates.list[index as usize].paused_by_pacing = true;
        let other = json!({"title": "RATE_LIMITING_PAUSE", "description": "Paused because of the feedback on its first messages."});
        self.tell_template(index, "PAUSED", json!("NONE"), Some(("other_info", other)));
        Ok(())
    }

    /// The business wants a paced template back: false unless it is one.
    pub(crate) fn unpause_template(&mut self, index: u32) -> bool {
        let now = self.now_ms();
        let template = &mut self.templates.list[index as usize];
        if template.status != TemplateStatus::Paused || !template.paused_by_pacing {
            return false;
        }
        template.round += 1;
        let round = template.round;
        self.timers.set(
            now + UNPAUSE_MINUTES * MINUTE_MS,
            Timer::Unpause { template: index, round },
        );
        true
    }

    /// A pause ends.
    pub(crate) fn finish_pause(&mut self, index: u32, round: u32) {
        let template = &self.templates.list[index as usize];
        if template.status == TemplateStatus::Paused && template.round == round {
            self.renew(index, TemplateStatus::Approved);
            let other = json!({"title": "UNPAUSE", "description": "The template can be sent again."});
            self.tell_template(index, "APPROVED", json!("NONE"), Some(("other_info", other)));
        }
    }

    /// Warns that a template will be disabled in seven days unless it recovers; its status stays APPROVED.
    pub(crate) fn flag_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        let days = self.figures().template_flagged_days.unwrap_or(FLAGGED_DAYS);
        let until_ms = self.now_ms() + days * DAY_MS;
        let template = &mut self.templates.list[index as usize];
        let (from, to) = (template.status, TemplateStatus::Approved);
        if from != to || template.flagged_until_ms.is_some() {
            return Err(IllegalMove { from, to });
        }
        template.flagged_until_ms = Some(until_ms);
        self.set_template_timer(index, until_ms, TemplateDue::FlagEnds);
        let info = json!({"disable_date": until_ms / 1_000});
        self.tell_template(index, "FLAGGED", json!("NONE"), Some(("disable_info", info)));
        Ok(())
    }

    /// Lifts a flag, or gives a disabled template back.
    pub(crate) fn reinstate_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        let template = &mut self.templates.list[index as usize];
        let flagged = template.flagged_until_ms.take().is_some();
        if !flagged {
            let (from, to) = (template.status, TemplateStatus::Approved);
            if from != TemplateStatus::Disabled {
                return Err(IllegalMove { from, to });
            }
            self.renew(index, to);
        }
        self.tell_template(index, "REINSTATED", json!("NONE"), None);
        Ok(())
    }

    /// Disables a template for good.
    pub(crate) fn disable_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        self.check_move(index, TemplateStatus::Disabled)?;
        self.renew(index, TemplateStatus::Disabled);
        let info = json!({"disable_date": self.now_ms() / 1_000});
        self.tell_template(index, "DISABLED", json!("NONE"), Some(("disable_info", info)));
        Ok(())
    }

    /// Sets a template's quality: `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub(crate) fn set_template_quality(&mut self, index: u32, score: &str) {
        let now = self.now_ms();
        let template = &mut self.templates.list[index as usize];
        if template.quality == score {
            return;
        }
        let previous = std::mem::replace(&mut template.quality, score.to_owned());
        template.quality_ms = now;
        self.tell_template_quality(index, &previous);
    }

    /// A rejected or disabled template is looked at once more.
    pub(super) fn appeal_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        self.check_move(index, TemplateStatus::InAppeal)?;
        let (low, high) = self.figures().review_hours;
        let due_ms = self.now_ms() + self.random.between(low * HOUR_MS, high * HOUR_MS);
        let round = self.renew(index, TemplateStatus::InAppeal);
        self.templates.list[index as usize].review_due_ms = Some(due_ms);
        self.timers.set(due_ms, Timer::Review { template: index, round });
        self.tell_template(index, "IN_APPEAL", json!("NONE"), None);
        Ok(())
    }

    /// Moves a template where nothing but its status and an event go with it.
    pub(super) fn move_template(&mut self, index: u32, next: TemplateStatus) -> Result<(), IllegalMove> {
        self.check_move(index, next)?;
        self.renew(index, next);
        self.tell_template(index, next.as_str(), json!("NONE"), None);
        Ok(())
    }

    /// Puts a template away; it is deleted after 28 days.
    pub(crate) fn archive_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        self.check_move(index, TemplateStatus::Archived)?;
        let from = self.templates.list[index as usize].status;
        self.renew(index, TemplateStatus::Archived);
        self.templates.list[index as usize].archived_from = Some(from);
        let due_ms = self.now_ms() + ARCHIVED_DAYS * DAY_MS;
        self.set_template_timer(index, due_ms, TemplateDue::ArchiveEnds);
        self.tell_template(index, "ARCHIVED", json!("NONE"), None);
        Ok(())
    }

    /// Takes a template back as it was; one that was paused has served its time.
    pub(crate) fn unarchive_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        let template = &mut self.templates.list[index as usize];
        let (from, to) = (template.status, TemplateStatus::Approved);
        let Some(before) = template.archived_from.take() else {
            return Err(IllegalMove { from, to });
        };
        let next = match before {
            TemplateStatus::Rejected => TemplateStatus::Rejected,
            TemplateStatus::Paused if template.paused_by_pacing => TemplateStatus::Paused,
            _ => TemplateStatus::Approved,
        };
        self.renew(index, next);
        self.tell_template(index, "UNARCHIVED", json!("NONE"), None);
        Ok(())
    }

    /// Tells that a template's category will change, and when; at that moment it does.
    pub(super) fn announce_template_category(&mut self, index: u32, category: &str, at_ms: i64) {
        let template = &mut self.templates.list[index as usize];
        template.correct_category = Some(category.to_owned());
        template.category_due_ms = Some(at_ms);
        self.set_template_timer(index, at_ms, TemplateDue::CategoryChanges);
        self.tell_category_to_come(index, category, at_ms);
    }

    /// Changes a template's category now.
    pub(super) fn change_template_category(&mut self, index: u32, category: &str) {
        let now = self.now_ms();
        let template = &mut self.templates.list[index as usize];
        (template.correct_category, template.category_due_ms) = (None, None);
        if template.category == category {
            return;
        }
        let previous = std::mem::replace(&mut template.category, category.to_owned());
        template.previous_category = Some(previous.clone());
        template.updated_ms = now;
        self.tell_category_changed(index, &previous);
    }

    /// A sweep will read an approved utility template again and find what the reviewer let through.
    pub(super) fn expect_sweep(&mut self, index: u32) {
        if review::is_misfiled(&self.templates.list[index as usize], self.figures()) {
            let (low, high) = SWEEP_DAYS;
            let due_ms = self.now_ms() + self.random.between(low * DAY_MS, high * DAY_MS);
            self.set_template_timer(index, due_ms, TemplateDue::Sweep);
        }
    }

    /// Deletes a template, at once or when its last messages have arrived.
    pub(crate) fn delete_template(&mut self, index: u32) -> Result<(), IllegalMove> {
        let undelivered = self.undelivered_of(index);
        if undelivered.is_empty() {
            self.check_move(index, TemplateStatus::Deleted)?;
            self.remove_template(index);
            return Ok(());
        }
        self.check_move(index, TemplateStatus::PendingDeletion)?;
        self.renew(index, TemplateStatus::PendingDeletion);
        self.templates.list[index as usize].undelivered = undelivered;
        let due_ms = self.now_ms() + DELETION_LOOK_MS;
        self.set_template_timer(index, due_ms, TemplateDue::Deletion);
        self.tell_template(index, "PENDING_DELETION", Value::Null, None);
        Ok(())
    }

    /// What was set for a template falls due.
    pub(crate) fn template_due(&mut self, index: u32, round: u32, due: TemplateDue) {
        let now = self.now_ms();
        let template = &self.templates.list[index as usize];
        let same_round = template.round == round;
        match due {
            TemplateDue::FlagEnds
                if template.flagged_until_ms.is_some_and(|until| until <= now)
                    && self.check_move(index, TemplateStatus::Disabled).is_ok() =>
            {
                self.renew(index, TemplateStatus::Disabled);
                let info = json!({"disable_date": now / 1_000});
                self.tell_template(index, "DISABLED", json!("NONE"), Some(("disable_info", info)));
            }
            TemplateDue::CategoryChanges if template.category_due_ms.is_some_and(|at| at <= now) => {
                if let Some(category) = template.correct_category.clone() {
                    self.change_template_category(index, &category);
                }
            }
            TemplateDue::Sweep if same_round && review::is_misfiled(template, self.figures()) => {
                let at_ms = crate::clock::next_month(now);
                self.announce_template_category(index, "MARKETING", at_ms);
            }
            TemplateDue::ArchiveEnds if same_round && template.status == TemplateStatus::Archived => {
                self.remove_template(index);
            }
            TemplateDue::Deletion if same_round => self.look_at_deletion(index),
            _ => {}
        }
    }

    fn look_at_deletion(&mut self, index: u32) {
        let now = self.now_ms();
        let mut waiting = std::mem::take(&mut self.templates.list[index as usize].undelivered);
        waiting.retain(|message| is_undelivered(self.book.get(*message), now));
        if waiting.is_empty() {
            self.remove_template(index);
        } else {
            self.templates.list[index as usize].undelivered = waiting;
            self.set_template_timer(index, now + DELETION_LOOK_MS, TemplateDue::Deletion);
        }
    }

    fn remove_template(&mut self, index: u32) {
        self.renew(index, TemplateStatus::Deleted);
        self.templates.remove(index);
        self.tell_template(index, "DELETED", Value::Null, None);
    }

    /// The messages of a template that are still on their way. A deletion is rare, so it reads the whole book.
    fn undelivered_of(&self, index: u32) -> Vec<u32> {
        let template = &self.templates.list[index as usize];
        let now = self.now_ms();
        let of_template = |content: &str| {
            serde_json::from_str::<Value>(content).is_ok_and(|content| {
                content["name"] == template.name && content["language"]["code"] == template.language
            })
        };
        let mut found = Vec::new();
        for (place, message) in self.book.messages.iter().enumerate() {
            if message.kind == "template"
                && is_undelivered(message, now)
                && self.accounts.numbers[message.number as usize].waba == template.waba
                && of_template(&message.content)
            {
                found.push(place as u32);
            }
        }
        found
    }

    fn set_template_timer(&mut self, index: u32, due_ms: i64, due: TemplateDue) {
        let round = self.templates.list[index as usize].round;
        self.timers.set(
            due_ms,
            Timer::Template {
                template: index,
                round,
                due,
            },
        );
    }

    fn check_move(&self, index: u32, next: TemplateStatus) -> Result<(), IllegalMove> {
        self.templates.list[index as usize].status.moved_to(next).map(|_| ())
    }

    /// Gives a template its new status and forgets what belonged to the old one.
    fn renew(&mut self, index: u32, next: TemplateStatus) -> u32 {
        let now = self.now_ms();
        let template = &mut self.templates.list[index as usize];
        template.status = next;
        template.updated_ms = now;
        template.round += 1;
        (template.review_due_ms, template.manual_review) = (None, false);
        if next != TemplateStatus::Rejected {
            template.rejection_info = None;
        }
        if next != TemplateStatus::Approved {
            template.flagged_until_ms = None;
        }
        template.round
    }
}

fn is_undelivered(message: &crate::book::Message, now_ms: i64) -> bool {
    message.direction == Direction::Outbound
        && matches!(message.status(), Status::Accepted | Status::Sent)
        && now_ms < message.expires_ms
}
