//! Every call but sending: addresses, bodies, pages, files.

#[path = "support/stub.rs"]
mod stub;

use std::collections::BTreeMap;

use bytes::Bytes;
use galka_cloud_api::profile::BusinessProfile;
use galka_cloud_api::template::{
    NewTemplate, Quality, TemplateCategory, TemplateComponent, TemplateEdit, TemplateStatus,
};
use galka_graph_client::{
    CallError, DownloadRequest, HookRequest, Provider, ResumableUpload, Subscription, Target, Upload, UploadBody,
};
use serde_json::{Map, Value, json};
use stub::{Reply, Stub, client, target};

const SUCCESS: &str = r#"{"success":true}"#;

fn partner(url: &str) -> Target {
    Target {
        provider: Provider::Dialog360,
        ..target(url)
    }
}

fn body(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("the body is JSON")
}

#[tokio::test]
async fn numbers_are_listed_over_all_pages() {
    let stub = Stub::start([
        Reply::json(
            200,
            r#"{"data":[{"id":"1","display_phone_number":"+1 555-010-0001","quality_rating":"GREEN",
            "throughput":{"level":"STANDARD"},"whatsapp_business_manager_messaging_limit":"TIER_2K"}],
            "paging":{"cursors":{"before":"a","after":"b"},"next":"http://169.254.169.254/steal"}}"#,
        ),
        Reply::json(
            200,
            r#"{"data":[{"id":2,"verified_name":"Acme"}],"paging":{"cursors":{"before":"c","after":"d"}}}"#,
        ),
    ])
    .await;
    let numbers = client().list_numbers(&target(&stub.url)).await.unwrap();
    assert_eq!(numbers.len(), 2);
    assert_eq!(numbers[0].quality_rating, Some(Quality::Green));
    assert_eq!(numbers[0].messaging_limit(), Some("TIER_2K"));
    assert_eq!(numbers[1].id, "2");
    let seen = stub.seen();
    assert_eq!(seen[0].path, "/v26.0/2088/phone_numbers");
    assert_eq!(seen[0].query_value("after"), None);
    assert_eq!(seen[1].query_value("after").as_deref(), Some("b"));
}

