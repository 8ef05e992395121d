//! What other people's clients ask for by themselves; the clients' own runs are in `tests/clients`.

use crate::support::Stage;
use serde_json::json;

/// Every field of a number that pywa 4.5.0 names when it reads one.
const NUMBER: &str = "id,verified_name,display_phone_number,conversational_automation,status,quality_rating,\
    quality_score,webhook_configuration,name_status,new_name_status,code_verification_status,account_mode,\
    is_on_biz_app,is_official_business_account,is_pin_enabled,is_preverified_number,search_visibility,platform_type,\
    throughput,eligibility_for_api_business_global_search,health_status,certificate,new_certificate,\
    last_onboarded_time,country_code,country_dial_code,whatsapp_business_manager_messaging_limit";
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
