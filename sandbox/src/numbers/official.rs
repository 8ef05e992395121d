//! The application for the official business account, the tick beside the name.
//!
//! Meta, "Official business account" and "account_alerts webhook reference", 2026: a verified portfolio, 30 days on the
//! platform, an approved name, two-step verification and a known brand; a refused application may be repeated after 30
//! days. The answer comes after one to three weeks. How Meta judges a brand is not told: three supporting links here.
//! The portfolio's verification is not judged, since worlds begin without one.

use crate::clock::DAY_MS;
use crate::errors::GraphError;
use crate::numbers::Task;
use crate::timers::Timer;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

const ANSWER_DAYS: (i64, i64) = (7, 21);
const AGAIN_MS: i64 = 30 * DAY_MS;
const ON_PLATFORM_MS: i64 = 30 * DAY_MS;
const LINKS_KNOWN: usize = 3;

/// Where an application stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum OfficialStatus {
    #[default]
    NotStarted,
    Pending,
    Approved,
    Rejected,
}

impl OfficialStatus {
    /// Meta's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
        }
    }
}

/// What a company writes about itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) website: String,
    pub(crate) country: String,
    pub(crate) language: String,
    pub(crate) parent: Option<String>,
    pub(crate) links: Vec<String>,
    pub(crate) information: Option<String>,
}

/// A number's way to the badge.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Official {
    pub(crate) status: OfficialStatus,
    pub(crate) application: Option<Application>,
    /// Why the last application was refused.
    pub(crate) reason: Option<String>,
    submitted_ms: i64,
    decided_ms: i64,
    round: u32,
}

impl World {
    /// Takes an application in.
    pub(crate) fn apply_for_official(&mut self, number: u32, application: Application) -> Result<(), GraphError> {
        let now = self.now_ms();
        let official = &mut self.accounts.numbers[number as usize].desk.official;
        let refused = match official.status {
            OfficialStatus::Pending => Some("An application for this number is in review."),
            OfficialStatus::Approved => Some("This number is an official business account already."),
            OfficialStatus::Rejected if now < official.decided_ms + AGAIN_MS => {
                Some("The last application was refused less than 30 days ago.")
            }
            OfficialStatus::Rejected | OfficialStatus::NotStarted => None,
        };
        if let Some(why) = refused {
            return Err(GraphError::parameter(why));
        }
        official.status = OfficialStatus::Pending;
        official.application = Some(application);
        official.reason = None;
        official.submitted_ms = now;
        official.round += 1;
        let (round, task) = (official.round, Task::Official);
        let lag = self.random.between(ANSWER_DAYS.0 * DAY_MS, ANSWER_DAYS.1 * DAY_MS);
        self.timers.set(now + lag, Timer::Number { number, task, round });
        Ok(())
    }

    /// The company takes its application back.
    pub(crate) fn withdraw_official(&mut self, number: u32) -> Result<(), GraphError> {
        let official = &mut self.accounts.numbers[number as usize].desk.official;
        if official.status != OfficialStatus::Pending {
            return Err(GraphError::parameter("There is no application in review."));
        }
        official.status = OfficialStatus::NotStarted;
        official.round += 1;
        Ok(())
    }

    /// The answer falls due.
    pub(crate) fn finish_official(&mut self, number: u32, round: u32) {
        let row = &self.accounts.numbers[number as usize];
        if row.desk.official.round != round || row.desk.deleted_ms.is_some() {
            return;
        }
        let official = &row.desk.official;
        let links = official
            .application
            .as_ref()
            .map_or(0, |application| application.links.len());
        let reason = if official.submitted_ms < row.onboarded_ms + ON_PLATFORM_MS {
            Some("The number had been on the platform for less than 30 days.")
        } else if !row.desk.naming.is_approved() {
            Some("The display name is not approved.")
        } else if row.pin.is_none() {
            Some("Two-step verification is off.")
        } else if links < LINKS_KNOWN {
            Some("The brand is not known well enough: the supporting links are too few.")
        } else {
            None
        };
        self.decide_official(number, reason.is_none(), reason);
    }

    /// Gives or refuses the badge, by hand or in time, and tells the company.
    pub(crate) fn decide_official(&mut self, number: u32, approved: bool, reason: Option<&str>) {
        let now = self.now_ms();
        let row = &mut self.accounts.numbers[number as usize];
        let official = &mut row.desk.official;
        official.round += 1;
        official.decided_ms = now;
        official.reason = reason.filter(|_| !approved).map(str::to_owned);
        let (status, kind, words) = if approved {
            (
                OfficialStatus::Approved,
                "OBA_APPROVED",
                "The number is an official business account now.",
            )
        } else {
            (
                OfficialStatus::Rejected,
                "OBA_REJECTED",
                reason.unwrap_or("The application for an official business account was refused."),
            )
        };
        official.status = status;
        let value = json!({
            "entity_type": "PHONE_NUMBER",
            "entity_id": row.id,
            "alert_info": {
                "alert_severity": "INFORMATIONAL",
                "alert_status": "NONE",
                "alert_type": kind,
                "alert_description": words,
            },
        });
        let waba = row.waba;
        self.emit_account(waba, "account_alerts", &value);
    }
}
