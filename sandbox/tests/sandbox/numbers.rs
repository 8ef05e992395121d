//! A number's life: added, verified by code, registered with a PIN, renamed, deleted.

use crate::support::{Answer, CUSTOMER, HOUR_MS, Stage, paused_under};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 24 * HOUR_MS;

/// A number of the first company.
pub(crate) struct Number<'a> {
    stage: &'a Stage,
    pub(crate) id: String,
}

impl<'a> Number<'a> {
    pub(crate) fn first(stage: &'a Stage) -> Self {
        let id = stage.company.phone_number_id.clone();
        Self { stage, id }
    }

    pub(crate) fn of(stage: &'a Stage, id: String) -> Self {
        Self { stage, id }
    }

    async fn added(stage: &'a Stage, cc: &str, local: &str) -> Self {
        let answer = add(
            stage,
            json!({"cc": cc, "phone_number": local, "verified_name": "Цветы"}),
        )
        .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let id = answer.body["id"].as_str().unwrap().to_owned();
        Self { stage, id }
    }

    pub(crate) async fn post(&self, edge: &str, body: Value) -> Answer {
        let path = format!("{}/{edge}", self.id);
        self.stage.graph(Method::POST, path.trim_end_matches('/'), body).await
    }

    pub(crate) async fn get(&self, edge: &str) -> Answer {
        self.stage.get(&format!("{}{edge}", self.id)).await
    }

    pub(crate) async fn field(&self, name: &str) -> Value {
        self.get(&format!("?fields={name}")).await.body[name].clone()
    }

    pub(crate) async fn control(&self, method: Method, edge: &str, body: Value) -> Answer {
        self.stage
            .control(method, &format!("numbers/{}{edge}", self.id), body)
            .await
    }

    pub(crate) async fn patch(&self, body: Value) -> Answer {
        self.stage
            .control(Method::PATCH, &format!("world/numbers/{}", self.id), body)
            .await
    }

    async fn request_code(&self, method: &str) -> Answer {
        self.post("request_code", json!({"code_method": method, "language": "ru"}))
            .await
    }

    async fn code(&self) -> String {
        let shown = self.control(Method::GET, "/code", Value::Null).await;
        shown.body["code"].as_str().unwrap().to_owned()
    }

    async fn verify(&self, code: &str) -> Answer {
        self.post("verify_code", json!({"code": code})).await
    }

    async fn register(&self, pin: &str) -> Answer {
        self.post("register", json!({"messaging_product": "whatsapp", "pin": pin}))
            .await
    }
}

async fn add(stage: &Stage, body: Value) -> Answer {
    stage
        .graph(Method::POST, &format!("{}/phone_numbers", stage.company.waba_id), body)
        .await
}

fn told(stage: &Stage, field: &str) -> Vec<Value> {
    let changes = stage.receiver.changes().into_iter();
    changes
        .filter(|(told, _)| told == field)
        .map(|(_, value)| value)
        .collect()
}

