//! Plans of a hoster: what they limit is refused with a stable code, and exactly the quota passes, however many ask at once.

use axum::http::StatusCode;
use futures_util::future::join_all;
use galka_domain::plan::{Plan, Quotas};
use galka_engine::plans::offer;
use serde_json::{Value, json};

use crate::accounts::{browse, first_owner};
use crate::house::{House, Reply};
use crate::stub::Shop;

const SITE: &str = "same-origin";

async fn attach(shop: &Shop, quotas: Quotas) {
    let plan = Plan {
        name: "small".to_owned(),
        fee: "990 ₽ в месяц".to_owned(),
        quotas,
    };
    offer::put_plan(&shop.house.engine, plan).await.unwrap();
    assert!(
        offer::attach_plan(&shop.house.engine, &shop.workspace, "small")
            .await
            .unwrap()
    );
}

/// How far a quota is used, as the screen shows it.
async fn used(shop: &Shop, quota: &str) -> (Value, Value, Value) {
    let shown = shop.ask("GET", "/plan", None).await.json();
    let quotas = shown["plan"]["quotas"].as_array().unwrap().clone();
    let one = quotas.iter().find(|one| one["quota"] == quota).unwrap();
    (one["used"].clone(), one["limit"].clone(), one["state"].clone())
}

fn refused_by(reply: &Reply, quota: &str, limit: &str) {
    let body = reply.json();
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "quota_reached"),
        "{body}"
    );
    let params = &body["reason"]["params"];
    assert_eq!(
        (&params["quota"], &params["limit"]),
        (&json!(quota), &json!(limit)),
        "{body}"
    );
}

/// Asks all at once; answers the refusals.
async fn at_once(shop: &Shop, path: &str, bodies: Vec<Value>) -> Vec<Reply> {
    let asked = bodies.into_iter().map(|body| shop.ask("POST", path, Some(body)));
    let replies = join_all(asked).await;
    replies
        .into_iter()
        .filter(|reply| reply.status != StatusCode::CREATED)
        .collect()
}

/// Members, contacts and messages, each asked for by many at once.
pub(crate) async fn exactly_the_quota_passes(shop: &Shop) {
    let work = shop.house.start_work();
    assert_eq!(shop.ask("GET", "/plan", None).await.json(), json!({"plan": null}));
    attach(
        shop,
        Quotas {
            members: Some(2),
            numbers: Some(1),
            contacts: Some(3),
            messages_per_month: Some(4),
        },
    )
    .await;

    let invitations = vec![json!({"role": "agent"}); 6];
    let refused = at_once(shop, "/invitations", invitations).await;
    assert_eq!(refused.len(), 4);
    refused.iter().for_each(|reply| refused_by(reply, "members", "2"));

    let contacts = (0..8).map(|number| json!({"name": "Гость", "phone": format!("+7916123450{number}")}));
    let refused = at_once(shop, "/contacts", contacts.collect()).await;
    assert_eq!(refused.len(), 5);
    refused.iter().for_each(|reply| refused_by(reply, "contacts", "3"));
    // A customer who writes is let in and counted.
    let thread = shop.hears("79161234567", "wamid.PLAN1", "Есть тюльпаны?").await;
    assert_eq!(used(shop, "contacts").await, (json!(4), json!(3), json!("reached")));
    let one_more = json!({"name": "Гость", "phone": "+79161234599"});
    refused_by(&shop.ask("POST", "/contacts", Some(one_more)).await, "contacts", "3");

    let number = json!({"provider": "cloud_api", "waba_id": "1", "phone_number_id": "2", "access_token": "x",
        "app_secret": "x"});
    refused_by(&shop.ask("POST", "/connections", Some(number)).await, "numbers", "1");

    let path = format!("/conversations/{}/messages", thread["id"].as_str().unwrap());
    let texts = (0..12).map(|number| json!({"type": "text", "text": {"body": format!("Да, {number}")}}));
    let refused = at_once(shop, &path, texts.collect()).await;
    assert_eq!(refused.len(), 8);
    for reply in refused {
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "refused")
        );
        let reason = &reply.json()["reason"];
        assert_eq!(
            (
                &reason["rule"],
                &reason["params"]["allowed"],
                reason["until"].is_string()
            ),
            (&json!("message_quota"), &json!("4"), true),
            "{reason}"
        );
    }
    assert_eq!(
        used(shop, "messages_per_month").await,
        (json!(4), json!(4), json!("reached"))
    );
    let asked = json!({"contact_id": thread["contact"]["id"], "type": "text", "text": {"body": "Ещё"}});
    let decision = shop.ask("POST", "/decisions", Some(asked)).await.json();
    assert_eq!(decision["reason"]["rule"], "message_quota", "{decision}");

    // A larger plan is in force at once, without one nothing is limited.
    attach(
        shop,
        Quotas {
            messages_per_month: Some(5),
            ..Quotas::default()
        },
    )
    .await;
    assert_eq!(
        used(shop, "messages_per_month").await,
        (json!(4), json!(5), json!("near"))
    );
    let more = |words: &str| json!({"type": "text", "text": {"body": words}});
    assert_eq!(
        shop.ask("POST", &path, Some(more("Пятое"))).await.status,
        StatusCode::CREATED
    );
    assert_eq!(shop.ask("POST", &path, Some(more("Шестое"))).await.code(), "refused");
    assert!(offer::detach_plan(&shop.house.engine, &shop.workspace).await.unwrap());
    assert_eq!(
        shop.ask("POST", &path, Some(more("Шестое"))).await.status,
        StatusCode::CREATED
    );
    work.drain().await;
}

