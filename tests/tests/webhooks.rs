//! Outgoing webhooks on the real binary: a signed telling of what a customer wrote and of what became of the answer,
//! tried again while the other side is down, and told once more under the same id after `kill -9`.

use galka_bench::product::Product;
use galka_tests::api::text;
use galka_tests::company::{Company, text_content};
use galka_tests::on_both;
use galka_tests::patience::eventually;
use galka_tests::receiver::{Manner, Receiver, Told};
use galka_tests::storage::Kind;
use galka_tests::webhook::phone;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

on_both!(a_companys_system_is_told_signed_in_order_and_at_least_once, told);

async fn told(kind: Kind) {
    let mut company = Company::open(kind).await;
    let receiver = Receiver::start().await;
    let events = json!(["message.received", "message.status"]);
    let new = json!({ "url": receiver.url, "events": events });

    // Nobody listed this machine: neither plainly nor encrypted.
    let refused = company.api.post("/webhooks", new.clone()).await;
    assert_eq!((refused.status, &refused.body["code"]), (422, &json!("invalid_url")));
    let encrypted = json!({ "url": receiver.url.replace("http:", "https:"), "events": events });
    let refused = company.api.post("/webhooks", encrypted).await;
    assert_eq!((refused.status, &refused.body["code"]), (422, &json!("private_url")));
    allow_loopback(&mut company).await;
    let made = company.api.post("/webhooks", new).await.expect(201);
    let (id, secret) = (text(&made["webhook"], "id"), text(&made, "secret"));

    // A customer writes, we answer with the key, and every step is told in its order.
    company.world.make_customers(&[phone(1)], json!({})).await;
    company.world.writes(&phone(1), "Есть розы?").await;
    let heard = receiver.hears("the customer's message", 0, |_| true).await;
    assert_eq!(heard.body["type"], "message.received");
    assert_eq!(heard.body["data"]["message"]["text"], "Есть розы?");
    assert_eq!(heard.body["workspace"], company.workspace.as_str());
    assert!(is_genuine(&secret, &heard), "{heard:?}");
    assert!(!is_genuine("whsec_another", &heard));
    let answer = company.message_to(&phone(1), text_content("Есть"));
    let sent = company.api.post("/messages", answer).await.expect(201);
    receiver
        .hears("the answer is delivered", 1, |told| {
            told.body["data"]["message"]["id"] == sent["id"] && told.body["data"]["message"]["status"] == "delivered"
        })
        .await;
    let numbers: Vec<i64> = receiver
        .told()
        .iter()
        .filter_map(|told| told.body["seq"].as_i64())
        .collect();
    assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");

    // The other side is down: the same telling comes again.
    receiver.answer(Manner::Status(503));
    let seen = receiver.told().len();
    company.world.writes(&phone(1), "Почём?").await;
    let is_new = |told: &Told| told.body["data"]["message"]["text"] == "Почём?";
    let first = receiver.hears("it is tried", seen, is_new).await;
    receiver.answer(Manner::Status(200));
    let seen = receiver.told().len();
    let again = receiver
        .hears("it is tried again", seen, |told| told.id == first.id)
        .await;
    assert_eq!(again.raw, first.raw);

    // The process dies while the other side works: the same telling comes again from the next process.
    receiver.answer(Manner::Silent);
    let seen = receiver.told().len();
    company.world.writes(&phone(1), "Беру").await;
    let lost = receiver
        .hears("it is told", seen, |told| {
            told.body["data"]["message"]["text"] == "Беру"
        })
        .await;
    company.product.kill();
    receiver.answer(Manner::Status(200));
    let seen = receiver.told().len();
    company.restart().await;
    let again = receiver
        .hears("it is told again", seen, |told| told.id == lost.id)
        .await;
    assert!(is_genuine(&secret, &again), "{again:?}");
    let row = format!("/webhooks/{id}/deliveries/{}", lost.id);
    eventually("it is written down", || async {
        let row = company.api.get(&row).await.expect(200);
        (row["state"] == "delivered").then_some(())
    })
    .await;

    // Every event was told under one id.
    let log = company.api.pages(&format!("/webhooks/{id}/deliveries")).await;
    let mut numbers: Vec<&Value> = log.iter().map(|row| &row["seq"]).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), log.len());
    company.storage.remove().await;
}

/// The product anew, with this machine among the hosts that webhooks may reach.
async fn allow_loopback(company: &mut Company) {
    company.end().await;
    let mut settings = company.product.settings().clone();
    let listed = (
        "GALKA_WEBHOOKS__ALLOW_PRIVATE".to_owned(),
        "crm.lan, 127.0.0.1".to_owned(),
    );
    settings.settings.push(listed);
    company.product = Product::start(settings)
        .await
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// The check of docs/webhooks.md.
fn is_genuine(secret: &str, told: &Told) -> bool {
    let (time, proof) = told.signature.split_once(",v1=").expect("a time and a proof");
    let mut hash = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("keys have any length");
    hash.update(format!("{}.", time.trim_start_matches("t=")).as_bytes());
    hash.update(&told.raw);
    hex::encode(hash.finalize().into_bytes()) == proof
}
