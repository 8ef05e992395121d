//! Business numbers.

use galka_cloud_api::phone_number::{FIELDS, PhoneNumber};
use reqwest::Method;

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::target::{Node, Provider, Target};

impl GraphClient {
    /// Every number of the target's account.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn list_numbers(&self, target: &Target) -> Result<Vec<PhoneNumber>, CallError> {
        only_meta(target, "the list of numbers")?;
        let mut url = target.url(Node::Account, &["phone_numbers"])?;
        url.query_pairs_mut()
            .append_pair("fields", FIELDS)
            .append_pair("limit", "100");
        self.all_pages(target, url).await
    }

    /// The target's own number.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn number(&self, target: &Target) -> Result<PhoneNumber, CallError> {
        only_meta(target, "the description of a number")?;
        let mut url = target.url(Node::Number, &[])?;
        url.query_pairs_mut().append_pair("fields", FIELDS);
        self.call(target, self.request(target, Method::GET, url)?).await
    }
}

pub(crate) fn only_meta(target: &Target, what: &'static str) -> Result<(), CallError> {
    match target.provider {
        Provider::Meta => Ok(()),
        Provider::Dialog360 => Err(CallError::NotOffered { what }),
    }
}
