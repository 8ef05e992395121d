//! What hangs on a number: profile, short links, block list, settings.

use crate::numbers::Number;
use crate::support::{CUSTOMER, HOUR_MS, Stage, ask};
use reqwest::Method;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xc0\0\0\0\xc0";

async fn set_profile(number: &Number<'_>, mut body: Value) -> u64 {
    body["messaging_product"] = json!("whatsapp");
    number.post("whatsapp_business_profile", body).await.code()
}

#[tokio::test]
async fn a_profile_is_checked_field_by_field_and_kept_whole() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    let fields =
        "/whatsapp_business_profile?fields=about,address,description,email,profile_picture_url,websites,vertical";
    let empty = number.get(fields).await.body;
    assert_eq!(
        empty,
        json!({"data": [{"vertical": "UNDEFINED", "messaging_product": "whatsapp"}]})
    );
    let site = |length: usize| json!([format!("https://a.test/{}", "a".repeat(length - 15))]);
    for (name, value, code) in [
        ("about", json!("🌷".repeat(139)), 0),
        ("about", json!("🌷".repeat(140)), 100),
        ("about", json!(""), 100),
        ("about", json!(7), 100),
        ("address", json!("a".repeat(256)), 0),
        ("address", json!("a".repeat(257)), 100),
        ("description", json!("a".repeat(512)), 0),
        ("description", json!("a".repeat(513)), 100),
        ("email", json!(format!("{}@b.test", "a".repeat(121))), 0),
        ("email", json!(format!("{}@b.test", "a".repeat(122))), 100),
        ("email", json!("nobody"), 100),
        ("websites", site(256), 0),
        ("websites", site(257), 100),
        ("websites", json!(["https://a.test", "http://b.test"]), 0),
        (
            "websites",
            json!(["https://a.test", "http://b.test", "http://c.test"]),
            100,
        ),
        ("websites", json!(["a.test"]), 100),
        ("websites", json!("https://a.test"), 100),
        ("vertical", json!("RETAIL"), 0),
        ("vertical", json!("retail"), 100),
        ("vertical", json!(""), 0),
        ("profile_picture_handle", json!("4::nothing"), 100),
    ] {
        assert_eq!(set_profile(&number, json!({name: value})).await, code, "{name} {value}");
    }
    assert_eq!(
        number
            .post("whatsapp_business_profile", json!({"about": "a"}))
            .await
            .code(),
        100
    );
    assert_eq!(
        set_profile(&number, json!({"about": "new", "email": "nobody"})).await,
        100
    );
    let shown = number.get(fields).await.body["data"][0].clone();
    assert_eq!(shown["about"], "🌷".repeat(139), "a wrong field changes nothing");
    assert_eq!(
        (&shown["vertical"], &shown["websites"][1]),
        (&json!("UNDEFINED"), &json!("http://b.test"))
    );
    assert_eq!(
        number.get("/whatsapp_business_profile?fields=shoe_size").await.code(),
        100
    );
}

#[tokio::test]
async fn a_profile_picture_can_be_fetched() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    let opened = stage
        .graph(
            Method::POST,
            &format!(
                "{}/uploads?file_length={}&file_type=image/png",
                stage.company.app_id,
                PNG.len()
            ),
            Value::Null,
        )
        .await;
    let session = opened.body["id"].as_str().unwrap().to_owned();
    let put = stage
        .client
        .post(format!("{}/v25.0/{session}", stage.sandbox.base_url()))
        .header("authorization", format!("OAuth {}", stage.company.access_token))
        .header("file_offset", "0")
        .body(PNG);
    let handle = ask(put).await.body["h"].clone();
    assert_eq!(set_profile(&number, json!({"profile_picture_handle": handle})).await, 0);
    let shown = number
        .get("/whatsapp_business_profile?fields=profile_picture_url")
        .await
        .body;
    let url = shown["data"][0]["profile_picture_url"].as_str().unwrap().to_owned();
    let fetched = stage.client.get(&url).send().await.unwrap();
    assert_eq!(fetched.headers()["content-type"], "image/png");
    assert_eq!(fetched.bytes().await.unwrap(), PNG);
    let other = stage
        .client
        .get(format!("{}x", &url[..url.len() - 1]))
        .send()
        .await
        .unwrap();
    assert_eq!(other.status(), 404);
}

