//! The team inbox: states, views, teams, many at once, and who may.

use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::event::EventKind;
use galka_domain::ids::UserId;
use galka_store::users::{User, insert_user};
use galka_store::{entries, events, members};
use serde_json::{Value, json};

use crate::house::{House, eventually};
use crate::stub::Shop;

const ANNA: &str = "79161234567";
const OLEG: &str = "79161234568";

/// A colleague of the shop.
async fn hire(shop: &Shop, name: &str) -> String {
    let (home, id, now) = (
        shop.workspace.clone(),
        shop.house.engine.new_id::<UserId>(),
        shop.house.engine.business_now(),
    );
    let person = User {
        id: id.clone(),
        email: format!("{id}@example.org"),
        name: name.to_owned(),
        password_hash: String::new(),
        locale: "ru".to_owned(),
        theme: "light".to_owned(),
        created_at: now,
    };
    let made = shop.house.engine.db.write(move |tx| {
        insert_user(tx, &person)?;
        members::insert_member(tx, &home, &person.id, Role::Agent, now)
    });
    made.await.unwrap();
    id.as_str().to_owned()
}

/// The ids of a list, in its order.
async fn listed(shop: &Shop, query: &str) -> Vec<String> {
    let page = shop.ask("GET", &format!("/conversations?{query}"), None).await;
    assert_eq!(page.status, StatusCode::OK, "{query}: {:?}", page.json());
    let rows = page.json()["data"].as_array().unwrap().clone();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn id_of(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_conversation_goes_from_hand_to_hand_is_closed_and_opens_again() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let maria = hire(&shop, "Мария").await;
    let thread = shop.hears(ANNA, "wamid.1", "Здравствуйте").await;
    assert_eq!((&thread["state"], &thread["assignee"]), (&json!("open"), &Value::Null));
    let path = format!("/conversations/{}", id_of(&thread));
    let given = shop
        .ask("PATCH", &path, Some(json!({"assignee_id": maria})))
        .await
        .json();
    assert_eq!(given["assignee"], json!({"user_id": maria, "name": "Мария"}));
    let closed = shop.ask("PATCH", &path, Some(json!({"state": "closed"}))).await.json();
    assert_eq!(
        (&closed["state"], &closed["waiting_since"]),
        (&json!("closed"), &Value::Null)
    );
    assert_eq!(listed(&shop, "view=all").await, Vec::<String>::new());
    assert_eq!(listed(&shop, "view=closed").await, [id_of(&thread)]);
    let again = shop.hears(ANNA, "wamid.2", "Ещё вопрос").await;
    assert_eq!(
        (&again["state"], &again["assignee"]["user_id"]),
        (&json!("open"), &json!(maria))
    );
    for (body, code) in [
        (json!({"assignee_id": "us_00000000010000000000zz"}), "unknown_member"),
        (json!({"team_id": "x"}), "unknown_team"),
        (
            json!({"state": "snoozed", "snoozed_until": "2020-01-01T00:00:00Z"}),
            "in_the_past",
        ),
        (
            json!({"state": "open", "snoozed_until": "2030-01-01T00:00:00Z"}),
            "invalid_field",
        ),
    ] {
        let refused = shop.ask("PATCH", &path, Some(body.clone())).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code),
            "{body}"
        );
    }
    let (home, id) = (
        shop.workspace.clone(),
        galka_domain::ids::ConversationId::parse(&id_of(&thread)).unwrap(),
    );
    let told = shop
        .house
        .engine
        .db
        .read(move |tx| entries::list(tx, &home, &id, None, None, 10))
        .await
        .unwrap();
    let kinds: Vec<&str> = told.iter().map(|one| one.entry.kind.as_str()).collect();
    assert_eq!(kinds, ["state", "state", "assigned"]);
    work.drain().await;
}