#[tokio::test]
async fn a_new_number_is_verified_registered_and_then_sends() {
    let stage = Stage::paused().await;
    let number = Number::added(&stage, "7", "9160000001").await;
    for (field, value) in [
        ("display_phone_number", "+7 916 000-00-01"),
        ("code_verification_status", "NOT_VERIFIED"),
        ("status", "PENDING"),
        ("quality_rating", "UNKNOWN"),
        ("name_status", "AVAILABLE_WITHOUT_REVIEW"),
    ] {
        assert_eq!(number.field(field).await, value, "{field}");
    }
    assert_eq!(number.field("health_status").await["can_send_message"], "BLOCKED");
    let message = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "?"}});
    assert_eq!(number.post("messages", message.clone()).await.code(), 133_010);
    assert_eq!(number.register("123456").await.code(), 133_006);
    assert_eq!(number.request_code("SMS").await.body, json!({"success": true}));
    let code = number.code().await;
    assert_eq!(number.verify(&code).await.status, 200);
    assert_eq!(number.field("code_verification_status").await, "VERIFIED");
    let again = number.request_code("SMS").await;
    assert_eq!((again.status, again.code()), (400, 136_024));
    assert_eq!(number.register("123456").await.body, json!({"success": true}));
    assert_eq!(number.field("status").await, "CONNECTED");
    assert_eq!(number.post("messages", message).await.status, 200);
    stage.advance(0).await;
    let security = told(&stage, "security");
    assert_eq!(security.len(), 1, "{security:?}");
    assert_eq!(
        (&security[0]["event"], &security[0]["display_phone_number"]),
        (&json!("PIN_CHANGED"), &json!("79160000001"))
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_new_number_is_refused() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    let good = json!({"cc": "7", "phone_number": "9160000001", "verified_name": "Цветы"});
    for (name, value) in [
        ("cc", json!("")),
        ("cc", json!("007")),
        ("cc", json!(null)),
        ("phone_number", json!("12a")),
        ("phone_number", json!("123456789012345")),
        ("verified_name", json!("ab")),
        ("verified_name", json!("я".repeat(76))),
        ("phone_number", json!(&CUSTOMER[1..])),
    ] {
        let mut body = good.clone();
        body[name] = value;
        let answer = add(&stage, body.clone()).await;
        assert_eq!((answer.status, answer.code()), (400, 100), "{body}");
    }
    assert_eq!(add(&stage, good.clone()).await.status, 200);
    let twice = add(&stage, good.clone()).await;
    assert_eq!(twice.body["error"]["error_subcode"], 2_388_012);
    let mut third = good;
    third["phone_number"] = json!("9160000002");
    assert_eq!(
        add(&stage, third.clone()).await.code(),
        100,
        "a third number is too many at first"
    );
    Number::first(&stage)
        .patch(json!({"messaging_limit_tier": "TIER_2K"}))
        .await;
    for index in 2..20 {
        third["phone_number"] = json!(format!("91600000{index:02}"));
        assert_eq!(add(&stage, third.clone()).await.status, 200, "{index}");
    }
    third["phone_number"] = json!("9160000099");
    assert_eq!(
        add(&stage, third).await.code(),
        100,
        "the twenty-first is too many later"
    );
}

#[tokio::test]
async fn toll_free_numbers_are_refused_under_the_old_rules_only() {
    for (rule_set, status) in [("whatsapp-2021", 400), ("meta-2026-10", 200)] {
        let stage = Stage::open(paused_under(rule_set)).await;
        let order = json!({"cc": "7", "phone_number": "8001234567", "verified_name": "Цветы"});
        assert_eq!(add(&stage, order).await.status, status, "{rule_set}");
    }
}

#[tokio::test]
async fn a_landline_hears_its_code_by_voice() {
    let stage = Stage::paused().await;
    let number = Number::added(&stage, "7", "4950001234").await;
    assert_eq!(number.control(Method::GET, "/code", Value::Null).await.status, 404);
    number.request_code("SMS").await;
    let shown = number.control(Method::GET, "/code", Value::Null).await.body;
    assert_eq!((&shown["code"], &shown["method"]), (&Value::Null, &json!("SMS")));
    number.request_code("VOICE").await;
    let code = number.code().await;
    assert_eq!(number.verify(&code).await.status, 200);
}

#[tokio::test]
async fn codes_expire_are_counted_and_must_have_six_digits() {
    let stage = Stage::paused().await;
    let number = Number::added(&stage, "7", "9160000001").await;
    let unasked = number.verify("123456").await;
    assert_eq!((unasked.status, unasked.code()), (400, 136_025));
    for wrong in [
        json!({"code_method": "PIGEON", "language": "ru"}),
        json!({"code_method": "SMS"}),
        json!({"language": "ru"}),
        json!({"code_method": "SMS", "language": "русский"}),
    ] {
        assert_eq!(number.post("request_code", wrong).await.code(), 100);
    }
    number.request_code("SMS").await;
    let code = number.code().await;
    assert_eq!(number.verify("12345").await.code(), 100);
    stage.advance(600_000).await;
    assert_eq!(number.verify(&code).await.code(), 136_025);
    for _ in 0..4 {
        assert_eq!(number.request_code("SMS").await.status, 200);
    }
    let many = number.request_code("SMS").await;
    assert_eq!(
        (many.code(), &many.body["error"]["error_subcode"]),
        (136_024, &json!(2_388_091))
    );
    stage.advance(599_000).await;
    let code = number.code().await;
    assert_eq!(number.verify(&code).await.status, 200, "one second before its end");
}

