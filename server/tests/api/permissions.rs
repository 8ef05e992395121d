//! Who may use which route: a matrix walked over the list of routes.

use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::ids::{
    ApiKeyId, AutomationId, BulkId, CampaignId, ConnectionId, ContactId, ConversationId, DeadLetterId, EntryId,
    ImportId, LabelId, MediaId, MessageId, NumberId, PushSubscriptionId, QuickReplyId, SavedViewId, SegmentId, TeamId,
    TemplateId, UserId, WebhookDeliveryId, WebhookId,
};
use galka_domain::time::Timestamp;
use galka_server::access::Access;
use galka_server::routes;
use serde_json::{Value, json};

use crate::house::House;

/// A well-formed id of the kind that the path wants, which nobody has.
pub(crate) fn with_foreign_ids(path: &str) -> String {
    let at = Timestamp::from_millis(1_790_000_000_000);
    let ids = [
        ("{user_id}", UserId::new(at, 9).to_string()),
        ("{automation_id}", AutomationId::new(at, 9).to_string()),
        ("{api_key_id}", ApiKeyId::new(at, 9).to_string()),
        ("{connection_id}", ConnectionId::new(at, 9).to_string()),
        ("{number_id}", NumberId::new(at, 9).to_string()),
        ("{label_id}", LabelId::new(at, 9).to_string()),
        ("{contact_id}", ContactId::new(at, 9).to_string()),
        ("{import_id}", ImportId::new(at, 9).to_string()),
        ("{segment_id}", SegmentId::new(at, 9).to_string()),
        ("{template_id}", TemplateId::new(at, 9).to_string()),
        ("{campaign_id}", CampaignId::new(at, 9).to_string()),
        ("{conversation_id}", ConversationId::new(at, 9).to_string()),
        ("{message_id}", MessageId::new(at, 9).to_string()),
        ("{quick_reply_id}", QuickReplyId::new(at, 9).to_string()),
        ("{media_id}", MediaId::new(at, 9).to_string()),
        ("{identity_kind}", "phone".to_owned()),
        ("{identity_value}", "+79161234567".to_owned()),
        ("{field_key}", "nobodys".to_owned()),
        ("{undo_id}", BulkId::new(at, 9).to_string()),
        ("{team_id}", TeamId::new(at, 9).to_string()),
        ("{view_id}", SavedViewId::new(at, 9).to_string()),
        ("{invitation_id}", "0".repeat(64)),
        ("{entry_id}", EntryId::new(at, 9).to_string()),
        ("{webhook_id}", WebhookId::new(at, 9).to_string()),
        ("{delivery_id}", WebhookDeliveryId::new(at, 9).to_string()),
        ("{dead_letter_id}", DeadLetterId::new(at, 9).to_string()),
        ("{push_subscription_id}", PushSubscriptionId::new(at, 9).to_string()),
    ];
    ids.iter()
        .fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
}

/// A body that passes the reading of every route that takes one.
pub(crate) fn body_of(operation: &str) -> Option<Value> {
    let filter = json!({"version": 1, "match": "all", "conditions": []});
    let content = json!({"body": "x", "buttons": [], "samples": {}});
    Some(match operation {
        "update_member" => json!({"role": "agent"}),
        "add_contact_identity" => json!({"kind": "phone", "value": "+79161234567"}),
        "choose_contact_phone" => json!({"value": "+79161234567"}),
        "merge_contacts" => json!({"contact_id": ContactId::new(Timestamp::from_millis(1_790_000_000_000), 8)}),
        "merge_label" => json!({"into": LabelId::new(Timestamp::from_millis(1_790_000_000_000), 8)}),
        "erase_contact" => json!({"confirm": "x"}),
        "update_field" => json!({"name": "x"}),
        "set_contact_consent" => json!({"state": "withdrawn"}),
        "check_import" => {
            json!({"mapping": [{"index": 0, "target": "phone"}], "default_country": "RU", "has_header": true, "duplicates": "skip"})
        }
        "set_user_setting" => json!({"value": {}}),
        "create_note" | "update_note" => json!({"text": "x"}),
        "set_presence" => json!({"state": "viewing"}),
        "save_draft" => json!({"mode": "reply", "text": "x"}),
        "create_conversation_message" => json!({"type": "text", "text": {"body": "x"}}),
        "update_rule" => json!({"name": "x"}),
        "decide_message" => json!({"decision": "give_up"}),
        "preview_segment" => json!({"filter": filter}),
        "check_template" | "create_template" => {
            json!({"name": "x", "language": "ru", "category": "utility", "content": content})
        }
        _ => json!({}),
    })
}

