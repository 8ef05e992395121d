//! What the rest of the product relies on when a webhook is taken apart.

use galka_cloud_api::template::{Quality, TemplateStatus};
use galka_cloud_api::webhook::{self, InboundContent, InboundMessage, Item, MessageStatus, Payload, StatusKind};
use proptest::prelude::{any, prop};
use proptest::{prop_assert_eq, proptest};

macro_rules! fixture {
    ($name:literal) => {
        webhook::split(include_bytes!(concat!("fixtures/", $name, ".json"))).unwrap()
    };
}

fn only(mut items: Vec<Item>) -> Payload {
    assert_eq!(items.len(), 1);
    items.remove(0).payload.expect("the item is readable")
}

fn message(items: Vec<Item>) -> InboundMessage {
    match only(items) {
        Payload::Message(message) => *message,
        other => panic!("not a message: {other:?}"),
    }
}

fn status(items: Vec<Item>) -> MessageStatus {
    match only(items) {
        Payload::Status(status) => *status,
        other => panic!("not a status: {other:?}"),
    }
}

#[test]
fn a_batch_of_ten_gives_ten_items_in_order() {
    let items = fixture!("batch_of_ten");
    let ids: Vec<String> = items
        .iter()
        .map(|item| match &item.payload {
            Ok(Payload::Message(message)) => message.id.clone(),
            other => panic!("not a message: {other:?}"),
        })
        .collect();
    assert_eq!(ids, (0..10).map(|index| format!("wamid.B{index}")).collect::<Vec<_>>());
    assert!(
        items
            .iter()
            .all(|item| item.phone_number_id.as_deref() == Some("109900000000001"))
    );
    assert!(items.iter().all(|item| item.contact.is_some()));
}

#[test]
fn what_cannot_be_read_does_not_stop_its_neighbours() {
    for (items, readable) in [
        (
            fixture!("one_bad_message_among_good"),
            vec![true, false, true, false, true],
        ),
        (fixture!("one_bad_status_among_good"), vec![true, false, true]),
        (
            fixture!("several_entries_one_broken"),
            vec![true, false, false, true, true],
        ),
        (fixture!("half_an_emoji"), vec![false, true]),
    ] {
        let found: Vec<bool> = items.iter().map(|item| item.payload.is_ok()).collect();
        assert_eq!(found, readable);
    }
}

#[test]
fn what_cannot_be_read_keeps_its_raw_json_and_says_why() {
    let items = fixture!("one_bad_message_among_good");
    assert!(items[1].raw.get().contains("not an object"));
    let reason = &items[1].payload.as_ref().unwrap_err().reason;
    assert!(reason.starts_with("`image`: invalid type"), "{reason}");
    assert!(items[3].payload.as_ref().unwrap_err().reason.contains("timestamp"));
}

#[test]
fn content_is_kept_in_the_shape_it_came() {
    let message = message(fixture!("message_reaction"));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&message.content_json).unwrap(),
        serde_json::json!({"type":"reaction","reaction":{"message_id":"wamid.OUT","emoji":"👍"}})
    );
}

#[test]
fn an_unknown_type_is_kept_whole() {
    let message = message(fixture!("message_unknown_type"));
    let InboundContent::Unknown { kind, raw } = message.content else {
        panic!("it is unknown")
    };
    assert_eq!(kind, "hologram");
    assert_eq!(raw, serde_json::json!({"depth":3,"layers":[{"id":1}]}));
}

#[test]
fn a_user_may_have_no_phone() {
    let items = fixture!("message_by_user_id_without_phone");
    let contact = items[0].contact.clone().unwrap();
    assert_eq!(contact.wa_id, None);
    assert_eq!(contact.profile.unwrap().username.as_deref(), Some("ada.q"));
    let message = message(items);
    assert_eq!(message.from, None);
    assert_eq!(message.from_user_id.as_deref(), Some("US.70011223344556677889"));

    let status = status(fixture!("status_by_user_id_without_phone"));
    assert_eq!(status.recipient_id, None);
    assert_eq!(status.recipient_user_id.as_deref(), Some("US.70011223344556677889"));
}

#[test]
fn escapes_are_undone() {
    let items = fixture!("escaped_as_meta_does");
    assert_eq!(
        items[0].contact.clone().unwrap().profile.unwrap().name.as_deref(),
        Some("Ада")
    );
    let InboundContent::Text(text) = message(items).content else {
        panic!("it is text")
    };
    assert_eq!(text.body, "Привет 👋 https://example.test/a");
}

