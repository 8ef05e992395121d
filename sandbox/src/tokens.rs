//! Access tokens and the codes that they are exchanged for.
//!
//! Meta, "Access tokens" and "Debug token", 2026: a token of a system user lives for ever or 60 days, one of a person some
//! hours; a code of Embedded Signup lives 30 seconds (a figure that the pages of 2026 do not confirm).

use crate::clock::{DAY_MS, SECOND_MS};
use crate::random::Random;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Scope that allows managing accounts, numbers and templates.
pub(crate) const MANAGEMENT: &str = "whatsapp_business_management";
/// Scope that allows sending and media.
pub(crate) const MESSAGING: &str = "whatsapp_business_messaging";
/// Scope that allows reading portfolios.
pub(crate) const BUSINESS: &str = "business_management";

/// How long an exchanged token lives.
pub(crate) const LONG_MS: i64 = 60 * DAY_MS;
/// How long a code lives.
pub(crate) const CODE_MS: i64 = 30 * SECOND_MS;

/// Whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TokenKind {
    /// A system user of the portfolio.
    #[default]
    SystemUser,
    /// A person in the App Dashboard.
    User,
}

/// An access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) value: String,
    pub(crate) user_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) wabas: Vec<u32>,
    pub(crate) issued_ms: i64,
    pub(crate) expires_ms: Option<i64>,
    #[serde(default)]
    pub(crate) kind: TokenKind,
    #[serde(default)]
    pub(crate) revoked: bool,
}

/// Whether a token is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Good,
    /// Since this moment it is not.
    Expired(i64),
    Revoked,
}

impl Token {
    /// A token of a system user with every permission, for ever.
    pub(crate) fn of_system_user(waba: u32, random: &mut Random, now_ms: i64) -> Self {
        Self {
            value: draw_value(random),
            user_id: random.digits(15),
            scopes: [MANAGEMENT, MESSAGING, BUSINESS].map(str::to_owned).to_vec(),
            wabas: vec![waba],
            issued_ms: now_ms,
            expires_ms: None,
            kind: TokenKind::SystemUser,
            revoked: false,
        }
    }

    /// Whether it is good now. A revoked token stays revoked after its end.
    pub(crate) fn standing(&self, now_ms: i64) -> Standing {
        match self.expires_ms {
            _ if self.revoked => Standing::Revoked,
            Some(expires) if expires <= now_ms => Standing::Expired(expires),
            _ => Standing::Good,
        }
    }

    /// Whether it carries a permission.
    pub(crate) fn allows(&self, scope: &str) -> bool {
        self.scopes.iter().any(|known| known == scope)
    }
}

/// A code that stands for a token until it is exchanged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) value: String,
    pub(crate) made_ms: i64,
    pub(crate) used: bool,
    /// The token that the exchange gives; its value is drawn then.
    pub(crate) token: Token,
    /// How long the token will live.
    pub(crate) lives_ms: Option<i64>,
}

/// A token's value: opaque, of the length that real ones have.
pub(crate) fn draw_value(random: &mut Random) -> String {
    format!("EAA{}", random.letters(120))
}