#[tokio::test]
async fn ten_registrations_fit_in_72_hours() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    for index in 0..10 {
        let answer = match index % 2 {
            0 => number.post("deregister", json!({})).await,
            _ => number.register("123456").await,
        };
        assert_eq!(answer.status, 200, "{}", answer.body);
        stage.advance(1_000).await;
    }
    stage.advance(72 * HOUR_MS - 11_000).await;
    let refused = number.register("123456").await;
    assert_eq!((refused.status, refused.code()), (400, 133_016), "a second too early");
    stage.advance(1_000).await;
    assert_eq!(number.register("123456").await.status, 200);
}

#[tokio::test]
async fn pins_and_their_guesses_are_refused_by_code() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    assert_eq!(number.post("register", json!({"pin": "123456"})).await.code(), 100);
    for pin in [json!("12345"), json!("abcdef"), json!(null), json!(["1"])] {
        let body = json!({"messaging_product": "whatsapp", "pin": pin});
        assert_eq!(number.post("register", body).await.code(), 100, "{pin}");
    }
    let region = json!({"messaging_product": "whatsapp", "pin": "123456", "data_localization_region": "RU"});
    assert_eq!(number.post("register", region).await.code(), 100);
    assert_eq!(number.post("", json!({"pin": "111111"})).await.status, 200);
    assert_eq!(number.field("is_pin_enabled").await, true);
    assert_eq!(number.register("222222").await.code(), 133_005);
    assert_eq!(number.register("111111").await.code(), 133_009);
    for _ in 0..4 {
        stage.advance(2_000).await;
        assert_eq!(number.register("222222").await.code(), 133_005);
    }
    stage.advance(HOUR_MS - 1_000).await;
    assert_eq!(number.register("111111").await.code(), 133_008);
    number.post("", json!({"pin": "333333"})).await;
    assert_eq!(number.register("333333").await.status, 200, "a new PIN ends the lock");
    stage.advance(0).await;
    assert_eq!(told(&stage, "security").len(), 2);
}

#[tokio::test]
async fn a_deleted_number_answers_33_and_can_be_added_again_after_five_minutes() {
    let stage = Stage::paused().await;
    let number = Number::added(&stage, "7", "9160000001").await;
    assert_eq!(number.control(Method::DELETE, "", Value::Null).await.status, 200);
    for answer in [number.get("").await, number.register("123456").await] {
        assert_eq!((answer.status, answer.code()), (400, 33));
    }
    let listed = stage.get(&format!("{}/phone_numbers", stage.company.waba_id)).await;
    assert_eq!(listed.body["data"].as_array().unwrap().len(), 1);
    let again = Number::added(&stage, "7", "9160000001").await;
    stage.advance(299_000).await;
    assert_eq!(again.register("123456").await.code(), 133_015);
    stage.advance(1_000).await;
    assert_eq!(again.register("123456").await.code(), 133_006);
}

#[tokio::test]
async fn a_name_is_reviewed_and_takes_effect_with_a_registration() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    number.patch(json!({"messaging_limit_tier": "TIER_2K"})).await;
    let rename = async |name: &str| number.post("", json!({"new_display_name": name})).await;
    assert_eq!(rename("Sandbox").await.code(), 100, "the name it has");
    assert_eq!(rename("ab").await.code(), 100);
    assert_eq!(rename("Цветы у дома").await.status, 200);
    assert_eq!(number.field("new_display_name").await, "Цветы у дома");
    assert_eq!(number.field("new_name_status").await, "PENDING_REVIEW");
    stage.advance(2 * DAY_MS).await;
    assert_eq!(number.field("new_name_status").await, "APPROVED");
    assert_eq!(number.field("verified_name").await, "Sandbox");
    assert_eq!(number.register("123456").await.status, 200);
    assert_eq!(number.field("verified_name").await, "Цветы у дома");
    assert_eq!(number.field("new_name_status").await, "NONE");
    rename("WhatsApp Support").await;
    stage.advance(2 * DAY_MS).await;
    assert_eq!(number.field("new_name_status").await, "DECLINED");
    let decisions: Vec<Value> = told(&stage, "phone_number_name_update");
    assert_eq!(
        decisions,
        [
            json!({"display_phone_number": "74950001001", "decision": "APPROVED", "requested_verified_name": "Цветы у дома", "rejection_reason": null}),
            json!({"display_phone_number": "74950001001", "decision": "REJECTED", "requested_verified_name": "WhatsApp Support", "rejection_reason": "NAME_ENDCLIENT_NOTRELATED"}),
        ]
    );
}

