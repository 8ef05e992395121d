//! What `galka plan` takes.

use clap::{Args, Subcommand};

/// Plans, for whoever hosts galka for others.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// List the plans, what they limit, and the companies that have them.
    List,
    /// Write a plan; one of this name is changed, also for the companies that have it.
    Set(PlanOptions),
    /// Remove a plan that no company has.
    Remove {
        /// Name of the plan
        name: String,
    },
    /// Give a company a plan, instead of the one it had.
    Attach {
        /// Company by its slug or id
        workspace: String,
        /// Name of the plan
        name: String,
    },
    /// Take a company's plan away: nothing is limited then.
    Detach {
        /// Company by its slug or id
        workspace: String,
    },
}

/// What a plan says. A quota that is not named is no limit.
#[derive(Debug, Args)]
pub(crate) struct PlanOptions {
    /// Name of the plan: small Latin letters, digits and dashes
    pub(crate) name: String,
    /// What it costs, in your words: galka shows it and charges nothing
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) fee: String,
    /// People of the company, with open invitations
    #[arg(long, value_name = "NUMBER")]
    pub(crate) members: Option<u64>,
    /// Connected numbers
    #[arg(long, value_name = "NUMBER")]
    pub(crate) numbers: Option<u64>,
    /// Contacts; customers who write are let in and counted even above it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) contacts: Option<u64>,
    /// Messages sent in a calendar month of the company's time zone, whoever sends them
    #[arg(long, value_name = "NUMBER")]
    pub(crate) messages_per_month: Option<u64>,
}
