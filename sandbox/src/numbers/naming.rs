//! The display name and its review.
//!
//! Meta, "Display names" and "phone_number_name_update webhook reference", 2026: a name is reviewed once the portfolio
//! may message 2,000 users; below that it is available without review. A new name takes effect when the number is
//! registered again, within 14 days of its approval; ten changes in 30 days. How long a review takes is not told (1 to
//! 48 hours here), nor which names are turned down by whom: the words below are ours, after Meta's guidelines.

use crate::clock::{DAY_MS, HOUR_MS};
use crate::errors::GraphError;
use crate::numbers::Task;
use crate::rules::review::length;
use crate::timers::Timer;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

const NAME_MIN: usize = 3;
const NAME_MAX: usize = 75;
const REVIEW_HOURS: (i64, i64) = (1, 48);
/// How long an approved name waits for a registration.
const TAKE_MS: i64 = 14 * DAY_MS;
const CHANGES_MAX: usize = 10;
const CHANGES_MS: i64 = 30 * DAY_MS;
/// From how many users on names are reviewed.
const REVIEWED_FROM: usize = 2_000;

/// Meta's names that a company may not use as its own.
const METAS: [&str; 5] = ["whatsapp", "facebook", "instagram", "messenger", "ватсап"];
/// Words for a person's post instead of a company.
const POSTS: [&str; 5] = ["manager", "ceo", "менеджер", "директор", "консультант"];
/// Words that name no company in particular.
const GENERAL: [&str; 6] = ["test", "shop", "business", "тест", "магазин", "компания"];

/// Where a name stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum NameStatus {
    #[default]
    Approved,
    AvailableWithoutReview,
    PendingReview,
    Declined,
    Expired,
}

impl NameStatus {
    /// Meta's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::AvailableWithoutReview => "AVAILABLE_WITHOUT_REVIEW",
            Self::PendingReview => "PENDING_REVIEW",
            Self::Declined => "DECLINED",
            Self::Expired => "EXPIRED",
        }
    }

    fn is_usable(self) -> bool {
        matches!(self, Self::Approved | Self::AvailableWithoutReview)
    }
}

/// A name that is to replace the present one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NewName {
    pub(crate) name: String,
    status: NameStatus,
    decided_ms: i64,
}

impl NewName {
    /// Where it stands now: an approval that nobody used ends.
    pub(crate) fn status(&self, now_ms: i64) -> NameStatus {
        if self.status.is_usable() && now_ms >= self.decided_ms + TAKE_MS {
            NameStatus::Expired
        } else {
            self.status
        }
    }
}

/// A number's name and the one that may follow it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Naming {
    pub(crate) status: NameStatus,
    pub(crate) new: Option<NewName>,
    changes: Vec<i64>,
    round: u32,
}

/// What a reviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NameDecision {
    /// The name may be used.
    Approve,
    /// It may not.
    Reject,
    /// More information is asked for; the review goes on.
    Defer,
}

impl Naming {
    /// A name that nobody has looked at.
    pub(crate) fn first(reviewed: bool) -> Self {
        Self {
            status: if reviewed {
                NameStatus::PendingReview
            } else {
                NameStatus::AvailableWithoutReview
            },
            ..Self::default()
        }
    }

    /// Whether the present name passed a review.
    pub(crate) fn is_approved(&self) -> bool {
        self.status == NameStatus::Approved
    }

    fn waits(&self) -> bool {
        match &self.new {
            Some(new) => new.status == NameStatus::PendingReview,
            None => self.status == NameStatus::PendingReview,
        }
    }
}

impl World {
    /// Whether this number's portfolio is large enough for its names to be reviewed.
    pub(crate) fn names_are_reviewed(&self, number: u32) -> bool {
        let figures = self.figures();
        let tier = figures.find_tier(self.accounts.tier_of(number, figures));
        tier.is_none_or(|tier| tier.recipients.is_none_or(|most| most >= REVIEWED_FROM))
    }

    /// Asks for another name.
    pub(crate) fn rename_number(&mut self, number: u32, name: &str) -> Result<(), GraphError> {
        check_name("new_display_name", name)?;
        let (now, reviewed) = (self.now_ms(), self.names_are_reviewed(number));
        let row = &mut self.accounts.numbers[number as usize];
        if row.verified_name == name {
            return Err(GraphError::parameter(
                "Param new_display_name is the present display name.",
            ));
        }
        let naming = &mut row.desk.naming;
        naming.changes.retain(|changed| now < changed + CHANGES_MS);
        if naming.changes.len() >= CHANGES_MAX {
            return Err(GraphError::parameter(
                "The display name was changed 10 times in 30 days already.",
            ));
        }
        naming.changes.push(now);
        let status = Naming::first(reviewed).status;
        naming.new = Some(NewName {
            name: name.to_owned(),
            status,
            decided_ms: now,
        });
        self.begin_name_review(number);
        Ok(())
    }

