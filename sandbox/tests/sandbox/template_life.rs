//! The life of a template, each step at its very moment, and what its app hears.

use crate::support::{Answer, CUSTOMER, HOUR_MS, START_MS, Stage, greeting, greeting_values, paused, paused_under};
use galka_sandbox::{Settings, WorldSettings};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;
const SECOND_MS: i64 = 1_000;

async fn create(stage: &Stage, order: Value) -> Answer {
    let path = format!("{}/message_templates", stage.company.waba_id);
    stage.graph(Method::POST, &path, order).await
}

fn order(name: &str, category: &str, text: &str) -> Value {
    json!({"name": name, "language": "ru", "category": category, "components": [{"type": "BODY", "text": text}]})
}

async fn decide(stage: &Stage, id: &str, order: Value) -> Answer {
    stage
        .control(Method::POST, &format!("templates/{id}/decision"), order)
        .await
}

async fn field(stage: &Stage, id: &str, name: &str) -> Value {
    stage.get(&format!("{id}?fields={name}")).await.body[name].clone()
}

/// The changes of one field that were told, oldest first.
fn told(stage: &Stage, field: &str) -> Vec<Value> {
    let changes = stage.receiver.changes().into_iter();
    changes
        .filter(|(name, _)| name == field)
        .map(|(_, value)| value)
        .collect()
}

fn last_status(stage: &Stage) -> Value {
    told(stage, "message_template_status_update").pop().unwrap()
}

#[tokio::test]
async fn a_manual_review_takes_up_to_a_day_and_waits_at_the_desk() {
    let settings = Settings {
        world: WorldSettings {
            review_manual_share: 1.0,
            ..WorldSettings::default()
        },
        ..paused()
    };
    let stage = Stage::open(settings).await;
    let id = create(&stage, order("ready", "UTILITY", "Ваш заказ ждёт вас."))
        .await
        .body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let queue = stage.control(Method::GET, "moderation", Value::Null).await.body;
    assert_eq!(
        (&queue["data"][0]["id"], &queue["data"][0]["manual_review"]),
        (&json!(id), &json!(true))
    );
    let due = queue["data"][0]["review_due_ms"].as_i64().unwrap();
    assert!((6 * HOUR_MS..=24 * HOUR_MS).contains(&(due - START_MS)));
    stage.advance(due - START_MS - SECOND_MS).await;
    assert_eq!(field(&stage, &id, "status").await, "PENDING");
    stage.advance(SECOND_MS).await;
    assert_eq!(field(&stage, &id, "status").await, "APPROVED");
    let queue = stage.control(Method::GET, "moderation", Value::Null).await.body;
    assert_eq!(queue["data"], json!([]));
}

#[tokio::test]
async fn pauses_end_after_three_and_six_hours_to_the_second() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    for (hours, title) in [(3, "FIRST_PAUSE"), (6, "SECOND_PAUSE")] {
        decide(&stage, &id, json!({"decision": "pause"})).await;
        stage.advance(hours * HOUR_MS - SECOND_MS).await;
        let told = last_status(&stage);
        assert_eq!((&told["event"], &told["reason"]), (&json!("PAUSED"), &json!("NONE")));
        assert_eq!(told["other_info"]["title"], title);
        assert_eq!(field(&stage, &id, "status").await, "PAUSED");
        stage.advance(SECOND_MS).await;
        assert_eq!(field(&stage, &id, "status").await, "APPROVED");
        assert_eq!(last_status(&stage)["other_info"]["title"], "UNPAUSE");
    }
    decide(&stage, &id, json!({"decision": "pause"})).await;
    stage.advance(0).await;
    let told = last_status(&stage);
    assert_eq!(told["event"], "DISABLED");
    assert_eq!(told["disable_info"]["disable_date"], (START_MS + 9 * HOUR_MS) / 1_000);
    let path = format!("{}/message_templates?name=ready", stage.company.waba_id);
    assert_eq!(stage.graph(Method::DELETE, &path, Value::Null).await.code(), 100);
}

