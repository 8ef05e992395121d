//! The one decision about a customer's message: who speaks, what else is done, and why others do not.

use super::documents::{Action, Away, Rule, WhenKind};
use super::facts::{Chat, Company, Held, Kind, Set, SkipReason, Skipped, Trigger};
use super::{AGE_MAX_MS, SPEECHES_PER_HOUR_MAX, away, greeting, rules};
use crate::ids::AutomationId;
use crate::time::{HOUR_MS, MINUTE_MS, Timestamp};

/// What is to be done about a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What automations do; at most one of them speaks.
    pub deeds: Vec<Deed>,
    /// What was asked for and does not happen.
    pub skipped: Vec<Skipped>,
}

/// What an automation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Which.
    pub id: AutomationId,
    /// Of which kind.
    pub kind: Kind,
    /// What it says: an action that speaks.
    pub speech: Option<Action>,
    /// What it does besides.
    pub acts: Vec<Action>,
    /// The beginning of the away time; the message's own time for others.
    pub period_at: Timestamp,
}

/// Whether anything that is switched on could be asked for by a message, whatever its chat is like.
#[must_use]
pub fn may_concern(set: &Set, trigger: &Trigger, company: Company<'_>) -> bool {
    let is_away = |held: &Held<Away>| away::is_away(held, trigger, company);
    set.greeting.is_some()
        || set.away.as_ref().is_some_and(is_away)
        || set.rules.iter().any(|held| held.document.when.is_met(trigger))
}

/// Decides about a customer's message at business time `now`.
#[must_use]
pub fn decide(set: &Set, trigger: &Trigger, chat: &Chat, company: Company<'_>, now: Timestamp) -> Plan {
    let rule = first_rule(&set.rules, trigger, chat, company);
    let pressed = rule.is_some_and(|held| held.document.when.kind == WhenKind::Button);
    let mut plan = Plan::default();
    if pressed {
        plan_rule(&mut plan, rule, trigger, chat);
    }
    plan_greeting(&mut plan, set, trigger, chat);
    plan_away(&mut plan, set, trigger, chat, company);
    if !pressed {
        plan_rule(&mut plan, rule, trigger, chat);
    }
    match objection(trigger, chat, now) {
        Some(why) => plan.withhold(why),
        None => plan,
    }
}

/// The rule that wins: for a press the first that waits for it, else the first that holds.
fn first_rule<'a>(
    rules: &'a [Held<Rule>],
    trigger: &Trigger,
    chat: &Chat,
    company: Company<'_>,
) -> Option<&'a Held<Rule>> {
    let holds = |held: &&Held<Rule>| rules::matches(&held.document, trigger, chat, company).is_ok();
    let waits = |held: &&Held<Rule>| held.document.when.kind == WhenKind::Button;
    rules
        .iter()
        .filter(waits)
        .find(holds)
        .or_else(|| rules.iter().find(holds))
}

fn plan_greeting(plan: &mut Plan, set: &Set, trigger: &Trigger, chat: &Chat) {
    let Some(held) = &set.greeting else { return };
    match greeting::judge(held, trigger, chat) {
        None => {}
        Some(Err(why)) => plan.skip(&held.id, Kind::Greeting, why),
        Some(Ok(())) => plan.speak(&held.id, Kind::Greeting, &held.document.text, trigger.at),
    }
}

fn plan_away(plan: &mut Plan, set: &Set, trigger: &Trigger, chat: &Chat, company: Company<'_>) {
    let Some(held) = &set.away else { return };
    match away::judge(held, trigger, chat, company) {
        None => {}
        Some(Err(why)) => plan.skip(&held.id, Kind::Away, why),
        Some(Ok(period_at)) => plan.speak(&held.id, Kind::Away, &held.document.text, period_at),
    }
}

fn plan_rule(plan: &mut Plan, rule: Option<&Held<Rule>>, trigger: &Trigger, chat: &Chat) {
    let Some(held) = rule else { return };
    if let Some(why) = quiet(held, trigger, chat) {
        return plan.skip(&held.id, Kind::Rule, why);
    }
    let (speech, acts): (Vec<Action>, Vec<Action>) = held.document.actions.iter().cloned().partition(Action::speaks);
    let mut speech = speech.into_iter().next();
    if speech.is_some() && plan.somebody_speaks() {
        plan.skip(&held.id, Kind::Rule, SkipReason::Another);
        speech = None;
    }
    if speech.is_some() || !acts.is_empty() {
        plan.deeds.push(Deed {
            id: held.id.clone(),
            kind: Kind::Rule,
            speech,
            acts,
            period_at: trigger.at,
        });
    }
}

/// Why a rule that won keeps quiet.
fn quiet(held: &Held<Rule>, trigger: &Trigger, chat: &Chat) -> Option<SkipReason> {
    // What a steered clock left that was put back since is in the future.
    let since = |at: Timestamp| trigger.at.since(at).abs();
    let stop_ms = i64::from(held.document.person_stop_hours) * HOUR_MS;
    if chat.person_at.is_some_and(|at| since(at) < stop_ms) {
        return Some(SkipReason::Person);
    }
    let cooldown_ms = i64::from(held.document.cooldown_minutes) * MINUTE_MS;
    let acted = chat.marks.get(&held.id)?.at;
    (since(acted) < cooldown_ms).then_some(SkipReason::Cooldown)
}

/// What stands against everything.
fn objection(trigger: &Trigger, chat: &Chat, now: Timestamp) -> Option<SkipReason> {
    if chat.is_blocked {
        Some(SkipReason::Blocked)
    } else if now.since(trigger.at) > AGE_MAX_MS {
        Some(SkipReason::TooOld)
    } else if chat.speeches >= SPEECHES_PER_HOUR_MAX {
        Some(SkipReason::Loop)
    } else {
        None
    }
}

impl Plan {
    fn somebody_speaks(&self) -> bool {
        self.deeds.iter().any(|deed| deed.speech.is_some())
    }

    fn speak(&mut self, id: &AutomationId, kind: Kind, text: &str, period_at: Timestamp) {
        if self.somebody_speaks() {
            return self.skip(id, kind, SkipReason::Another);
        }
        self.deeds.push(Deed {
            id: id.clone(),
            kind,
            speech: Some(Action::SendText { text: text.to_owned() }),
            acts: Vec::new(),
            period_at,
        });
    }

    fn skip(&mut self, id: &AutomationId, kind: Kind, why: SkipReason) {
        self.skipped.push(Skipped {
            id: id.clone(),
            kind,
            why,
        });
    }

    /// The same plan with nothing done, and the reason for each.
    fn withhold(mut self, why: SkipReason) -> Self {
        for deed in std::mem::take(&mut self.deeds) {
            self.skip(&deed.id, deed.kind, why);
        }
        self
    }
}

#[cfg(test)]
mod tests;
