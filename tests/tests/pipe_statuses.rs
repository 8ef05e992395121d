//! Statuses in any order, repeated, and before the message is known: the end is right and nothing goes back.

use galka_tests::api::text;
use galka_tests::company::{Company, text_content};
use galka_tests::on_both;
use galka_tests::patience::eventually;
use galka_tests::sizes::{choose, seed};
use galka_tests::storage::Kind;
use galka_tests::webhook::{phone, status};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

on_both!(statuses_in_any_order_end_right_and_never_go_back, any_order);
on_both!(
    statuses_that_come_before_the_message_is_known_are_joined_later,
    before_the_message
);

/// The way of a message that arrives; what it may only climb.
const CLIMB: &[&str] = &[
    "queued",
    "sending",
    "uncertain",
    "accepted",
    "sent",
    "delivered",
    "read",
];

struct Case {
    message: String,
    wamid: String,
    phone: String,
    order: Vec<&'static str>,
    expected: &'static str,
}

async fn any_order(kind: Kind) {
    let mut random = StdRng::seed_from_u64(seed());
    let company = Company::open(kind).await;
    let mut cases = Vec::new();
    for index in 0..choose(12, 60) {
        let (order, expected) = draw_order(&mut random);
        cases.push(send(&company, index, order, expected).await);
    }
    let steps = cases.iter().map(|case| case.order.len()).max().unwrap_or(0);
    let sender = company.sender();
    let mut seen: Vec<usize> = vec![0; cases.len()];
    for step in 0..steps {
        let due = cases
            .iter()
            .filter_map(|case| case.order.get(step).map(|name| status(&case.wamid, &case.phone, name)));
        let due: Vec<Value> = due.collect();
        assert_eq!(sender.post(&sender.statuses(&due)).await, Some(200));
        company.applied().await;
        for (case, seen) in cases.iter().zip(&mut seen) {
            let rank = rank(&text(&message(&company, case).await, "status"));
            assert!(rank >= *seen, "{:?} went back at step {step}", case.order);
            *seen = rank;
        }
    }
    for case in &cases {
        let message = message(&company, case).await;
        assert_eq!(message["status"], case.expected, "{:?}: {message}", case.order);
        let steps: Vec<&str> = message["timeline"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|step| step["status"].as_str())
            .collect();
        for told in &case.order {
            assert!(steps.contains(told), "{:?}: {message}", case.order);
        }
    }
}

/// Some statuses of one message, shuffled, some of them told twice; and where they lead.
fn draw_order(random: &mut StdRng) -> (Vec<&'static str>, &'static str) {
    let told: &[&'static str] = match random.random_range(0..4) {
        0 => &["sent", "failed"],
        1 => &["sent", "delivered"],
        _ => &["sent", "delivered", "read"],
    };
    let mut order = told.to_vec();
    for _ in 0..random.random_range(0..4) {
        order.push(told[random.random_range(0..told.len())]);
    }
    order.shuffle(random);
    (order, told[told.len() - 1])
}

fn rank(status: &str) -> usize {
    CLIMB.iter().position(|step| *step == status).unwrap_or(CLIMB.len())
}

async fn message(company: &Company, case: &Case) -> Value {
    company
        .api
        .get(&format!("/messages/{}", case.message))
        .await
        .expect(200)
}

/// A message that WhatsApp accepts and says nothing more of.
async fn send(company: &Company, index: usize, order: Vec<&'static str>, expected: &'static str) -> Case {
    let phone = phone(index);
    open_window(company, &phone).await;
    let silence = company
        .world
        .fault(json!({ "target": "webhook", "kind": "drop", "customer": phone }))
        .await;
    let answer = company
        .api
        .post("/messages", company.message_to(&phone, text_content("Букет готов")))
        .await
        .expect(201);
    let sent = company.message_becomes(&text(&answer, "id"), "accepted").await;
    assert!(!silence.is_empty());
    Case {
        message: text(&sent, "id"),
        wamid: text(&sent, "wamid"),
        phone,
        order,
        expected,
    }
}

async fn open_window(company: &Company, phone: &str) {
    company.world.make_customers(&[phone.to_owned()], json!({})).await;
    company.world.writes(phone, "Здравствуйте").await;
    eventually("the customer's message is in the inbox", || async {
        let found = company
            .api
            .get(&format!("/conversations?q={phone}&limit=1"))
            .await
            .expect(200);
        found["data"].get(0).is_some().then_some(())
    })
    .await;
}

async fn before_the_message(kind: Kind) {
    let company = Company::open(kind).await;
    let phone = phone(900);
    open_window(&company, &phone).await;
    company
        .world
        .fault(json!({ "target": "webhook", "kind": "drop" }))
        .await;
    // WhatsApp has the message and takes its time to say so.
    company
        .world
        .fault(json!({ "target": "messages", "kind": "delay", "delay_ms": 4_000 }))
        .await;
    let answer = company
        .api
        .post("/messages", company.message_to(&phone, text_content("Курьер выехал")))
        .await
        .expect(201);
    let id = text(&answer, "id");
    let wamid = eventually("WhatsApp has the message", || async {
        company.world.book().await.first().map(|message| text(message, "id"))
    })
    .await;
    let sender = company.sender();
    for name in ["read", "sent", "delivered", "sent"] {
        assert_eq!(
            sender.post(&sender.statuses(&[status(&wamid, &phone, name)])).await,
            Some(200)
        );
    }
    company.applied().await;
    let known = company.api.get(&format!("/messages/{id}")).await.expect(200);
    assert!(
        known["wamid"].is_null(),
        "the answer came too soon to try this: {known}"
    );
    let message = company.message_becomes(&id, "read").await;
    assert_eq!(message["wamid"], json!(wamid));
}