#[tokio::test]
async fn closing_needs_a_reason_where_the_company_wants_one() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let label = shop
        .ask("POST", "/labels", Some(json!({"name": "Решено"})))
        .await
        .json();
    let mut wanted = shop.ask("GET", "/settings/assignment", None).await.json();
    assert_eq!(
        (&wanted["mode"], &wanted["assign_on_reply"]),
        (&json!("manual"), &json!(true))
    );
    wanted["close_reason_label_ids"] = json!([label["id"]]);
    let put = shop.ask("PUT", "/settings/assignment", Some(wanted.clone())).await;
    assert_eq!((put.status, put.json()), (StatusCode::OK, wanted));
    let thread = shop.hears(ANNA, "wamid.1", "Здравствуйте").await;
    let path = format!("/conversations/{}", id_of(&thread));
    let refused = shop.ask("PATCH", &path, Some(json!({"state": "closed"}))).await;
    assert_eq!(refused.code(), "reason_needed");
    let bulk = json!({"ids": [id_of(&thread)], "action": "close"});
    let refused = shop.ask("POST", "/conversations/bulk", Some(bulk)).await;
    assert_eq!(
        (refused.code(), refused.json()["field"].clone()),
        ("reason_needed".to_owned(), json!("label_id"))
    );
    let close = json!({"state": "closed", "reason_label_id": label["id"]});
    let closed = shop.ask("PATCH", &path, Some(close)).await.json();
    assert_eq!(
        (&closed["state"], &closed["contact"]["labels"]),
        (&json!("closed"), &json!([label["id"]]))
    );
    // A deleted label is no reason any more.
    shop.ask("DELETE", &format!("/labels/{}", id_of(&label)), None).await;
    let left = shop.ask("GET", "/settings/assignment", None).await.json();
    assert_eq!(left["close_reason_label_ids"], json!([]));
    shop.ask("PATCH", &path, Some(json!({"state": "open"}))).await;
    let closed = shop.ask("PATCH", &path, Some(json!({"state": "closed"}))).await;
    assert_eq!(closed.json()["state"], "closed", "{:?}", closed.json());
    work.drain().await;
}

