//! Notifications of a person's browsers while no tab is open.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::ids::{PushSubscriptionId, UserId};
use galka_engine::push::{self, BROWSERS_MAX, NewBrowser, NewSubscription, SubscribeOutcome};
use galka_store::push::Subscription;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Actor, Here};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::state::AppState;
use crate::views::Time;

/// Whether this installation pushes, and to which browsers of the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Push {
    enabled: bool,
    public_key: Option<String>,
    subscriptions: Vec<PushSubscription>,
}

/// A browser that is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushSubscription {
    id: String,
    device: String,
    with_text: bool,
    created_at: Time,
}

/// A browser that is to be told; the fields are those of the browser's own subscription.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPushSubscription {
    endpoint: String,
    p256dh: String,
    auth: String,
    device: String,
    #[serde(default)]
    with_text: bool,
}

/// `GET /me/push`
pub async fn get_push(State(state): State<AppState>, actor: Actor, here: Here) -> Answer<Json<Push>> {
    let user = actor.person()?.0.id.clone();
    show(&state, here, user).await
}

/// `POST /me/push/subscriptions`
pub async fn create_push_subscription(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Body(new): Body<NewPushSubscription>,
) -> Answer<(StatusCode, Json<Push>)> {
    let user = actor.person()?.0.id.clone();
    if state.engine().settings.push.is_none() {
        return Err(Problem::conflict("push_off", "This installation does not push."));
    }
    let device = check_text("device", &new.device, 100)?;
    let browser = NewBrowser {
        keys: NewSubscription {
            endpoint: new.endpoint,
            p256dh: new.p256dh,
            auth: new.auth,
        },
        device,
        with_text: new.with_text,
    };
    match push::subscribe(state.engine(), &here.id, &user, browser).await? {
        SubscribeOutcome::Kept(_) => Ok((StatusCode::CREATED, show(&state, here, user).await?)),
        SubscribeOutcome::Unusable => Err(Problem::field(
            "endpoint",
            "unusable_subscription",
            "The address or a key of the browser cannot be used.",
        )),
        SubscribeOutcome::TooMany => Err(Problem::conflict(
            "too_many_browsers",
            format!("A person has at most {BROWSERS_MAX} browsers."),
        )),
    }
}

/// `DELETE /me/push/subscriptions/{push_subscription_id}`
pub async fn delete_push_subscription(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    PathId(id): PathId<PushSubscriptionId>,
) -> Answer<StatusCode> {
    let Ok((user, _)) = actor.person() else {
        return Err(Problem::not_found("browser"));
    };
    if push::unsubscribe(state.engine(), &here.id, vec![(user.id.clone(), id)]).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("browser"))
    }
}

async fn show(state: &AppState, here: Here, user: UserId) -> Answer<Json<Push>> {
    let engine = state.engine();
    let public_key = match &engine.settings.push {
        Some(_) => Some(push::public_key(engine).await?),
        None => None,
    };
    let subscriptions = engine
        .db
        .read(move |tx| galka_store::push::list(tx, &here.id, &user))
        .await?;
    Ok(Json(Push {
        enabled: public_key.is_some(),
        public_key,
        subscriptions: subscriptions.into_iter().map(PushSubscription::of).collect(),
    }))
}

impl PushSubscription {
    fn of(stored: Subscription) -> Self {
        Self {
            id: stored.id.as_str().to_owned(),
            device: stored.device,
            with_text: stored.with_text,
            created_at: stored.created_at.into(),
        }
    }
}
