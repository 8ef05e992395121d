//! Tokens: where they may stand, what they allow, how they end.

use crate::support::{Answer, CUSTOMER, START_MS, Stage, ask, greeting};
use galka_cloud_api::signature::appsecret_proof;
use reqwest::Method;
use serde_json::{Value, json};

async fn make(stage: &Stage, order: Value) -> Value {
    let answer = stage.control(Method::POST, "tokens", order).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body
}

async fn get_as(stage: &Stage, token: &str, path: &str) -> Answer {
    let url = format!("{}/v25.0/{path}", stage.sandbox.base_url());
    ask(stage.client.get(url).bearer_auth(token)).await
}

async fn exchange(stage: &Stage, query: &[(&str, &str)]) -> Answer {
    let url = format!("{}/v25.0/oauth/access_token", stage.sandbox.base_url());
    ask(stage.client.get(url).query(query)).await
}

fn subcode(answer: &Answer) -> (u16, u64, u64) {
    let subcode = answer.body["error"]["error_subcode"].as_u64().unwrap_or(0);
    (answer.status, answer.code(), subcode)
}

#[tokio::test]
async fn a_token_may_stand_in_the_header_the_address_or_the_body() {
    let stage = Stage::paused().await;
    let company = &stage.company;
    let url = format!("{}/v25.0/{}", stage.sandbox.base_url(), company.phone_number_id);
    let profile = format!("{url}/whatsapp_business_profile");
    let body = json!({"messaging_product": "whatsapp", "about": "Цветы", "access_token": company.access_token});
    let form = [
        ("messaging_product", "whatsapp"),
        ("about", "Flowers"),
        ("access_token", company.access_token.as_str()),
    ];
    let oauth = format!("OAuth {}", company.access_token);
    for request in [
        stage.client.get(&url).header("authorization", oauth),
        stage.client.get(&url).query(&[("access_token", &company.access_token)]),
        stage.client.post(&profile).json(&body),
        stage
            .client
            .post(&profile)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_urlencoded::to_string(form).unwrap()),
        stage
            .client
            .post(&profile)
            .json(&body)
            .bearer_auth(&company.access_token),
    ] {
        let answer = ask(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    // Of two tokens the parameter is the one that counts.
    let beside = stage.client.post(&profile).json(&body).bearer_auth("EAAwrong");
    assert_eq!(ask(beside).await.status, 200);
    let wrong = stage.client.get(&url).query(&[("access_token", "EAAwrong")]);
    assert_eq!(ask(wrong.bearer_auth(&company.access_token)).await.code(), 190);
}

#[tokio::test]
async fn a_token_ends_at_its_second_and_can_be_taken_back() {
    let stage = Stage::paused().await;
    let made = make(&stage, json!({"kind": "USER", "expires_in_s": 3_600})).await;
    let (token, id) = (made["access_token"].as_str().unwrap(), made["id"].as_str().unwrap());
    let path = stage.company.phone_number_id.as_str();
    stage.advance(3_599_000).await;
    assert_eq!(get_as(&stage, token, path).await.status, 200);
    stage.advance(1_000).await;
    let ended = get_as(&stage, token, path).await;
    assert_eq!(subcode(&ended), (401, 190, 463));
    assert_eq!(
        ended.body["error"]["message"],
        "Error validating access token: Session has expired on Thursday, 01-Jan-26 01:00:00 UTC. The current time is Thursday, 01-Jan-26 01:00:00 UTC."
    );
    let challenge = ended.headers["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.starts_with("OAuth \"Facebook Platform\" \"invalid_token\" \"Error validating"),
        "{challenge}"
    );
    let look = stage.get(&format!("debug_token?input_token={token}")).await.body;
    assert_eq!(
        (
            &look["data"]["is_valid"],
            &look["data"]["error"]["subcode"],
            &look["data"]["type"]
        ),
        (&json!(false), &json!(463), &json!("USER"))
    );
    assert_eq!(look["data"]["expires_at"], START_MS / 1_000 + 3_600);
    let patch = json!({"expires_in_s": 60, "revoked": true});
    let patched = stage.control(Method::PATCH, &format!("tokens/{id}"), patch).await;
    assert_eq!((patched.status, &patched.body["valid"]), (200, &json!(false)));
    assert_eq!(subcode(&get_as(&stage, token, path).await), (401, 190, 467));
    let listed = stage.control(Method::GET, "tokens", Value::Null).await.body;
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(token));
    for (path, order) in [
        ("tokens/0-99", json!({})),
        ("tokens/x", json!({})),
        ("tokens/0-1", json!({"expires_in_s": -1})),
    ] {
        let answer = stage.control(Method::PATCH, path, order).await;
        assert!(matches!(answer.status, 404 | 422), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn each_call_needs_its_permission() {
    let stage = Stage::paused().await;
    let messaging = make(&stage, json!({"scopes": ["whatsapp_business_messaging"]})).await;
    let management = make(&stage, json!({"scopes": ["whatsapp_business_management"]})).await;
    let none = make(&stage, json!({"scopes": []})).await;
    let text = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "type": "text", "text": {"body": "a"}});
    let template = json!({"name": "ready", "language": "ru", "category": "UTILITY", "components": greeting()});
    let company = &stage.company;
    let calls = [
        (format!("{}/messages", company.phone_number_id), text, [200, 403, 403]),
        (
            format!("{}/message_templates", company.waba_id),
            template,
            [403, 200, 403],
        ),
        (company.phone_number_id.clone(), Value::Null, [200, 200, 403]),
        (company.waba_id.clone(), Value::Null, [403, 200, 403]),
        (company.portfolio_id.clone(), Value::Null, [403, 200, 403]),
        ("me".to_owned(), Value::Null, [200, 200, 200]),
    ];
    for (path, body, expected) in calls {
        for (token, status) in [&messaging, &management, &none].into_iter().zip(expected) {
            let url = format!("{}/v25.0/{path}", stage.sandbox.base_url());
            let request = if body.is_null() {
                stage.client.get(url)
            } else {
                stage.client.post(url).json(&body)
            };
            let answer = ask(request.bearer_auth(token["access_token"].as_str().unwrap())).await;
            assert_eq!(answer.status, status, "{path} {}: {}", token["scopes"], answer.body);
            assert!(status == 200 || answer.code() == 200, "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn an_app_can_ask_for_the_proof_of_its_secret() {
    let stage = Stage::paused().await;
    let (company, now) = (&stage.company, START_MS / 1_000);
    let proof = |time: Option<i64>| {
        let signed = match time {
            Some(time) => format!("{}|{time}", company.access_token),
            None => company.access_token.clone(),
        };
        let proof = appsecret_proof(&company.app_secret, &signed);
        let time = time.map(|time| format!("&appsecret_time={time}")).unwrap_or_default();
        format!("{}?appsecret_proof={proof}{time}", company.phone_number_id)
    };
    assert_eq!(stage.get(&company.phone_number_id).await.status, 200);
    let order = json!({"require_app_secret": true});
    let changed = stage
        .control(Method::PATCH, &format!("world/apps/{}", company.app_id), order)
        .await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    let bare = stage.get(&company.phone_number_id).await;
    assert_eq!(
        (bare.status, &bare.body["error"]["message"]),
        (
            400,
            &json!("(#100) API calls from the server require an appsecret_proof argument")
        )
    );
    for (time, status) in [
        (None, 200),
        (Some(now), 200),
        (Some(now - 300), 200),
        (Some(now - 301), 400),
        (Some(now + 301), 400),
    ] {
        let answer = stage.get(&proof(time)).await;
        assert_eq!(answer.status, status, "{time:?}: {}", answer.body);
        assert!(status == 200 || answer.code() == 100);
    }
}

#[tokio::test]
async fn a_code_is_exchanged_once_and_within_thirty_seconds() {
    let stage = Stage::paused().await;
    let company = &stage.company;
    let code = async || {
        let answer = stage
            .control(Method::POST, "tokens/codes", json!({"expires_in_s": 5_184_000}))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["code"].as_str().unwrap().to_owned()
    };
    let (id, secret) = (company.app_id.as_str(), company.app_secret.as_str());
    let good = code().await;
    let late = code().await;
    stage.advance(29_999).await;
    let token = exchange(&stage, &[("client_id", id), ("client_secret", secret), ("code", &good)]).await;
    assert_eq!(
        (token.status, &token.body["token_type"], &token.body["expires_in"]),
        (200, &json!("bearer"), &json!(5_184_000))
    );
    let value = token.body["access_token"].as_str().unwrap();
    assert_eq!(get_as(&stage, value, &company.waba_id).await.status, 200);
    stage.advance(1).await;
    for (code, subcode_of) in [(good.as_str(), 36_009), (late.as_str(), 36_007), ("AQnone", 36_008)] {
        let answer = exchange(&stage, &[("client_id", id), ("client_secret", secret), ("code", code)]).await;
        assert_eq!(subcode(&answer), (400, 100, subcode_of));
    }
    let wrong = exchange(&stage, &[("client_id", id), ("client_secret", "x"), ("code", &late)]).await;
    assert_eq!((wrong.status, wrong.code()), (400, 1));
    let unknown = exchange(&stage, &[("client_id", "1"), ("client_secret", "x")]).await;
    assert_eq!(unknown.code(), 101);
}

#[tokio::test]
async fn a_short_token_becomes_a_long_one_and_a_secret_an_apps_token() {
    let stage = Stage::paused().await;
    let company = &stage.company;
    let made = make(&stage, json!({"kind": "USER", "expires_in_s": 60})).await;
    let client = [
        ("client_id", company.app_id.as_str()),
        ("client_secret", company.app_secret.as_str()),
    ];
    let short = made["access_token"].as_str().unwrap();
    let ask_for = |more: &[(&'static str, String)]| {
        let mut query: Vec<(&str, String)> = client
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        query.extend(more.iter().cloned());
        query
    };
    let query = ask_for(&[
        ("grant_type", "fb_exchange_token".to_owned()),
        ("fb_exchange_token", short.to_owned()),
    ]);
    let borrowed: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let long = exchange(&stage, &borrowed).await.body;
    assert_eq!(long["expires_in"], 60 * 86_400);
    let query = ask_for(&[("grant_type", "client_credentials".to_owned())]);
    let borrowed: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let app = exchange(&stage, &borrowed).await.body["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let debug = get_as(&stage, &app, &format!("debug_token?input_token={short}")).await;
    assert_eq!(
        debug.body["data"]["granular_scopes"][0]["target_ids"],
        json!([company.waba_id])
    );
    let own = get_as(&stage, &app, &format!("debug_token?input_token={app}")).await;
    assert_eq!(own.body["data"]["type"], "APP");
    let refused = get_as(&stage, &app, &company.phone_number_id).await;
    assert_eq!((refused.status, refused.code()), (403, 10));
    assert_eq!(get_as(&stage, &app, "me").await.code(), 2500);
    let subscriptions = format!("{}/subscriptions", company.app_id);
    assert_eq!(get_as(&stage, &app, &subscriptions).await.status, 200);
    assert_eq!(stage.get(&subscriptions).await.code(), 15);
}

#[tokio::test]
async fn accounts_are_found_from_the_token() {
    let stage = Stage::paused().await;
    let company = &stage.company;
    let me = stage.get("me").await.body;
    let user = me["id"].as_str().unwrap();
    let businesses = stage.get("me/businesses").await.body;
    assert_eq!(businesses["data"][0]["id"], company.portfolio_id.as_str());
    for path in [
        format!("{}/owned_whatsapp_business_accounts", company.portfolio_id),
        format!("{user}/assigned_whatsapp_business_accounts"),
    ] {
        let listed = stage
            .get(&format!("{path}?fields=id,name,phone_numbers.limit(1){{id}}"))
            .await
            .body;
        assert_eq!(listed["data"][0]["id"], company.waba_id.as_str(), "{path}");
        assert_eq!(
            listed["data"][0]["phone_numbers"]["data"][0],
            json!({"id": company.phone_number_id}),
            "{path}"
        );
    }
    let other = stage
        .control(Method::POST, "world/wabas", json!({"name": "Пекарня"}))
        .await
        .body;
    let shared = make(
        &stage,
        json!({"app_id": company.app_id, "waba_ids": [company.waba_id, other["waba_id"]]}),
    )
    .await;
    let clients = get_as(
        &stage,
        shared["access_token"].as_str().unwrap(),
        &format!("{}/client_whatsapp_business_accounts", company.portfolio_id),
    )
    .await
    .body;
    assert_eq!(clients["data"].as_array().unwrap().len(), 1);
    assert_eq!(clients["data"][0]["id"], other["waba_id"]);
    assert_eq!(stage.get(other["portfolio_id"].as_str().unwrap()).await.code(), 100);
}
