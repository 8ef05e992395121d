//! What WhatsApp tells us: the webhook body, taken apart item by item.
//!
//! [`split`] yields every message, status, error and account event on its own.
//! What cannot be read becomes an item with a reason and its raw JSON and never stops its neighbours;
//! [`Item::to_body`] makes a webhook of that one item again, so that it can be kept and replayed.
//!
//! - `split.rs`: from bytes to items.
//! - `item.rs`: an item and what it can be.
//! - `message.rs`, `parts.rs`, `inbound.rs`: a message from a user, how it is read, and what it carries.
//! - `status.rs`: the fate of a message of ours.
//! - `account.rs`, `number.rs`, `template_update.rs`: events of accounts, numbers and templates.
//! - `coexistence.rs`: what comes from the app of a business that uses both.
//! - `preference.rs`, `flow.rs`: what users prefer, how flows fare.

mod account;
mod coexistence;
mod flow;
mod inbound;
mod item;
mod message;
mod number;
mod parts;
mod preference;
mod split;
mod status;
mod template_update;

pub use account::{
    AccountAlert, AccountReview, AccountUpdate, AlertInfo, BanInfo, Capability, DisconnectionInfo, Restriction,
    Security, WabaInfo,
};
pub use coexistence::{HistoryChunk, HistoryMetadata, HistoryThread, StateSync, SyncedContact};
pub use flow::FlowUpdate;
pub use inbound::{
    ButtonPress, CallPermissionReply, Edit, FormReply, InboundContent, InboundReaction, InteractiveReply, ListReply,
    Order, ProductItem, Revoke, SystemNotice, Unsupported,
};
pub use item::{Contact, Item, Part, Payload, Profile, Unreadable};
pub use message::{Context, Identity, InboundMessage, Referral, ReferredProduct};
pub use number::{NumberName, NumberQuality, UsernameUpdate};
pub use preference::UserPreference;
pub use split::split;
pub use status::{Conversation, MessageStatus, Origin, Pricing, StatusKind};
pub use template_update::{
    DisableInfo, OtherInfo, RejectionInfo, TemplateCategoryUpdate, TemplateComponentsUpdate, TemplateQualityUpdate,
    TemplateStatusUpdate,
};
