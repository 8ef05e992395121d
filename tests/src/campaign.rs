//! A campaign to many people, from its contacts to its report.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::{Value, json};

use crate::api::text;
use crate::company::Company;
use crate::patience::within;

/// States in which nothing more happens without WhatsApp, a person, or time.
const SETTLED: &[&str] = &[
    "uncertain",
    "accepted",
    "sent",
    "delivered",
    "read",
    "replied",
    "failed",
    "refused",
    "stopped",
];
const AT_ONCE: usize = 16;

/// A campaign of a company.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Its id.
    pub id: String,
}

impl Campaign {
    /// Makes the people, in the product with consent and in the world, and a draft to all of them.
    pub async fn draft(company: &Company, template_id: &str, phones: &[String]) -> Self {
        company
            .world
            .make_customers(phones, json!({ "reads": false, "delivery_delay_ms": 0 }))
            .await;
        let label = company
            .api
            .post("/labels", json!({ "name": "рассылка" }))
            .await
            .expect(201);
        let label = text(&label, "id");
        let make = |phone: &String| {
            let contact = json!({
                "name": format!("Анна {phone}"), "phone": format!("+{phone}"), "labels": [label],
                "consent": { "state": "granted", "source": "касса", "at": "2026-01-01T00:00:00.000Z" },
            });
            let api = company.api.clone();
            async move { api.post("/contacts", contact).await.expect(201) }
        };
        let made: Vec<Value> = stream::iter(phones).map(make).buffer_unordered(AT_ONCE).collect().await;
        assert_eq!(made.len(), phones.len());
        let campaign = json!({
            "name": "Весна", "number_id": company.number_id, "template_id": template_id,
            "audience": { "label_ids": [label] },
            "values": { "1": { "source": "first_name", "fallback": "друг" } },
            "uncertain_policy": "ask",
        });
        let made = company.api.post("/campaigns", campaign).await.expect(201);
        Self { id: text(&made, "id") }
    }

    /// Starts it.
    pub async fn start(&self, company: &Company) {
        company
            .api
            .post(&format!("/campaigns/{}/start", self.id), json!({}))
            .await
            .expect(200);
    }

    /// Its recipients by state.
    pub async fn counts(&self, company: &Company) -> Value {
        company.api.get(&format!("/campaigns/{}", self.id)).await.expect(200)["counts"].clone()
    }

    /// How many recipients are out of the queue.
    pub async fn settled(&self, company: &Company) -> u64 {
        let counts = self.counts(company).await;
        SETTLED.iter().map(|state| counts[*state].as_u64().unwrap_or(0)).sum()
    }

    /// Waits until so many are.
    pub async fn settles(&self, company: &Company, wanted: u64) {
        within(
            Duration::from_secs(300),
            &format!("{wanted} recipients are settled"),
            || async { (self.settled(company).await >= wanted).then_some(()) },
        )
        .await;
    }

    /// Every recipient.
    pub async fn recipients(&self, company: &Company) -> Vec<Value> {
        company
            .api
            .pages(&format!("/campaigns/{}/recipients?limit=200", self.id))
            .await
    }
}
