//! Files in both directions, and how long they live.

use crate::support::{CUSTOMER, Stage, ask};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

const DAY_MS: i64 = 86_400_000;

async fn upload(stage: &Stage, bytes: Vec<u8>, mime_type: &str) -> crate::support::Answer {
    let part = Part::bytes(bytes).file_name("a.jpg").mime_str(mime_type).unwrap();
    let form = Form::new().text("messaging_product", "whatsapp").part("file", part);
    let url = format!(
        "{}/v25.0/{}/media",
        stage.sandbox.base_url(),
        stage.company.phone_number_id
    );
    ask(stage
        .client
        .post(url)
        .bearer_auth(&stage.company.access_token)
        .multipart(form))
    .await
}

async fn download(stage: &Stage, url: &str) -> (u16, Vec<u8>) {
    let response = stage
        .client
        .get(url)
        .bearer_auth(&stage.company.access_token)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn an_upload_comes_back_byte_for_byte_while_its_link_is_good() {
    let stage = Stage::paused().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let id = upload(&stage, bytes.clone(), "image/jpeg").await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let found = stage.get(&id).await.body;
    assert_eq!(
        (&found["mime_type"], &found["file_size"]),
        (&json!("image/jpeg"), &json!("300000"))
    );
    let url = found["url"].as_str().unwrap().to_owned();
    assert_eq!(download(&stage, &url).await, (200, bytes));
    assert_eq!(stage.client.get(&url).send().await.unwrap().status(), 401);
    assert_eq!(download(&stage, &url.replace("hash=", "hash=0")).await.0, 404);
    stage.advance(5 * 60_000 - 1_000).await;
    assert_eq!(download(&stage, &url).await.0, 200);
    stage.advance(1_000).await;
    assert_eq!(download(&stage, &url).await.0, 404);
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    let image = json!({"type": "image", "image": {"id": id, "caption": "Букет"}});
    assert_eq!(stage.send(CUSTOMER, image.clone()).await.status, 200);
    stage.advance(30 * DAY_MS).await;
    assert_eq!(stage.get(&id).await.code(), 100);
    assert_eq!(stage.send(CUSTOMER, image).await.code(), 100);
}

#[tokio::test]
async fn a_part_of_a_file_can_be_fetched() {
    let stage = Stage::paused().await;
    let bytes: Vec<u8> = (0..=255).collect();
    let id = upload(&stage, bytes.clone(), "image/jpeg").await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let url = stage.get(&id).await.body["url"].as_str().unwrap().to_owned();
    let part = async |range: &str| {
        let request = stage.client.get(&url).header("range", range);
        let answer = request.bearer_auth(&stage.company.access_token).send().await.unwrap();
        let content_range = answer
            .headers()
            .get("content-range")
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default();
        (
            answer.status().as_u16(),
            content_range,
            answer.bytes().await.unwrap().to_vec(),
        )
    };
    assert_eq!(
        part("bytes=250-").await,
        (206, "bytes 250-255/256".to_owned(), bytes[250..].to_vec())
    );
    assert_eq!(part("bytes=0-1").await, (206, "bytes 0-1/256".to_owned(), vec![0, 1]));
    assert_eq!(part("bytes=256-").await, (416, "bytes */256".to_owned(), Vec::new()));
    assert_eq!(part("lines=1-2").await, (200, String::new(), bytes.clone()));
    let head = stage
        .client
        .head(&url)
        .bearer_auth(&stage.company.access_token)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            head.status().as_u16(),
            head.headers()["content-length"].to_str().unwrap()
        ),
        (200, "256")
    );
    assert_eq!(head.headers()["accept-ranges"], "bytes");
    let wrong = stage.client.get(&url).bearer_auth("EAAwrong").send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    assert!(wrong.headers().contains_key("www-authenticate"));
}

#[tokio::test]
async fn wrong_types_sizes_and_deleted_files_are_refused() {
    let stage = Stage::paused().await;
    assert_eq!(upload(&stage, vec![1], "application/zip").await.code(), 100);
    assert_eq!(upload(&stage, vec![1; (5 << 20) + 1], "image/png").await.code(), 100);
    let id = upload(&stage, vec![1], "application/pdf").await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    stage.write_from(CUSTOMER).await;
    let misfit = stage
        .send(CUSTOMER, json!({"type": "image", "image": {"id": id}}))
        .await
        .wamid();
    stage.advance(10_000).await;
    assert_eq!(stage.receiver.statuses(&misfit)[0]["errors"][0]["code"], 131_053);
    assert_eq!(
        stage
            .send(
                CUSTOMER,
                json!({"type": "document", "document": {"id": id, "filename": "a.pdf"}})
            )
            .await
            .status,
        200
    );
    assert_eq!(
        stage.graph(Method::DELETE, &id, Value::Null).await.body,
        json!({"success": true})
    );
    assert_eq!(stage.get(&id).await.code(), 100);
}

#[tokio::test]
async fn a_customers_file_comes_with_its_digest_and_link_for_seven_days() {
    let stage = Stage::paused().await;
    stage.add_customer(json!({"phone": CUSTOMER})).await;
    let order = json!({"type": "document", "document": {"data_base64": STANDARD.encode("накладная"), "filename": "n.txt", "mime_type": "text/plain", "caption": "Вот"}});
    assert_eq!(
        stage
            .control(Method::POST, &format!("customers/{CUSTOMER}/messages"), order)
            .await
            .status,
        201
    );
    stage.advance(0).await;
    let document = stage.receiver.messages()[0]["document"].clone();
    assert_eq!(
        (&document["filename"], &document["caption"]),
        (&json!("n.txt"), &json!("Вот"))
    );
    assert_eq!(STANDARD.decode(document["sha256"].as_str().unwrap()).unwrap().len(), 32);
    assert_eq!(
        download(&stage, document["url"].as_str().unwrap()).await,
        (200, "накладная".as_bytes().to_vec())
    );
    let id = document["id"].as_str().unwrap();
    stage.advance(7 * DAY_MS - 1).await;
    assert_eq!(stage.get(id).await.status, 200);
    stage.advance(1).await;
    assert_eq!(stage.get(id).await.code(), 100);
}
