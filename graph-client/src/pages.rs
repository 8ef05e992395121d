//! One answer, or all pages of a list.

use galka_cloud_api::paging::Page;
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use url::Url;

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::target::Target;

/// More pages than any account has; a list that does not end is an error on the other side.
const PAGES_MAX: usize = 200;

impl GraphClient {
    /// Makes a call and reads the one object it answers.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        target: &Target,
        request: RequestBuilder,
    ) -> Result<T, CallError> {
        let answer = self.answer(target.provider, request).await?;
        answer.read()?.map_err(CallError::unreadable)
    }

    /// Reads all pages of a list, by cursor: the address that an answer gives for the next page is not trusted.
    pub(crate) async fn all_pages<T: DeserializeOwned>(&self, target: &Target, url: Url) -> Result<Vec<T>, CallError> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut url = url.clone();
            if let Some(cursor) = &cursor {
                url.query_pairs_mut().append_pair("after", cursor);
            }
            let page: Page<T> = self.call(target, self.request(target, Method::GET, url)?).await?;
            let next = page.next_cursor().map(str::to_owned);
            items.extend(page.data);
            match next {
                Some(next) if cursor.as_deref() != Some(next.as_str()) => cursor = Some(next),
                _ => return Ok(items),
            }
        }
        Err(CallError::unreadable(format!(
            "the list has more than {PAGES_MAX} pages"
        )))
    }
}