#[tokio::test]
async fn without_credentials_every_closed_route_is_unauthenticated() {
    let house = House::open().await;
    for (method, path, access) in routes::all() {
        if access == Access::Open {
            continue;
        }
        for key in ["", "gk_0000000001000000000002_wrong", "nonsense"] {
            let reply = house.ask(method.as_str(), &with_foreign_ids(&path), key, None).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(reply.code(), "unauthenticated", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn without_the_permission_every_route_is_forbidden() {
    let house = House::open().await;
    let (_, [_, _, agent]) = house.company("Цветы").await;
    let mut forbidden = 0;
    for (method, path, access) in routes::all() {
        let Access::Needs(permission) = access else { continue };
        if Role::Agent.allows(permission) {
            continue;
        }
        forbidden += 1;
        let reply = house.ask(method.as_str(), &with_foreign_ids(&path), &agent, None).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (StatusCode::FORBIDDEN, "forbidden"),
            "{method} {path}"
        );
    }
    assert!(forbidden > 25, "{forbidden}");
}

#[tokio::test]
async fn what_a_workspace_does_not_have_is_not_found() {
    let house = House::open().await;
    let (_, [owner, ..]) = house.company("Цветы").await;
    let mut asked = 0;
    for route in routes::ROUTES {
        let takes_id = route.path.contains('{') && route.access != Access::Open;
        if !takes_id {
            continue;
        }
        asked += 1;
        let path = format!("{}{}", routes::BASE, route.path);
        let body = if route.body.is_empty() {
            None
        } else {
            body_of(route.operation)
        };
        let reply = house
            .ask(route.method, &with_foreign_ids(&path), &owner, body.clone())
            .await;
        assert_eq!(
            reply.status,
            StatusCode::NOT_FOUND,
            "{}: {:?}",
            route.operation,
            reply.json()
        );
        // An id that is none is answered in the same way.
        let broken = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part });
        let reply = house
            .ask(route.method, &broken.collect::<Vec<_>>().join("/"), &owner, body)
            .await;
        assert_eq!(
            reply.status,
            StatusCode::NOT_FOUND,
            "{}: {:?}",
            route.operation,
            reply.json()
        );
    }
    assert!(asked > 40, "{asked}");
}

#[tokio::test]
async fn another_workspace_is_not_found_by_name_and_its_rows_are_not_seen() {
    let house = House::open().await;
    let (_, [ours, ..]) = house.company("Цветы").await;
    let (theirs_id, [theirs, ..]) = house.company("Хлеб").await;
    let new = json!({"name": "Анна", "phone": "+79161234567"});
    let made = house.ask("POST", "/api/v1/contacts", &theirs, Some(new)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    let contact = made.json()["id"].as_str().unwrap().to_owned();
    let label = house
        .ask("POST", "/api/v1/labels", &theirs, Some(json!({"name": "VIP"})))
        .await
        .json()["id"]
        .clone();
    for (method, path, body) in [
        ("GET", format!("/api/v1/contacts/{contact}"), None),
        (
            "PATCH",
            format!("/api/v1/contacts/{contact}"),
            Some(json!({"name": "x"})),
        ),
        ("DELETE", format!("/api/v1/contacts/{contact}"), None),
        (
            "POST",
            format!("/api/v1/contacts/{contact}/consent"),
            Some(json!({"state": "withdrawn"})),
        ),
        ("DELETE", format!("/api/v1/labels/{}", label.as_str().unwrap()), None),
        ("GET", format!("/api/v1/contacts?workspace={theirs_id}"), None),
    ] {
        let reply = house.ask(method, &path, &ours, body).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{method} {path}");
    }
    let page = house.ask("GET", "/api/v1/contacts?q=916", &ours, None).await.json();
    assert_eq!(page["data"], json!([]));
    let worn = json!({"labels": [label]});
    let own = house
        .ask(
            "POST",
            "/api/v1/contacts",
            &ours,
            Some(json!({"name": "", "phone": "+79161234567"})),
        )
        .await
        .json();
    let path = format!("/api/v1/contacts/{}", own["id"].as_str().unwrap());
    assert_eq!(
        house.ask("PATCH", &path, &ours, Some(worn)).await.code(),
        "unknown_label"
    );
}
