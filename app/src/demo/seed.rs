//! What stands before the first message: the company, its number, labels, fields, contacts and approved templates.

use anyhow::{Context, bail};
use galka_domain::access::Role;
use galka_domain::time::{DAY_MS, Timestamp};
use galka_sandbox::Credentials;
use galka_server::accounts::{self, NewCompany, NewUser};
use galka_store::workspaces;
use serde_json::{Map, Value, json};

use super::Stage;
use super::company::{Customer, Template};
use crate::users::in_words;

/// Reviews take two to six hours (Meta, 'Template review', 2026); this is enough for the sandbox's.
const REVIEW_MS: i64 = 6 * 3_600_000 + 300_000;

impl Stage {
    /// Makes the company once, with a colleague who answers its customers.
    pub(super) async fn make_company(&mut self) -> anyhow::Result<()> {
        let company = &self.sample.company;
        if self.progress.workspace.is_none() {
            let new = NewCompany {
                name: company.name.clone(),
                timezone: company.timezone.clone(),
                currency: company.currency.clone(),
                locale: company.locale.clone(),
                is_sample: true,
            };
            let made = accounts::create_workspace(&self.engine, new, None)
                .await
                .map_err(in_words)?;
            self.progress.workspace = Some(made.id.to_string());
            self.progress.colleague_password = Some(self.engine.chance.secret_token(24));
            self.progress.save()?;
        }
        let id = self.workspace()?;
        let found = self
            .engine
            .db
            .read(move |tx| workspaces::find_workspace(tx, &id))
            .await?;
        if found.is_none() {
            bail!(
                "data/demo.json names a company that is not in the database: remove the data directory to begin anew"
            );
        }
        let colleague = NewUser {
            name: self.sample.colleague.name.clone(),
            email: self.sample.colleague.email.clone(),
            password: self.progress.colleague_password.clone(),
            locale: self.sample.company.locale.clone(),
        };
        accounts::create_user(&self.engine, colleague, &self.workspace()?, Role::Agent)
            .await
            .map_err(in_words)?;
        Ok(())
    }

    /// Connects the shop to the sandbox's first number, as anybody would connect theirs.
    pub(super) async fn connect(&self, credentials: &Credentials) -> anyhow::Result<()> {
        let present = self.api.get("/connections").await?;
        if present["data"].as_array().is_some_and(|list| !list.is_empty()) {
            return Ok(());
        }
        let connection = json!({
            "name": self.sample.company.name,
            "provider": "sandbox",
            "base_url": self.sandbox_url,
            "waba_id": credentials.waba_id,
            "phone_number_id": credentials.phone_number_id,
            "portfolio_id": credentials.portfolio_id,
            "access_token": credentials.access_token,
            "app_secret": credentials.app_secret,
        });
        let made = self
            .api
            .post_once("/connections", &connection, "demo-connection")
            .await?;
        if made["state"] != "connected" {
            bail!("the sandbox could not be connected: {}", made["checks"]);
        }
        Ok(())
    }

    /// Gives the sandbox's first number the shop's name: customers see it on their phones.
    pub(super) async fn name_number(&self) -> anyhow::Result<()> {
        let world = self.control.get("/world").await?;
        let name = &self.sample.company.number;
        if world["wabas"][0]["numbers"][0]["verified_name"] == name.as_str() {
            return Ok(());
        }
        let mut snapshot = self.control.get("/snapshot").await?;
        for place in ["/accounts/wabas/0/name", "/accounts/numbers/0/verified_name"] {
            *snapshot
                .pointer_mut(place)
                .with_context(|| format!("the sandbox's snapshot has no {place}"))? = json!(name);
        }
        self.control.post("/snapshot", &snapshot).await?;
        Ok(())
    }

    /// Labels and custom fields.
    pub(super) async fn make_marks(&self) -> anyhow::Result<()> {
        for label in &self.sample.labels {
            let body = json!({ "name": label.name, "color": label.color });
            self.api.create("/labels", &body).await?;
        }
        for field in &self.sample.fields {
            let body = json!({ "key": field.key, "name": field.name, "kind": field.kind });
            self.api.create("/fields", &body).await?;
        }
        Ok(())
    }

