//! What the documents may hold: texts and lists within bounds, and nothing that would do nothing.

use crate::ids::{InvalidId, LabelId, TeamId, UserId};

use super::{Action, Audience, AudienceKind, Away, Greeting, Rule, Schedule, ScheduleKind, When, WhenKind};

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {code}")]
pub struct DocumentError {
    /// The part, as `text` or `actions.1.text`.
    pub field: String,
    /// `required`, `too_long`, `too_many`, `out_of_range`, `order` or `invalid_field`.
    pub code: &'static str,
    /// The bound that was passed.
    pub most: usize,
}

/// Longest text of a message, in code points (Meta, 'Text messages', 2026).
const TEXT_MAX: usize = 4_096;
/// Longest body above reply buttons; longest title and id of one (Meta, 'Interactive reply buttons', 2026).
const BUTTON_BODY_MAX: usize = 1_024;
const BUTTON_TITLE_MAX: usize = 20;
const BUTTON_ID_MAX: usize = 256;
const BUTTONS_MAX: usize = 3;
/// Longest name of a template (Meta, 'Templates', 2026).
const TEMPLATE_NAME_MAX: usize = 512;
const VALUES_MAX: usize = 20;
const WORDS_MAX: usize = 50;
const WORD_MAX: usize = 100;
const LIST_MAX: usize = 200;
const ACTIONS_MAX: usize = 10;
const YEAR_DAYS: u32 = 365;
const WEEKS_MINUTES: u32 = 30 * 24 * 60;
const MONTH_HOURS: u32 = 30 * 24;

type Checked = Result<(), DocumentError>;

impl Greeting {
    /// Refuses what cannot be kept.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn check(&self) -> Checked {
        check_text("text", &self.text, TEXT_MAX)?;
        check_range("silence_days", self.silence_days, 1, YEAR_DAYS)?;
        self.audience.check()
    }
}

impl Away {
    /// Refuses what cannot be kept.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn check(&self) -> Checked {
        check_text("text", &self.text, TEXT_MAX)?;
        self.schedule.check()?;
        self.audience.check()
    }
}

impl Schedule {
    fn check(&self) -> Checked {
        match (self.kind, self.from, self.to) {
            (ScheduleKind::Custom, Some(from), Some(to)) if from >= to => Err(wrong("schedule.to", "order", 0)),
            (ScheduleKind::Custom, Some(_), Some(_)) => Ok(()),
            (ScheduleKind::Custom, None, _) => Err(wrong("schedule.from", "required", 0)),
            (ScheduleKind::Custom, _, None) => Err(wrong("schedule.to", "required", 0)),
            (ScheduleKind::Always | ScheduleKind::OutsideHours, ..) => Ok(()),
        }
    }
}

impl Audience {
    fn check(&self) -> Checked {
        check_count("audience.contact_ids", self.contact_ids.len(), LIST_MAX)?;
        check_count("audience.label_ids", self.label_ids.len(), LIST_MAX)?;
        let names_nobody = self.contact_ids.is_empty() && self.label_ids.is_empty();
        if self.kind == AudienceKind::Only && names_nobody {
            return Err(wrong("audience", "required", 0));
        }
        Ok(())
    }
}

impl Rule {
    /// Refuses what cannot be kept.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn check(&self) -> Checked {
        self.when.check()?;
        let conditions = &self.conditions;
        for (field, count) in [
            ("conditions.labels_any", conditions.labels_any.len()),
            ("conditions.labels_none", conditions.labels_none.len()),
            ("conditions.number_ids", conditions.number_ids.len()),
        ] {
            check_count(field, count, LIST_MAX)?;
        }
        if self.actions.is_empty() {
            return Err(wrong("actions", "required", 0));
        }
        check_count("actions", self.actions.len(), ACTIONS_MAX)?;
        if self.actions.iter().filter(|action| action.speaks()).count() > 1 {
            return Err(wrong("actions", "too_many", 1));
        }
        for (place, action) in self.actions.iter().enumerate() {
            action.check(&format!("actions.{place}"))?;
        }
        check_range("cooldown_minutes", self.cooldown_minutes, 0, WEEKS_MINUTES)?;
        check_range("person_stop_hours", self.person_stop_hours, 0, MONTH_HOURS)
    }
}

