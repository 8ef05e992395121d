//! What a scenario can say.

use crate::faults::NewFault;
use crate::people::crowd::NewPopulation;
use crate::people::customer::NewCustomer;
use crate::scenario::span::SpanMs;
use crate::settings::Callback;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A world as it is described.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// What every drawn value comes from; only for a new world.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The rule set by which it judges; only for a new world.
    #[serde(default)]
    pub rule_set: Option<String>,
    /// How time goes.
    #[serde(default)]
    pub clock: ScenarioClock,
    /// Settings of the world, as `PATCH /world/settings` takes them.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub settings: Map<String, Value>,
    /// The companies; a new world without any has the usual one.
    #[serde(default)]
    pub companies: Vec<NewCompany>,
    /// People.
    #[serde(default)]
    pub customers: Vec<NewCustomer>,
    /// Many people at once, drawn from a description.
    #[serde(default)]
    pub populations: Vec<NewPopulation>,
    /// Templates that exist already.
    #[serde(default)]
    pub templates: Vec<NewTemplate>,
    /// What has been said already.
    #[serde(default)]
    pub conversations: Vec<Conversation>,
    /// What customers are going to do.
    #[serde(default)]
    pub plan: Vec<Deed>,
    /// Many customers who begin to write within a time.
    #[serde(default)]
    pub storms: Vec<Storm>,
    /// Trouble.
    #[serde(default)]
    pub faults: Vec<NewFault>,
}

/// How time goes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScenarioClock {
    /// The first moment, `2026-03-02T08:00:00Z`; now when absent. Only for a new world.
    #[serde(default)]
    pub start: Option<String>,
    /// Whether it stands there until it is moved.
    #[serde(default)]
    pub paused: bool,
    /// How many times faster than the machine it runs.
    #[serde(default)]
    pub speed: Option<f64>,
}

/// A company with its account and numbers. Ids and secrets that are not given are drawn from the seed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioCompany)]
pub(crate) struct NewCompany {
    /// Its name.
    pub name: String,
    /// The WhatsApp Business account's id.
    #[serde(default)]
    pub waba_id: Option<String>,
    /// The portfolio's id.
    #[serde(default)]
    pub portfolio_id: Option<String>,
    /// The app's id.
    #[serde(default)]
    pub app_id: Option<String>,
    /// The key of webhook signatures.
    #[serde(default)]
    pub app_secret: Option<String>,
    /// The token with which its client calls.
    #[serde(default)]
    pub access_token: Option<String>,
    /// Where its webhooks go.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub webhook: Option<Callback>,
    /// Its numbers; one fictional number when there are none.
    #[serde(default)]
    pub numbers: Vec<NewNumber>,
}

/// A business number.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioNumber)]
pub(crate) struct NewNumber {
    /// As people write it; a fictional one when absent.
    #[serde(default)]
    pub display_phone_number: Option<String>,
    /// Its id.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// The name that customers see; the company's when absent.
    #[serde(default)]
    pub verified_name: Option<String>,
    /// A step of the rule set, such as `TIER_2K`.
    #[serde(default)]
    pub messaging_limit_tier: Option<String>,
    /// Messages a second.
    #[serde(default)]
    pub throughput_mps: Option<u32>,
    /// `GREEN`, `YELLOW` or `RED`.
    #[serde(default)]
    pub quality_rating: Option<String>,
}

/// A template, created as its company would create it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioTemplate)]
pub(crate) struct NewTemplate {
    /// The company's name; the first company's when absent.
    #[serde(default)]
    pub company: Option<String>,
    /// `approved`, `pending` or `rejected`; approved when absent.
    #[serde(default)]
    pub status: TemplateState,
    /// `name`, `language`, `category`, `components`, as `POST /{waba-id}/message_templates` takes them.
    #[schema(value_type = Object)]
    pub template: Map<String, Value>,
}

/// How a template of a scenario stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScenarioTemplateState)]
pub(crate) enum TemplateState {
    /// It can be sent.
    #[default]
    Approved,
    /// It waits for its review.
    Pending,
    /// It was rejected.
    Rejected,
}

/// A conversation at the beginning.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioConversation)]
pub(crate) struct Conversation {
    /// The customer's phone; made when nobody described it.
    pub customer: String,
    /// The number's id; the first company's first number when absent.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// What was said, in order.
    pub messages: Vec<Line>,
}

/// One message of a conversation: a text, or a whole message object.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioLine)]
pub(crate) struct Line {
    /// Who says it.
    pub from: Speaker,
    /// The text.
    #[serde(default)]
    pub text: Option<String>,
    /// Instead of a text: the object that the Graph API (a business) or the control API (a customer) takes.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub message: Option<Map<String, Value>>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScenarioSpeaker)]
pub(crate) enum Speaker {
    /// The customer.
    Customer,
    /// The company.
    Business,
}

/// What a customer is going to do: give one of the acts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioDeed)]
pub(crate) struct Deed {
    /// How long after the beginning, as `2h 30m`.
    pub after: SpanMs,
    /// The customer's phone; made when nobody described it.
    pub customer: String,
    /// The number's id; the one last spoken with when absent.
    #[serde(default)]
    pub phone_number_id: Option<String>,
    /// Writes this text.
    #[serde(default)]
    pub text: Option<String>,
    /// Sends this message object.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub message: Option<Map<String, Value>>,
    /// Opens the chat.
    #[serde(default)]
    pub read: Option<bool>,
    /// Blocks the business (true) or lets it write again.
    #[serde(default)]
    pub block: Option<bool>,
    /// Stops marketing (true) or resumes it.
    #[serde(default)]
    pub stop_marketing: Option<bool>,
    /// Goes online or offline.
    #[serde(default)]
    pub online: Option<bool>,
}

/// Customers made for the purpose, who begin to write within a time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioStorm)]
pub(crate) struct Storm {
    /// How many, at most 100,000.
    pub customers: u32,
    /// The first of their phones; the others follow it.
    pub first_phone: String,
    /// When the first may write; at once when absent.
    #[serde(default)]
    pub after: SpanMs,
    /// Within which time all of them write.
    pub within: SpanMs,
    /// What they write, in turn.
    pub texts: Vec<String>,
    /// The number's id; the first company's first number when absent.
    #[serde(default)]
    pub phone_number_id: Option<String>,
}
