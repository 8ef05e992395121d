//! The companies of the world: portfolios, apps with their tokens, business accounts, numbers.

use crate::affairs::Affairs;
use crate::clock::graph_time;
use crate::numbers::Desk;
use crate::people::app::BusinessApp;
use crate::people::feedback::Feedback;
use crate::random::Random;
use crate::rules::figures::{Figures, Scope};
use crate::rules::limit::Recipients;
use crate::rules::throughput::Throughput;
use crate::settings::{Callback, Credentials};
use crate::tokens::{Code, Token};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A business portfolio: it owns accounts, and since October 2025 the messaging limit lives here.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Portfolio {
    pub(crate) id: String,
    pub(crate) tier: String,
    pub(crate) recipients: Recipients,
    /// Meta's word for its verification; none while it never asked.
    #[serde(default)]
    pub(crate) verification: Option<String>,
}

/// An app: a secret, a callback, tokens.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) secret: String,
    pub(crate) callback: Option<Callback>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) webhook_version: u16,
    /// The switch "Require app secret" of the App Dashboard.
    #[serde(default)]
    pub(crate) require_proof: bool,
    #[serde(default)]
    pub(crate) codes: Vec<Code>,
    /// The webhook fields that the app asked for; every field when it never said.
    #[serde(default)]
    pub(crate) fields: Option<Vec<String>>,
}

impl App {
    /// Whether the app asked for this webhook field.
    pub(crate) fn wants(&self, field: &str) -> bool {
        self.fields
            .as_ref()
            .is_none_or(|fields| fields.iter().any(|wanted| wanted == field))
    }
}

/// A WhatsApp Business account.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Waba {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) portfolio: u32,
    pub(crate) app: u32,
    pub(crate) subscribed: bool,
    pub(crate) callback: Option<Callback>,
    pub(crate) created_ms: i64,
    pub(crate) namespace: String,
    /// Names of deleted templates and until when they are taken.
    pub(crate) deleted_names: BTreeMap<String, i64>,
    #[serde(default)]
    pub(crate) affairs: Affairs,
}

/// A business phone number.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Number {
    pub(crate) id: String,
    pub(crate) waba: u32,
    pub(crate) digits: String,
    pub(crate) display: String,
    pub(crate) verified_name: String,
    pub(crate) quality: String,
    pub(crate) tier: String,
    pub(crate) throughput_mps: u32,
    pub(crate) registered: bool,
    pub(crate) pin: Option<String>,
    pub(crate) callback: Option<Callback>,
    pub(crate) profile: Map<String, Value>,
    pub(crate) onboarded_ms: i64,
    pub(crate) recipients: Recipients,
    pub(crate) free_service: (String, u32),
    /// Whether the company wants to hear of changed identities. Meta, "Identity change check", 2026.
    #[serde(default)]
    pub(crate) identity_check: bool,
    /// The company's WhatsApp Business app, where it uses one beside the API.
    #[serde(default)]
    pub(crate) app: Option<BusinessApp>,
    /// Blocks and reports, oldest first.
    #[serde(default)]
    pub(crate) feedback: Vec<Feedback>,
    #[serde(default)]
    pub(crate) desk: Desk,
    #[serde(skip)]
    pub(crate) throughput: Throughput,
}

impl Number {
    /// Whether the company also writes from its WhatsApp Business app.
    pub(crate) fn has_app(&self) -> bool {
        self.app.is_some()
    }

    /// `HIGH` or `STANDARD`.
    fn throughput_level(&self, figures: &Figures) -> &'static str {
        if self.throughput_mps >= figures.throughput_high_mps {
            "HIGH"
        } else {
            "STANDARD"
        }
    }
}

/// All companies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Accounts {
    pub(crate) portfolios: Vec<Portfolio>,
    pub(crate) apps: Vec<App>,
    pub(crate) wabas: Vec<Waba>,
    pub(crate) numbers: Vec<Number>,
}

/// What a new company is made from.
pub(crate) struct NewCompany {
    pub(crate) name: String,
    pub(crate) display_phone_number: Option<String>,
    pub(crate) verified_name: Option<String>,
    pub(crate) webhook_version: u16,
    pub(crate) throughput_mps: u32,
}

