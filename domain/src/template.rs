//! Templates: content, life, validation before review, values at sending, preview and advice.
//!
//! The content has the Cloud API's own shape as JSON ([`Components::read`], [`Components::to_json`]);
//! so have the values of a send ([`TemplateValues::read`], [`TemplateValues::to_json`]). Variables are
//! keyed by what stands in the braces: `"1"` or `"first_name"`.

pub mod button;
pub mod components;
pub mod lint;
pub mod render;
pub mod status;
pub mod validate;
pub mod value_check;
pub mod values;
pub mod variables;

pub use button::{Button, ButtonKind};
pub use components::{Body, Components, Header, HeaderMedia, InvalidComponents};
pub use lint::{Lint, LintName, lint};
pub use render::{Rendered, RenderedButton, render};
pub use status::{InvalidTemplateMove, TemplateMove, TemplateStatus};
pub use validate::{Problem, validate};
pub use value_check::{RequiredValue, ValuePart, ValueProblem, check_values, required_values};
pub use values::{ButtonValue, HeaderValue, InvalidValues, TemplateValues};
pub use variables::{ParameterFormat, variables};

use crate::named::named_enum;

named_enum! {
    /// What a template is for; it decides price, caps and consent.
    pub enum TemplateCategory {
        /// Offers and news.
        Marketing = "marketing",
        /// About something the customer asked for or bought.
        Utility = "utility",
        /// One-time codes.
        Authentication = "authentication",
    }
}

impl TemplateCategory {
    /// Reads Meta's word in any case; the words of 2021 and 2022 are understood too.
    #[must_use]
    pub fn from_meta(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "otp" => Some(Self::Authentication),
            "transactional"
            | "account_update"
            | "alert_update"
            | "appointment_update"
            | "auto_reply"
            | "issue_resolution"
            | "payment_update"
            | "personal_finance_update"
            | "reservation_update"
            | "shipping_update"
            | "ticket_update"
            | "transportation_update" => Some(Self::Utility),
            known => Self::parse(known),
        }
    }

    /// The word the Cloud API uses.
    #[must_use]
    pub const fn to_meta(self) -> &'static str {
        match self {
            Self::Marketing => "MARKETING",
            Self::Utility => "UTILITY",
            Self::Authentication => "AUTHENTICATION",
        }
    }
}

/// A template in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    /// A code such as `ru` or `en_US`.
    pub language: String,
    /// What it is for.
    pub category: TemplateCategory,
    /// Numbered or named variables.
    pub parameter_format: ParameterFormat,
    /// What it says.
    pub components: Components,
}