    /// Sets the end of a review, if there is one to come.
    pub(crate) fn begin_name_review(&mut self, number: u32) {
        let naming = &mut self.accounts.numbers[number as usize].desk.naming;
        naming.round += 1;
        if !naming.waits() {
            return;
        }
        let round = naming.round;
        let lag = self.random.between(REVIEW_HOURS.0 * HOUR_MS, REVIEW_HOURS.1 * HOUR_MS);
        let task = Task::Name;
        self.timers
            .set(self.now_ms() + lag, Timer::Number { number, task, round });
    }

    /// The reviewer reads the name that waits.
    pub(crate) fn finish_name_review(&mut self, number: u32, round: u32) {
        let row = &self.accounts.numbers[number as usize];
        if row.desk.naming.round != round || row.desk.deleted_ms.is_some() {
            return;
        }
        let name = row.desk.naming.new.as_ref().map_or(&row.verified_name, |new| &new.name);
        match read_name(name) {
            None => self.decide_name(number, NameDecision::Approve, None),
            Some(reason) => self.decide_name(number, NameDecision::Reject, Some(reason)),
        };
    }

    /// Decides about the name that waits; false when none does.
    pub(crate) fn decide_name(&mut self, number: u32, decision: NameDecision, reason: Option<&str>) -> bool {
        let now = self.now_ms();
        let row = &mut self.accounts.numbers[number as usize];
        let naming = &mut row.desk.naming;
        if !naming.waits() {
            return false;
        }
        let (status, word) = match decision {
            NameDecision::Approve => (NameStatus::Approved, "APPROVED"),
            NameDecision::Reject => (NameStatus::Declined, "REJECTED"),
            NameDecision::Defer => (NameStatus::PendingReview, "DEFERRED"),
        };
        let requested = match &mut naming.new {
            Some(new) => {
                (new.status, new.decided_ms) = (status, now);
                new.name.clone()
            }
            None => {
                naming.status = status;
                row.verified_name.clone()
            }
        };
        if decision != NameDecision::Defer {
            naming.round += 1;
        }
        let reason = (decision == NameDecision::Reject).then(|| reason.unwrap_or("UNKNOWN"));
        self.tell_of_number(
            number,
            "phone_number_name_update",
            json!({"decision": word, "requested_verified_name": requested, "rejection_reason": reason}),
        );
        self.confirm_username(number);
        true
    }

    /// A registration lets a new name take effect.
    pub(crate) fn take_new_name(&mut self, number: u32) {
        let now = self.now_ms();
        let row = &mut self.accounts.numbers[number as usize];
        let naming = &mut row.desk.naming;
        if let Some(new) = naming.new.take_if(|new| new.status(now).is_usable()) {
            naming.status = new.status;
            row.verified_name = new.name;
        }
        self.confirm_username(number);
    }
}

/// What is refused before anybody reads a name.
pub(crate) fn check_name(param: &str, name: &str) -> Result<(), GraphError> {
    if length(name.trim()) < NAME_MIN {
        return Err(GraphError::parameter(format!(
            "Param {param} must be at least {NAME_MIN} characters long."
        )));
    }
    if length(name) > NAME_MAX {
        return Err(GraphError::too_long(param, NAME_MAX));
    }
    Ok(())
}

/// Why a reviewer turns a name down.
fn read_name(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let plain = |character: char| character.is_alphanumeric() || " &'’.,-+!()/№«»\"".contains(character);
    let shouts = length(name) > 5 && name.chars().any(char::is_lowercase).eq(&false) && words.len() > 1;
    if !name.chars().all(plain) || name.contains("  ") || name.trim() != name || shouts {
        return Some("NAME_FORMAT_UNACCEPTABLE");
    }
    if METAS.iter().any(|taken| lower.contains(taken)) {
        return Some("NAME_ENDCLIENT_NOTRELATED");
    }
    if words.iter().any(|word| POSTS.contains(word)) {
        return Some("NAME_EMPLOYEE_ISSUE");
    }
    if let [only] = words.as_slice()
        && GENERAL.contains(only)
    {
        return Some("NAME_NOT_CONSISTENT");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewer_reads_the_name() {
        for (name, reason) in [
            ("Цветы у дома", None),
            ("Acme & Co.", None),
            ("IKEA", None),
            ("Супер 🔥 цены", Some("NAME_FORMAT_UNACCEPTABLE")),
            ("ЛУЧШИЕ ЦЕНЫ", Some("NAME_FORMAT_UNACCEPTABLE")),
            ("WhatsApp Support", Some("NAME_ENDCLIENT_NOTRELATED")),
            ("Менеджер Анна", Some("NAME_EMPLOYEE_ISSUE")),
            ("Магазин", Some("NAME_NOT_CONSISTENT")),
        ] {
            assert_eq!(read_name(name), reason, "{name}");
        }
    }

    #[test]
    fn an_approval_is_good_for_fourteen_days_to_the_second() {
        let new = NewName {
            name: "Acme".to_owned(),
            status: NameStatus::Approved,
            decided_ms: 0,
        };
        assert_eq!(new.status(TAKE_MS - 1_000), NameStatus::Approved);
        assert_eq!(new.status(TAKE_MS - 1), NameStatus::Approved);
        assert_eq!(new.status(TAKE_MS), NameStatus::Expired);
    }
}