#[tokio::test]
async fn exactly_the_quota_of_a_plan_passes() {
    let shop = Shop::open(House::open().await).await;
    exactly_the_quota_passes(&shop).await;
}

#[tokio::test]
async fn an_import_that_finds_no_room_is_refused_and_one_that_fits_is_taken() {
    let shop = Shop::open(House::open().await).await;
    attach(
        &shop,
        Quotas {
            contacts: Some(3),
            ..Quotas::default()
        },
    )
    .await;
    shop.person("Анна", "79161234567", false, &[]).await;
    for (people, fits) in [(3, false), (2, true)] {
        let rows: String = (0..people)
            .map(|number| format!("Гость;+7916200000{number}\n"))
            .collect();
        let file = format!("Имя;Телефон\nАнна;+79161234567\n{rows}");
        let made = shop
            .house
            .upload("/api/v1/imports", &shop.owner, "a.csv", file.as_bytes())
            .await;
        let path = format!("/imports/{}", made.json()["id"].as_str().unwrap());
        let options = json!({"mapping": [{"index": 0, "target": "name"}, {"index": 1, "target": "phone"}],
            "default_country": "RU", "has_header": true, "duplicates": "skip"});
        shop.ask("POST", &format!("{path}/check"), Some(options)).await;
        let started = shop.ask("POST", &format!("{path}/start"), None).await;
        if fits {
            assert_eq!(started.status, StatusCode::ACCEPTED, "{:?}", started.json());
            // Somebody writes before the import comes to its last row.
            shop.person("Борис", "79163000000", false, &[]).await;
            shop.house.run_imports().await;
            let done = shop.ask("GET", &path, None).await.json();
            assert_eq!(
                (
                    &done["state"],
                    &done["progress"]["created"],
                    &done["progress"]["skipped"],
                    &done["progress"]["invalid"]
                ),
                (&json!("finished"), &json!(1), &json!(1), &json!(1)),
                "{done}"
            );
            let bad = shop.ask("GET", &format!("{path}/bad_rows"), None).await;
            let bad = String::from_utf8(bad.body).unwrap();
            let lines: Vec<&str> = bad.lines().collect();
            assert_eq!(lines.len(), 2, "{bad}");
            assert!(lines[1].starts_with("4;В тарифе нет места"), "{bad}");
            assert!(
                lines[1].ends_with("Гость;+79162000001") || lines[1].contains("79162000001"),
                "{bad}"
            );
        } else {
            refused_by(&started, "contacts", "3");
        }
    }
    assert_eq!(used(&shop, "contacts").await, (json!(3), json!(3), json!("reached")));
    // Customers who write go beyond it; a list of people who are all here needs no room.
    let work = shop.house.start_work();
    shop.hears("79165550000", "wamid.OVER", "Есть кто?").await;
    assert_eq!(used(&shop, "contacts").await.0, json!(4));
    let file = "Имя;Телефон\nАнна;+79161234567\n";
    let made = shop
        .house
        .upload("/api/v1/imports", &shop.owner, "b.csv", file.as_bytes())
        .await;
    let path = format!("/imports/{}", made.json()["id"].as_str().unwrap());
    let options = json!({"mapping": [{"index": 0, "target": "name"}, {"index": 1, "target": "phone"}],
        "default_country": "RU", "has_header": true, "duplicates": "update"});
    shop.ask("POST", &format!("{path}/check"), Some(options)).await;
    let started = shop.ask("POST", &format!("{path}/start"), None).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{:?}", started.json());
    drop(work);
}

#[tokio::test]
async fn an_invitation_waits_for_room_and_a_company_with_a_plan_makes_no_other() {
    let house = House::open().await;
    let cookie = first_owner(&house).await;
    let invite = browse(
        &house,
        "POST",
        "/api/v1/invitations",
        &cookie,
        SITE,
        Some(json!({"role": "agent"})),
    )
    .await;
    assert_eq!(invite.status, StatusCode::CREATED, "{:?}", invite.json());
    let home = house
        .engine
        .db
        .read(galka_store::workspaces::list_ids)
        .await
        .unwrap()
        .remove(0);
    let plan = |members| Plan {
        name: "one".to_owned(),
        fee: String::new(),
        quotas: Quotas {
            members: Some(members),
            ..Quotas::default()
        },
    };
    offer::put_plan(&house.engine, plan(1)).await.unwrap();
    assert!(offer::attach_plan(&house.engine, &home, "one").await.unwrap());
    let link = invite.json()["link"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/auth/links/{}", link.rsplit('/').next().unwrap());
    let join = json!({"name": "Маша", "email": "masha@example.com", "password": "правильный конь", "locale": "ru"});
    let refused = browse(&house, "POST", &path, "", SITE, Some(join.clone())).await;
    refused_by(&refused, "members", "1");
    offer::put_plan(&house.engine, plan(2)).await.unwrap();
    let joined = browse(&house, "POST", &path, "", SITE, Some(join)).await;
    assert_eq!(joined.status, StatusCode::OK, "{:?}", joined.json());

    let company = json!({"name": "Вторая"});
    let refused = browse(
        &house,
        "POST",
        "/api/v1/workspaces",
        &cookie,
        SITE,
        Some(company.clone()),
    )
    .await;
    assert_eq!(refused.code(), "plan_of_hoster", "{:?}", refused.json());
    assert!(offer::detach_plan(&house.engine, &home).await.unwrap());
    let made = browse(&house, "POST", "/api/v1/workspaces", &cookie, SITE, Some(company)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
}
