//! The embedded app and what stands around it.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::{House, Reply};

async fn get(house: &House, path: &str, cookie: &str) -> Reply {
    let request = Request::builder()
        .uri(path)
        .header(header::COOKIE, cookie)
        .body(Body::empty());
    house.send(request.unwrap()).await
}

#[tokio::test]
async fn every_address_of_the_app_is_its_page_under_a_strict_policy() {
    let house = House::open().await;
    for path in ["/", "/login", "/w/tsvety/inbox/all", "/setup/some-token"] {
        let page = get(&house, path, "galka_lang=en; galka_theme=dark").await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let text = String::from_utf8(page.body).unwrap();
        assert!(text.contains("<html lang=\"en\" data-theme=\"dark\">"), "{text}");
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-cache");
    }
    let page = get(&house, "/", "galka_lang=\"><script>").await;
    assert!(
        String::from_utf8(page.body)
            .unwrap()
            .contains("<html lang=\"ru\" data-theme=\"system\">")
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_the_app() {
    let house = House::open().await;
    let missing = get(&house, "/api/v1/nothing", "").await;
    assert_eq!(
        (missing.status, missing.code().as_str()),
        (StatusCode::NOT_FOUND, "no_such_route")
    );
    assert_eq!(get(&house, "/assets/none.js", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn machines_find_what_they_watch() {
    let house = House::open().await;
    assert_eq!(get(&house, "/healthz", "").await.status, StatusCode::OK);
    assert_eq!(get(&house, "/readyz", "").await.status, StatusCode::OK);
    assert_eq!(get(&house, "/api/openapi.json", "").await.json()["openapi"], "3.1.0");
    let docs = get(&house, "/api/docs/", "").await;
    assert_eq!(docs.status, StatusCode::OK);
}

#[tokio::test]
async fn long_answers_are_compressed_for_who_can_read_that() {
    let house = House::open().await;
    let ask = async |path: &str, encodings: &str| {
        let request = Request::builder()
            .uri(path)
            .header(header::ACCEPT_ENCODING, encodings)
            .body(Body::empty());
        house.send(request.unwrap()).await
    };
    let (plain, small) = (
        ask("/api/openapi.json", "identity").await,
        ask("/api/openapi.json", "gzip").await,
    );
    assert!(plain.headers.get(header::CONTENT_ENCODING).is_none());
    assert_eq!(small.headers[header::CONTENT_ENCODING], "gzip");
    assert!(small.body.len() * 4 < plain.body.len(), "{}", small.body.len());
    let short = ask("/healthz", "gzip").await;
    assert!(short.headers.get(header::CONTENT_ENCODING).is_none());
}