#[tokio::test]
async fn a_flagged_template_is_sent_on_and_disabled_after_seven_days_unless_it_recovers() {
    let stage = Stage::open(paused_under("whatsapp-2021")).await;
    let ill = stage.approved("ill", "UTILITY", greeting()).await;
    let better = stage
        .approved(
            "better",
            "UTILITY",
            json!([{"type": "BODY", "text": "Ваш заказ ждёт вас."}]),
        )
        .await;
    for id in [&ill, &better] {
        decide(&stage, id, json!({"decision": "rate", "quality": "RED"})).await;
        assert_eq!(decide(&stage, id, json!({"decision": "flag"})).await.status, 200);
    }
    assert_eq!(decide(&stage, &ill, json!({"decision": "flag"})).await.status, 409);
    stage.advance(0).await;
    let flagged = last_status(&stage);
    assert_eq!(flagged["event"], "FLAGGED");
    assert_eq!(flagged["disable_info"]["disable_date"], (START_MS + 7 * DAY_MS) / 1_000);
    let quality = told(&stage, "message_template_quality_update").pop().unwrap();
    assert_eq!(
        (&quality["previous_quality_score"], &quality["new_quality_score"]),
        (&json!("UNKNOWN"), &json!("RED"))
    );
    assert_eq!(field(&stage, &ill, "status").await, "APPROVED");
    stage.advance(6 * DAY_MS).await;
    assert_eq!(
        decide(&stage, &better, json!({"decision": "reinstate"})).await.status,
        200
    );
    stage.advance(DAY_MS - SECOND_MS).await;
    assert_eq!(last_status(&stage)["event"], "REINSTATED");
    assert_eq!(field(&stage, &ill, "status").await, "APPROVED");
    stage.advance(2 * SECOND_MS).await;
    assert_eq!(field(&stage, &ill, "status").await, "DISABLED");
    assert_eq!(field(&stage, &better, "status").await, "APPROVED");
    let sent = stage.send_template(CUSTOMER, "ill", greeting_values("Анна")).await;
    assert_eq!(sent.code(), 132_016);
}

#[tokio::test]
async fn a_deleted_name_is_taken_for_thirty_days() {
    let stage = Stage::paused().await;
    let text = order("ready", "UTILITY", "Ваш заказ ждёт вас.");
    stage.approved("ready", "UTILITY", text["components"].clone()).await;
    let path = format!("{}/message_templates?name=ready", stage.company.waba_id);
    assert_eq!(
        stage.graph(Method::DELETE, &path, Value::Null).await.body,
        json!({"success": true})
    );
    stage.advance(30 * DAY_MS - SECOND_MS).await;
    let deleted = last_status(&stage);
    assert_eq!(
        (&deleted["event"], &deleted["reason"]),
        (&json!("DELETED"), &Value::Null)
    );
    let refused = create(&stage, text.clone()).await;
    assert_eq!(refused.body["error"]["error_subcode"], 2_388_023);
    stage.advance(SECOND_MS).await;
    assert_eq!(create(&stage, text).await.status, 200);
}

#[tokio::test]
async fn deleting_one_language_blocks_that_language_alone() {
    let stage = Stage::paused().await;
    let text = order("ready", "UTILITY", "Ваш заказ ждёт вас.");
    let id = stage.approved("ready", "UTILITY", text["components"].clone()).await;
    let path = format!("{}/message_templates?name=ready&hsm_id={id}", stage.company.waba_id);
    assert_eq!(stage.graph(Method::DELETE, &path, Value::Null).await.status, 200);
    assert_eq!(
        create(&stage, text.clone()).await.body["error"]["error_subcode"],
        2_388_023
    );
    let mut other = text;
    other["language"] = json!("uk");
    assert_eq!(create(&stage, other).await.status, 200);
}

