//! Days in the life of a company, drawn from a seed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use galka_bench::failure::BenchError;
use galka_bench::inside::Inside;
use galka_domain::consent::ConsentState;
use galka_domain::guard::{Draft, DraftKind, OnBehalfOf};
use galka_domain::ids::{CampaignId, UserId};
use galka_domain::rule_set::{LimitScope, RuleSet};
use galka_domain::template::{TemplateValues, check_values};
use galka_domain::time::Timestamp;
use galka_sandbox::WorldSettings;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::company::Company;
use super::verdict::{Situation, Tally};

/// 2026-10-05, 08:00 UTC.
const START_MS: i64 = 1_791_187_200_000;
const PEOPLE: usize = 3_000;
/// A message that will fail has failed by then.
const LIFE_MS: i64 = 400;
/// Situations between two looks at what became of them.
const TOGETHER: usize = 12;

/// A send whose end is not known yet.
struct Open {
    draft: Draft,
    person: usize,
    number: usize,
    template: Option<usize>,
    at: Timestamp,
    /// What the guard would have been told, kept as a copy of the moment.
    judged: Judged,
    answer: Result<String, i64>,
}

/// The facts of a moment, owned.
struct Judged {
    contact: galka_domain::guard::ContactFacts,
    window: galka_domain::conversation::ServiceWindow,
    number: galka_domain::guard::NumberFacts,
    status: Option<galka_domain::template::TemplateStatus>,
    limit: galka_domain::guard::LimitFacts,
    pace: galka_domain::guard::PaceFacts,
}

struct Days {
    inside: Inside,
    company: Company,
    chance: StdRng,
    now: Timestamp,
    told: Arc<Mutex<Vec<Vec<u8>>>>,
    serial: u64,
    open: Vec<Open>,
    /// A pair that is written to again and again, and how often still.
    rush: Option<(usize, usize, u32)>,
}

/// Plays `situations` sends under a rule set; the same seed gives the same days.
///
/// # Errors
/// When the sandbox refuses what is not a send.
pub async fn play(rule_set: &str, seed: u64, situations: u64) -> Result<Tally, BenchError> {
    let rules = RuleSet::find(rule_set).expect("one of ours");
    let told: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let heard = Arc::clone(&told);
    let world = WorldSettings {
        seed,
        rule_set: rule_set.to_owned(),
        // The company asks after its numbers far more often than the clock moves.
        management_calls_per_hour: None,
        ..WorldSettings::default()
    };
    let inside = Inside::open(world, START_MS, move |body| {
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(body.to_vec());
    })?;
    // Where each number has a limit of its own, one of them has to reach it.
    let numbers = match rules.messaging_limit.scope {
        LimitScope::Number => 1,
        LimitScope::Portfolio => 2,
    };
    let company = Company::open(&inside, rules, numbers, PEOPLE).await?;
    let mut days = Days {
        inside,
        company,
        chance: StdRng::seed_from_u64(seed),
        now: Timestamp::from_millis(START_MS),
        told,
        serial: 0,
        open: Vec::new(),
        rush: None,
    };
    let mut tally = Tally::default();
    while tally.situations < situations {
        days.something_happens().await?;
        for _ in 0..TOGETHER {
            days.send().await?;
        }
        days.look(&mut tally).await?;
        days.time_passes().await?;
    }
    Ok(tally)
}

impl Days {
    /// Somebody does something, most of the time.
    async fn something_happens(&mut self) -> Result<(), BenchError> {
        let (person, number) = self.pair();
        let phone = self.company.people[person].phone.clone();
        let id = self.company.numbers[number].id.clone();
        let path = |what: &str| format!("/customers/{phone}/{what}");
        match self.chance.random_range(0..100) {
            0..45 => {
                let text = json!({ "phone_number_id": id, "type": "text", "text": { "body": "Hello" } });
                // Who has blocked the number cannot write to it.
                let (status, _) = self.control(&path("messages"), &text).await?;
                if status < 300 {
                    self.company.hears(person, number, self.now);
                }
            }
            45..50 => {
                let value = if self.chance.random_bool(0.6) { "stop" } else { "resume" };
                let order = json!({ "phone_number_id": id, "value": value });
                self.control(&path("marketing"), &order).await?;
                self.advance(1).await?;
                self.listen();
                self.rush = Some((person, number, 3));
            }
            50..53 => {
                let order = json!({ "phone_number_id": id, "value": self.chance.random_bool(0.5), "reason": "Spam" });
                self.control(&path("block"), &order).await?;
                self.company.ask_after(&self.inside).await?;
            }
            53..60 => {
                let contact = &mut self.company.people[person].contact;
                contact.consent = match self.chance.random_range(0..4) {
                    0 => ConsentState::Unknown,
                    1 => ConsentState::Withdrawn,
                    _ => ConsentState::Granted,
                };
                contact.opted_out_at = (contact.consent == ConsentState::Withdrawn).then_some(self.now);
            }
            60..63 => self.a_template_is_judged().await?,
            63..65 => self.a_limit_changes(&id).await?,
            _ => {}
        }
        Ok(())
    }

