//! The limits of quick replies: those of the app as a switch.

use axum::Json;
use axum::extract::State;
use galka_domain::event::EventKind;
use galka_domain::quick_reply::QuickReplySettings as Stored;
use galka_engine::hints::Work;
use galka_store::events::{self, NewEvent};
use galka_store::settings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::Answer;
use crate::extract::Body;
use crate::state::AppState;

/// The limits in force. With `app_limits` they are those of the WhatsApp Business app; what is there already stays.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuickReplySettings {
    app_limits: bool,
    replies_max: i64,
    keywords_max: i64,
    shortcut_chars_max: i64,
}

/// Changes of the limits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuickReplySettingsPatch {
    app_limits: Option<bool>,
}

/// `GET /quick_replies/settings`
pub async fn get_quick_reply_settings(State(state): State<AppState>, here: Here) -> Answer<Json<QuickReplySettings>> {
    let stored = state
        .engine()
        .db
        .read(move |tx| settings::get::<Stored>(tx, &here.id))
        .await?;
    Ok(Json(QuickReplySettings::of(stored)))
}

/// `PATCH /quick_replies/settings`
pub async fn update_quick_reply_settings(
    State(state): State<AppState>,
    here: Here,
    Body(patch): Body<QuickReplySettingsPatch>,
) -> Answer<Json<QuickReplySettings>> {
    let now = state.engine().business_now();
    let stored = state
        .engine()
        .db
        .write(move |tx| {
            let mut stored = settings::get::<Stored>(tx, &here.id)?;
            stored.app_limits = patch.app_limits.unwrap_or(stored.app_limits);
            settings::put(tx, &here.id, &stored, now)?;
            let told = NewEvent::of(EventKind::QuickRepliesChanged, here.id.as_str());
            events::append(tx, &here.id, &[told], now)?;
            Ok(stored)
        })
        .await?;
    state.engine().hints.wake(Work::Live);
    Ok(Json(QuickReplySettings::of(stored)))
}

impl QuickReplySettings {
    fn of(stored: Stored) -> Self {
        let limits = stored.limits();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Self {
            app_limits: stored.app_limits,
            replies_max: count(limits.replies_max),
            keywords_max: count(limits.keywords_max),
            shortcut_chars_max: count(limits.shortcut_chars_max),
        }
    }
}