#[tokio::test]
async fn short_links_are_made_changed_drawn_and_removed() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    for (wrong, code) in [
        (json!({}), 100),
        (json!({"prefilled_message": "я".repeat(141)}), 100),
        (json!({"prefilled_message": "Да", "generate_qr_image": "GIF"}), 100),
        (json!({"prefilled_message": "я".repeat(140)}), 0),
    ] {
        assert_eq!(number.post("message_qrdls", wrong).await.code(), code);
    }
    let made = number
        .post(
            "message_qrdls",
            json!({"prefilled_message": "Хочу тюльпаны", "generate_qr_image": "PNG"}),
        )
        .await
        .body;
    let code = made["code"].as_str().unwrap().to_owned();
    assert_eq!(made["deep_link_url"], format!("https://wa.me/message/{code}"));
    assert!(
        code.len() == 14
            && code
                .chars()
                .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    );
    let png = stage
        .client
        .get(made["qr_image_url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(png.headers()["content-type"], "image/png");
    assert!(png.bytes().await.unwrap().starts_with(b"\x89PNG"));
    let listed = number
        .get("/message_qrdls?fields=code,prefilled_message,qr_image_url.format(SVG)")
        .await
        .body;
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    let svg = stage
        .client
        .get(listed["data"][1]["qr_image_url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(svg.headers()["content-type"], "image/svg+xml");
    assert!(svg.text().await.unwrap().contains("<svg"));
    let changed = number
        .post("message_qrdls", json!({"code": code, "prefilled_message": "Розы"}))
        .await
        .body;
    assert_eq!(changed["prefilled_message"], "Розы");
    let one = number.get(&format!("/message_qrdls/{code}")).await.body;
    assert_eq!(one, json!({"data": [changed]}));
    let path = format!("{}/message_qrdls/{code}", number.id);
    assert_eq!(
        stage.graph(Method::DELETE, &path, Value::Null).await.body,
        json!({"success": true})
    );
    for gone in [
        stage.graph(Method::DELETE, &path, Value::Null).await,
        stage.get(&path).await,
        number
            .post("message_qrdls", json!({"code": code, "prefilled_message": "?"}))
            .await,
    ] {
        assert_eq!(
            (gone.status, gone.code(), &gone.body["error"]["error_subcode"]),
            (400, 100, &json!(33))
        );
    }
    let picture = format!("{}/qr/{code}.png", stage.sandbox.base_url());
    assert_eq!(stage.client.get(picture).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn two_thousand_links_fit() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    for _ in 0..2_000 {
        number.post("message_qrdls", json!({"prefilled_message": "?"})).await;
    }
    assert_eq!(
        number
            .post("message_qrdls", json!({"prefilled_message": "?"}))
            .await
            .code(),
        100
    );
    let last = number.get("/message_qrdls?limit=1000").await.body;
    assert_eq!(last["data"].as_array().unwrap().len(), 1_000);
}

#[tokio::test]
async fn a_user_who_wrote_is_blocked_and_hears_nothing_until_unblocked() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    stage.write_from(CUSTOMER).await;
    stage.add_customer(json!({"phone": "79160000002"})).await;
    let order = |users: Value| json!({"messaging_product": "whatsapp", "block_users": users});
    let one = order(json!([{"user": format!("+{CUSTOMER}")}]));
    for wrong in [
        json!({"messaging_product": "whatsapp"}),
        order(json!([])),
        order(json!([{}])),
        json!({"block_users": [{"user": CUSTOMER}]}),
    ] {
        assert_eq!(number.post("block_users", wrong).await.code(), 100);
    }
    let user = json!({"input": format!("+{CUSTOMER}"), "wa_id": CUSTOMER});
    let blocked = number.post("block_users", one.clone()).await.body;
    assert_eq!(
        blocked,
        json!({"messaging_product": "whatsapp", "block_users": {"added_users": [user]}})
    );
    let listed = number.get("/block_users").await.body["data"].clone();
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["wa_id"]),
        (1, &json!(CUSTOMER))
    );
    let refused = stage.send_text(CUSTOMER, "?").await;
    assert_eq!((refused.status, refused.code()), (400, 130_403));
    let words = json!({"type": "text", "text": {"body": "?"}});
    let unheard = stage
        .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), words)
        .await;
    assert_eq!(unheard.body["code"], "blocked_by_business");
    let path = format!("{}/block_users", number.id);
    let freed = stage.graph(Method::DELETE, &path, one).await.body;
    assert_eq!(freed["block_users"]["removed_users"], json!([user]));
    assert_eq!(stage.send_text(CUSTOMER, "?").await.status, 200);
    let mixed = order(
        json!([{"user": CUSTOMER}, {"user": "79160000002"}, {"user": "74950001001"}, {"user": "x"}, {"user_id": "US.1"}]),
    );
    let partial = number.post("block_users", mixed).await;
    assert_eq!((partial.status, partial.code()), (400, 139_100));
    let lists = &partial.body["block_users"];
    assert_eq!(lists["added_users"].as_array().unwrap().len(), 1);
    let codes: Vec<&Value> = lists["failed_users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| &user["errors"][0]["code"])
        .collect();
    assert_eq!(codes, [131_047, 131_009, 131_009, 131_026]);
}

