//! What both judges said of one message, and whether that may be.

use std::collections::BTreeMap;
use std::fmt;

use galka_domain::guard::{Decision, Draft, DraftKind, Facts, Rule, decide_send};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::template::{TemplateStatus, TemplateValues};
use galka_domain::time::Timestamp;

/// Refusals that a business cannot see coming: no such user or a block (131026), WhatsApp's own cap of marketing
/// (131049), an experiment (130472), and pacing.
const UNSEEN: [i64; 3] = [131_026, 131_049, 130_472];

/// What a situation was about.
#[derive(Debug)]
pub struct Situation<'a> {
    /// In words.
    pub words: &'a str,
    /// Values that its template takes.
    pub fitting: TemplateValues,
}

/// What all situations came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many situations.
    pub situations: u64,
    /// Both let it through.
    pub sent: u64,
    /// The guard let it through, and the sandbox refused by what a business cannot see, by code.
    pub unseen: BTreeMap<i64, u64>,
    /// The limit refused, because an earlier message of the same moment had failed unseen and did not count.
    pub not_known_yet: u64,
    /// Both refused by the same rule, by code.
    pub same: BTreeMap<i64, u64>,
    /// The guard refused or deferred by a rule of ours or to be on the safe side, and the sandbox accepted, by rule.
    pub stricter: BTreeMap<&'static str, u64>,
    /// What may not be.
    pub differences: Vec<String>,
}

/// The rule of the guard that stands for a code of the sandbox.
fn rules_of(code: i64) -> &'static [Rule] {
    match code {
        131_047 => &[Rule::WindowClosed],
        132_001 | 132_015 | 132_016 => &[Rule::TemplateNotApproved],
        100 | 131_008 | 131_009 | 132_000 | 132_005 | 132_007 | 132_012 | 132_018 => &[Rule::TemplateValues],
        131_048 => &[Rule::LimitReached, Rule::Quality],
        131_056 => &[Rule::PairRate],
        131_050 => &[Rule::OptedOut],
        131_031 | 131_057 | 133_010 | 368 => &[Rule::NumberPaused],
        _ => &[],
    }
}

impl Tally {
    /// Adds one situation: what the guard says with these facts, and the sandbox's code if it refused.
    pub fn judge(&mut self, draft: &Draft, facts: &Facts<'_>, now: Timestamp, code: Option<i64>, of: &Situation<'_>) {
        self.situations += 1;
        let decision = decide_send(draft, facts, now);
        match (decision.rule(), code) {
            (None, None) => self.sent += 1,
            (None, Some(code)) if UNSEEN.contains(&code) => *self.unseen.entry(code).or_default() += 1,
            (None, Some(code)) => self.differ(format!(
                "{}: the guard sends, the sandbox refuses with {code}",
                of.words
            )),
            (Some(rule), None) => *self.stricter.entry(rule.as_str()).or_default() += 1,
            (Some(_), Some(code)) if UNSEEN.contains(&code) => *self.unseen.entry(code).or_default() += 1,
            (Some(rule), Some(code)) => match same_rule(draft, facts, now, code, of) {
                true => *self.same.entry(code).or_default() += 1,
                false => self.differ(format!("{}: the guard says {rule}, the sandbox {code}", of.words)),
            },
        }
    }

    fn differ(&mut self, what: String) {
        self.differences.push(what);
    }
}

/// Whether the sandbox's rule is among those that the guard has against the message: objections are lifted one by one.
fn same_rule(draft: &Draft, facts: &Facts<'_>, now: Timestamp, code: i64, of: &Situation<'_>) -> bool {
    let (mut draft, mut facts) = (draft.clone(), facts.clone());
    for _ in 0..16 {
        let decision: Decision = decide_send(&draft, &facts, now);
        match decision.rule() {
            None => return false,
            Some(rule) if rules_of(code).contains(&rule) => return true,
            Some(rule) => lift(rule, &mut draft, &mut facts, now, of),
        }
    }
    false
}

/// Makes the facts such that this rule has nothing to say.
fn lift(rule: Rule, draft: &mut Draft, facts: &mut Facts<'_>, now: Timestamp, of: &Situation<'_>) {
    match rule {
        Rule::WindowClosed => facts.window.closes_at = Some(now.plus(1)),
        Rule::ConsentMissing | Rule::OptedOut => {
            facts.contact.consent = galka_domain::consent::ConsentState::Granted;
            facts.contact.opted_out_at = None;
            if rule == Rule::OptedOut {
                facts.contact.marketing_stopped_at = None;
            }
        }
        Rule::TemplateNotApproved => {
            if let Some(template) = &mut facts.template {
                template.status = TemplateStatus::Approved;
            }
        }
        Rule::TemplateValues => draft.kind = DraftKind::Template(of.fitting.clone()),
        Rule::LimitReached => facts.limit.allowed = None,
        Rule::PairRate | Rule::Throughput => facts.pace = Default::default(),
        Rule::MessageQuota => facts.quota = Default::default(),
        Rule::PersonCap | Rule::Duplicate => facts.history = Default::default(),
        Rule::Quality => {
            facts.number.status = NumberStatus::Connected;
            facts.number.restricted_until = None;
            facts.number.quality = Quality::Green;
        }
        Rule::NumberPaused => {
            facts.number.status = NumberStatus::Connected;
            facts.number.paused_because = None;
        }
        Rule::Blocked => facts.contact.blocked = false,
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} situations, {} sent by both", self.situations, self.sent)?;
        writeln!(out, "refused by both with the same rule: {:?}", self.same)?;
        writeln!(out, "refused by what a business cannot see: {:?}", self.unseen)?;
        writeln!(
            out,
            "refused by the limit, an earlier failure not being known yet: {}",
            self.not_known_yet
        )?;
        writeln!(out, "the guard alone: {:?}", self.stricter)?;
        writeln!(out, "differences: {}", self.differences.len())?;
        self.differences
            .iter()
            .take(20)
            .try_for_each(|one| writeln!(out, "  {one}"))
    }
}
