//! What a sandbox is started with.

pub use crate::rules::standing::MarketingCap;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that can be chosen when a sandbox starts; [`Settings::default`] is a fresh world in memory on a free port.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address that media links carry; the address listened on when absent.
    pub public_url: Option<String>,
    /// Whether the world survives the process.
    pub state: State,
    /// How sandbox time starts. A world that is read from a file keeps its own clock.
    pub clock: ClockStart,
    /// How many times faster than the machine's a new world's clock runs; the scenario's speed, or 1, when absent.
    pub speed: Option<f64>,
    /// Where the first app's webhooks go, as if set in the App Dashboard.
    pub callback: Option<Callback>,
    /// Who takes the webhooks.
    pub receiver: Receiver,
    /// The website shown for every path that is neither Graph, media nor control.
    pub fallback: Option<axum::Router>,
    /// The rules and habits of the world.
    pub world: WorldSettings,
    /// What a new world begins with.
    pub scenario: Option<Scenario>,
    /// A snapshot that a new world begins as, in the place of a scenario.
    pub snapshot: Option<PathBuf>,
    /// The first app's secret; drawn from the seed when absent. A world that is read from a file keeps its own.
    pub app_secret: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            state: State::Memory,
            clock: ClockStart::Real,
            speed: None,
            callback: None,
            receiver: Receiver::Http,
            fallback: None,
            world: WorldSettings::default(),
            scenario: None,
            snapshot: None,
            app_secret: None,
        }
    }
}

/// The part of the settings that belongs to the world and is kept in its snapshot.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct WorldSettings {
    /// What every drawn value comes from.
    pub seed: u64,
    /// `whatsapp-2021`, `meta-2025-10` or `meta-2026-10`.
    pub rule_set: String,
    /// Whether a number nobody described belongs to a WhatsApp user, made at the first message to it.
    pub auto_customers: bool,
    /// HTTP status of throttling refusals: 400 in Meta's table of December 2025, 429 in older copies and at providers.
    pub throttle_status: u16,
    /// The code of a send over the messaging limit. Meta's pages of 2026 do not name it; reports say 131048.
    pub limit_code: u32,
    /// The Graph version of the app's webhook fields; up to v23 statuses carry `conversation`.
    pub webhook_version: u16,
    /// Most updates in one webhook delivery.
    pub webhook_batch_max: usize,
    /// Most webhook deliveries under way at once to one address.
    pub webhook_concurrency: usize,
    /// Whether bodies are written as Meta writes them: other than ASCII as `\uXXXX`, `/` as `\/`.
    pub webhook_escaped: bool,
    /// Whether webhooks carry business-scoped user ids; as the rule set has it when absent: since `meta-2026-10`.
    pub business_scoped_ids: Option<bool>,
    /// Whether `failed` statuses carry `contacts` too. Meta's reference of 2026 says they do not.
    pub failed_contacts: bool,
    /// Whether the address of a file stands beside its id in webhooks; as the rule set has it when absent: since
    /// `meta-2025-10`.
    pub inbound_media_url: Option<bool>,
    /// Delivered webhooks kept in the log.
    pub delivery_log_max: usize,
    /// The share of template reviews that a person does, which takes longer: 0 to 1.
    pub review_manual_share: f64,
    /// Whether a template's media sample may be a handle that no upload here gave out, if it looks like one.
    pub foreign_file_handles: bool,
    /// Messages a second that a new number may send; the rule set's figure when absent.
    pub throughput_mps: Option<u32>,
    /// How much marketing a user gets; the rule set's figure when absent.
    pub marketing_cap: Option<MarketingCap>,
    /// The share of users who are in an experiment of Meta's and get no marketing (130472).
    pub experiment_share: f64,
    /// Messages of a new template that go out before the rest is held for an hour; nothing is held when absent.
    pub pacing: Option<usize>,
    /// Graph calls an hour, without sends and media, per app and account; none takes as many as come.
    #[serde(default = "management_calls")]
    pub management_calls_per_hour: Option<u32>,
}

/// Meta, "Rate limits" of the WhatsApp Business Management API, 2026.
fn management_calls() -> Option<u32> {
    Some(5_000)
}

impl Default for WorldSettings {
    fn default() -> Self {
        Self {
            seed: 1,
            rule_set: "meta-2026-10".to_owned(),
            auto_customers: true,
            throttle_status: 400,
            limit_code: 131_048,
            webhook_version: 25,
            webhook_batch_max: 100,
            webhook_concurrency: 8,
            webhook_escaped: true,
            business_scoped_ids: None,
            failed_contacts: false,
            inbound_media_url: None,
            delivery_log_max: 2_000,
            review_manual_share: 0.0,
            foreign_file_handles: true,
            throughput_mps: None,
            management_calls_per_hour: management_calls(),
            marketing_cap: None,
            experiment_share: 0.0,
            pacing: None,
        }
    }
}

/// Where the world lives.
#[derive(Debug, Clone)]
pub enum State {
    /// In memory: gone with the process.
    Memory,
    /// In one file, a snapshot followed by every change since: survives a kill and a restart, with its timers.
    File(PathBuf),
}

/// Gets the body of every webhook.
pub type Taker = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// Who takes the webhooks.
#[derive(Clone)]
pub enum Receiver {
    /// Whoever listens at the callback's address.
    Http,
    /// A function of this process; it always takes them.
    Function(Taker),
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Http => "Http",
            Self::Function(_) => "Function",
        })
    }
}

/// How sandbox time starts.
#[derive(Debug, Clone, Copy)]
pub enum ClockStart {
    /// It follows the machine.
    Real,
    /// It stands at this moment, in epoch milliseconds, until it is moved.
    Paused {
        /// The moment.
        at_ms: i64,
    },
    /// It stands at the machine's moment until it is moved.
    PausedNow,
    /// It runs from this moment, in epoch milliseconds.
    RunningFrom {
        /// The moment.
        at_ms: i64,
    },
}

/// Where an app wants its webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// The address.
    pub url: String,
    /// The word that the address expects in the handshake.
    pub verify_token: String,
}

/// What a client needs to speak to one company of the world; printed by whoever starts the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Credentials {
    /// The WhatsApp Business account.
    pub waba_id: String,
    /// Its first number.
    pub phone_number_id: String,
    /// The portfolio that owns it.
    pub portfolio_id: String,
    /// The app.
    pub app_id: String,
    /// The key of webhook signatures.
    pub app_secret: String,
    /// A token that never expires, with both WhatsApp permissions.
    pub access_token: String,
    /// The number as people write it.
    pub display_phone_number: String,
}
