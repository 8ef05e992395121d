//! What a company knows: by its own book of what it sent, by webhooks, and by asking after its numbers and templates.

use std::collections::{BTreeMap, HashMap, VecDeque};

use galka_bench::failure::BenchError;
use galka_bench::inside::Inside;
use galka_domain::consent::ConsentState;
use galka_domain::conversation::ServiceWindow;
use galka_domain::guard::pace::Bucket;
use galka_domain::guard::{
    ContactFacts, Facts, HistoryFacts, LimitFacts, NumberFacts, PaceFacts, QuotaFacts, SendPolicy, TemplateFacts,
};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::rule_set::{LimitScope, RuleSet};
use galka_domain::template::{Template, TemplateStatus};
use galka_domain::time::{HOUR_MS, Timestamp};
use serde_json::{Value, json};

use super::shelf::{Kind, kinds};

/// A number of the company.
#[derive(Debug)]
pub struct Number {
    /// WhatsApp's id.
    pub id: String,
    facts: NumberFacts,
    allowed: Option<u64>,
}

/// A template of the company.
#[derive(Debug)]
pub struct Known {
    /// WhatsApp's id.
    pub id: String,
    template: Template,
    status: TemplateStatus,
}

/// A person, as the company knows the person.
#[derive(Debug)]
pub struct Person {
    /// Digits.
    pub phone: String,
    /// Consent and stops.
    pub contact: ContactFacts,
    /// When marketing of each number was stopped in WhatsApp's menu, while that stands.
    stops: Vec<Option<Timestamp>>,
    windows: Vec<ServiceWindow>,
    pairs: Vec<Option<Bucket>>,
}

/// Everything that the company knows.
pub struct Company {
    /// The figures in force.
    pub rules: &'static RuleSet,
    policy: SendPolicy,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// The kinds of its templates.
    pub kinds: &'static [Kind],
    /// Its templates, in the order of their kinds.
    pub templates: Vec<Known>,
    /// The people.
    pub people: Vec<Person>,
    /// Sends outside windows, by whose limit they count against.
    counted: BTreeMap<usize, Counted>,
}

#[derive(Default)]
struct Counted {
    recent: VecDeque<(Timestamp, usize)>,
    last: HashMap<usize, Timestamp>,
    /// Sends in the second in which a window closed: webhooks tell whole seconds, so whether they count is not known.
    unclear: VecDeque<Timestamp>,
}

impl Company {
    /// A company with so many numbers and people in a fresh world, its templates approved.
    ///
    /// # Errors
    /// When the sandbox refuses something.
    pub async fn open(
        inside: &Inside,
        rules: &'static RuleSet,
        numbers: usize,
        people: usize,
    ) -> Result<Self, BenchError> {
        let account = &inside.company.waba_id;
        let mut ids = vec![inside.company.phone_number_id.clone()];
        for more in 1..numbers {
            ids.push(add_number(inside, more).await?);
        }
        let mut templates = Vec::new();
        let kinds = kinds(&rules.id);
        for kind in kinds {
            let path = format!("/v26.0/{account}/message_templates");
            let made = inside.must("POST", &path, &kind.submission()).await?;
            let id = made["id"].as_str().unwrap_or_default().to_owned();
            let decision = format!("/templates/{id}/decision");
            inside.control(&decision, &json!({ "decision": "approve" })).await?;
            let shown = inside.must("GET", &format!("/v26.0/{id}"), &Value::Null).await?;
            templates.push(Known {
                template: kind.template(&shown["components"]),
                status: TemplateStatus::Approved,
                id,
            });
        }
        let phones: Vec<String> = (0..people).map(|index| format!("7916{index:07}")).collect();
        let customers: Vec<Value> = phones
            .iter()
            .map(|phone| json!({ "phone": phone, "read_delay_ms": 0, "delivery_delay_ms": 0 }))
            .collect();
        inside.control("/customers", &json!({ "customers": customers })).await?;
        let person = |phone| Person {
            phone,
            contact: ContactFacts {
                blocked: false,
                consent: ConsentState::Granted,
                opted_out_at: None,
                marketing_stopped_at: None,
            },
            stops: vec![None; numbers],
            windows: vec![ServiceWindow::default(); numbers],
            pairs: vec![None; numbers],
        };
        let mut company = Self {
            rules,
            policy: SendPolicy::default(),
            numbers: ids
                .into_iter()
                .map(|id| Number {
                    id,
                    facts: NumberFacts {
                        status: NumberStatus::Connected,
                        quality: Quality::Unknown,
                        restricted_until: None,
                        paused_because: None,
                        paused_until: None,
                    },
                    allowed: None,
                })
                .collect(),
            kinds,
            templates,
            people: phones.into_iter().map(person).collect(),
            counted: BTreeMap::new(),
        };
        company.ask_after(inside).await?;
        Ok(company)
    }