    async fn a_template_is_judged(&mut self) -> Result<(), BenchError> {
        let place = self.chance.random_range(0..self.company.kinds.len());
        let id = self.company.templates[place].id.clone();
        let decision = ["approve", "approve", "approve", "pause", "reject"][self.chance.random_range(0..5)];
        // A move that its status does not admit changes nothing.
        self.control(&format!("/templates/{id}/decision"), &json!({ "decision": decision }))
            .await?;
        self.company.ask_after(&self.inside).await
    }

    async fn a_limit_changes(&mut self, number: &str) -> Result<(), BenchError> {
        let tiers = &self.company.rules.messaging_limit.tiers;
        let tier = &tiers[self.chance.random_range(0..2.min(tiers.len()))].name;
        let path = format!("/control/v1/world/numbers/{number}");
        self.inside
            .must("PATCH", &path, &json!({ "messaging_limit_tier": tier }))
            .await?;
        self.company.ask_after(&self.inside).await
    }

    /// One message that somebody wants to send.
    async fn send(&mut self) -> Result<(), BenchError> {
        let (person, number) = self.pair();
        self.serial += 1;
        let template = self
            .chance
            .random_bool(0.6)
            .then(|| self.chance.random_range(0..self.company.kinds.len()));
        let on_behalf_of = match self.chance.random_range(0..3) {
            0 => OnBehalfOf::Campaign(CampaignId::from_stored("cmp_1".to_owned())),
            1 => OnBehalfOf::Automation,
            _ => OnBehalfOf::Person(UserId::from_stored("us_1".to_owned())),
        };
        let (content, kind) = match template {
            Some(place) => {
                let kind = &self.company.kinds[place];
                let mut values = kind.values(&mut self.chance, self.serial);
                let read = TemplateValues::read(&values).expect("values have the form of a send");
                let template = self.company.template(place);
                // What fits is sent as the product writes it; what does not, as it came.
                if check_values(template, &read, self.company.rules).is_empty() {
                    values = read.to_json(template);
                }
                let content = json!({ "type": "template", "template":
                    { "name": kind.name, "language": { "code": "en" }, "components": values } });
                (content, DraftKind::Template(read))
            }
            None => (self.free_form(), DraftKind::FreeForm("text".to_owned())),
        };
        let draft = Draft { kind, on_behalf_of };
        let judged = self.judged(person, number, template);
        let mut body = json!({ "messaging_product": "whatsapp", "to": self.company.people[person].phone });
        if let (Some(body), Value::Object(content)) = (body.as_object_mut(), content) {
            body.extend(content);
        }
        let path = format!("/v26.0/{}/messages", self.company.numbers[number].id);
        let (status, said) = self.inside.ask("POST", &path, &body).await?;
        let answer = match status {
            200 => {
                self.company.sent(person, number, self.now);
                Ok(said["messages"][0]["id"].as_str().unwrap_or_default().to_owned())
            }
            _ => Err(said["error"]["code"].as_i64().unwrap_or(-1)),
        };
        self.open.push(Open {
            draft,
            person,
            number,
            template,
            at: self.now,
            judged,
            answer,
        });
        Ok(())
    }

    fn free_form(&mut self) -> Value {
        let text = format!("Message {}", self.serial);
        match self.chance.random_range(0..3) {
            0 => json!({ "type": "image", "image": { "link": "https://example.test/a.jpg", "caption": text } }),
            1 => json!({ "type": "interactive", "interactive": { "type": "button", "body": { "text": text },
                "action": { "buttons": [{ "type": "reply", "reply": { "id": "yes", "title": "Yes" } }] } } }),
            _ => json!({ "type": "text", "text": { "body": text } }),
        }
    }

    fn judged(&mut self, person: usize, number: usize, template: Option<usize>) -> Judged {
        let now = self.now;
        let facts = self.company.facts(person, number, template, now);
        Judged {
            contact: facts.contact,
            window: facts.window,
            number: facts.number.clone(),
            status: facts.template.map(|template| template.status),
            limit: facts.limit,
            pace: facts.pace,
        }
    }