#[test]
fn statuses_of_both_times_are_read() {
    let new = status(fixture!("status_sent"));
    assert_eq!(new.status, StatusKind::Sent);
    assert_eq!(new.biz_opaque_callback_data.as_deref(), Some("msg_01"));
    assert_eq!(new.pricing.unwrap().kind.as_deref(), Some("regular"));
    assert_eq!(new.conversation, None);

    let old = status(fixture!("status_sent_old"));
    assert_eq!(old.pricing.unwrap().pricing_model.as_deref(), Some("CBP"));
    assert_eq!(old.conversation.unwrap().expiration_timestamp, Some(1_750_116_480));

    assert_eq!(status(fixture!("status_failed")).errors[0].code, 131_049);
    assert_eq!(
        status(fixture!("status_unknown")).status,
        StatusKind::Unknown("teleported".to_owned())
    );
}

#[test]
fn an_odd_price_does_not_lose_a_status() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"2"},"statuses":[{"id":"wamid.A","status":"read","timestamp":"1",
        "pricing":{"billable":"perhaps"},"conversation":"c","errors":{"code":{}}}]}}]}]}"#;
    let status = status(webhook::split(body.as_bytes()).unwrap());
    assert_eq!(status.status, StatusKind::Read);
    assert_eq!(
        (status.pricing, status.conversation, status.errors.len()),
        (None, None, 0)
    );
}

#[test]
fn template_events_are_normalised() {
    let Payload::TemplateStatus(update) = only(fixture!("template_rejected")) else {
        panic!("a status")
    };
    assert_eq!(update.event, TemplateStatus::Rejected);
    assert_eq!(update.message_template_language, "en_US");

    let Payload::TemplateStatus(update) = only(fixture!("template_disabled")) else {
        panic!("a status")
    };
    assert_eq!(update.message_template_id, u64::MAX);

    let Payload::TemplateQuality(update) = only(fixture!("template_quality_under_status_field")) else {
        panic!("a quality")
    };
    assert_eq!(update.new_quality_score, Quality::Red);
}

#[test]
fn a_contact_of_another_user_is_not_put_on_a_message() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"2"},"contacts":[{"profile":{"name":"Bo"},"wa_id":"15559990000"}],
        "messages":[{"from":"15551230001","id":"wamid.A","timestamp":"1","type":"text","text":{"body":"x"}}]}}]}]}"#;
    assert_eq!(webhook::split(body.as_bytes()).unwrap()[0].contact, None);
}

#[test]
fn a_body_that_is_no_webhook_says_why() {
    for body in [
        &b""[..],
        b"[]",
        b"{}",
        b"{\"object\":\"page\",\"entry\":[]}",
        b"{\"object\":\"whatsapp_business_account\",\"entry\":{}}",
        b"\xff\xfe",
    ] {
        assert!(webhook::split(body).is_err(), "{}", String::from_utf8_lossy(body));
    }
    assert!(
        webhook::split(br#"{"object":"whatsapp_business_account","entry":[]}"#)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn depth_does_not_overflow_the_stack() {
    let deep = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messages":[{{"id":"a","timestamp":1,"type":"x","x":{}{}}}]}}}}]}}]}}"#,
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let items = webhook::split(deep.as_bytes()).unwrap();
    assert!(items[0].payload.is_err());
}

proptest! {
    #[test]
    fn mangled_bodies_never_panic_and_their_items_can_be_replayed(
        which in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut body = [
            &include_bytes!("fixtures/batch_of_ten.json")[..],
            include_bytes!("fixtures/status_sent.json"),
            include_bytes!("fixtures/history.json"),
            include_bytes!("fixtures/several_entries_one_broken.json"),
        ][which]
            .to_vec();
        for (place, byte) in changes {
            let place = place.index(body.len());
            body[place] = byte;
        }
        body.truncate(cut.index(body.len()) + 1);
        for item in webhook::split(&body).unwrap_or_default() {
            let again = webhook::split(item.to_body().as_bytes());
            prop_assert_eq!(again.map(|items| items.len()), Ok(1), "{}", item.to_body());
        }
    }

    #[test]
    fn a_changed_byte_spoils_one_message_at_most_or_the_whole_body(
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut body = include_bytes!("fixtures/batch_of_ten.json").to_vec();
        let place = place.index(body.len());
        body[place] = byte;
        if let Ok(items) = webhook::split(&body) {
            let messages = items.iter().filter(|item| item.part == webhook::Part::Message).count();
            let unreadable = items.iter().filter(|item| item.payload.is_err()).count();
            if messages == 10 {
                prop_assert_eq!(unreadable.min(1), unreadable);
            }
        }
    }
}
