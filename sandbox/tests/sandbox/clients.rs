//! What other people's clients ask for by themselves; the clients' own runs are in `tests/clients`.

use crate::support::{Stage, ask};
use reqwest::Method;
use serde_json::{Value, json};

/// Every field of a number that pywa 4.5.0 names when it reads one.
const NUMBER: &str = "id,verified_name,display_phone_number,conversational_automation,status,quality_rating,\
    quality_score,webhook_configuration,name_status,new_name_status,code_verification_status,account_mode,\
    is_on_biz_app,is_official_business_account,is_pin_enabled,is_preverified_number,search_visibility,platform_type,\
    throughput,eligibility_for_api_business_global_search,health_status,certificate,new_certificate,\
    last_onboarded_time,country_code,country_dial_code,whatsapp_business_manager_messaging_limit";
/// The same of an account.
const ACCOUNT: &str = "id,name,timezone_id,message_template_namespace,status,business_verification_status,\
    is_enabled_for_insights,marketing_messages_lite_api_status,marketing_messages_onboarding_status,\
    on_behalf_of_business_info,ownership_type,health_status,currency,country,subscribed_apps,owner_business_info,\
    account_review_status,disable_marketing_messages_on_cloud_api";
/// The same of a template.
const TEMPLATE: &str = "id,name,language,category,status,components,parameter_format,message_send_ttl_seconds,\
    correct_category,previous_category,rejected_reason,library_template_name,quality_score,\
    cta_url_link_tracking_opted_out,sub_category,degrees_of_freedom_spec";

#[tokio::test]
async fn a_number_answers_every_field_that_clients_name() {
    let stage = Stage::paused().await;
    let path = format!("{}?fields={NUMBER}", stage.company.phone_number_id);
    let answer = stage.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["id"], stage.company.phone_number_id);
}

#[tokio::test]
async fn a_template_answers_every_field_that_clients_name() {
    let stage = Stage::paused().await;
    let body = json!([{"type": "BODY", "text": "Здравствуйте! Ваш заказ собран и ждёт вас в магазине."}]);
    let id = stage.approved("ready", "UTILITY", body).await;
    let answer = stage.get(&format!("{id}?fields={TEMPLATE}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["name"], "ready");
    let list = format!("{}/message_templates?fields={TEMPLATE}", stage.company.waba_id);
    assert_eq!(stage.get(&list).await.body["data"][0]["id"], id);
}

#[tokio::test]
async fn an_account_answers_every_field_that_clients_name() {
    let stage = Stage::paused().await;
    let answer = stage.get(&format!("{}?fields={ACCOUNT}", stage.company.waba_id)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["id"], stage.company.waba_id);
    let wrong = stage.get(&format!("{}?fields=id,disable", stage.company.waba_id)).await;
    assert_eq!(wrong.code(), 100);
}

/// pywa has its user token in the header of every call, and adds the app's where Meta wants that one.
#[tokio::test]
async fn a_token_among_the_parameters_wins_over_the_header() {
    let stage = Stage::paused().await;
    let (app, secret) = (&stage.company.app_id, &stage.company.app_secret);
    let url = format!("{}/v25.0/{app}/subscriptions", stage.sandbox.base_url());
    let call = |token: String| {
        let request = stage.client.get(&url).bearer_auth(&stage.company.access_token);
        ask(request.query(&[("access_token", token)]))
    };
    assert_eq!(call(format!("{app}|{secret}")).await.status, 200);
    assert_eq!(call(format!("{app}|{secret}0")).await.code(), 190);
    // Without one the header's stands, and that is no app token.
    assert_eq!(call(String::new()).await.code(), 15);
    assert_eq!(
        ask(stage.client.get(&url).bearer_auth(&stage.company.access_token))
            .await
            .code(),
        15
    );
}

#[tokio::test]
async fn a_qr_code_is_changed_at_its_own_address_too() {
    let stage = Stage::paused().await;
    let edge = format!("{}/message_qrdls", stage.company.phone_number_id);
    let made = stage
        .graph(Method::POST, &edge, json!({"prefilled_message": "Roses"}))
        .await;
    let code = made.body["code"].as_str().unwrap();
    let own = format!("{edge}/{code}");
    let changed = stage
        .graph(Method::POST, &format!("{own}?prefilled_message=Peonies"), Value::Null)
        .await;
    assert_eq!(changed.body["prefilled_message"], "Peonies", "{}", changed.body);
    assert_eq!(changed.body["code"], code);
    assert_eq!(stage.get(&own).await.body["data"][0]["prefilled_message"], "Peonies");
    let missing = stage.graph(Method::POST, &own, json!({})).await;
    assert_eq!(missing.code(), 100);
}

#[tokio::test]
async fn conversational_automation_has_an_id_that_stays() {
    let stage = Stage::paused().await;
    let number = &stage.company.phone_number_id;
    let edge = format!("{number}/conversational_automation");
    let shown = format!("{number}?fields=conversational_automation");
    let tell = |prompt: &str| stage.graph(Method::POST, &edge, json!({"prompts": [prompt]}));
    assert_eq!(
        stage
            .graph(Method::POST, &edge, json!({"enable_welcome_message": true}))
            .await
            .status,
        200
    );
    assert!(stage.get(&shown).await.body.get("conversational_automation").is_none());
    tell("Where are you?").await;
    let first = stage.get(&shown).await.body["conversational_automation"].clone();
    tell("What does it cost?").await;
    let second = stage.get(&shown).await.body["conversational_automation"].clone();
    assert_eq!(first["id"].as_str().unwrap().len(), 15);
    assert_eq!(first["id"], second["id"]);
    assert_eq!(second["prompts"], json!(["What does it cost?"]));
}

/// pywa knows the field's long words and complains of others.
#[tokio::test]
async fn an_account_without_marketing_messages_says_why() {
    let stage = Stage::paused().await;
    let waba = &stage.company.waba_id;
    let shown = async || {
        let fields = "marketing_messages_onboarding_status,marketing_messages_lite_api_status";
        let body = stage.get(&format!("{waba}?fields={fields}")).await.body;
        let word = |name: &str| body[name].as_str().unwrap().to_owned();
        (
            word("marketing_messages_onboarding_status"),
            word("marketing_messages_lite_api_status"),
        )
    };
    let both = |long: &str, plain: &str| (long.to_owned(), plain.to_owned());
    assert_eq!(shown().await, both("INELIGIBLE_COUNTRY_NOT_SUPPORTED", "INELIGIBLE"));
    let tell = async |method: Method, path: &str, order: Value| {
        let path = format!("world/wabas/{waba}{path}");
        let answer = stage.control(method, &path, order).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    };
    let kind = "RESTRICTED_BIZ_INITIATED_MESSAGING";
    let order = json!({"action": "restrict", "restriction_type": kind, "days": 1});
    tell(Method::POST, "/enforcement", order).await;
    stage.advance(86_399_000).await;
    assert_eq!(shown().await, both("INELIGIBLE_INACTIVE_OR_RESTRICTED", "INELIGIBLE"));
    stage.advance(1_000).await;
    assert_eq!(shown().await, both("INELIGIBLE_COUNTRY_NOT_SUPPORTED", "INELIGIBLE"));
    let onboarded = json!({"marketing_messages_onboarding_status": "ONBOARDED"});
    tell(Method::PATCH, "", onboarded).await;
    assert_eq!(shown().await, both("ONBOARDED", "ONBOARDED"));
}
