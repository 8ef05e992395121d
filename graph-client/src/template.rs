//! Templates of an account.

use galka_cloud_api::send::Success;
use galka_cloud_api::template::{CreatedTemplate, NewTemplate, Template, TemplateEdit};
use reqwest::Method;
use url::Url;

use crate::dialog360::{self, TemplateList};
use crate::failure::CallError;
use crate::http::GraphClient;
use crate::number::only_meta;
use crate::send::confirmed;
use crate::target::{Node, Provider, Target};

const FIELDS: &str = "id,name,language,status,category,sub_category,previous_category,correct_category,components,\
parameter_format,rejected_reason,quality_score,message_send_ttl_seconds";

impl GraphClient {
    /// Every template of the target's account.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn list_templates(&self, target: &Target) -> Result<Vec<Template>, CallError> {
        match target.provider {
            Provider::Meta => {
                let mut url = templates_url(target)?;
                url.query_pairs_mut()
                    .append_pair("fields", FIELDS)
                    .append_pair("limit", "100");
                self.all_pages(target, url).await
            }
            Provider::Dialog360 => self.list_partner_templates(target).await,
        }
    }

    /// One template by its id.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn template(&self, target: &Target, id: &str) -> Result<Template, CallError> {
        only_meta(target, "a template by its id")?;
        let mut url = target.url(Node::Id(id), &[])?;
        url.query_pairs_mut().append_pair("fields", FIELDS);
        self.call(target, self.request(target, Method::GET, url)?).await
    }

    /// Submits a template for review.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn create_template(&self, target: &Target, template: &NewTemplate) -> Result<CreatedTemplate, CallError> {
        let url = templates_url(target)?;
        let request = self.request(target, Method::POST, url)?.json(template);
        self.call(target, request).await
    }

    /// Changes a template, which is then reviewed again.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn edit_template(&self, target: &Target, id: &str, edit: &TemplateEdit) -> Result<(), CallError> {
        only_meta(target, "the change of a template")?;
        let url = target.url(Node::Id(id), &[])?;
        let request = self.request(target, Method::POST, url)?.json(edit);
        let success: Success = self.call(target, request).await?;
        confirmed(success)
    }

    /// Deletes a template: one language of it with its id, all of them without.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog deletes by name alone.
    pub async fn delete_template(&self, target: &Target, name: &str, id: Option<&str>) -> Result<(), CallError> {
        if target.provider == Provider::Dialog360 {
            if id.is_some() {
                return Err(CallError::NotOffered {
                    what: "the deletion of one language",
                });
            }
            let url = dialog360::config_url(target, &["templates", name])?;
            let answer = self
                .answer(target.provider, self.request(target, Method::DELETE, url)?)
                .await?;
            return Ok(answer.check()?);
        }
        let mut url = templates_url(target)?;
        url.query_pairs_mut().append_pair("name", name);
        if let Some(id) = id {
            url.query_pairs_mut().append_pair("hsm_id", id);
        }
        let success: Success = self.call(target, self.request(target, Method::DELETE, url)?).await?;
        confirmed(success)
    }

    async fn list_partner_templates(&self, target: &Target) -> Result<Vec<Template>, CallError> {
        const LIMIT: usize = 100;
        let mut templates = Vec::new();
        let mut offset = 0;
        loop {
            let mut url = templates_url(target)?;
            url.query_pairs_mut()
                .append_pair("limit", &LIMIT.to_string())
                .append_pair("offset", &offset.to_string());
            let list: TemplateList = self.call(target, self.request(target, Method::GET, url)?).await?;
            offset += list.waba_templates.len();
            let ended = list.waba_templates.is_empty() || list.total.is_none_or(|total| offset >= total);
            templates.extend(list.waba_templates);
            if ended {
                return Ok(templates);
            }
        }
    }
}

fn templates_url(target: &Target) -> Result<Url, CallError> {
    Ok(match target.provider {
        Provider::Meta => target.url(Node::Account, &["message_templates"])?,
        Provider::Dialog360 => dialog360::config_url(target, &["templates"])?,
    })
}
