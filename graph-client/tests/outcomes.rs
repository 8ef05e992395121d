//! What becomes of a message, for every way the other side can behave.

#[path = "support/stub.rs"]
mod stub;

use std::time::Duration;

use galka_cloud_api::content::Content;
use galka_cloud_api::error_table::Scope;
use galka_cloud_api::send::{ReadReceipt, SendRequest};
use galka_graph_client::{CallError, ClientSettings, GraphClient, Outcome, Provider, Secret, Uncertainty};
use serde_json::{Value, json};
use stub::{Behaviour, Reply, Stub, client, target};

const ACCEPTED: &str = r#"{"messaging_product":"whatsapp","contacts":[{"input":"+15551230001","wa_id":"15551230001"}],
    "messages":[{"id":"wamid.A","message_status":"accepted"}]}"#;

fn hello() -> SendRequest {
    let mut request = SendRequest::to_phone("+15551230001", Content::text("Hello"));
    request.biz_opaque_callback_data = Some("msg_1".to_owned());
    request
}

fn error(code: i64) -> String {
    json!({"error":{"message":format!("(#{code}) words"),"type":"OAuthException","code":code,
        "error_data":{"messaging_product":"whatsapp","details":"more words"},"fbtrace_id":"A1"}})
    .to_string()
}

async fn outcome_of(status: u16, body: &str) -> Outcome {
    let stub = Stub::start([Reply::json(status, body)]).await;
    client().send(&target(&stub.url), &hello()).await
}

#[tokio::test]
async fn an_accepted_message_has_its_id() {
    let stub = Stub::start([Reply::json(200, ACCEPTED)]).await;
    let outcome = client().send(&target(&stub.url), &hello()).await;
    assert_eq!(
        outcome,
        Outcome::Accepted {
            wamid: "wamid.A".to_owned(),
            message_status: Some("accepted".to_owned()),
            wa_id: Some("15551230001".to_owned()),
            user_id: None,
        }
    );
    let seen = stub.seen();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].path.as_str()),
        ("POST", "/v26.0/1099/messages")
    );
    assert_eq!(seen[0].query, "");
    assert_eq!(seen[0].header("authorization"), Some("Bearer EAAsandboxtoken"));
    assert_eq!(
        serde_json::from_slice::<Value>(&seen[0].body).unwrap(),
        json!({"messaging_product":"whatsapp","recipient_type":"individual","to":"+15551230001",
            "biz_opaque_callback_data":"msg_1","type":"text","text":{"body":"Hello"}})
    );
}

#[tokio::test]
async fn a_secret_adds_its_proof() {
    let stub = Stub::start([Reply::json(200, ACCEPTED)]).await;
    let mut target = target(&stub.url);
    target.app_secret = Some(Secret::new("sandbox_app_secret"));
    client().send(&target, &hello()).await;
    assert_eq!(
        stub.seen()[0].query,
        "appsecret_proof=d9692b3a89ab74d164748b169c3cf6cd227e18a89060ba6644c5c262746b2865"
    );
}

#[tokio::test]
async fn a_partner_gets_its_own_form() {
    let stub = Stub::start([Reply::json(200, ACCEPTED)]).await;
    let mut target = target(&stub.url);
    target.provider = Provider::Dialog360;
    target.app_secret = Some(Secret::new("unused"));
    assert_eq!(client().send(&target, &hello()).await.as_str(), "accepted");
    let seen = stub.seen();
    assert_eq!(seen[0].path, "/messages");
    assert_eq!(seen[0].query, "");
    assert_eq!(seen[0].header("d360-api-key"), Some("EAAsandboxtoken"));
    assert_eq!(seen[0].header("authorization"), None);
}