#[tokio::test]
async fn an_approved_template_is_edited_once_in_a_day_and_ten_times_in_thirty() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    let edit = async |text: &str| {
        let body = json!({"components": [{"type": "BODY", "text": text}]});
        stage.graph(Method::POST, &id, body).await.status
    };
    let approve = async || decide(&stage, &id, json!({"decision": "approve"})).await;
    assert_eq!(edit("Ваш заказ уже в пути.").await, 200);
    assert_eq!(
        edit("Ваш заказ всё ещё в пути.").await,
        400,
        "nothing is edited while in review"
    );
    approve().await;
    stage.advance(DAY_MS - SECOND_MS).await;
    assert_eq!(edit("Ваш заказ прибудет завтра.").await, 400);
    stage.advance(SECOND_MS).await;
    for round in 2..=10 {
        assert_eq!(
            edit(&format!("Ваш заказ прибудет в день {round} месяца.")).await,
            200,
            "{round}"
        );
        approve().await;
        stage.advance(DAY_MS).await;
    }
    // The first edit is ten days old.
    assert_eq!(edit("Ваш заказ прибудет сегодня.").await, 400);
    stage.advance(20 * DAY_MS - SECOND_MS).await;
    assert_eq!(edit("Ваш заказ прибудет сегодня.").await, 400);
    stage.advance(SECOND_MS).await;
    assert_eq!(edit("Ваш заказ прибудет сегодня.").await, 200);
    stage.advance(0).await;
    let told = told(&stage, "message_template_components_update").pop().unwrap();
    assert_eq!(told["message_template_element"], "Ваш заказ прибудет сегодня.");
    assert_eq!(told["message_template_id"].as_u64().unwrap().to_string(), id);
}

#[tokio::test]
async fn a_rejected_template_is_edited_as_often_as_one_likes() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    for round in 0..3 {
        let order = json!({"decision": "reject", "because": "Spelling.", "recommendation": "Correct it."});
        assert_eq!(decide(&stage, &id, order).await.status, 200);
        let info = field(&stage, &id, "rejection_info").await;
        assert_eq!(info, json!({"reason": "Spelling.", "recommendation": "Correct it."}));
        let body = json!({"category": "MARKETING", "components": [{"type": "BODY", "text": format!("Письмо номер {round} для вас.")}]});
        assert_eq!(stage.graph(Method::POST, &id, body).await.status, 200);
        assert_eq!(field(&stage, &id, "status").await, "PENDING");
    }
    stage.advance(0).await;
    let told = told(&stage, "message_template_status_update");
    let rejected = told.iter().find(|value| value["event"] == "REJECTED").unwrap();
    assert_eq!(rejected["reason"], "INVALID_FORMAT");
    assert_eq!(rejected["rejection_info"]["recommendation"], "Correct it.");
}

