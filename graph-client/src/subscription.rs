//! Webhook subscriptions and the check of a token.

use std::collections::BTreeMap;

use galka_cloud_api::account::{Data, SubscribeApp, SubscribedApp, TokenInfo};
use galka_cloud_api::send::Success;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::dialog360;
use crate::failure::CallError;
use crate::http::GraphClient;
use crate::number::only_meta;
use crate::send::confirmed;
use crate::target::{Node, Provider, Target};

/// Where webhooks are to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The address; with Meta `None` leaves it to the app's own.
    pub url: Option<String>,
    /// What Meta repeats in the handshake.
    pub verify_token: Option<String>,
    /// Headers that 360dialog adds to every webhook: how we know that it is 360dialog.
    pub headers: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct PartnerWebhook {
    url: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
}

impl GraphClient {
    /// Subscribes to the webhooks of the target: of its account with Meta, of its number with 360dialog.
    ///
    /// # Errors
    /// See [`CallError`]. Meta calls the address before it answers, so a wrong one is refused.
    pub async fn subscribe(&self, target: &Target, subscription: &Subscription) -> Result<(), CallError> {
        match target.provider {
            Provider::Meta => {
                let url = target.url(Node::Account, &["subscribed_apps"])?;
                let body = SubscribeApp {
                    override_callback_uri: subscription.url.clone(),
                    verify_token: subscription.url.as_ref().and(subscription.verify_token.clone()),
                };
                let request = self.request(target, Method::POST, url)?.json(&body);
                let success: Success = self.call(target, request).await?;
                confirmed(success)
            }
            Provider::Dialog360 => {
                let Some(address) = subscription.url.clone() else {
                    return Err(CallError::NotOffered {
                        what: "a webhook without an address",
                    });
                };
                let url = dialog360::config_url(target, &["webhook"])?;
                let body = PartnerWebhook {
                    url: address,
                    headers: subscription.headers.clone(),
                };
                let request = self.request(target, Method::POST, url)?.json(&body);
                let _: PartnerWebhook = self.call(target, request).await?;
                Ok(())
            }
        }
    }

    /// The apps that receive the webhooks of the target's account.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn subscriptions(&self, target: &Target) -> Result<Vec<SubscribedApp>, CallError> {
        only_meta(target, "the list of subscribed apps")?;
        let url = target.url(Node::Account, &["subscribed_apps"])?;
        self.all_pages(target, url).await
    }

    /// Ends the subscription of the token's app.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn unsubscribe(&self, target: &Target) -> Result<(), CallError> {
        only_meta(target, "the end of a subscription")?;
        let url = target.url(Node::Account, &["subscribed_apps"])?;
        let success: Success = self.call(target, self.request(target, Method::DELETE, url)?).await?;
        confirmed(success)
    }

    /// What the other side knows of the target's token; 360dialog only tells whether the key works.
    ///
    /// # Errors
    /// See [`CallError`]; a token that does not work may be an answer or [`CallError::Unauthorised`].
    pub async fn check_token(&self, target: &Target) -> Result<TokenInfo, CallError> {
        match target.provider {
            Provider::Meta => {
                let mut url = target.url(Node::Root, &["debug_token"])?;
                url.query_pairs_mut()
                    .append_pair("input_token", target.access_token.expose());
                let info: Data<TokenInfo> = self.call(target, self.request(target, Method::GET, url)?).await?;
                Ok(info.data)
            }
            Provider::Dialog360 => {
                let url = dialog360::config_url(target, &["webhook"])?;
                let answer = self
                    .answer(target.provider, self.request(target, Method::GET, url)?)
                    .await?;
                answer.check()?;
                Ok(TokenInfo {
                    is_valid: true,
                    ..TokenInfo::default()
                })
            }
        }
    }
}
