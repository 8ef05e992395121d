//! WhatsApp's callback: who may bring what, and what is kept.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use galka_domain::access::Provider;
use galka_domain::ids::{ConnectionId, WorkspaceId};
use galka_engine::connect::WEBHOOK_SECRET_HEADER;
use galka_engine::secrets::ConnectionSecrets;
use galka_store::connections::{self, StoredConnection};
use galka_store::journal;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::house::House;

const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;

async fn connect(house: &House, workspace: &WorkspaceId, provider: Provider, secret: &str) -> ConnectionId {
    let engine = &house.engine;
    let signed = provider != Provider::Dialog360;
    let secrets = ConnectionSecrets {
        access_token: "token".to_owned(),
        app_secret: signed.then(|| secret.to_owned()),
        webhook_header: (!signed).then(|| secret.to_owned()),
    };
    let connection = StoredConnection {
        workspace: workspace.clone(),
        id: engine.new_id(),
        name: "Цветы".to_owned(),
        provider,
        base_url: "http://127.0.0.1:1".to_owned(),
        api_version: "v26.0".to_owned(),
        waba_id: secret.to_owned(),
        phone_number_id: String::new(),
        portfolio_id: None,
        secrets: engine.secrets.seal_connection(&secrets),
        has_app_secret: signed,
        verify_token: format!("verify {secret}"),
        rule_set: "meta-2026-10".to_owned(),
        rate_card: String::new(),
        state: "connected".to_owned(),
        checks: "[]".to_owned(),
        last_checked_at: None,
        next_check_at: engine.machine_now().plus(1_000_000_000),
        created_at: engine.business_now(),
    };
    let id = connection.id.clone();
    engine
        .db
        .write(move |tx| connections::insert(tx, &connection))
        .await
        .unwrap();
    engine.keys.refresh().await.unwrap();
    id
}

pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

async fn post(house: &House, path: &str, header: Option<(&str, &str)>, body: &[u8]) -> StatusCode {
    let mut request = Request::builder().method("POST").uri(path);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    house
        .send(request.body(Body::from(body.to_vec())).unwrap())
        .await
        .status
}

async fn kept(house: &House) -> usize {
    house
        .engine
        .db
        .read(|tx| journal::list_pending(tx, 100, 1 << 20))
        .await
        .unwrap()
        .len()
}

#[tokio::test]
async fn only_what_a_connection_signed_is_kept() {
    const SIGNATURE: &str = "x-hub-signature-256";
    let house = House::open().await;
    let (workspace, _) = house.company("Цветы").await;
    let ours = connect(&house, &workspace, Provider::CloudApi, "first secret").await;
    let other = connect(&house, &workspace, Provider::CloudApi, "second secret").await;
    let good = signature("second secret", BODY);
    let foreign = signature("nobody's secret", BODY);
    let own = format!("/webhooks/whatsapp/{ours}");
    let nobodys = format!("/webhooks/whatsapp/{}", house.engine.new_id::<ConnectionId>());
    for (path, given, body) in [
        ("/webhooks/whatsapp", None, BODY),
        ("/webhooks/whatsapp", Some(foreign.as_str()), BODY),
        ("/webhooks/whatsapp", Some(&good[..40]), BODY),
        ("/webhooks/whatsapp", Some("sha1=abc"), BODY),
        ("/webhooks/whatsapp", Some(good.as_str()), &BODY[1..]),
        (&own, Some(good.as_str()), BODY),
        (&nobodys, Some(good.as_str()), BODY),
        ("/webhooks/whatsapp/x", Some(good.as_str()), BODY),
    ] {
        let status = post(&house, path, given.map(|given| (SIGNATURE, given)), body).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} {given:?}");
    }
    assert_eq!(kept(&house).await, 0);
    for path in ["/webhooks/whatsapp".to_owned(), format!("/webhooks/whatsapp/{other}")] {
        assert_eq!(
            post(&house, &path, Some((SIGNATURE, &good)), BODY).await,
            StatusCode::OK,
            "{path}"
        );
    }
    assert_eq!(kept(&house).await, 2);
    let large = vec![b' '; (3 << 20) + 1];
    let status = post(&house, "/webhooks/whatsapp", Some((SIGNATURE, &good)), &large).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_connection_without_signature_is_known_by_its_header() {
    let house = House::open().await;
    let (workspace, _) = house.company("Цветы").await;
    let id = connect(&house, &workspace, Provider::Dialog360, "header secret").await;
    let path = format!("/webhooks/whatsapp/{id}");
    assert_eq!(
        post(&house, &path, Some((WEBHOOK_SECRET_HEADER, "header secret")), BODY).await,
        StatusCode::OK
    );
    assert_eq!(
        post(&house, &path, Some((WEBHOOK_SECRET_HEADER, "other")), BODY).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(post(&house, &path, None, BODY).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_handshake_echoes_the_challenge_to_who_knows_the_token() {
    let house = House::open().await;
    let (workspace, _) = house.company("Цветы").await;
    let id = connect(&house, &workspace, Provider::CloudApi, "s").await;
    let ask = async |path: &str, token: &str| {
        let query = format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
        let request = Request::builder().uri(format!("{path}?{query}")).body(Body::empty());
        house.send(request.unwrap()).await
    };
    for path in ["/webhooks/whatsapp".to_owned(), format!("/webhooks/whatsapp/{id}")] {
        let reply = ask(&path, "verify%20s").await;
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (StatusCode::OK, b"1158201444".as_slice()),
            "{path}"
        );
        assert_eq!(ask(&path, "wrong").await.status, StatusCode::FORBIDDEN);
    }
}