#[tokio::test]
async fn only_users_of_the_last_24_hours_can_be_blocked_also_by_their_user_id() {
    let order = json!({"messaging_product": "whatsapp", "block_users": [{"user_id": "US.7001"}]});
    for (passed_ms, status) in [(24 * HOUR_MS - 1_000, 200), (24 * HOUR_MS, 400)] {
        let stage = Stage::paused().await;
        stage
            .add_customer(json!({"phone": CUSTOMER, "user_id": "US.7001"}))
            .await;
        stage.write(CUSTOMER, "?").await;
        stage.advance(passed_ms).await;
        assert_eq!(
            Number::first(&stage).post("block_users", order.clone()).await.status,
            status,
            "{passed_ms}"
        );
    }
}

#[tokio::test]
async fn settings_are_checked_kept_and_told() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    let command = |name: &str, hint: &str| json!({"commands": [{"command_name": name, "command_description": hint}]});
    let officer = json!({"name": "Anna", "email": "anna@example.test"});
    let compliance = json!({"messaging_product": "whatsapp", "entity_name": "Acme", "entity_type": "PARTNERSHIP", "is_registered": true,
        "grievance_officer_details": officer, "customer_care_details": officer});
    let mut other = compliance.clone();
    other["entity_type"] = json!("OTHER");
    let key = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
    for (edge, body, code) in [
        (
            "conversational_automation",
            json!({"prompts": vec!["a".repeat(80); 4]}),
            0,
        ),
        ("conversational_automation", json!({"prompts": vec!["a"; 5]}), 100),
        ("conversational_automation", json!({"prompts": ["a".repeat(81)]}), 100),
        ("conversational_automation", json!({"prompts": ["Розы 🌹"]}), 100),
        (
            "conversational_automation",
            command(&"a".repeat(32), &"b".repeat(256)),
            0,
        ),
        ("conversational_automation", command(&"a".repeat(33), "b"), 100),
        ("conversational_automation", command("a", &"b".repeat(257)), 100),
        ("conversational_automation", command("a", ""), 100),
        (
            "conversational_automation",
            json!({"commands": vec![json!({"command_name": "a", "command_description": "b"}); 31]}),
            100,
        ),
        ("whatsapp_commerce_settings", json!({"is_cart_enabled": "maybe"}), 100),
        (
            "whatsapp_commerce_settings",
            json!({"is_cart_enabled": "false", "is_catalog_visible": true}),
            0,
        ),
        ("business_compliance_info", compliance.clone(), 0),
        ("business_compliance_info", other, 100),
        (
            "business_compliance_info",
            json!({"messaging_product": "whatsapp", "entity_name": "Acme"}),
            100,
        ),
        ("whatsapp_business_encryption", json!({"business_public_key": key}), 0),
        (
            "whatsapp_business_encryption",
            json!({"business_public_key": "key"}),
            100,
        ),
        ("settings", json!({"calling": {"status": "ENABLED"}}), 100),
        (
            "settings",
            json!({"user_identity_change": {"enable_identity_key_check": "yes"}}),
            100,
        ),
        ("settings", json!({"storage_configuration": 7}), 100),
        (
            "settings",
            json!({"user_identity_change": {"enable_identity_key_check": true}}),
            0,
        ),
    ] {
        assert_eq!(number.post(edge, body.clone()).await.code(), code, "{edge} {body}");
    }
    let automation = number.field("conversational_automation").await;
    assert_eq!(automation["prompts"].as_array().unwrap().len(), 4);
    assert_eq!(automation["commands"].as_array().unwrap().len(), 1);
    let commerce = number.get("/whatsapp_commerce_settings").await.body["data"][0].clone();
    assert_eq!(
        (&commerce["is_cart_enabled"], &commerce["is_catalog_visible"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        number.get("/business_compliance_info").await.body,
        json!({"data": [compliance]})
    );
    let encryption = number.get("/whatsapp_business_encryption").await.body["data"][0].clone();
    assert_eq!(
        encryption,
        json!({"business_public_key": key, "business_public_key_signature_status": "VALID"})
    );
    let settings = number.get("/settings").await.body;
    assert_eq!(settings["user_identity_change"]["enable_identity_key_check"], true);
    stage.advance(0).await;
    let changes = stage.receiver.changes();
    assert_eq!((changes.len(), &*changes[0].0), (1, "account_settings_update"));
    assert_eq!(
        changes[0].1["phone_number_settings"]["phone_number_id"],
        number.id.as_str()
    );
}

#[tokio::test]
async fn what_is_not_modelled_answers_as_an_edge_that_does_not_exist() {
    let stage = Stage::paused().await;
    let number = Number::first(&stage);
    for edge in [
        "calls",
        "groups",
        "call_permissions",
        "message_history",
        "payments/x/y",
        "flows",
    ] {
        for answer in [
            number.get(&format!("/{edge}")).await,
            number.post(edge, json!({})).await,
        ] {
            let error = &answer.body["error"];
            assert_eq!(
                (answer.status, answer.code(), &error["error_subcode"]),
                (400, 100, &json!(33)),
                "{edge}"
            );
            assert_eq!(error["type"], "GraphMethodException");
        }
    }
}