#[tokio::test]
async fn the_list_is_narrowed_by_labels_and_people_and_a_view_is_saved() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let maria = hire(&shop, "Мария").await;
    let (anna, oleg) = (
        shop.hears(ANNA, "wamid.1", "Здравствуйте").await,
        shop.hears(OLEG, "wamid.2", "Добрый день").await,
    );
    let label = shop.ask("POST", "/labels", Some(json!({"name": "VIP"}))).await.json();
    let worn = json!({"labels": [label["id"]]});
    let contact = anna["contact"]["id"].as_str().unwrap();
    shop.ask("PATCH", &format!("/contacts/{contact}"), Some(worn)).await;
    let give = json!({"assignee_id": maria});
    shop.ask("PATCH", &format!("/conversations/{}", id_of(&oleg)), Some(give))
        .await;
    let label = label["id"].as_str().unwrap();
    for (query, expected) in [
        (format!("label_ids={label}"), vec![id_of(&anna)]),
        ("view=unassigned".to_owned(), vec![id_of(&anna)]),
        (format!("assignee_id={maria}"), vec![id_of(&oleg)]),
        ("view=mine".to_owned(), vec![]),
        ("state=waiting".to_owned(), vec![]),
        ("sort=waiting&unread=true".to_owned(), vec![id_of(&anna), id_of(&oleg)]),
        ("window=closed".to_owned(), vec![]),
    ] {
        assert_eq!(listed(&shop, &query).await, expected, "{query}");
    }
    for query in ["view=none", "label_ids=x", "sort=oldest", "limit=0", "cursor=!!"] {
        let refused = shop.ask("GET", &format!("/conversations?{query}"), None).await;
        assert!(refused.status.is_client_error(), "{query}");
    }
    for (query, found) in [("view=all", 2), ("state=waiting", 0), ("sort=waiting&unread=true", 2)] {
        let answer = shop.ask("GET", &format!("/conversations/found?{query}"), None).await;
        assert_eq!(answer.json(), json!({"found": found, "more": false}), "{query}");
    }
    let searched = shop.ask("GET", "/conversations/found?q=words", None).await;
    assert_eq!(searched.status, StatusCode::BAD_REQUEST);
    let counts = shop.ask("GET", "/conversations/counts", None).await.json();
    assert_eq!(
        (&counts["all"], &counts["unassigned"], &counts["labels"][label]),
        (&json!(2), &json!(1), &json!(1))
    );

    let new = json!({"name": "Важные", "shared": true, "query": {"label_ids": [label], "unread": true}});
    let view = shop.ask("POST", "/views", Some(new)).await;
    assert_eq!(view.status, StatusCode::CREATED, "{:?}", view.json());
    let view = id_of(&view.json());
    assert_eq!(listed(&shop, &format!("saved_view_id={view}")).await, [id_of(&anna)]);
    let path = format!("/api/v1/views/{view}");
    let seen = shop.house.ask("GET", "/api/v1/views", &shop.agent, None).await.json();
    assert_eq!(
        (&seen["data"][0]["name"], &seen["data"][0]["own"]),
        (&json!("Важные"), &json!(false))
    );
    let rename = json!({"name": "Мои важные"});
    let refused = shop.house.ask("PATCH", &path, &shop.agent, Some(rename.clone())).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let hide = json!({"shared": false});
    shop.house.ask("PATCH", &path, &shop.owner, Some(hide)).await;
    let gone = shop.house.ask("PATCH", &path, &shop.agent, Some(rename)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let deleted = shop.ask("DELETE", &format!("/views/{view}"), None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    work.drain().await;
}

#[tokio::test]
async fn many_are_changed_by_a_filter_as_it_was_seen_and_put_back() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    for place in 0..8 {
        shop.hears(
            &format!("7916123450{place}"),
            &format!("wamid.{place}"),
            &format!("Вопрос {place}"),
        )
        .await;
    }
    let ask = |count: i64| json!({"filter": {"view": "unread"}, "count": count, "action": "mark_read"});
    let moved = shop.ask("POST", "/conversations/bulk", Some(ask(2))).await;
    assert_eq!(
        (moved.status, moved.code().as_str()),
        (StatusCode::CONFLICT, "count_changed")
    );
    let done = shop.ask("POST", "/conversations/bulk", Some(ask(8))).await.json();
    let none = shop.ask("POST", "/conversations/bulk", Some(ask(i64::MAX))).await;
    assert_eq!(none.json()["changed"], 0, "a count without a bound is only generous");
    assert_eq!((&done["changed"], &done["skipped"]), (&json!(8), &json!(0)));
    assert_eq!(listed(&shop, "view=unread").await.len(), 0);
    let path = format!("/conversations/bulk/{}/undo", done["undo_id"].as_str().unwrap());
    let undone = shop.ask("POST", &path, None).await.json();
    assert_eq!((&undone["changed"], &undone["undo_id"]), (&json!(8), &Value::Null));
    assert_eq!(listed(&shop, "view=unread").await.len(), 8);
    assert_eq!(shop.ask("POST", &path, None).await.code(), "too_late");
    for body in [
        json!({"action": "close"}),
        json!({"action": "label", "ids": []}),
        json!({"action": "assign", "ids": []}),
        json!({"action": "close", "filter": {}}),
        json!({"action": "close", "ids": vec!["x"; 1_001]}),
        json!({"action": "snooze", "ids": [], "snoozed_until": "2020-01-01T00:00:00Z"}),
        json!({"action": "unlabel", "ids": [], "label_id": "lb_00000000010000000000zz"}),
    ] {
        let refused = shop.ask("POST", "/conversations/bulk", Some(body.clone())).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    work.drain().await;
}

#[tokio::test]
async fn a_team_is_made_gets_conversations_by_itself_and_who_leaves_gives_them_back() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let maria = hire(&shop, "Мария").await;
    let new = json!({"name": "Склад", "mode": "round_robin", "member_ids": [maria]});
    let team = shop.ask("POST", "/teams", Some(new.clone())).await;
    assert_eq!(team.status, StatusCode::CREATED, "{:?}", team.json());
    assert_eq!(shop.ask("POST", "/teams", Some(new)).await.code(), "name_taken");
    let stranger = json!({"name": "Чужие", "member_ids": ["us_00000000010000000000zz"]});
    assert_eq!(
        shop.ask("POST", "/teams", Some(stranger)).await.code(),
        "unknown_member"
    );
    let team = id_of(&team.json());
    let thread = shop.hears(ANNA, "wamid.1", "Когда доставка?").await;
    let path = format!("/conversations/{}", id_of(&thread));
    shop.ask("PATCH", &path, Some(json!({"team_id": team}))).await;
    let given = eventually("the team gives it to its member", async || {
        let now = shop.ask("GET", &path, None).await.json();
        (now["assignee"]["user_id"] == json!(maria)).then_some(now)
    });
    assert_eq!(given.await["team_id"], json!(team));
    let limit = json!({"capacity": 7});
    let member = shop
        .ask("PATCH", &format!("/members/{maria}"), Some(limit))
        .await
        .json();
    assert_eq!((&member["capacity"], &member["role"]), (&json!(7), &json!("agent")));
    let wrong = shop
        .ask("PATCH", &format!("/members/{maria}"), Some(json!({"capacity": -1})))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = shop.ask("DELETE", &format!("/members/{maria}"), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.ask("GET", &path, None).await.json()["assignee"], Value::Null);
    let teams = shop.ask("GET", "/teams", None).await.json();
    assert_eq!(teams["data"][0]["member_ids"], json!([]));
    let seen = head(&shop).await;
    assert_eq!(
        shop.ask("DELETE", &format!("/teams/{team}"), None).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(shop.ask("GET", &path, None).await.json()["team_id"], Value::Null);
    let home = shop.workspace.clone();
    let happened = shop
        .house
        .engine
        .db
        .read(move |tx| events::list_after(tx, &home, seen, 100));
    let happened: Vec<(EventKind, String)> = happened
        .await
        .unwrap()
        .into_iter()
        .map(|event| (event.kind, event.subject_id))
        .collect();
    for told in [
        (EventKind::TeamChanged, team.clone()),
        (EventKind::ConversationChanged, id_of(&thread)),
    ] {
        assert!(happened.contains(&told), "{told:?}: {happened:?}");
    }
    work.drain().await;
}

/// The number of the newest event.
async fn head(shop: &Shop) -> i64 {
    let home = shop.workspace.clone();
    shop.house
        .engine
        .db
        .read(move |tx| events::head(tx, &home))
        .await
        .unwrap()
}

#[tokio::test]
async fn what_the_customer_wrote_meanwhile_is_not_closed_unseen() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let thread = shop.hears(ANNA, "wamid.1", "Спасибо!").await;
    let path = format!("/conversations/{}", id_of(&thread));
    let seen = head(&shop).await;
    shop.hears(ANNA, "wamid.2", "А доставка когда?").await;
    let refused = shop
        .ask("PATCH", &path, Some(json!({"state": "closed", "seen_seq": seen})))
        .await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::CONFLICT, "customer_wrote")
    );
    assert_eq!(refused.json()["message"]["text"], "А доставка когда?");
    let close = |seen: i64| json!({"ids": [id_of(&thread)], "action": "close", "seen_seq": seen});
    let refused = shop.ask("POST", "/conversations/bulk", Some(close(seen))).await;
    assert_eq!(refused.code(), "customer_wrote");
    let taken = shop
        .ask("PATCH", &path, Some(json!({"team_id": null, "seen_seq": seen})))
        .await;
    assert_eq!(taken.status, StatusCode::OK, "only what hides the question is refused");
    let done = shop
        .ask("POST", "/conversations/bulk", Some(close(head(&shop).await)))
        .await;
    assert_eq!(done.json()["changed"], 1);
    assert_eq!(shop.ask("GET", &path, None).await.json()["state"], "closed");
    let other = shop.hears("79161234599", "wamid.3", "Ок").await;
    let seen = head(&shop).await;
    shop.hears(ANNA, "wamid.4", "И ещё").await;
    let both = json!({"ids": [id_of(&thread), id_of(&other)], "action": "close", "seen_seq": seen});
    let done = shop.ask("POST", "/conversations/bulk", Some(both)).await.json();
    assert_eq!(
        (&done["changed"], &done["customer_wrote"], &done["customer_wrote_ids"]),
        (&json!(1), &json!(1), &json!([id_of(&thread)])),
        "of many it says which stayed open"
    );
    work.drain().await;
}