impl When {
    fn check(&self) -> Checked {
        check_count("when.words", self.words.len(), WORDS_MAX)?;
        check_count("when.media", self.media.len(), LIST_MAX)?;
        for (place, word) in self.words.iter().enumerate() {
            check_text(&format!("when.words.{place}"), word, WORD_MAX.max(BUTTON_ID_MAX))?;
            let says = word.chars().any(char::is_alphanumeric) || self.kind == WhenKind::Button;
            if !says {
                return Err(wrong(&format!("when.words.{place}"), "invalid_field", 0));
            }
        }
        let needs_words = matches!(self.kind, WhenKind::Keywords | WhenKind::Button);
        if needs_words && self.words.is_empty() {
            return Err(wrong("when.words", "required", 0));
        }
        Ok(())
    }
}

impl Action {
    fn check(&self, field: &str) -> Checked {
        let part = |name: &str| format!("{field}.{name}");
        match self {
            Self::SendText { text } => check_text(&part("text"), text, TEXT_MAX),
            Self::SendButtons { text, buttons } => {
                check_text(&part("text"), text, BUTTON_BODY_MAX)?;
                if buttons.is_empty() {
                    return Err(wrong(&part("buttons"), "required", 0));
                }
                check_count(&part("buttons"), buttons.len(), BUTTONS_MAX)?;
                for (place, button) in buttons.iter().enumerate() {
                    let at = |name: &str| part(&format!("buttons.{place}.{name}"));
                    check_text(&at("title"), &button.title, BUTTON_TITLE_MAX)?;
                    check_text(&at("id"), &button.id, BUTTON_ID_MAX)?;
                    let twins = buttons
                        .iter()
                        .filter(|other| other.id == button.id || other.title == button.title);
                    if twins.count() > 1 {
                        return Err(wrong(&at("title"), "invalid_field", 0));
                    }
                }
                Ok(())
            }
            Self::SendTemplate { name, language, values } => {
                check_text(&part("name"), name, TEMPLATE_NAME_MAX)?;
                check_text(&part("language"), language, 20)?;
                check_count(&part("values"), values.len(), VALUES_MAX)?;
                for (place, value) in values.iter().enumerate() {
                    check_text(&part(&format!("values.{place}")), value, BUTTON_BODY_MAX)?;
                }
                Ok(())
            }
            Self::AddLabel { label_id } | Self::RemoveLabel { label_id } => {
                check_id(&part("label_id"), LabelId::parse(label_id.as_str()))
            }
            Self::AssignPerson { user_id } => check_id(&part("user_id"), UserId::parse(user_id.as_str())),
            Self::AssignTeam { team_id } => check_id(&part("team_id"), TeamId::parse(team_id.as_str())),
            Self::Close | Self::SetBot { .. } => Ok(()),
        }
    }
}

fn check_text(field: &str, text: &str, most: usize) -> Checked {
    if text.trim().is_empty() {
        return Err(wrong(field, "required", 0));
    }
    if text.contains('\0') {
        return Err(wrong(field, "invalid_field", 0));
    }
    check_size(field, text.chars().count(), most, "too_long")
}

/// What names somebody or something names it by an id.
fn check_id<I>(field: &str, id: Result<I, InvalidId>) -> Checked {
    id.map(|_| ()).map_err(|_| wrong(field, "required", 0))
}

fn check_count(field: &str, count: usize, most: usize) -> Checked {
    check_size(field, count, most, "too_many")
}

fn check_size(field: &str, size: usize, most: usize, code: &'static str) -> Checked {
    if size > most {
        return Err(wrong(field, code, most));
    }
    Ok(())
}

fn check_range(field: &str, value: u32, least: u32, most: u32) -> Checked {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(wrong(field, "out_of_range", most as usize))
}

fn wrong(field: &str, code: &'static str, most: usize) -> DocumentError {
    DocumentError {
        field: field.to_owned(),
        code,
        most,
    }
}
