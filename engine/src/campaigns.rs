//! Campaigns: a template sent to many, or a text to those whose windows are open.
//!
//! - [`edit`]: drafts of campaigns
//! - [`audience`]: who is meant, found page by page
//! - [`message`]: what is said, by template or in words
//! - [`values`]: what the variables say to each of them
//! - [`forecast`], [`preview`]: what starting would do, before it is done
//! - [`start`]: freezing the recipients
//! - [`control`]: pausing, resuming, stopping
//! - [`plan`]: the worker that turns recipients into queued messages
//! - [`report`]: what became of it

pub mod audience;
pub mod control;
pub mod edit;
pub mod forecast;
pub mod message;
pub mod plan;
pub mod preview;
pub mod report;
pub mod start;
pub mod values;

mod guarded;

pub use audience::Audience;
pub use control::{pause_campaign, resume_campaign, stop_campaign};
pub use edit::{CampaignInput, create_campaign, delete_campaign, update_campaign};
pub use forecast::{Exclusion, Forecast, ForecastLine, forecast_campaign};
pub use message::CampaignText;
pub use plan::CampaignWorker;
pub use preview::{PreviewRecipient, preview_campaign};
pub use report::{CampaignCounts, CampaignReport, campaign_counts, campaign_report, unit_price};
pub use start::start_campaign;
pub use values::{ValueSource, ValueSources};

use galka_domain::campaign::CampaignState;
use galka_store::campaigns::StoredCampaign;

/// What became of a request about a campaign.
#[derive(Clone, Debug, PartialEq)]
pub enum CampaignOutcome {
    /// Done; the campaign as it is now.
    Done(Box<StoredCampaign>),
    /// Removed altogether.
    Removed,
    /// There is no such campaign.
    NotFound,
    /// Its state does not admit this.
    WrongState {
        /// Where it stands.
        state: CampaignState,
    },
    /// A field is missing or names something that is not there.
    Invalid {
        /// Which field.
        field: &'static str,
        /// Why, in a stable word: `required`, `unknown`, `empty`, `not_approved`, `out_of_range`, `too_long`, `conflict`.
        code: &'static str,
    },
}
