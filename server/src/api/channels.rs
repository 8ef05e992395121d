//! The ways to WhatsApp, side by side.

use axum::Json;
use galka_domain::channel::Channel;
use serde::Serialize;
use utoipa::ToSchema;

use crate::views::{CapabilityName, ChannelName, List};

/// A way to WhatsApp, and what it can do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelView {
    channel: ChannelName,
    capabilities: Vec<CapabilityName>,
}

/// `GET /channels`
pub async fn list_channels() -> Json<List<ChannelView>> {
    let view = |&channel: &Channel| ChannelView {
        channel: channel.into(),
        capabilities: channel.capabilities().map(Into::into).collect(),
    };
    Json(List {
        data: Channel::ALL.iter().map(view).collect(),
    })
}
