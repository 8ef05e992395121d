//! Resumable upload: sessions, pieces, handles.

use crate::support::{Answer, Stage, ask};
use reqwest::Method;
use serde_json::{Value, json};

const DAY_MS: i64 = 86_400_000;

async fn open(stage: &Stage, query: &str) -> Answer {
    stage
        .graph(
            Method::POST,
            &format!("{}/uploads?{query}", stage.company.app_id),
            Value::Null,
        )
        .await
}

async fn session(stage: &Stage, length: usize) -> String {
    let answer = open(
        stage,
        &format!("file_name=a.png&file_length={length}&file_type=image/png"),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn put(stage: &Stage, id: &str, offset: usize, bytes: &[u8]) -> Answer {
    let request = stage
        .client
        .post(format!("{}/v25.0/{id}", stage.sandbox.base_url()))
        .header("authorization", format!("OAuth {}", stage.company.access_token))
        .header("file_offset", offset.to_string())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(bytes.to_vec());
    ask(request).await
}

async fn set_picture(stage: &Stage, handle: &str) -> Answer {
    let path = format!("{}/whatsapp_business_profile", stage.company.phone_number_id);
    let order = json!({"messaging_product": "whatsapp", "profile_picture_handle": handle});
    stage.graph(Method::POST, &path, order).await
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_its_handle_is_good_for_thirty_days() {
    let stage = Stage::paused().await;
    let id = session(&stage, 27).await;
    assert!(id.starts_with("upload:") && id.contains("?sig="), "{id}");
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xc0\0\0\0\xc0";
    let half = put(&stage, &id, 0, head).await;
    assert_eq!((half.status, &half.body["file_offset"]), (200, &json!(24)));
    assert_eq!(stage.get(&id).await.body, json!({"id": id, "file_offset": 24}));
    assert_eq!(put(&stage, &id, 0, b"a&b").await.code(), 100);
    assert_eq!(put(&stage, &id, 24, b"d&f!").await.code(), 100);
    let whole = put(&stage, &id, 24, b"d&f").await;
    let handle = whole.body["h"].as_str().unwrap().to_owned();
    assert!(handle.starts_with("4::aW1hZ2UvcG5n:AR"), "{handle}");
    assert_eq!(set_picture(&stage, &handle).await.status, 200);
    assert_eq!(set_picture(&stage, "4::aW1hZ2UvcG5n:ARnothing").await.code(), 100);
    stage.advance(30 * DAY_MS - 1_000).await;
    assert_eq!(set_picture(&stage, &handle).await.status, 200);
    stage.advance(1_000).await;
    assert_eq!(set_picture(&stage, &handle).await.code(), 100);
}

#[tokio::test]
async fn an_encoded_session_id_is_understood_and_a_foreign_one_is_not() {
    let stage = Stage::paused().await;
    let id = session(&stage, 1).await;
    let encoded = id
        .replace("upload:", "upload%3A")
        .replace('?', "%3F")
        .replace('=', "%3D");
    assert!(put(&stage, &encoded, 0, b"x").await.body["h"].is_string());
    let unsigned = id.split('?').next().unwrap();
    for id in [unsigned, "upload:MTphdHRhY2htZW50?sig=AR", "upload:"] {
        let answer = put(&stage, id, 0, b"x").await;
        assert_eq!(
            (answer.code(), &answer.body["error"]["error_subcode"]),
            (100, &json!(33)),
            "{id}"
        );
    }
    let stale = session(&stage, 1).await;
    stage.advance(DAY_MS).await;
    assert_eq!(put(&stage, &stale, 0, b"x").await.code(), 100);
}

#[tokio::test]
async fn a_session_is_opened_for_known_types_and_lengths_only() {
    let stage = Stage::paused().await;
    for (query, status) in [
        ("file_length=5242880&file_type=image/jpeg", 200),
        ("file_length=5242881&file_type=image/jpeg", 400),
        ("file_length=16777216&file_type=video/mp4", 200),
        ("file_length=16777217&file_type=video/mp4", 400),
        ("file_length=0&file_type=image/jpeg", 400),
        ("file_length=-1&file_type=image/jpeg", 400),
        ("file_length=1&file_type=image/webp", 400),
        ("file_length=1", 400),
        ("file_type=image/png", 400),
    ] {
        let answer = open(&stage, query).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
        assert!(status == 200 || answer.code() == 100, "{query}");
    }
}
