//! Many customers from a description, and what they do alone.

use crate::support::{HOUR_MS, START_MS, Stage, greeting, greeting_values, paused};
use galka_sandbox::{Settings, State};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn populate(stage: &Stage, order: Value) {
    let answer = stage.control(Method::POST, "populations", order).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

async fn customers(stage: &Stage) -> Vec<Value> {
    let page = stage.control(Method::GET, "customers?limit=1000", Value::Null).await;
    page.body["data"].as_array().unwrap().clone()
}

async fn phones(stage: &Stage) -> Vec<String> {
    let all = customers(stage).await;
    all.iter()
        .map(|each| each["phone"].as_str().unwrap().to_owned())
        .collect()
}

/// A template to everybody, and a day.
async fn campaign(stage: &Stage, category: &str) -> Vec<String> {
    let number = &stage.company.phone_number_id;
    let tier = json!({"messaging_limit_tier": "TIER_UNLIMITED"});
    stage
        .control(Method::PATCH, &format!("world/numbers/{number}"), tier)
        .await;
    stage.approved("ready", category, greeting()).await;
    let mut ids = Vec::new();
    for phone in phones(stage).await {
        ids.push(
            stage
                .send_template(&phone, "ready", greeting_values("Анна"))
                .await
                .wamid(),
        );
    }
    stage.advance(24 * HOUR_MS).await;
    ids
}

#[tokio::test]
async fn the_same_description_and_seed_make_the_same_people() {
    let order = json!({"name": "city", "count": 300, "usernames": 0.1, "has_whatsapp": 0.9, "online": 0.8, "read_receipts": 0.7,
        "countries": [{"country": "RU", "share": 3}, {"country": "DE", "share": 1}]});
    let (one, two) = (Stage::paused().await, Stage::paused().await);
    populate(&one, order.clone()).await;
    populate(&two, order.clone()).await;
    let people = customers(&one).await;
    assert_eq!(people, customers(&two).await);
    let share = |holds: fn(&Value) -> bool| people.iter().filter(|each| holds(each)).count();
    assert!((195..255).contains(&share(|each| each["locale"] == "ru_RU")));
    assert!((255..285).contains(&share(|each| each["has_whatsapp"] == true)));
    assert!((215..265).contains(&share(|each| each["online"] == true)));
    assert!((185..235).contains(&share(|each| each["reads"] == true)));
    assert!((15..50).contains(&share(|each| !each["username"].is_null())));
    assert!(people.iter().all(|each| each["name"].as_str().unwrap().contains(' ')));
    let again = one.control(Method::POST, "populations", order).await;
    assert_eq!(again.status, 409);
    let list = one.control(Method::GET, "populations", Value::Null).await;
    assert_eq!(list.body["data"][0]["count"], 300);
    let world = one.control(Method::GET, "world", Value::Null).await;
    assert_eq!(world.body["counts"]["populations"], 1);
    assert_eq!(world.body["counts"]["customers"], 300);
}

#[tokio::test]
async fn descriptions_that_cannot_be_drawn_from_are_refused() {
    let stage = Stage::paused().await;
    for (wrong, field) in [
        (json!({"name": "", "count": 1}), "name"),
        (json!({"name": "a", "count": 0}), "count"),
        (json!({"name": "a", "count": 1_000_001}), "count"),
        (json!({"name": "a", "count": 1, "online": 1.1}), "online"),
        (
            json!({"name": "a", "count": 1, "countries": [{"country": "XX", "share": 1}]}),
            "countries[0].country",
        ),
        (
            json!({"name": "a", "count": 1, "countries": [{"country": "RU", "share": 0}]}),
            "countries",
        ),
        (
            json!({"name": "a", "count": 1, "habits": {"read_rate": 2}}),
            "habits.read_rate",
        ),
        (
            json!({"name": "a", "count": 1, "read_delay_ms": [9, 1]}),
            "read_delay_ms",
        ),
    ] {
        let answer = stage.control(Method::POST, "populations", wrong.clone()).await;
        assert_eq!(
            (answer.status, answer.body["field"].as_str()),
            (422, Some(field)),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn people_read_press_write_block_and_opt_out_about_as_often_as_described() {
    let stage = Stage::paused().await;
    let habits = json!({"read_rate": 0.8, "answer_rate_with_buttons": 0.5, "press_share": 0.6, "answer_kinds": {"text": 1, "audio": 1},
        "opt_out_rate": {"marketing": 0.1}, "block_rate": {"marketing": 0.1}, "report_rate": {"marketing": 0.05}, "reasons": {"spam": 1}});
    populate(&stage, json!({"name": "city", "count": 200, "habits": habits})).await;
    let ids = campaign(&stage, "MARKETING").await;
    let read = ids
        .iter()
        .filter(|id| stage.receiver.status_names(id).last().unwrap() == "read");
    assert!((145..175).contains(&read.count()));
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for message in stage.receiver.messages() {
        *kinds.entry(message["type"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    // Of 160 readers 16 block, 7 report, 13 opt out; half of the rest answer.
    assert!((25..50).contains(&kinds["button"]), "{kinds:?}");
    assert!(kinds["text"] >= 8 && kinds["audio"] >= 5, "{kinds:?}");
    let people = customers(&stage).await;
    let blocked: Vec<&Value> = people.iter().filter(|each| each["blocked"] != json!([])).collect();
    assert!((6..30).contains(&blocked.len()), "{}", blocked.len());
    let number = &stage.company.phone_number_id;
    assert!(blocked.iter().all(|each| each["block_reasons"][number] == "Spam"));
    let stopped = people
        .iter()
        .filter(|each| each["marketing_stopped"] != json!([]))
        .count();
    let told = stage
        .receiver
        .changes()
        .iter()
        .filter(|(field, _)| field == "user_preferences")
        .count();
    assert!(stopped > 0 && stopped == told);
}

#[tokio::test]
async fn nobody_reads_at_night() {
    let stage = Stage::paused().await;
    // Midnight in London is the start: in Moscow it is three, so reading begins six hours later.
    populate(
        &stage,
        json!({"name": "city", "count": 30, "habits": {"hours": [9, 22]}}),
    )
    .await;
    let ids = campaign(&stage, "UTILITY").await;
    for id in ids {
        let statuses = stage.receiver.statuses(&id);
        let read = statuses.iter().find(|status| status["status"] == "read").unwrap();
        let at: i64 = read["timestamp"].as_str().unwrap().parse().unwrap();
        let after_start = at * 1_000 - START_MS;
        assert!((6 * HOUR_MS..8 * HOUR_MS).contains(&after_start), "{after_start}");
    }
}

#[tokio::test]
async fn without_receipts_people_answer_and_nothing_turns_read() {
    let stage = Stage::paused().await;
    let habits = json!({"answer_rate_with_buttons": 1, "press_share": 1});
    populate(
        &stage,
        json!({"name": "city", "count": 10, "read_receipts": 0, "habits": habits}),
    )
    .await;
    let ids = campaign(&stage, "UTILITY").await;
    assert!(
        ids.iter()
            .all(|id| stage.receiver.status_names(id) == ["sent", "delivered"])
    );
    assert_eq!(stage.receiver.messages().len(), 10);
}

#[tokio::test]
async fn more_messages_within_seven_days_make_more_people_block() {
    let stage = Stage::paused().await;
    let habits = json!({"block_rate": {"utility": 0.001}, "frequency": [{"messages": 2, "factor": 1000}]});
    populate(&stage, json!({"name": "city", "count": 20, "habits": habits})).await;
    campaign(&stage, "UTILITY").await;
    let blocked = async || {
        customers(&stage)
            .await
            .iter()
            .filter(|each| each["blocked"] != json!([]))
            .count()
    };
    assert_eq!(blocked().await, 0);
    for phone in phones(&stage).await {
        stage
            .send_template(&phone, "ready", greeting_values("Анна"))
            .await
            .wamid();
    }
    stage.advance(HOUR_MS).await;
    assert_eq!(blocked().await, 20);
}

#[tokio::test]
async fn a_population_survives_a_kill_and_a_restart_and_acts_on() {
    let folder = tempfile::tempdir().unwrap();
    let settings = || Settings {
        state: State::File(folder.path().join("world")),
        ..paused()
    };
    let stage = Stage::open(settings()).await;
    let habits = json!({"answer_rate_with_buttons": 1, "answer_delay_ms": [60_000, 60_000]});
    populate(&stage, json!({"name": "city", "count": 50, "habits": habits})).await;
    let people = customers(&stage).await;
    stage.approved("ready", "UTILITY", greeting()).await;
    let phone = people[7]["phone"].as_str().unwrap();
    stage
        .send_template(phone, "ready", greeting_values("Анна"))
        .await
        .wamid();
    let Stage {
        sandbox,
        company,
        receiver,
        client,
    } = stage;
    sandbox.kill().await;
    for _ in 0..2 {
        let sandbox = galka_sandbox::Sandbox::start(settings()).await.unwrap();
        let stage = Stage {
            sandbox,
            company: company.clone(),
            receiver: receiver.clone(),
            client: client.clone(),
        };
        assert_eq!(customers(&stage).await, people);
        stage.sandbox.shutdown().await;
    }
    let sandbox = galka_sandbox::Sandbox::start(settings()).await.unwrap();
    let stage = Stage {
        sandbox,
        company,
        receiver,
        client,
    };
    stage.advance(HOUR_MS).await;
    assert_eq!(stage.receiver.messages()[0]["from"], phone);
}