/// What a new number is made from.
pub(crate) struct NewNumber {
    pub(crate) waba: u32,
    pub(crate) display: String,
    pub(crate) verified_name: String,
    pub(crate) tier: String,
    pub(crate) throughput_mps: u32,
}

impl Accounts {
    /// A new company: portfolio, app, account, one number and one token.
    pub(crate) fn add(&mut self, new: NewCompany, figures: &Figures, random: &mut Random, now_ms: i64) -> Credentials {
        let (portfolio, app, waba) = (
            self.portfolios.len() as u32,
            self.apps.len() as u32,
            self.wabas.len() as u32,
        );
        let display = new.display_phone_number.unwrap_or_else(|| self.fictional_number());
        let tier = figures.messaging_limit.start.clone();
        let token = Token::of_system_user(waba, random, now_ms);
        self.portfolios.push(Portfolio {
            id: random.digits(15),
            tier: tier.clone(),
            recipients: Recipients::default(),
            verification: None,
        });
        self.apps.push(App {
            id: random.digits(15),
            name: format!("{} app", new.name),
            secret: random.hex(32).to_ascii_lowercase(),
            callback: None,
            tokens: vec![token],
            webhook_version: new.webhook_version,
            require_proof: false,
            codes: Vec::new(),
            fields: None,
        });
        self.wabas.push(Waba {
            id: random.digits(15),
            name: new.name.clone(),
            portfolio,
            app,
            subscribed: false,
            callback: None,
            created_ms: now_ms,
            namespace: random.hex(32).to_ascii_lowercase(),
            deleted_names: BTreeMap::new(),
            affairs: Affairs::default(),
        });
        let number = NewNumber {
            waba,
            display,
            verified_name: new.verified_name.unwrap_or(new.name),
            tier,
            throughput_mps: new.throughput_mps,
        };
        self.add_number(number, random, now_ms);
        self.credentials(waba).expect("the company was added just now")
    }

    /// Adds a number to an account.
    pub(crate) fn add_number(&mut self, new: NewNumber, random: &mut Random, now_ms: i64) -> u32 {
        let digits: String = new.display.chars().filter(char::is_ascii_digit).collect();
        self.numbers.push(Number {
            id: random.digits(15),
            waba: new.waba,
            digits,
            display: new.display,
            verified_name: new.verified_name,
            quality: "GREEN".to_owned(),
            tier: new.tier,
            throughput_mps: new.throughput_mps,
            registered: true,
            pin: None,
            callback: None,
            profile: Map::new(),
            onboarded_ms: now_ms,
            recipients: Recipients::default(),
            free_service: (String::new(), 0),
            identity_check: false,
            app: None,
            feedback: Vec::new(),
            desk: Desk::default(),
            throughput: Throughput::default(),
        });
        self.numbers.len() as u32 - 1
    }

    /// What a client needs to speak to the company with this account.
    pub(crate) fn credentials(&self, waba: u32) -> Option<Credentials> {
        let account = self.wabas.get(waba as usize)?;
        let app = self.apps.get(account.app as usize)?;
        let number = self.numbers.iter().find(|number| number.waba == waba)?;
        Some(Credentials {
            waba_id: account.id.clone(),
            phone_number_id: number.id.clone(),
            portfolio_id: self.portfolios.get(account.portfolio as usize)?.id.clone(),
            app_id: app.id.clone(),
            app_secret: app.secret.clone(),
            access_token: app.tokens.first()?.value.clone(),
            display_phone_number: number.display.clone(),
        })
    }

    /// Which app a token belongs to, and its place there.
    pub(crate) fn find_token(&self, value: &str) -> Option<(u32, usize)> {
        self.apps.iter().enumerate().find_map(|(index, app)| {
            let place = app.tokens.iter().position(|token| token.value == value)?;
            Some((index as u32, place))
        })
    }

    /// The number with this id.
    pub(crate) fn find_number(&self, id: &str) -> Option<u32> {
        self.numbers
            .iter()
            .position(|number| number.id == id)
            .map(|index| index as u32)
    }

    /// The account with this id.
    pub(crate) fn find_waba(&self, id: &str) -> Option<u32> {
        self.wabas
            .iter()
            .position(|waba| waba.id == id)
            .map(|index| index as u32)
    }