#[tokio::test]
async fn final_codes_are_rejected() {
    for (status, code) in [
        (400, 100),
        (400, 131_009),
        (400, 131_026),
        (400, 131_047),
        (404, 132_001),
        (400, 131_049),
        (403, 368),
        (400, 132_015),
        (400, 131_042),
        (400, 999_999),
    ] {
        let outcome = outcome_of(status, &error(code)).await;
        assert!(
            matches!(&outcome, Outcome::Rejected { error } if error.code == code),
            "{code}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn throttling_is_known_by_its_code_under_either_status() {
    for status in [400, 429] {
        for (code, expected) in [
            (4, Scope::App),
            (80_007, Scope::Waba),
            (130_429, Scope::Number),
            (131_056, Scope::Pair),
        ] {
            let outcome = outcome_of(status, &error(code)).await;
            assert!(
                matches!(&outcome, Outcome::Throttled { scope, .. } if *scope == expected),
                "{code} under {status}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn throttling_says_when_to_come_again() {
    let usage = r#"{"2088":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":2}]}"#;
    for (headers, seconds) in [
        (vec![("retry-after", "7")], Some(7)),
        (vec![("x-business-use-case-usage", usage)], Some(120)),
        (vec![], None),
    ] {
        let mut reply = Reply::json(429, &error(80_007));
        reply.headers = headers
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        let stub = Stub::start([reply]).await;
        let outcome = client().send(&target(&stub.url), &hello()).await;
        let Outcome::Throttled { retry_after, .. } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(retry_after, seconds.map(Duration::from_secs));
    }
    let Outcome::Throttled { retry_after, .. } = outcome_of(500, &error(131_057)).await else {
        panic!("maintenance throttles")
    };
    assert_eq!(retry_after, Some(Duration::from_secs(60)));
}

#[tokio::test]
async fn token_and_permission_errors_are_unauthorised() {
    for (status, code) in [
        (401, 190),
        (401, 0),
        (403, 10),
        (403, 200),
        (403, 299),
        (500, 3),
        (403, 131_005),
        (401, 999_999),
    ] {
        let outcome = outcome_of(status, &error(code)).await;
        assert!(matches!(outcome, Outcome::Unauthorised { .. }), "{code}: {outcome:?}");
    }
    for (status, body) in [(401, "<html>"), (403, "")] {
        let outcome = outcome_of(status, body).await;
        assert!(matches!(outcome, Outcome::Unauthorised { .. }), "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn faults_of_the_other_side_are_uncertain() {
    for (status, body) in [
        (400, error(1)),
        (503, error(2)),
        (500, error(131_000)),
        (500, error(131_016)),
        (500, error(999_999)),
        (500, "<html>".to_owned()),
        (502, String::new()),
        (504, "{}".to_owned()),
        (408, String::new()),
    ] {
        let outcome = outcome_of(status, &body).await;
        assert!(
            matches!(
                outcome,
                Outcome::Uncertain {
                    why: Uncertainty::ServerFault,
                    ..
                }
            ),
            "{status} {body}: {outcome:?}"
        );
    }
    let transient = r#"{"error":{"code":999999,"message":"later","is_transient":true}}"#;
    assert_eq!(outcome_of(400, transient).await.as_str(), "uncertain");
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_uncertain() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"messages":[]}"#,
        r#"{"messages":[{"id":""}]}"#,
        r#"{"messages":[{"id":7}]}"#,
    ] {
        let outcome = outcome_of(200, body).await;
        assert!(
            matches!(
                outcome,
                Outcome::Uncertain {
                    why: Uncertainty::Unreadable(_),
                    ..
                }
            ),
            "{body}: {outcome:?}"
        );
    }
    let large = format!(r#"{{"messages":[{{"id":"{}"}}]}}"#, "x".repeat(10_000));
    let stub = Stub::start([Reply::json(200, &large)]).await;
    let small = GraphClient::new(ClientSettings {
        answer_bytes_max: 1_000,
        ..ClientSettings::default()
    })
    .unwrap();
    assert_eq!(small.send(&target(&stub.url), &hello()).await.as_str(), "uncertain");
}

#[tokio::test]
async fn an_error_under_a_success_status_is_an_error() {
    assert_eq!(outcome_of(200, &error(131_047)).await.as_str(), "rejected");
}

#[tokio::test]
async fn partner_errors_are_read_in_both_spellings() {
    for (status, body, expected) in [
        (
            401,
            r#"{"meta":{"http_code":401,"developer_message":"Invalid api_key","success":false}}"#,
            "unauthorised",
        ),
        (
            401,
            r#"{"meta":{"httpCode":404,"developerMessage":"Invalid api_key","success":false}}"#,
            "unauthorised",
        ),
        (
            403,
            r#"{"meta":{"http_code":403,"developer_message":"Path blocked","success":false}}"#,
            "unauthorised",
        ),
        (
            400,
            r#"{"meta":{"http_code":400,"developer_message":"API disabled","success":false}}"#,
            "rejected",
        ),
        (
            400,
            r#"{"meta":{"http_code":400,"developer_message":"Too many requests","success":false}}"#,
            "throttled",
        ),
        (
            502,
            r#"{"meta":{"http_code":502,"developer_message":"not reachable","success":false}}"#,
            "uncertain",
        ),
    ] {
        let stub = Stub::start([Reply::json(status, body)]).await;
        let mut target = target(&stub.url);
        target.provider = Provider::Dialog360;
        let outcome = client().send(&target, &hello()).await;
        assert_eq!(outcome.as_str(), expected, "{body}: {outcome:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_uncertain() {
    let stub = Stub::start([Reply::never()]).await;
    let hasty = GraphClient::new(ClientSettings {
        timeout: Duration::from_millis(200),
        ..ClientSettings::default()
    })
    .unwrap();
    let outcome = hasty.send(&target(&stub.url), &hello()).await;
    assert_eq!(
        outcome,
        Outcome::Uncertain {
            why: Uncertainty::TimedOut,
            error: None
        }
    );
    assert_eq!(stub.seen().len(), 1);
}

#[tokio::test]
async fn a_connection_closed_after_the_request_is_uncertain() {
    for behaviour in [Behaviour::CloseAfterRequest, Behaviour::HalfAnAnswer] {
        let (url, requests) = stub::raw(behaviour).await;
        let outcome = client().send(&target(&url), &hello()).await;
        assert!(
            matches!(
                outcome,
                Outcome::Uncertain {
                    why: Uncertainty::Lost(_),
                    ..
                }
            ),
            "{behaviour:?}: {outcome:?}"
        );
        assert_eq!(
            requests.load(std::sync::atomic::Ordering::SeqCst),
            1,
            "sent more than once"
        );
    }
}

#[tokio::test]
async fn a_refused_connection_means_not_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let outcome = client().send(&target(&url), &hello()).await;
    assert!(matches!(outcome, Outcome::NotSent { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_failed_handshake_means_not_sent() {
    let stub = Stub::start([]).await;
    let outcome = client()
        .send(&target(&stub.url.replace("http:", "https:")), &hello())
        .await;
    assert!(matches!(outcome, Outcome::NotSent { .. }), "{outcome:?}");
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn private_addresses_are_refused_without_leave() {
    let stub = Stub::start([Reply::json(200, ACCEPTED)]).await;
    let port = stub.url.rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
        let mut target = target(&format!("https://{host}:{port}"));
        target.allow_private = false;
        let outcome = client().send(&target, &hello()).await;
        let Outcome::NotSent { why } = &outcome else {
            panic!("{host}: {outcome:?}")
        };
        assert!(why.contains("public internet"), "{host}: {why}");
    }
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Stub::start([Reply::json(200, ACCEPTED)]).await;
    for status in [301, 302, 307, 308] {
        let mut reply = Reply::json(status, "");
        reply.headers.push(("location", elsewhere.url.clone()));
        let stub = Stub::start([reply]).await;
        let outcome = client().send(&target(&stub.url), &hello()).await;
        assert_eq!(outcome.as_str(), "rejected", "{status}");
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn secrets_stay_out_of_words() {
    let mut cases = vec![outcome_of(401, &error(190)).await, outcome_of(500, "x").await];
    for url in ["http://127.0.0.1:1", "ftp://x"] {
        let mut target = target(url);
        target.app_secret = Some(Secret::new("sandbox_app_secret"));
        cases.push(client().send(&target, &hello()).await);
        let failure = client().check_token(&target).await.unwrap_err();
        assert!(
            !format!("{failure} {failure:?}").contains("EAAsandboxtoken"),
            "{failure:?}"
        );
        assert!(
            !format!("{failure} {failure:?}").contains("appsecret_proof"),
            "{failure:?}"
        );
    }
    for outcome in cases {
        let words = format!("{outcome:?}");
        assert!(
            !words.contains("EAAsandboxtoken") && !words.contains("d9692b3a"),
            "{words}"
        );
    }
}

#[tokio::test]
async fn a_message_is_marked_read_with_typing() {
    let stub = Stub::start([
        Reply::json(200, r#"{"success":true}"#),
        Reply::json(400, &error(131_009)),
    ])
    .await;
    let target = target(&stub.url);
    let receipt = ReadReceipt::new("wamid.IN").with_typing();
    client().mark_read(&target, &receipt).await.unwrap();
    let refused = client().mark_read(&target, &receipt).await.unwrap_err();
    assert!(matches!(refused, CallError::Refused { ref error } if error.code == 131_009));
    assert_eq!(
        serde_json::from_slice::<Value>(&stub.seen()[0].body).unwrap(),
        json!({"messaging_product":"whatsapp","status":"read","message_id":"wamid.IN","typing_indicator":{"type":"text"}})
    );
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let stub = Stub::start((0..5).map(|_| Reply::json(200, ACCEPTED))).await;
    let client = client();
    for _ in 0..5 {
        assert_eq!(client.send(&target(&stub.url), &hello()).await.as_str(), "accepted");
    }
    let peers: std::collections::HashSet<_> = stub.seen().iter().map(|seen| seen.peer).collect();
    assert_eq!(peers.len(), 1);
}