    /// Asks WhatsApp how numbers and templates stand.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ask_after(&mut self, inside: &Inside) -> Result<(), BenchError> {
        let fields = "status,quality_rating,whatsapp_business_manager_messaging_limit,messaging_limit_tier";
        for number in &mut self.numbers {
            let path = format!("/v23.0/{}?fields={fields}", number.id);
            let shown = inside.must("GET", &path, &Value::Null).await?;
            let text = |name: &str| shown[name].as_str().unwrap_or_default();
            number.facts.status = NumberStatus::from_meta(text("status")).unwrap_or(NumberStatus::Connected);
            number.facts.quality = Quality::from_meta(text("quality_rating"));
            let tier = match self.rules.messaging_limit.scope {
                LimitScope::Number => text("messaging_limit_tier"),
                LimitScope::Portfolio => text("whatsapp_business_manager_messaging_limit"),
            };
            number.allowed = self.rules.recipients_allowed(tier);
        }
        for known in &mut self.templates {
            let path = format!("/v26.0/{}?fields=status", known.id);
            let (_, shown) = inside.ask("GET", &path, &Value::Null).await?;
            let status = shown["status"].as_str().and_then(TemplateStatus::from_meta);
            known.status = status.unwrap_or(TemplateStatus::Deleted);
        }
        Ok(())
    }

    /// A customer wrote to a number; WhatsApp tells the second.
    pub fn hears(&mut self, person: usize, number: usize, at: Timestamp) {
        let told = Timestamp::from_millis(at.as_millis() / 1_000 * 1_000);
        let window = &mut self.people[person].windows[number];
        *window = window.after_inbound(told, self.rules);
    }

    /// A person stopped marketing of a number, or wants it again.
    pub fn prefers(&mut self, number: &str, phone: &str, stopped: Option<Timestamp>) {
        let number = self.numbers.iter().position(|known| known.id == number);
        let person = self.people.iter_mut().find(|person| person.phone == phone);
        if let Some((number, person)) = number.zip(person) {
            person.stops[number] = stopped;
        }
    }

    /// A template as the company knows it.
    #[must_use]
    pub fn template(&self, place: usize) -> &Template {
        &self.templates[place].template
    }

    /// When this person's window with this number closes, if the person ever wrote.
    #[must_use]
    pub fn closes_at(&self, person: usize, number: usize) -> Option<Timestamp> {
        self.people[person].windows[number].closes_at
    }

    /// The facts about one message.
    pub fn facts(&mut self, person: usize, number: usize, template: Option<usize>, now: Timestamp) -> Facts<'_> {
        let limit = self.limit(person, number, now);
        let known = &self.people[person];
        Facts {
            rules: self.rules,
            policy: &self.policy,
            contact: ContactFacts {
                marketing_stopped_at: known.stops[number],
                ..known.contact
            },
            window: known.windows[number],
            number: self.numbers[number].facts.clone(),
            template: template.map(|place| TemplateFacts {
                template: &self.templates[place].template,
                status: self.templates[place].status,
                paused_until: None,
            }),
            history: HistoryFacts::default(),
            limit,
            quota: QuotaFacts::default(),
            pace: PaceFacts {
                pair: known.pairs[number],
                number_free_at: None,
            },
        }
    }

    /// WhatsApp took a message: it counts until it is known to have failed.
    pub fn sent(&mut self, person: usize, number: usize, now: Timestamp) {
        let rules = self.rules;
        let known = &mut self.people[person];
        known.pairs[number] = Some(Bucket::after_send(known.pairs[number], now, rules.pair));
        if known.windows[number].is_open(now) {
            return;
        }
        let unclear = known.windows[number].is_open(now.minus(1_000));
        let counted = self.counted.entry(self.scope(number)).or_default();
        if unclear {
            counted.unclear.push_back(now);
            return;
        }
        counted.recent.push_back((now, person));
        counted.last.insert(person, now);
    }

    /// A message failed afterwards: it does not count, unless another one does.
    pub fn failed(&mut self, person: usize, number: usize, at: Timestamp) {
        let scope = self.scope(number);
        let Some(counted) = self.counted.get_mut(&scope) else {
            return;
        };
        if let Some(place) = counted.recent.iter().rposition(|each| *each == (at, person)) {
            counted.recent.remove(place);
            let before = counted.recent.iter().rev().find(|(_, each)| *each == person);
            match before.map(|(at, _)| *at) {
                Some(at) => counted.last.insert(person, at),
                None => counted.last.remove(&person),
            };
        }
    }

    fn limit(&mut self, person: usize, number: usize, now: Timestamp) -> LimitFacts {
        let rolling_ms = self.rules.messaging_limit.rolling_hours * HOUR_MS;
        let allowed = self.numbers[number].allowed;
        let counted = self.counted.entry(self.scope(number)).or_default();
        while let Some((at, each)) = counted.recent.front().copied() {
            if now.since(at) < rolling_ms {
                break;
            }
            counted.recent.pop_front();
            if counted.last.get(&each) == Some(&at) {
                counted.last.remove(&each);
            }
        }
        while counted.unclear.front().is_some_and(|at| now.since(*at) >= rolling_ms) {
            counted.unclear.pop_front();
        }
        LimitFacts {
            allowed,
            used: (counted.last.len() + counted.unclear.len()) as u64,
            recipient_counted: counted.last.contains_key(&person),
            next_free_at: None,
        }
    }

    fn scope(&self, number: usize) -> usize {
        match self.rules.messaging_limit.scope {
            LimitScope::Number => number,
            LimitScope::Portfolio => 0,
        }
    }
}

/// One more number, as a company adds it: named, verified by the code that comes, registered.
async fn add_number(inside: &Inside, more: usize) -> Result<String, BenchError> {
    let account = &inside.company.waba_id;
    let new = json!({ "cc": "7", "phone_number": format!("4950002{more:03}"), "verified_name": "Pion" });
    let path = format!("/v26.0/{account}/phone_numbers");
    let made = inside.must("POST", &path, &new).await?;
    let id = made["id"].as_str().unwrap_or_default().to_owned();
    let order = json!({ "code_method": "VOICE", "language": "en_US" });
    inside
        .must("POST", &format!("/v26.0/{id}/request_code"), &order)
        .await?;
    let code = inside
        .must("GET", &format!("/control/v1/numbers/{id}/code"), &Value::Null)
        .await?;
    let proof = json!({ "code": code["code"] });
    inside.must("POST", &format!("/v26.0/{id}/verify_code"), &proof).await?;
    let pin = json!({ "messaging_product": "whatsapp", "pin": "123456" });
    inside.must("POST", &format!("/v26.0/{id}/register"), &pin).await?;
    Ok(id)
}