#[tokio::test]
async fn a_list_that_repeats_its_cursor_ends() {
    let page = r#"{"data":[{"id":"1"}],"paging":{"cursors":{"after":"b"},"next":"x"}}"#;
    let stub = Stub::start((0..3).map(|_| Reply::json(200, page))).await;
    assert_eq!(client().list_numbers(&target(&stub.url)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_number_is_described() {
    let stub = Stub::start([Reply::json(
        200,
        r#"{"id":"1099","display_phone_number":"+1 555-010-0001"}"#,
    )])
    .await;
    let number = client().number(&target(&stub.url)).await.unwrap();
    assert_eq!(number.display_phone_number.as_deref(), Some("+1 555-010-0001"));
    assert_eq!(stub.seen()[0].path, "/v26.0/1099");
    assert!(matches!(
        client().number(&partner(&stub.url)).await,
        Err(CallError::NotOffered { .. })
    ));
}

#[tokio::test]
async fn templates_are_made_read_changed_and_deleted() {
    let stub = Stub::start([
        Reply::json(200, r#"{"id":"17","status":"PENDING","category":"MARKETING"}"#),
        Reply::json(200, r#"{"data":[{"id":"17","name":"order","language":"en_US","status":"APPROVED","category":"UTILITY","components":[]}]}"#),
        Reply::json(200, r#"{"id":"17","name":"order","language":"en_US","status":"APPROVED","category":"UTILITY"}"#),
        Reply::json(200, SUCCESS),
        Reply::json(200, SUCCESS),
    ])
    .await;
    let (client, target) = (client(), target(&stub.url));
    let template = NewTemplate {
        name: "order".to_owned(),
        language: "en_US".to_owned(),
        category: TemplateCategory::Utility,
        parameter_format: None,
        components: vec![TemplateComponent::body("Packed.")],
        message_send_ttl_seconds: None,
        other: Map::new(),
    };
    let created = client.create_template(&target, &template).await.unwrap();
    assert_eq!(created.category, Some(TemplateCategory::Marketing));
    assert_eq!(
        client.list_templates(&target).await.unwrap()[0].status,
        TemplateStatus::Approved
    );
    assert_eq!(client.template(&target, "17").await.unwrap().name, "order");
    let edit = TemplateEdit {
        components: Some(vec![TemplateComponent::body("Sent.")]),
        ..TemplateEdit::default()
    };
    client.edit_template(&target, "17", &edit).await.unwrap();
    client.delete_template(&target, "order", Some("17")).await.unwrap();

    let seen = stub.seen();
    assert_eq!(
        body(&seen[0].body),
        json!({"name":"order","language":"en_US","category":"UTILITY","components":[{"type":"BODY","text":"Packed."}]})
    );
    assert_eq!(seen[1].path, "/v26.0/2088/message_templates");
    assert_eq!(seen[3].path, "/v26.0/17");
    assert_eq!(seen[4].method, "DELETE");
    assert_eq!(seen[4].query, "name=order&hsm_id=17");
}

#[tokio::test]
async fn a_partner_wraps_its_templates() {
    let list = |name: &str| {
        json!({"waba_templates":[{"name":name,"language":"ru","status":"approved","category":"MARKETING","components":[]}],
            "count":1,"total":2,"limit":100,"offset":0})
        .to_string()
    };
    let stub = Stub::start([
        Reply::json(200, &list("one")),
        Reply::json(200, &list("two")),
        Reply::json(200, r#"{"meta":{"success":true,"http_code":200}}"#),
    ])
    .await;
    let target = partner(&stub.url);
    let templates = client().list_templates(&target).await.unwrap();
    assert_eq!(
        templates
            .iter()
            .map(|template| template.name.as_str())
            .collect::<Vec<_>>(),
        ["one", "two"]
    );
    assert_eq!(templates[0].status, TemplateStatus::Approved);
    client().delete_template(&target, "one", None).await.unwrap();
    let seen = stub.seen();
    assert_eq!(seen[0].path, "/v1/configs/templates");
    assert_eq!(seen[1].query_value("offset").as_deref(), Some("1"));
    assert_eq!(seen[2].path, "/v1/configs/templates/one");
}

#[tokio::test]
async fn webhooks_are_subscribed_in_both_forms() {
    let stub = Stub::start([
        Reply::json(200, SUCCESS),
        Reply::json(200, r#"{"url":"https://hooks.example.test/x"}"#),
        Reply::json(
            200,
            r#"{"data":[{"whatsapp_business_api_data":{"id":"88"},"override_callback_uri":"https://a.test"}]}"#,
        ),
    ])
    .await;
    let subscription = Subscription {
        url: Some("https://hooks.example.test/x".to_owned()),
        verify_token: Some("verify".to_owned()),
        headers: BTreeMap::from([("X-Galka".to_owned(), "secret".to_owned())]),
    };
    client().subscribe(&target(&stub.url), &subscription).await.unwrap();
    client().subscribe(&partner(&stub.url), &subscription).await.unwrap();
    let apps = client().subscriptions(&target(&stub.url)).await.unwrap();
    assert_eq!(apps[0].override_callback_uri.as_deref(), Some("https://a.test"));
    let seen = stub.seen();
    assert_eq!(seen[0].path, "/v26.0/2088/subscribed_apps");
    assert_eq!(
        body(&seen[0].body),
        json!({"override_callback_uri":"https://hooks.example.test/x","verify_token":"verify"})
    );
    assert_eq!(seen[1].path, "/v1/configs/webhook");
    assert_eq!(
        body(&seen[1].body),
        json!({"url":"https://hooks.example.test/x","headers":{"X-Galka":"secret"}})
    );
}

#[tokio::test]
async fn a_token_is_checked() {
    let stub = Stub::start([
        Reply::json(200, r#"{"data":{"app_id":"88","type":"SYSTEM_USER","is_valid":true,"expires_at":0,
            "scopes":["whatsapp_business_messaging"],"granular_scopes":[{"scope":"whatsapp_business_messaging","target_ids":["2088"]}]}}"#),
        Reply::json(401, r#"{"error":{"code":190,"message":"Invalid OAuth access token"}}"#),
        Reply::json(200, r#"{"url":""}"#),
    ])
    .await;
    let info = client().check_token(&target(&stub.url)).await.unwrap();
    assert!(info.is_valid);
    assert_eq!(info.granular_scopes[0].target_ids, ["2088"]);
    let failure = client().check_token(&target(&stub.url)).await.unwrap_err();
    assert!(matches!(failure, CallError::Unauthorised { .. }));
    assert!(client().check_token(&partner(&stub.url)).await.unwrap().is_valid);
    assert_eq!(
        stub.seen()[0].query_value("input_token").as_deref(),
        Some("EAAsandboxtoken")
    );
}

#[tokio::test]
async fn a_profile_is_read_and_changed() {
    let stub = Stub::start([
        Reply::json(
            200,
            r#"{"data":[{"about":"We deliver","vertical":"RETAIL","websites":["https://a.test"],
            "profile_picture_url":"https://p.test","messaging_product":"whatsapp"}]}"#,
        ),
        Reply::json(200, SUCCESS),
    ])
    .await;
    let target = target(&stub.url);
    let mut profile: BusinessProfile = client().profile(&target).await.unwrap();
    profile.about = Some("We deliver fast".to_owned());
    client().set_profile(&target, &profile).await.unwrap();
    let seen = stub.seen();
    assert_eq!(seen[0].path, "/v26.0/1099/whatsapp_business_profile");
    assert_eq!(
        body(&seen[1].body),
        json!({"messaging_product":"whatsapp","about":"We deliver fast","vertical":"RETAIL","websites":["https://a.test"]})
    );
}

#[tokio::test]
async fn files_are_uploaded_whole_and_by_chunks() {
    let stub = Stub::start([Reply::json(200, r#"{"id":"9001"}"#), Reply::json(200, r#"{"id":9002}"#)]).await;
    let target = target(&stub.url);
    let chunks = futures_util::stream::iter([Ok(Bytes::from("half ")), Ok(Bytes::from("and half"))]);
    for (body, id, words) in [
        (UploadBody::Bytes(Bytes::from("whole file")), "9001", "whole file"),
        (
            UploadBody::Stream {
                length: 13,
                chunks: Box::pin(chunks),
            },
            "9002",
            "half and half",
        ),
    ] {
        let upload = Upload {
            file_name: "a.jpg".to_owned(),
            mime_type: "image/jpeg".to_owned(),
            body,
        };
        assert_eq!(client().upload_media(&target, upload).await.unwrap().id, id);
        let seen = stub.seen();
        let seen = seen.last().unwrap();
        assert_eq!(seen.path, "/v26.0/1099/media");
        let form = String::from_utf8(seen.body.to_vec()).unwrap();
        assert!(form.contains(words), "{form}");
        assert!(form.contains("name=\"messaging_product\"\r\n\r\nwhatsapp"), "{form}");
        assert!(
            form.contains("filename=\"a.jpg\"\r\nContent-Type: image/jpeg"),
            "{form}"
        );
        assert!(seen.header("content-length").is_some());
    }
}

#[tokio::test]
async fn a_file_is_described_fetched_and_hashed() {
    let files = Stub::start([Reply::file("hello")]).await;
    let info = json!({"messaging_product":"whatsapp","url":format!("{}/media/1?hash=a", files.url),
        "mime_type":"image/jpeg","sha256":"00","file_size":"5","id":"9001"});
    let api = Stub::start([Reply::json(200, &info.to_string())]).await;
    let info = client().media(&target(&api.url), "9001").await.unwrap();
    assert_eq!(info.file_size, Some(5));
    let seen = api.seen();
    assert_eq!(
        (seen[0].path.as_str(), seen[0].query.as_str()),
        ("/v26.0/9001", "phone_number_id=1099")
    );

    let target = target(&files.url);
    let mut sink = Vec::new();
    let request = DownloadRequest {
        url: info.url,
        bytes_max: 5,
        range: None,
    };
    let downloaded = client().download(&target, &request, &mut sink).await.unwrap();
    assert_eq!(sink, b"hello");
    assert_eq!(downloaded.bytes, 5);
    assert_eq!(downloaded.content_type.as_deref(), Some("image/jpeg"));
    assert_eq!(
        downloaded.sha256_hex(),
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    );
    assert_eq!(files.seen()[0].header("authorization"), Some("Bearer EAAsandboxtoken"));
    assert!(files.seen()[0].header("user-agent").unwrap().starts_with("galka/"));
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_cut_off() {
    let silent_about_its_size = Reply {
        chunked: true,
        ..Reply::file("x".repeat(100_000))
    };
    for reply in [Reply::file("x".repeat(100_000)), silent_about_its_size] {
        let stub = Stub::start([reply]).await;
        let request = DownloadRequest {
            url: format!("{}/media/1", stub.url),
            bytes_max: 1_000,
            range: None,
        };
        let mut sink = Vec::new();
        let failure = client()
            .download(&target(&stub.url), &request, &mut sink)
            .await
            .unwrap_err();
        assert!(
            matches!(failure, CallError::TooLarge { bytes_max: 1_000 }),
            "{failure:?}"
        );
        assert!(sink.len() <= 1_000);
    }
}

#[tokio::test]
async fn a_part_of_a_file_is_fetched() {
    let mut reply = Reply::file("ell");
    reply.status = 206;
    reply.headers.push(("content-range", "bytes 1-3/5".to_owned()));
    let stub = Stub::start([reply, Reply::file("hello")]).await;
    let request = DownloadRequest {
        url: format!("{}/media/1", stub.url),
        bytes_max: 100,
        range: Some(1..4),
    };
    let mut sink = Vec::new();
    let downloaded = client()
        .download(&target(&stub.url), &request, &mut sink)
        .await
        .unwrap();
    assert_eq!((sink.as_slice(), downloaded.total_bytes), (&b"ell"[..], Some(5)));
    assert_eq!(stub.seen()[0].header("range"), Some("bytes=1-3"));
    let failure = client()
        .download(&target(&stub.url), &request, &mut Vec::new())
        .await
        .unwrap_err();
    assert!(matches!(failure, CallError::Uncertain { .. }), "{failure:?}");
}

#[tokio::test]
async fn an_expired_address_and_a_redirect_are_told_apart() {
    let mut redirect = Reply::json(302, "");
    redirect.headers.push(("location", "http://127.0.0.1:1/".to_owned()));
    let stub = Stub::start([Reply::json(404, ""), redirect, Reply::json(401, "<html>")]).await;
    let request = DownloadRequest {
        url: format!("{}/media/1", stub.url),
        bytes_max: 100,
        range: None,
    };
    let mut failures = Vec::new();
    for _ in 0..3 {
        let failure = client()
            .download(&target(&stub.url), &request, &mut Vec::new())
            .await
            .unwrap_err();
        failures.push(failure);
    }
    assert!(matches!(failures[0], CallError::Expired));
    assert!(matches!(failures[1], CallError::Refused { .. }), "{:?}", failures[1]);
    assert!(matches!(failures[2], CallError::Unauthorised { .. }));
}

#[tokio::test]
async fn a_partner_serves_files_from_its_own_host() {
    let stub = Stub::start([Reply::file("hello")]).await;
    let request = DownloadRequest {
        url: "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&hash=a".to_owned(),
        bytes_max: 100,
        range: None,
    };
    let mut sink = Vec::new();
    client()
        .download(&partner(&stub.url), &request, &mut sink)
        .await
        .unwrap();
    let seen = stub.seen();
    assert_eq!(seen[0].path, "/whatsapp_business/attachments/");
    assert_eq!(seen[0].query, "mid=1&hash=a");
    assert_eq!(seen[0].header("d360-api-key"), Some("EAAsandboxtoken"));
}

#[tokio::test]
async fn a_file_without_a_message_goes_up_in_a_session_and_is_continued_where_it_broke_off() {
    let stub = Stub::start([
        Reply::json(200, r#"{"id":"upload:MTphdHQ=?sig=ARZx%2By"}"#),
        Reply::json(
            500,
            r#"{"error":{"message":"(#2) later","code":2,"is_transient":true}}"#,
        ),
        Reply::json(200, r#"{"id":"upload:MTphdHQ=","file_offset":4}"#),
        Reply::json(200, r#"{"h":"4::aW:ARa"}"#),
    ])
    .await;
    let upload = ResumableUpload {
        file_name: "Логотип.png".to_owned(),
        mime_type: "image/png".to_owned(),
        bytes: Bytes::from_static(b"0123456789"),
    };
    let handle = client()
        .upload_resumable(&target(&stub.url), "77", &upload)
        .await
        .unwrap();
    assert_eq!(handle, "4::aW:ARa");
    let seen = stub.seen();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].path.as_str()),
        ("POST", "/v26.0/77/uploads")
    );
    assert_eq!(seen[0].query_value("file_length").as_deref(), Some("10"));
    assert_eq!(seen[0].query_value("file_name").as_deref(), Some("Логотип.png"));
    for (place, method, offset, sent) in [(1, "POST", "0", "0123456789"), (3, "POST", "4", "456789")] {
        let one = &seen[place];
        assert_eq!(
            (one.method.as_str(), one.path.as_str()),
            (method, "/v26.0/upload:MTphdHQ=")
        );
        assert_eq!(one.query_value("sig").as_deref(), Some("ARZx+y"));
        assert_eq!(
            (one.header("file_offset"), one.body.as_ref()),
            (Some(offset), sent.as_bytes())
        );
        assert_eq!(one.headers.get_all("authorization").iter().count(), 1);
        assert_eq!(one.header("authorization"), Some("OAuth EAAsandboxtoken"));
    }
    assert_eq!(seen[2].method.as_str(), "GET");
    let refused = client().upload_resumable(&partner(&stub.url), "77", &upload).await;
    assert!(matches!(refused, Err(CallError::NotOffered { .. })));
}

fn hook(url: &str, allow_private: bool) -> HookRequest {
    HookRequest {
        url: url::Url::parse(url).expect("the test names an address"),
        allow_private,
        headers: vec![("X-Galka-Delivery", "wd_1".to_owned())],
        body: r#"{"type":"webhook.test"}"#.to_owned(),
        timeout: std::time::Duration::from_millis(300),
        answer_bytes_max: 1_024,
    }
}

#[tokio::test]
async fn a_hook_is_told_without_tokens_and_only_the_beginning_of_its_answer_is_read() {
    let stub = Stub::start([Reply {
        chunked: true,
        ..Reply::json(202, &"x".repeat(1 << 20))
    }])
    .await;
    let answer = client().tell_hook(hook(&stub.url, true)).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (202, 1_024));
    let seen = stub.seen();
    assert_eq!(seen[0].header("x-galka-delivery"), Some("wd_1"));
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(&seen[0].body[..], br#"{"type":"webhook.test"}"#);
}

#[tokio::test]
async fn a_hook_goes_nowhere_but_where_it_may() {
    let elsewhere = Stub::start([]).await;
    let mut redirect = Reply::json(307, "");
    redirect.headers.push(("location", elsewhere.url.clone()));
    let stub = Stub::start([redirect, Reply::never()]).await;
    assert_eq!(client().tell_hook(hook(&stub.url, true)).await.unwrap().status, 307);
    assert!(elsewhere.seen().is_empty());
    client().tell_hook(hook(&stub.url, true)).await.unwrap_err();
    let asked = stub.seen().len();
    let port = stub.url.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let why = client()
            .tell_hook(hook(&format!("http://{host}:{port}/"), false))
            .await
            .unwrap_err();
        assert!(why.contains("public internet"), "{host}: {why}");
    }
    assert_eq!(stub.seen().len(), asked);
}