#[tokio::test]
async fn an_archived_template_is_deleted_after_twenty_eight_days() {
    let stage = Stage::paused().await;
    let lost = stage.approved("lost", "UTILITY", greeting()).await;
    let kept = stage
        .approved(
            "kept",
            "UTILITY",
            json!([{"type": "BODY", "text": "Ваш заказ ждёт вас."}]),
        )
        .await;
    let path = format!("{}/message_templates/archive", stage.company.waba_id);
    let request = stage.client.post(format!("{}/{path}", stage.sandbox.base_url()));
    let body = json!({"template_ids": [lost, kept, "1"]});
    let answer = crate::support::ask(request.json(&body).bearer_auth(&stage.company.access_token)).await;
    assert_eq!(answer.body["archived_templates"], json!([lost, kept]));
    assert!(answer.body["failed_templates"]["1"].is_string());
    assert_eq!(
        stage
            .send_template(CUSTOMER, "lost", greeting_values("Анна"))
            .await
            .code(),
        132_001
    );
    let list = format!("{}/message_templates", stage.company.waba_id);
    assert_eq!(stage.get(&list).await.body["data"], json!([]));
    let archived = stage.get(&format!("{list}?status=ARCHIVED")).await.body;
    assert_eq!(archived["data"].as_array().unwrap().len(), 2);
    stage.advance(28 * DAY_MS - SECOND_MS).await;
    let path = format!("{list}/unarchive");
    let answer = stage.graph(Method::POST, &path, json!({"template_ids": [kept]})).await;
    assert_eq!(answer.body["unarchived_templates"], json!([kept]));
    assert_eq!(field(&stage, &lost, "status").await, "ARCHIVED");
    stage.advance(SECOND_MS).await;
    assert_eq!(stage.get(&lost).await.code(), 100);
    assert_eq!(field(&stage, &kept, "status").await, "APPROVED");
    let events: Vec<_> = told(&stage, "message_template_status_update")
        .iter()
        .map(|value| value["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(events[2..], ["ARCHIVED", "ARCHIVED", "UNARCHIVED", "DELETED"]);
}

#[tokio::test]
async fn a_paced_template_waits_for_its_business_and_then_five_minutes() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "MARKETING", greeting()).await;
    let unpause = format!("{id}/unpause");
    assert_eq!(stage.graph(Method::POST, &unpause, Value::Null).await.code(), 100);
    decide(&stage, &id, json!({"decision": "pause_pacing"})).await;
    stage.advance(2 * DAY_MS).await;
    assert_eq!(last_status(&stage)["other_info"]["title"], "RATE_LIMITING_PAUSE");
    assert_eq!(field(&stage, &id, "status").await, "PAUSED");
    let answer = stage.graph(Method::POST, &unpause, Value::Null).await;
    assert_eq!(answer.body, json!({"success": true}));
    stage.advance(5 * 60_000 - SECOND_MS).await;
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .code(),
        132_015
    );
    stage.advance(SECOND_MS).await;
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn advertising_in_utility_is_approved_as_marketing() {
    let stage = Stage::paused().await;
    let created = create(&stage, order("ready", "UTILITY", "Заказ готов, на следующий — скидка.")).await;
    let id = created.body["id"].as_str().unwrap();
    stage.advance(6 * HOUR_MS).await;
    let shown = stage
        .get(&format!("{id}?fields=status,category,previous_category"))
        .await
        .body;
    assert_eq!(
        (&shown["status"], &shown["category"], &shown["previous_category"]),
        (&json!("APPROVED"), &json!("MARKETING"), &json!("UTILITY"))
    );
    let change = told(&stage, "template_category_update").pop().unwrap();
    assert_eq!(
        (&change["previous_category"], &change["new_category"]),
        (&json!("UTILITY"), &json!("MARKETING"))
    );
    assert_eq!(last_status(&stage)["message_template_category"], "MARKETING");
    let old = Stage::open(paused_under("whatsapp-2021")).await;
    let created = create(&old, order("ready", "UTILITY", "Заказ готов, на следующий — скидка.")).await;
    old.advance(6 * HOUR_MS).await;
    let id = created.body["id"].as_str().unwrap();
    assert_eq!(field(&old, id, "rejected_reason").await, "PROMOTIONAL");
}

#[tokio::test]
async fn a_sweep_gives_notice_and_changes_the_category_on_the_first_of_the_month() {
    let stage = Stage::paused().await;
    let id = stage
        .approved(
            "ready",
            "UTILITY",
            json!([{"type": "BODY", "text": "Заказ готов, на следующий — скидка."}]),
        )
        .await;
    assert_eq!(field(&stage, &id, "category").await, "UTILITY");
    stage.advance(20 * DAY_MS).await;
    let notice = told(&stage, "template_category_update").pop().unwrap();
    let february = START_MS + 31 * DAY_MS;
    assert_eq!(
        (
            &notice["new_category"],
            &notice["correct_category"],
            &notice["category_update_timestamp"]
        ),
        (&json!("UTILITY"), &json!("MARKETING"), &json!(february / 1_000))
    );
    assert_eq!(field(&stage, &id, "correct_category").await, "MARKETING");
    stage.advance(11 * DAY_MS - SECOND_MS).await;
    assert_eq!(field(&stage, &id, "category").await, "UTILITY");
    stage.advance(SECOND_MS).await;
    assert_eq!(field(&stage, &id, "category").await, "MARKETING");
    assert_eq!(told(&stage, "template_category_update").len(), 2);
}

