//! The sample's past: every moment happens at its own time, in the sandbox and in the product.

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use galka_domain::time::Timestamp;
use serde_json::{Value, json};

use super::Stage;
use super::company::{Message, photo};
use super::http::Api;
use super::schedule::{Act, Moment, schedule};
use super::seed::id_of;

impl Stage {
    /// Lets the past happen from where it stopped; `colleague` is who answers.
    pub(super) async fn play(&mut self, colleague: &Api) -> anyhow::Result<()> {
        let moments = schedule(&self.sample, Timestamp::from_millis(self.progress.started_ms))?;
        for (index, moment) in moments.iter().enumerate().skip(self.progress.moments) {
            self.advance_to(moment.at).await?;
            let what = || format!("moment {index} of the sample, with {}", moment.phone);
            self.happen(index, moment, colleague).await.with_context(what)?;
            self.progress.moments = index + 1;
            self.progress.save()?;
        }
        Ok(())
    }

    async fn happen(&self, index: usize, moment: &Moment, colleague: &Api) -> anyhow::Result<()> {
        let contact = self.find_contact(&moment.phone).await?;
        match &moment.act {
            Act::Write { message, count } => self.write(&moment.phone, &contact, message, *count).await,
            Act::Answer { message, count } => {
                self.open(&contact, colleague).await?;
                self.answer(index, &contact, message, *count, colleague).await
            }
            Act::Open => self.open(&contact, colleague).await,
        }
    }

    /// The customer writes in the sandbox, and the product shows it.
    async fn write(&self, phone: &str, contact: &str, message: &Message, count: usize) -> anyhow::Result<()> {
        let customer = format!("/customers/{}/messages", phone.trim_start_matches('+'));
        // A demo that was ended between the sandbox's answer and its own note comes here twice.
        let written = self.control.get(&format!("{customer}?limit=200")).await?;
        if count_of(&written, "inbound") < count {
            let body = self.words_of(contact, message).await?;
            self.control.post(&customer, &body).await?;
        }
        self.wait_for("what the customer wrote", async || {
            let shown = self.list_messages(contact).await?;
            Ok((count_of(&shown, "inbound") >= count).then_some(()))
        })
        .await
    }

    /// A customer's message as the sandbox takes it.
    async fn words_of(&self, contact: &str, message: &Message) -> anyhow::Result<Value> {
        let text = message.text.as_deref().unwrap_or_default();
        if let Some(index) = message.press {
            let wamid = self.find_last_template(contact).await?;
            return Ok(json!({ "type": "button", "button": { "message_id": wamid, "index": index } }));
        }
        let Some(name) = &message.photo else {
            return Ok(json!({ "type": "text", "text": { "body": text } }));
        };
        let bytes = photo(name).with_context(|| format!("there is no photo {name}"))?;
        let image = json!({ "caption": text, "mime_type": "image/png", "data_base64": STANDARD.encode(bytes) });
        Ok(json!({ "type": "image", "image": image }))
    }

    /// The shop answers through the API, and WhatsApp accepts it.
    async fn answer(
        &self,
        index: usize,
        contact: &str,
        message: &Message,
        count: usize,
        colleague: &Api,
    ) -> anyhow::Result<()> {
        let shown = self.list_messages(contact).await?;
        let id = if count_of(&shown, "outbound") < count {
            let mut body = self.answer_of(message, colleague).await?;
            body["contact_id"] = json!(contact);
            colleague
                .post_once("/messages", &body, &format!("demo-message-{index}"))
                .await?["id"]
                .clone()
        } else {
            shown["data"][0]["id"].clone()
        };
        let id = id.as_str().context("a message has no id")?.to_owned();
        self.wait_for("the shop's answer", async || {
            let now = self.api.get(&format!("/messages/{id}")).await?;
            match now["status"].as_str().unwrap_or_default() {
                "queued" | "sending" => Ok(None),
                "failed" | "refused" => bail!("the shop's answer came to {}: {}", now["status"], now["reason"]),
                _ => Ok(Some(())),
            }
        })
        .await
    }

    /// The shop's message as the API takes it.
    async fn answer_of(&self, message: &Message, colleague: &Api) -> anyhow::Result<Value> {
        let text = message.text.as_deref().unwrap_or_default();
        if let Some(name) = &message.template {
            let language = message.language.as_deref().unwrap_or("ru");
            let values: Vec<Value> = message
                .values
                .iter()
                .map(|value| json!({ "type": "text", "text": value }))
                .collect();
            return Ok(json!({
                "type": "template",
                "template": {
                    "name": name,
                    "language": { "code": language },
                    "components": [{ "type": "body", "parameters": values }],
                },
            }));
        }
        let Some(name) = &message.photo else {
            return Ok(json!({ "type": "text", "text": { "body": text } }));
        };
        let bytes = photo(name).with_context(|| format!("there is no photo {name}"))?;
        let media = colleague.upload("/media", name, "image/png", bytes).await?;
        Ok(json!({ "type": "image", "image": { "id": media["id"], "caption": text } }))
    }

    /// The shop reads the conversation, if there is one.
    async fn open(&self, contact: &str, colleague: &Api) -> anyhow::Result<()> {
        if let Some(thread) = self.find_thread(contact).await? {
            colleague
                .post(&format!("/conversations/{thread}/read"), &Value::Null)
                .await?;
        }
        Ok(())
    }

    async fn find_contact(&self, phone: &str) -> anyhow::Result<String> {
        let digits = phone.trim_start_matches('+');
        let found = self.api.get(&format!("/contacts?q={digits}&limit=10")).await?;
        id_of(&found, "phone", phone)
    }

    async fn find_thread(&self, contact: &str) -> anyhow::Result<Option<String>> {
        let found = self
            .api
            .get(&format!("/conversations?contact_id={contact}&limit=1"))
            .await?;
        Ok(found["data"][0]["id"].as_str().map(str::to_owned))
    }

    /// The messages with a contact, newest first; nothing where there is no conversation.
    async fn list_messages(&self, contact: &str) -> anyhow::Result<Value> {
        match self.find_thread(contact).await? {
            Some(thread) => {
                self.api
                    .get(&format!("/conversations/{thread}/messages?limit=100"))
                    .await
            }
            None => Ok(Value::Null),
        }
    }

    /// WhatsApp's id of the newest template that the customer got.
    async fn find_last_template(&self, contact: &str) -> anyhow::Result<String> {
        let shown = self.list_messages(contact).await?;
        let rows = shown["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        let newest = rows
            .iter()
            .find(|row| row["direction"] == "outbound" && row["type"] == "template");
        newest
            .and_then(|row| row["wamid"].as_str())
            .map(str::to_owned)
            .context("there is no template to press")
    }
}

fn count_of(list: &Value, direction: &str) -> usize {
    let rows = list["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter(|row| row["direction"] == direction).count()
}