#[tokio::test]
async fn an_invitation_is_listed_and_taken_back() {
    let shop = Shop::open(House::open().await).await;
    let new = json!({"email": "maria@example.org", "role": "agent"});
    let made = shop.ask("POST", "/invitations", Some(new)).await.json();
    let open = shop.ask("GET", "/invitations", None).await.json();
    assert_eq!(open["data"][0]["email"], json!("maria@example.org"));
    let path = format!("/invitations/{}", open["data"][0]["id"].as_str().unwrap());
    assert_eq!(shop.ask("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.ask("DELETE", &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(shop.ask("GET", "/invitations", None).await.json()["data"], json!([]));
    let token = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let used = shop.ask("GET", &format!("/auth/links/{token}"), None).await;
    assert!(used.status.is_client_error(), "{:?}", used.json());
}

#[tokio::test]
async fn what_is_selected_or_found_becomes_a_file_that_no_office_program_runs() {
    let shop = Shop::open(House::open().await).await;
    let work = shop.house.start_work();
    let first = shop
        .hears("79161234561", "wamid.1", "=HYPERLINK(\"http://evil\")")
        .await;
    let second = shop.hears("79161234562", "wamid.2", "Цена, \"опт\"").await;
    let id = |thread: &Value| thread["id"].as_str().unwrap().to_owned();
    let file = async |query: &str| {
        let reply = shop.ask("GET", &format!("/conversations/export?{query}"), None).await;
        assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.json());
        assert_eq!(reply.headers["content-type"], "text/csv; charset=utf-8");
        String::from_utf8(reply.body).unwrap()
    };
    let found = file("view=unread&sort=newest").await;
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), 3, "{found}");
    assert!(lines[0].starts_with("conversation_id,name,phone,"), "{found}");
    assert!(lines[1].starts_with(&id(&second)), "the newest first: {found}");
    assert!(lines[1].contains("\"Цена, \"\"опт\"\"\""), "{found}");
    assert!(lines[2].contains("\"'=HYPERLINK("), "a formula is none: {found}");
    let named = file(&format!("ids={},{}", id(&first), id(&first))).await;
    assert_eq!(named.lines().count(), 2, "each once: {named}");
    assert_eq!(
        file("view=closed").await.lines().count(),
        1,
        "nothing found is a header"
    );
    let many = vec![id(&first); 1].join(",") + &(0..200).map(|place| format!(",cv_{place:022}")).collect::<String>();
    for query in [format!("ids={many}"), "ids=x".to_owned()] {
        let refused = shop.ask("GET", &format!("/conversations/export?{query}"), None).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    let searched = shop.ask("GET", "/conversations/export?q=opt", None).await;
    assert_eq!(searched.status, StatusCode::BAD_REQUEST);
    let path = "/api/v1/conversations/export";
    let agent = shop.house.ask("GET", path, &shop.agent, None).await;
    assert_eq!(agent.status, StatusCode::FORBIDDEN);
    work.drain().await;
}
