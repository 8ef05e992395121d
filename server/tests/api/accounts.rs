//! Signing in: the first owner's link, passwords, sessions, invitations and roles.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use galka_domain::ids::UserId;
use galka_domain::time::{DAY_MS, Timestamp};
use galka_engine::reconcile::Reconcile;
use galka_engine::runner::Worker as _;
use galka_server::accounts::owner_link;
use galka_store::sessions::{self, Session};
use serde_json::{Value, json};

use crate::house::{House, Reply};

const SITE: &str = "http://127.0.0.1:8080";

pub(crate) async fn browse(
    house: &House,
    method: &str,
    path: &str,
    cookie: &str,
    site: &str,
    body: Option<Value>,
) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8080");
    if !cookie.is_empty() {
        request = request.header(header::COOKIE, cookie);
    }
    if !site.is_empty() {
        request = request.header("sec-fetch-site", site);
    }
    request = request.header(header::CONTENT_TYPE, "application/json");
    house
        .send(
            request
                .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
                .unwrap(),
        )
        .await
}

fn cookie_of(reply: &Reply) -> String {
    let set = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"),
        "{set}"
    );
    set.split(';').next().unwrap().to_owned()
}

/// The first owner, signed in by the printed link.
pub(crate) async fn first_owner(house: &House) -> String {
    let link = owner_link(&house.engine, SITE).await.unwrap().unwrap();
    let token = link.rsplit('/').next().unwrap();
    let path = format!("/api/v1/auth/links/{token}");
    let seen = browse(house, "GET", &path, "", "", None).await;
    assert_eq!(seen.json()["purpose"], "owner");
    let account = json!({"name": "Олег", "email": "Oleg@Example.com", "password": "очень длинный", "locale": "ru"});
    let used = browse(house, "POST", &path, "", "same-origin", Some(account.clone())).await;
    assert_eq!(used.status, StatusCode::OK, "{:?}", used.json());
    let again = browse(house, "POST", &path, "", "same-origin", Some(account)).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (StatusCode::NOT_FOUND, "link_spent")
    );
    cookie_of(&used)
}

#[tokio::test]
async fn the_first_owner_signs_in_by_a_link_that_works_once() {
    let house = House::open().await;
    let early = owner_link(&house.engine, SITE).await.unwrap().unwrap();
    let cookie = first_owner(&house).await;
    let me = browse(&house, "GET", "/api/v1/me", &cookie, "", None).await.json();
    assert_eq!(me["user"]["email"], "oleg@example.com");
    assert_eq!(me["workspace"]["role"], "owner");
    assert!(me["permissions"].as_array().unwrap().contains(&json!("campaigns.send")));
    assert_eq!(owner_link(&house.engine, SITE).await.unwrap(), None);
    let token = early.rsplit('/').next().unwrap();
    let stale = browse(&house, "GET", &format!("/api/v1/auth/links/{token}"), "", "", None).await;
    assert_eq!(stale.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_one_answer_and_then_a_pause() {
    let house = House::open().await;
    first_owner(&house).await;
    let sign_in = async |email: &str, password: &str| {
        let form = json!({"email": email, "password": password});
        browse(&house, "POST", "/api/v1/auth/sign_in", "", "", Some(form)).await
    };
    let right = sign_in("oleg@example.com", "очень длинный").await;
    assert_eq!(right.status, StatusCode::OK);
    let wrong = sign_in("oleg@example.com", "x").await;
    let unknown = sign_in("nobody@example.com", "x").await;
    assert_eq!((wrong.status, wrong.json()), (unknown.status, unknown.json()));
    for _ in 0..9 {
        assert_eq!(sign_in("oleg@example.com", "x").await.status, StatusCode::UNAUTHORIZED);
    }
    let paused = sign_in("oleg@example.com", "очень длинный").await;
    assert_eq!(
        (paused.status, paused.code().as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts")
    );
}

#[tokio::test]
async fn another_site_cannot_use_the_cookie() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let label = Some(json!({"name": "VIP"}));
    for site in ["cross-site", "same-site", ""] {
        let reply = browse(&house, "POST", "/api/v1/labels", &cookie, site, label.clone()).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::FORBIDDEN, "cross_site"),
            "{site}"
        );
    }
    let reply = browse(&house, "POST", "/api/v1/labels", &cookie, "same-origin", label).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{:?}", reply.json());
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let out = browse(&house, "POST", "/api/v1/auth/sign_out", &cookie, "same-origin", None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let me = browse(&house, "GET", "/api/v1/me", &cookie, "", None).await;
    assert_eq!(me.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_invited_agent_joins_and_the_last_owner_stays() {
    let house = House::open().await;
    let owner = first_owner(&house).await;
    let invited = json!({"role": "agent", "email": "anna@example.com"});
    let made = browse(
        &house,
        "POST",
        "/api/v1/invitations",
        &owner,
        "same-origin",
        Some(invited),
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    let token = made.json()["link"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let account = json!({"name": "Анна", "email": "anna@example.com", "password": "другой длинный", "locale": "ru"});
    let path = format!("/api/v1/auth/links/{token}");
    let joined = browse(&house, "POST", &path, "", "same-origin", Some(account)).await;
    assert_eq!(joined.json()["workspace"]["role"], "agent", "{:?}", joined.json());
    let agent = cookie_of(&joined);
    let refused = browse(&house, "GET", "/api/v1/api_keys", &agent, "", None).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let team = browse(&house, "GET", "/api/v1/members", &owner, "", None).await.json();
    assert_eq!(team["data"].as_array().unwrap().len(), 2);
    let boss = team["data"][0]["user"]["id"].as_str().unwrap();
    let path = format!("/api/v1/members/{boss}");
    let kept = browse(&house, "DELETE", &path, &owner, "same-origin", None).await;
    assert_eq!(
        (kept.status, kept.code().as_str()),
        (StatusCode::CONFLICT, "last_owner")
    );
}

#[tokio::test]
async fn ended_sessions_and_old_attempts_are_tidied_away() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let me = browse(&house, "GET", "/api/v1/me", &cookie, "", None).await.json();
    let user = UserId::parse(me["user"]["id"].as_str().unwrap()).unwrap();
    let (now, long_ago) = (house.engine.machine_now(), Timestamp::from_millis(0));
    let ended = Session {
        token_hash: "ended".to_owned(),
        user_id: user,
        workspace_id: None,
        created_at: now.minus(2 * DAY_MS),
        expires_at: now.minus(1),
    };
    let stored = house.engine.db.write(move |tx| {
        sessions::insert_session(tx, &ended)?;
        sessions::record_failure(tx, "old", now.minus(2 * DAY_MS), long_ago)?;
        sessions::record_failure(tx, "new", now, long_ago)?;
        Ok(sessions::find_session(tx, "ended", long_ago)?.is_some())
    });
    assert!(stored.await.unwrap());
    Reconcile::new(house.engine.clone())
        .step(house.engine.business_now())
        .await
        .unwrap();
    let left = house.engine.db.read(move |tx| {
        let session = sessions::find_session(tx, "ended", long_ago)?;
        Ok((
            session.is_some(),
            sessions::find_attempts(tx, "old")?,
            sessions::find_attempts(tx, "new")?.is_some(),
        ))
    });
    assert_eq!(left.await.unwrap(), (false, None, true));
    let me = browse(&house, "GET", "/api/v1/me", &cookie, "", None).await;
    assert_eq!(me.status, StatusCode::OK);
}