#[tokio::test]
async fn a_name_can_be_decided_by_hand_and_its_approval_ends_after_fourteen_days() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    let decide = async |decision: &str| {
        let order = json!({"decision": decision, "reason": "NAME_NOT_CONSISTENT"});
        number.control(Method::POST, "/name_decision", order).await
    };
    assert_eq!(decide("approve").await.status, 409, "nothing waits");
    number.patch(json!({"messaging_limit_tier": "TIER_2K"})).await;
    for (late_ms, name) in [(-1_000, "Цветы"), (0, "Sandbox")] {
        assert_eq!(number.post("", json!({"new_display_name": "Цветы"})).await.status, 200);
        assert_eq!(decide("defer").await.status, 200);
        assert_eq!(decide("approve").await.status, 200);
        stage.advance(14 * DAY_MS + late_ms).await;
        assert_eq!(number.register("123456").await.status, 200);
        assert_eq!(number.field("verified_name").await, name);
        let back = json!({"new_display_name": "Sandbox"});
        if number.post("", back).await.status == 200 {
            decide("approve").await;
            number.register("123456").await;
        }
    }
    assert_eq!(number.field("new_name_status").await, "EXPIRED");
}

#[tokio::test]
async fn a_name_changes_ten_times_in_thirty_days() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    let rename = async |index: i32| {
        number
            .post("", json!({"new_display_name": format!("Цветы {index}")}))
            .await
    };
    for index in 0..10 {
        assert_eq!(rename(index).await.status, 200);
    }
    assert_eq!(number.field("new_name_status").await, "AVAILABLE_WITHOUT_REVIEW");
    stage.advance(30 * DAY_MS - 1_000).await;
    assert_eq!(rename(11).await.code(), 100);
    stage.advance(1_000).await;
    assert_eq!(rename(11).await.status, 200);
}

#[tokio::test]
async fn a_number_that_meta_gave_needs_an_approved_name() {
    let stage = Stage::paused().await;
    let number = Number::added(&stage, "1", "5550001234").await;
    number.patch(json!({"verification": "VERIFIED"})).await;
    number.register("123456").await;
    let message = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "?"}});
    assert_eq!(number.post("messages", message).await.code(), 131_037);
}

#[tokio::test]
async fn numbers_are_sorted_and_filtered() {
    let stage = Stage::paused().await;
    stage.advance(1_000).await;
    let second = Number::added(&stage, "7", "9160000001").await;
    let list = async |query: &str| {
        let path = format!("{}/phone_numbers?{query}", stage.company.waba_id);
        let answer = stage.get(&path).await;
        let rows = answer.body["data"].as_array().cloned().unwrap_or_default();
        let ids: Vec<String> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        (answer.code(), ids)
    };
    let (first, second) = (stage.company.phone_number_id.clone(), second.id);
    let both = vec![first.clone(), second.clone()];
    let turned = vec![second.clone(), first.clone()];
    let status = |operator: &str, value: Value| {
        let filter = json!([{"field": "status", "operator": operator, "value": value}]);
        format!("filtering={filter}")
    };
    for (query, ids) in [
        ("sort=['last_onboarded_time_ascending']".to_owned(), both.clone()),
        ("sort=[\"last_onboarded_time_descending\"]".to_owned(), turned.clone()),
        ("sort=creation_time_descending".to_owned(), turned),
        (status("EQUAL", json!("PENDING")), vec![second.clone()]),
        (status("NOT_EQUAL", json!("PENDING")), vec![first]),
        (status("IN", json!(["PENDING", "CONNECTED"])), both),
        (
            "filtering=[{\"field\":\"account_mode\",\"operator\":\"EQUAL\",\"value\":\"SANDBOX\"}]".to_owned(),
            vec![],
        ),
    ] {
        assert_eq!(list(&query).await, (0, ids), "{query}");
    }
    for query in [
        "sort=height",
        "filtering=7",
        "filtering=[{\"field\":\"status\",\"operator\":\"LIKE\"}]",
    ] {
        assert_eq!(list(query).await.0, 100, "{query}");
    }
}