#[tokio::test]
async fn a_category_review_can_call_the_change_off() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    let change = json!({"decision": "recategorise", "category": "MARKETING", "notice_hours": 24});
    assert_eq!(decide(&stage, &id, change).await.body["correct_category"], "MARKETING");
    decide(&stage, &id, json!({"decision": "keep_category"})).await;
    stage.advance(2 * DAY_MS).await;
    assert_eq!(field(&stage, &id, "category").await, "UTILITY");
    let change = json!({"decision": "recategorise", "category": "MARKETING", "notice_hours": 0});
    assert_eq!(decide(&stage, &id, change).await.body["category"], "MARKETING");
}

#[tokio::test]
async fn a_template_with_messages_under_way_goes_when_they_have_arrived() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER, "online": false})).await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    stage
        .send_template(CUSTOMER, "ready", greeting_values("Анна"))
        .await
        .wamid();
    stage.advance(60_000).await;
    let path = format!("{}/message_templates?name=ready", stage.company.waba_id);
    assert_eq!(stage.graph(Method::DELETE, &path, Value::Null).await.status, 200);
    stage.advance(5 * HOUR_MS).await;
    assert_eq!(field(&stage, &id, "status").await, "PENDING_DELETION");
    let told = last_status(&stage);
    assert_eq!(
        (&told["event"], &told["reason"]),
        (&json!("PENDING_DELETION"), &Value::Null)
    );
    let path = format!("customers/{CUSTOMER}");
    stage.control(Method::PATCH, &path, json!({"online": true})).await;
    stage.advance(HOUR_MS + 60_000).await;
    assert_eq!(stage.get(&id).await.code(), 100);
    assert_eq!(last_status(&stage)["event"], "DELETED");
}

#[tokio::test]
async fn an_appeal_is_judged_again() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    assert_eq!(decide(&stage, &id, json!({"decision": "appeal"})).await.status, 409);
    decide(&stage, &id, json!({"decision": "reject", "reason": "SCAM"})).await;
    assert_eq!(
        decide(&stage, &id, json!({"decision": "appeal"})).await.body["status"],
        "IN_APPEAL"
    );
    stage.advance(6 * HOUR_MS).await;
    assert_eq!(field(&stage, &id, "status").await, "APPROVED");
    let events: Vec<_> = told(&stage, "message_template_status_update")
        .into_iter()
        .map(|value| (value["event"].clone(), value["reason"].clone()))
        .collect();
    assert_eq!(events[1], (json!("REJECTED"), json!("SCAM")));
    assert_eq!(events[2].0, "IN_APPEAL");
}

#[tokio::test]
async fn the_desk_refuses_what_a_status_does_not_lead_to_and_what_it_does_not_know() {
    let stage = Stage::paused().await;
    let id = stage.approved("ready", "UTILITY", greeting()).await;
    decide(&stage, &id, json!({"decision": "disable"})).await;
    for decision in [
        "reject",
        "pause",
        "flag",
        "lock",
        "archive",
        "disable",
        "unpause",
        "limit_exceeded",
        "unarchive",
    ] {
        let refused = decide(&stage, &id, json!({"decision": decision})).await;
        assert_eq!(
            (refused.status, &refused.body["code"]),
            (409, &json!("illegal_move")),
            "{decision}"
        );
    }
    assert_eq!(
        decide(&stage, &id, json!({"decision": "reinstate"})).await.body["status"],
        "APPROVED"
    );
    assert_eq!(
        decide(&stage, &id, json!({"decision": "lock"})).await.body["status"],
        "LOCKED"
    );
    assert_eq!(
        stage
            .send_template(CUSTOMER, "ready", greeting_values("Анна"))
            .await
            .status,
        200
    );
    for order in [
        json!({"decision": "reject", "reason": "MOOD"}),
        json!({"decision": "pause", "hours": 0}),
        json!({"decision": "rate", "quality": "BLUE"}),
        json!({"decision": "recategorise", "category": "SPAM"}),
    ] {
        assert_eq!(decide(&stage, &id, order).await.status, 422);
    }
    assert_eq!(decide(&stage, "1", json!({"decision": "approve"})).await.status, 404);
}
