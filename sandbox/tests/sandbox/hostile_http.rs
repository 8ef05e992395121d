//! Hostile calls over a real connection: too large, too slow, not what they say they are.

use crate::support::{CUSTOMER, Stage};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const JSON: &str = "application/json";

/// The head of a call whose body has that many bytes.
fn head(stage: &Stage, target: &str, kind: &str, length: usize) -> Vec<u8> {
    format!(
        "POST {target} HTTP/1.1\r\nHost: graph\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
        stage.company.access_token
    )
    .into_bytes()
}

async fn connect(stage: &Stage) -> TcpStream {
    TcpStream::connect(stage.sandbox.address()).await.unwrap()
}

/// Reads an answer to its end: status and JSON.
async fn answer(mut stream: TcpStream) -> (u16, Value) {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

fn messages(stage: &Stage) -> String {
    format!("/v25.0/{}/messages", stage.company.phone_number_id)
}

async fn throw(stage: &Stage, target: &str, kind: &str, body: &[u8]) -> (u16, Value) {
    let mut stream = connect(stage).await;
    stream.write_all(&head(stage, target, kind, body.len())).await.unwrap();
    stream.write_all(body).await.unwrap();
    answer(stream).await
}

fn assert_meta(found: &(u16, Value), status: u16, code: u64) {
    let error = &found.1["error"];
    assert_eq!((found.0, error["code"].as_u64()), (status, Some(code)), "{}", found.1);
    assert!(error["message"].is_string() && error["type"].is_string() && error["fbtrace_id"].is_string());
}

fn hello() -> Vec<u8> {
    json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": {"body": "Здравствуйте"}})
        .to_string()
        .into_bytes()
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let stage = Stage::paused().await;
    let mut stream = connect(&stage).await;
    stream
        .write_all(&head(&stage, &messages(&stage), JSON, 8 << 20))
        .await
        .unwrap();
    stream.write_all(&vec![b' '; (3 << 20) + 1]).await.unwrap();
    assert_meta(&answer(stream).await, 413, 100);
}

#[tokio::test]
async fn bodies_that_are_not_json_are_100() {
    let stage = Stage::paused().await;
    let target = messages(&stage);
    let deep = format!("{{\"text\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let hidden = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "text": "[".repeat(10_000)}).to_string();
    let mut latin = hello();
    let place = latin.len() - 4;
    latin[place] = 0xff;
    for body in [
        &b"{\"to\":"[..],
        b"[]",
        b"null",
        b"\"text\"",
        b"\xff\xfe",
        b"\0\0\0\0",
        deep.as_bytes(),
        hidden.as_bytes(),
        &latin,
        b"",
    ] {
        assert_meta(&throw(&stage, &target, JSON, body).await, 400, 100);
    }
    let parts = "multipart/form-data; boundary=x";
    for kind in ["application/x-www-form-urlencoded", parts, "multipart/form-data"] {
        assert_meta(&throw(&stage, &target, kind, &hello()).await, 400, 100);
    }
    let (status, _) = throw(&stage, &target, "text/plain", &hello()).await;
    assert_eq!(status, 200, "JSON is read whatever it is called");
}

#[tokio::test]
async fn ids_that_try_to_climb_lead_nowhere() {
    let stage = Stage::paused().await;
    for id in [
        "..",
        "../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cwindows",
        "%00",
        "1%0d%0aX-Injected:%201",
        "a|b",
    ] {
        let found = throw(&stage, &format!("/v25.0/{id}/messages"), JSON, &hello()).await;
        assert_meta(&found, 400, found.1["error"]["code"].as_u64().unwrap());
        let text = found.1.to_string();
        assert!(!text.contains("root:"), "{text}");
    }
    let image = json!({"messaging_product": "whatsapp", "to": CUSTOMER, "type": "image", "image": {"id": "../../../etc/passwd"}});
    let found = throw(&stage, &messages(&stage), JSON, image.to_string().as_bytes()).await;
    assert_meta(&found, 400, 100);
}

#[tokio::test]
async fn a_body_that_comes_slowly_holds_nobody_up() {
    let stage = Stage::paused().await;
    let body = hello();
    let mut slow = connect(&stage).await;
    slow.write_all(&head(&stage, &messages(&stage), JSON, body.len()))
        .await
        .unwrap();
    for (index, byte) in body.iter().enumerate() {
        slow.write_all(&[*byte]).await.unwrap();
        if index % 40 == 0 {
            let (status, _) = throw(&stage, &messages(&stage), JSON, &body).await;
            assert_eq!(status, 200);
        }
    }
    let (status, _) = answer(slow).await;
    assert_eq!(status, 200);
    let mut gone = connect(&stage).await;
    gone.write_all(&head(&stage, &messages(&stage), JSON, body.len()))
        .await
        .unwrap();
    gone.write_all(&body[..10]).await.unwrap();
    drop(gone);
    assert_eq!(throw(&stage, &messages(&stage), JSON, &body).await.0, 200);
}