    /// The customers: people with phones in the sandbox, contacts with consent in the product.
    pub(super) async fn make_customers(&self) -> anyhow::Result<()> {
        let people: Vec<Value> = self.sample.customers.iter().map(sandbox_customer).collect();
        self.control.post("/customers", &json!({ "customers": people })).await?;
        let labels = self.api.get("/labels").await?;
        for customer in &self.sample.customers {
            let body = self.contact_of(customer, &labels)?;
            self.api.create("/contacts", &body).await?;
        }
        Ok(())
    }

    fn contact_of(&self, customer: &Customer, labels: &Value) -> anyhow::Result<Value> {
        let ids = customer
            .labels
            .iter()
            .map(|name| id_of(labels, "name", name))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let mut contact = json!({
            "name": customer.name,
            "phone": customer.phone,
            "locale": customer.locale,
            "labels": ids,
            "fields": { "bouquet": customer.bouquet, "birthday": customer.birthday },
        });
        if let Some(consent) = &customer.consent {
            let at = Timestamp::from_millis(self.progress.started_ms).minus(consent.days_ago * DAY_MS);
            contact["consent"] = json!({ "state": "granted", "source": consent.source, "at": at.to_rfc3339() });
        }
        Ok(contact)
    }

    /// Writes the templates, submits them, and lets the sandbox's review pass.
    pub(super) async fn approve_templates(&self) -> anyhow::Result<()> {
        let present = self.api.get("/templates?limit=100").await?;
        let mut submitted = false;
        for template in &self.sample.templates {
            let same =
                |row: &&Value| row["name"] == template.name.as_str() && row["language"] == template.language.as_str();
            let row = match present["data"].as_array().and_then(|rows| rows.iter().find(same)) {
                Some(row) => row.clone(),
                None => {
                    let once = format!("demo-template-{}-{}", template.name, template.language);
                    self.api
                        .post_once("/templates", &template_body(template), &once)
                        .await?
                }
            };
            if row["status"] == "draft" {
                let id = row["id"].as_str().context("a template has no id")?;
                self.api.post(&format!("/templates/{id}/submit"), &Value::Null).await?;
                submitted = true;
            }
        }
        if submitted {
            self.advance_by(REVIEW_MS).await?;
        }
        self.wait_for("the review of the templates", async || {
            let rows = self.api.get("/templates?limit=100").await?;
            let rows = rows["data"].as_array().cloned().unwrap_or_default();
            if let Some(rejected) = rows.iter().find(|row| row["status"] == "rejected") {
                bail!(
                    "the sandbox rejected the template {}: {}",
                    rejected["name"],
                    rejected["rejection_reason"]
                );
            }
            Ok((!rows.is_empty() && rows.iter().all(|row| row["status"] == "approved")).then_some(()))
        })
        .await
    }
}

/// The id of the row whose `key` is `value`.
pub(super) fn id_of(list: &Value, key: &str, value: &str) -> anyhow::Result<String> {
    let rows = list["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let row = rows
        .iter()
        .find(|row| row[key] == value)
        .with_context(|| format!("there is no row with {key} {value}"))?;
    Ok(row["id"].as_str().unwrap_or_default().to_owned())
}

fn sandbox_customer(customer: &Customer) -> Value {
    json!({ "phone": customer.phone, "name": customer.name, "locale": customer.locale, "reads": customer.reads })
}

fn template_body(template: &Template) -> Value {
    let buttons: Vec<Value> = template
        .buttons
        .iter()
        .map(|text| json!({ "type": "quick_reply", "text": text }))
        .collect();
    let samples: Map<String, Value> = template
        .samples
        .iter()
        .zip(1..)
        .map(|(sample, number)| (number.to_string(), json!(sample)))
        .collect();
    let mut content = json!({ "body": template.body.trim(), "buttons": buttons, "samples": samples });
    if let Some(footer) = &template.footer {
        content["footer"] = json!(footer);
    }
    json!({ "name": template.name, "language": template.language, "category": template.category, "content": content })
}