    /// Waits until what fails has failed, and lets both judges be compared.
    async fn look(&mut self, tally: &mut Tally) -> Result<(), BenchError> {
        self.advance(LIFE_MS).await?;
        let failed = self.listen();
        // An earlier message of this moment was counted, and nobody knew yet that it would fail.
        let surprises: HashSet<usize> = self
            .open
            .iter()
            .filter(|open| open.answer.as_ref().is_ok_and(|wamid| failed.contains_key(wamid)))
            .map(|open| open.person)
            .collect();
        for open in std::mem::take(&mut self.open) {
            let code = match &open.answer {
                Err(code) => Some(*code),
                Ok(wamid) => failed.get(wamid).copied(),
            };
            if open.answer.is_ok() && code.is_some() {
                self.company.failed(open.person, open.number, open.at);
            }
            if code == Some(131_048) && surprises.contains(&open.person) {
                tally.not_known_yet += 1;
                continue;
            }
            let kind = open.template.map(|place| &self.company.kinds[place]);
            let words = format!(
                "at {} number {} person {} {}, limit {:?}",
                open.at,
                open.number,
                open.person,
                kind.map_or("free-form", |kind| kind.name),
                open.judged.limit
            );
            let fitting = kind.map(|kind| TemplateValues::read(&kind.fitting()));
            let of = Situation {
                words: &words,
                fitting: fitting.and_then(Result::ok).unwrap_or_default(),
            };
            let judged = open.judged;
            let mut facts = self.company.facts(open.person, open.number, open.template, open.at);
            facts.contact = judged.contact;
            facts.window = judged.window;
            facts.number = judged.number;
            facts.limit = judged.limit;
            facts.pace = judged.pace;
            if let (Some(template), Some(status)) = (&mut facts.template, judged.status) {
                template.status = status;
            }
            tally.judge(&open.draft, &facts, open.at, code, &of);
        }
        Ok(())
    }

    /// Reads the webhooks: what failed, who stopped marketing; what else changed is asked after.
    fn listen(&mut self) -> HashMap<String, i64> {
        let bodies = std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner));
        let mut failed = HashMap::new();
        for body in bodies {
            let told: Value = serde_json::from_slice(&body).expect("webhooks are JSON");
            let changes = told["entry"].as_array().into_iter().flatten();
            for change in changes.flat_map(|entry| entry["changes"].as_array().into_iter().flatten()) {
                let value = &change["value"];
                for status in value["statuses"].as_array().into_iter().flatten() {
                    if let (Some(id), Some(code)) = (status["id"].as_str(), status["errors"][0]["code"].as_i64()) {
                        failed.insert(id.to_owned(), code);
                    }
                }
                for preference in value["user_preferences"].as_array().into_iter().flatten() {
                    self.note_preference(&value["metadata"], preference);
                }
            }
        }
        failed
    }

    fn note_preference(&mut self, metadata: &Value, preference: &Value) {
        let number = metadata["phone_number_id"].as_str().unwrap_or_default();
        let phone = preference["wa_id"].as_str().unwrap_or_default();
        let stopped = (preference["value"] == "stop").then_some(self.now);
        self.company.prefers(number, phone, stopped);
    }

    /// Mostly seconds; now and then to the edge of a window, or to the next day.
    async fn time_passes(&mut self) -> Result<(), BenchError> {
        if self.rush.is_some() {
            return Ok(());
        }
        let span = match self.chance.random_range(0..1_000) {
            0..4 => self.span_to_an_edge(),
            4..6 => 25 * 3_600_000,
            6..500 => self.chance.random_range(0..2_000),
            _ => self.chance.random_range(0..300_000),
        };
        self.advance(span).await?;
        self.company.ask_after(&self.inside).await
    }

    /// From now to one second around the moment at which somebody's window closes.
    fn span_to_an_edge(&mut self) -> i64 {
        let (person, number) = self.pair();
        let edge = self.company.closes_at(person, number).unwrap_or(self.now);
        let around = self.chance.random_range(-1_000..=1_000);
        self.rush = Some((person, number, 3));
        (edge.since(self.now) - LIFE_MS + around).max(0)
    }

    async fn advance(&mut self, span_ms: i64) -> Result<(), BenchError> {
        self.control("/clock", &json!({ "advance_ms": span_ms })).await?;
        self.now = self.now.plus(span_ms);
        Ok(())
    }

    /// A number and a person: now and then the same pair for a while.
    fn pair(&mut self) -> (usize, usize) {
        if let Some((person, number, left)) = self.rush.take() {
            if left > 1 {
                self.rush = Some((person, number, left - 1));
            }
            return (person, number);
        }
        let person = self.chance.random_range(0..PEOPLE);
        let number = self.chance.random_range(0..self.company.numbers.len());
        if self.chance.random_bool(0.002) {
            self.rush = Some((person, number, 60));
        }
        (person, number)
    }

    async fn control(&self, path: &str, body: &Value) -> Result<(u16, Value), BenchError> {
        self.inside.ask("POST", &format!("/control/v1{path}"), body).await
    }
}
