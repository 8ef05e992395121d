//! Decisions about a template by hand: the moderation desk.

use crate::clock::{HOUR_MS, next_month};
use crate::templates::{IllegalMove, TemplateStatus};
use crate::world::World;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decision {
    /// It may be sent.
    Approve,
    /// It may not; it can be edited and submitted again.
    Reject,
    /// A rejected or disabled template is reviewed once more, as a business asks for in WhatsApp Manager.
    Appeal,
    /// It may not be sent for 3 hours, the second time for 6, the third time never again; `hours` says otherwise.
    Pause,
    /// It may not be sent until the business unpauses it: pacing found its first messages disliked.
    PausePacing,
    /// A pause of either kind ends now.
    Unpause,
    /// It will be disabled in seven days unless it is reinstated.
    Flag,
    /// A flag is lifted, or a disabled template given back.
    Reinstate,
    /// It may never be sent again.
    Disable,
    /// Its category becomes `category`, after `notice_hours`; with no figure on the first of the next month.
    Recategorise,
    /// A review of its category found the present one right: an announced change is called off.
    KeepCategory,
    /// Its quality becomes `quality`.
    Rate,
    /// It can be sent, but no longer edited.
    Lock,
    /// The account has more templates than it may have.
    LimitExceeded,
    /// Put away; it is deleted after 28 days.
    Archive,
    /// Taken back as it was.
    Unarchive,
}

/// What a decision needs besides its name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct DecisionDetails {
    #[serde(default)]
    pub(crate) because: Option<String>,
    #[serde(default)]
    pub(crate) recommendation: Option<String>,
    #[serde(default)]
    pub(crate) hours: Option<i64>,
    #[serde(default)]
    pub(crate) category: Option<String>,
    #[serde(default)]
    pub(crate) notice_hours: Option<i64>,
    #[serde(default)]
    pub(crate) quality: Option<String>,
}

impl World {
    /// Does what the desk decided; refused where the template's status does not lead there.
    pub(crate) fn decide(
        &mut self,
        index: u32,
        decision: Decision,
        reason: Option<&str>,
        details: &DecisionDetails,
    ) -> Result<(), IllegalMove> {
        let template = &self.templates.list[index as usize];
        let (status, pauses) = (template.status, template.pauses);
        match decision {
            Decision::Approve => {
                status.moved_to(TemplateStatus::Approved)?;
                self.approve_template(index, None);
                self.expect_sweep(index);
                Ok(())
            }
            Decision::Reject => {
                status.moved_to(TemplateStatus::Rejected)?;
                let because = details.because.as_deref();
                let advice = details.recommendation.as_deref();
                self.reject_template(
                    index,
                    reason.unwrap_or("INVALID_FORMAT"),
                    because.unwrap_or("The template does not follow the format rules."),
                    advice.unwrap_or("Correct the template and submit it again."),
                );
                Ok(())
            }
            Decision::Appeal => self.appeal_template(index),
            Decision::Pause => match details
                .hours
                .or(self.figures().template_pause_hours.get(pauses).copied())
            {
                Some(hours) => self.pause_template(index, hours),
                None => self.disable_template(index),
            },
            Decision::PausePacing => self.pause_template_for_pacing(index),
            Decision::Unpause => {
                let round = self.templates.list[index as usize].round;
                self.finish_pause(index, round);
                let (from, to) = (status, TemplateStatus::Approved);
                (from == TemplateStatus::Paused)
                    .then_some(())
                    .ok_or(IllegalMove { from, to })
            }
            Decision::Flag => self.flag_template(index),
            Decision::Reinstate => self.reinstate_template(index),
            Decision::Disable => self.disable_template(index),
            Decision::Recategorise => {
                let category = details.category.as_deref().unwrap_or("MARKETING");
                match details.notice_hours {
                    Some(hours) if hours <= 0 => self.change_template_category(index, category),
                    Some(hours) => {
                        self.announce_template_category(index, category, self.now_ms() + hours * HOUR_MS);
                    }
                    None => self.announce_template_category(index, category, next_month(self.now_ms())),
                }
                Ok(())
            }
            Decision::KeepCategory => {
                let template = &mut self.templates.list[index as usize];
                (template.correct_category, template.category_due_ms) = (None, None);
                Ok(())
            }
            Decision::Rate => {
                self.set_template_quality(index, details.quality.as_deref().unwrap_or("UNKNOWN"));
                Ok(())
            }
            Decision::Lock => self.move_template(index, TemplateStatus::Locked),
            Decision::LimitExceeded => self.move_template(index, TemplateStatus::LimitExceeded),
            Decision::Archive => self.archive_template(index),
            Decision::Unarchive => self.unarchive_template(index),
        }
    }
}
