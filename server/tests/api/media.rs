//! Files: taken, given back whole or in part, and never run.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::{House, Reply};

async fn read(house: &House, path: &str, key: &str, range: Option<&str>) -> Reply {
    let mut request = Request::builder()
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    house.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_file_comes_back_as_an_attachment_in_a_sandbox() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let page = b"<script>alert(1)</script>";
    let made = house.upload("/api/v1/media", &key, "Прайс.html", page).await;
    assert_eq!(
        (made.status, made.json()["state"].as_str()),
        (StatusCode::CREATED, Some("ready")),
        "{:?}",
        made.json()
    );
    let url = made.json()["url"].as_str().unwrap().to_owned();
    let got = read(&house, &url, &key, None).await;
    assert_eq!((got.status, got.body.as_slice()), (StatusCode::OK, page.as_slice()));
    assert_eq!(got.headers[header::CONTENT_TYPE], "application/octet-stream");
    assert_eq!(got.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = got.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.contains("sandbox") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    let manner = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(manner.starts_with("attachment; filename*=UTF-8''"), "{manner}");

    let picture = house
        .upload("/api/v1/media", &key, "tulip.png", b"\x89PNG\r\n\x1a\n")
        .await
        .json();
    let url = picture["url"].as_str().unwrap();
    let shown = read(&house, url, &key, None).await;
    assert!(
        shown.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("inline")
    );
    assert_eq!(shown.headers[header::CONTENT_TYPE], "image/png");
    let saved = read(&house, &format!("{url}?download=true"), &key, None).await;
    assert!(
        saved.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
}

#[tokio::test]
async fn a_part_of_a_file_is_given_and_another_company_has_none_of_it() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let (_, [stranger, ..]) = house.company("Кофе").await;
    let made = house.upload("/api/v1/media", &key, "a.mp4", b"0123456789").await.json();
    let url = made["url"].as_str().unwrap();
    for (range, status, body, content_range) in [
        (
            "bytes=2-4",
            StatusCode::PARTIAL_CONTENT,
            b"234".as_slice(),
            "bytes 2-4/10",
        ),
        ("bytes=-3", StatusCode::PARTIAL_CONTENT, b"789", "bytes 7-9/10"),
        ("bytes=8-", StatusCode::PARTIAL_CONTENT, b"89", "bytes 8-9/10"),
        ("bytes=10-", StatusCode::RANGE_NOT_SATISFIABLE, b"", "bytes */10"),
    ] {
        let got = read(&house, url, &key, Some(range)).await;
        assert_eq!((got.status, got.body.as_slice()), (status, body), "{range}");
        assert_eq!(got.headers[header::CONTENT_RANGE], content_range);
    }
    assert_eq!(read(&house, url, &stranger, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(read(&house, url, "", None).await.status, StatusCode::UNAUTHORIZED);
    let large = vec![0_u8; (10 << 20) + 1];
    let refused = house.upload("/api/v1/media", &key, "large.bin", &large).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{:?}", refused.json());
}
