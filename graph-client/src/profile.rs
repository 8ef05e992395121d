//! The business profile of a number.

use galka_cloud_api::account::Data;
use galka_cloud_api::profile::{BusinessProfile, FIELDS};
use galka_cloud_api::send::Success;
use reqwest::Method;
use serde::Serialize;

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::send::confirmed;
use crate::target::{Node, Target};

const EDGE: &[&str] = &["whatsapp_business_profile"];

impl GraphClient {
    /// What users see of the business behind the target's number.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn profile(&self, target: &Target) -> Result<BusinessProfile, CallError> {
        let mut url = target.url(Node::Number, EDGE)?;
        url.query_pairs_mut().append_pair("fields", FIELDS);
        let profiles: Data<Vec<BusinessProfile>> = self.call(target, self.request(target, Method::GET, url)?).await?;
        profiles
            .data
            .into_iter()
            .next()
            .ok_or_else(|| CallError::unreadable("the answer holds no profile".to_owned()))
    }

    /// Changes the profile; fields that are absent stay as they are.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn set_profile(&self, target: &Target, profile: &BusinessProfile) -> Result<(), CallError> {
        #[derive(Serialize)]
        struct Body<'a> {
            messaging_product: &'a str,
            #[serde(flatten)]
            profile: &'a BusinessProfile,
        }

        let url = target.url(Node::Number, EDGE)?;
        // Meta sends these two back with the profile and does not take them.
        let mut profile = profile.clone();
        profile.other.remove("messaging_product");
        profile.profile_picture_url = None;
        let body = Body {
            messaging_product: "whatsapp",
            profile: &profile,
        };
        let request = self.request(target, Method::POST, url)?.json(&body);
        let success: Success = self.call(target, request).await?;
        confirmed(success)
    }
}