    /// The portfolio with this id.
    pub(crate) fn find_portfolio(&self, id: &str) -> Option<u32> {
        self.portfolios
            .iter()
            .position(|portfolio| portfolio.id == id)
            .map(|index| index as u32)
    }

    /// The app that a number's webhooks go to.
    pub(crate) fn app_of_waba(&self, waba: u32) -> u32 {
        self.wabas[waba as usize].app
    }

    /// The step of the messaging limit that binds a number.
    pub(crate) fn tier_of(&self, number: u32, figures: &Figures) -> &str {
        let number = &self.numbers[number as usize];
        match figures.messaging_limit.scope {
            Scope::Number => &number.tier,
            Scope::Portfolio => &self.portfolios[self.wabas[number.waba as usize].portfolio as usize].tier,
        }
    }

    /// Moves a number, or where the limit is shared its portfolio, to another step.
    pub(crate) fn set_tier(&mut self, number: u32, tier: &str, figures: &Figures) {
        match figures.messaging_limit.scope {
            Scope::Number => self.numbers[number as usize].tier = tier.to_owned(),
            Scope::Portfolio => {
                let portfolio = self.wabas[self.numbers[number as usize].waba as usize].portfolio;
                self.portfolios[portfolio as usize].tier = tier.to_owned();
            }
        }
    }

    /// The users counted against the limit that binds a number.
    pub(crate) fn recipients_of(&mut self, number: u32, figures: &Figures) -> &mut Recipients {
        match figures.messaging_limit.scope {
            Scope::Number => &mut self.numbers[number as usize].recipients,
            Scope::Portfolio => {
                let portfolio = self.wabas[self.numbers[number as usize].waba as usize].portfolio;
                &mut self.portfolios[portfolio as usize].recipients
            }
        }
    }

    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        self.portfolios
            .iter_mut()
            .for_each(|portfolio| portfolio.recipients.rebuild());
        self.numbers.iter_mut().for_each(|number| number.recipients.rebuild());
    }

    /// A number's fields as `GET /{phone-number-id}` shows them, but for those of its desk.
    pub(crate) fn number_view(&self, index: u32, figures: &Figures, version: u16) -> Map<String, Value> {
        let number = &self.numbers[index as usize];
        let waba = &self.wabas[number.waba as usize];
        let tier = self.tier_of(index, figures);
        let mut view = Map::new();
        view.insert("id".into(), json!(number.id));
        view.insert("display_phone_number".into(), json!(number.display));
        view.insert("verified_name".into(), json!(number.verified_name));
        view.insert("quality_rating".into(), json!(number.quality));
        view.insert("platform_type".into(), json!("CLOUD_API"));
        view.insert("throughput".into(), json!({"level": number.throughput_level(figures)}));
        view.insert("last_onboarded_time".into(), json!(graph_time(number.onboarded_ms)));
        let mut configuration = Map::new();
        for (level, callback) in [
            ("application", &self.apps[waba.app as usize].callback),
            ("whatsapp_business_account", &waba.callback),
            ("phone_number", &number.callback),
        ] {
            if let Some(callback) = callback {
                configuration.insert(level.into(), json!(callback.url));
            }
        }
        view.insert("webhook_configuration".into(), Value::Object(configuration));
        view.insert(
            "status".into(),
            json!(if number.registered { "CONNECTED" } else { "PENDING" }),
        );
        view.insert("whatsapp_business_manager_messaging_limit".into(), json!(tier));
        // Meta, changelog of v24 (2025-10-08): the old field is deprecated and shows the portfolio's value from v24 on.
        let old = if version >= 24 { tier } else { number.tier.as_str() };
        view.insert("messaging_limit_tier".into(), json!(old));
        view.insert("quality_score".into(), json!({"score": number.quality}));
        view.insert("account_mode".into(), json!("LIVE"));
        view.insert("is_on_biz_app".into(), json!(number.has_app()));
        view.insert("is_pin_enabled".into(), json!(number.pin.is_some()));
        view.insert("host_platform".into(), json!("CLOUD_API"));
        view
    }

    /// Numbers that nobody has: Moscow's 000 exchange is not assigned.
    pub(crate) fn fictional_number(&self) -> String {
        let next = 1_001 + self.numbers.len();
        format!("+7 495 000-{:02}-{:02}", next / 100 % 100, next % 100)
    }
}
