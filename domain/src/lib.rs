//! What is true and what is allowed: the types and rules of a WhatsApp Business platform, pure.
//!
//! Nothing here reads a clock, a file, a socket or a database: facts and `now` are arguments,
//! decisions and new values are answers. Figures that Meta changes by date (tiers, windows, limits,
//! prices) are data files under `data/`, compiled in.
//!
//! Map:
//! - [`ids`], [`time`], [`named`]: typed ids, instants, and enums that have names
//! - [`phone`], [`identity`], [`contact`], [`consent`], [`optout`]: who somebody is, and what they allowed
//! - [`conversation`], [`message`], [`reach`]: the service window, states that never go backwards, where an answer goes
//! - [`desk`]: what a company makes of a conversation, and who gets it
//! - [`template`], [`campaign`], [`campaign_text`], [`segment`]: what is sent to many, and to whom
//! - [`quick_reply`], [`business_profile`]: prepared answers, and what customers see of a business
//! - [`together`], [`search_query`]: colleagues in one conversation, and what somebody types into the search
//! - [`rule_set`], [`number`], [`guard`]: the rules in force, and the one decision every send passes
//! - [`price`], [`error_catalogue`]: what a message costs, and what a failure means to a person
//! - [`automation`]: what Galka says by itself, and who speaks
//! - [`hours`]: when the company works, by the wall clock of its zone
//! - [`access`], [`channel`], [`plan`]: roles and providers, what each way to WhatsApp can do, what a hoster allows
//! - [`event`], [`webhook`]: the names of events, and who outside is told of them
//! - [`alert_wish`]: what a person wants to be told of
//! - [`words`]: words as people compare them

pub mod access;
pub mod alert_wish;
pub mod automation;
pub mod business_profile;
pub mod campaign;
pub mod campaign_text;
pub mod channel;
pub mod consent;
pub mod contact;
pub mod conversation;
pub mod desk;
pub mod error_catalogue;
pub mod event;
pub mod guard;
pub mod hours;
pub mod identity;
pub mod ids;
pub mod message;
pub mod named;
pub mod number;
pub mod optout;
pub mod phone;
pub mod plan;
pub mod price;
pub mod quick_reply;
pub mod reach;
pub mod rule_set;
pub mod search_query;
pub mod segment;
pub mod template;
pub mod time;
pub mod together;
pub mod webhook;
pub mod words;
