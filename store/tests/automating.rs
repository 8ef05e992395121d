//! Automations on both databases: the cursor, the right to decide once, and what is known of a chat.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use galka_domain::automation::{Kind, Mark};
use galka_domain::ids::{AutomationId, CampaignId, ContactId, ConversationId, MessageId, NumberId, RunId, WorkspaceId};
use galka_domain::time::{DAY_MS, MINUTE_MS, Timestamp};
use galka_store::apply::{InboundMessage, Sender, apply_messages};
use galka_store::automations::chats::{self, KnownChat};
use galka_store::automations::runs::{self, Run};
use galka_store::automations::{self, Automation, Cursor};
use galka_store::dispatch::{Intent, insert_intents};
use galka_store::testing::on_both;
use galka_store::{Db, contacts, events, messages};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn home() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn automation(place: u64, kind: Kind) -> Automation {
    Automation {
        id: AutomationId::new(T0, place),
        kind,
        name: format!("rule {place}"),
        document: "{}".to_owned(),
        version: 1,
        enabled: true,
        enabled_at: Some(T0),
        position: i64::try_from(place).unwrap(),
        created_at: T0,
        updated_at: T0,
    }
}

fn written(nth: u64, at: Timestamp) -> InboundMessage {
    InboundMessage {
        number_id: NumberId::new(T0, 1),
        message_id: MessageId::new(at, nth),
        contact_id: ContactId::new(T0, 1),
        conversation_id: ConversationId::new(T0, 1),
        wamid: format!("wamid.{nth}"),
        sender: Sender {
            identities: vec![("phone", "+79160000001".to_owned())],
            profile_name: Some("Анна".to_owned()),
            phone: Some("+79160000001".to_owned()),
            username: None,
            country: None,
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: r#"{"type":"text","text":{"body":"x"}}"#.to_owned(),
        text: "x".to_owned(),
        context_wamid: None,
        button: None,
        at,
        window_expires_at: None,
        consent: None,
        media: None,
        reaction: None,
        change: None,
    }
}

fn sent(nth: u64, sent_by: Option<&str>) -> Intent {
    Intent {
        message_id: MessageId::new(T0, 100 + nth),
        conversation_id: ConversationId::new(T0, 1),
        contact_id: ContactId::new(T0, 1),
        number_id: NumberId::new(T0, 1),
        kind: "text".to_owned(),
        content: "{}".to_owned(),
        text: "y".to_owned(),
        context_wamid: None,
        media_id: None,
        template_id: None,
        campaign_id: None,
        recipient_id: None,
        sent_by: sent_by.map(str::to_owned),
        priority: 0,
        due_at: T0,
    }
}

/// A customer's message, applied with its events.
async fn receive(db: &Db, nth: u64, at: Timestamp) {
    db.write(move |tx| {
        let happened = apply_messages(tx, &home(), &[written(nth, at)], at)?;
        events::append(tx, &home(), &happened, at)
    })
    .await
    .unwrap();
}

async fn send(db: &Db, nth: u64, sent_by: Option<&'static str>, at: Timestamp) {
    db.write(move |tx| insert_intents(tx, &home(), &[sent(nth, sent_by)], at))
        .await
        .unwrap();
}

async fn known(db: &Db, nth: u64, at: Timestamp) -> KnownChat {
    db.read(move |tx| {
        let message = messages::find(tx, &home(), &MessageId::new(at, nth))?.unwrap();
        chats::load(tx, &home(), &message)
    })
    .await
    .unwrap()
    .unwrap()
}

async fn cursors(db: &Db) -> Vec<Cursor> {
    db.read(automations::list_behind).await.unwrap()
}

#[tokio::test]
async fn reading_begins_with_the_first_switch_and_each_message_is_met_once() {
    on_both(async |db| {
        receive(&db, 1, T0).await;
        assert_eq!(cursors(&db).await, []);
        db.write(|tx| automations::insert(tx, &home(), &automation(1, Kind::Greeting), "us_1"))
            .await
            .unwrap();
        assert_eq!(cursors(&db).await, [], "nothing has come since");
        receive(&db, 2, T0.plus(MINUTE_MS)).await;
        let cursor = cursors(&db).await.pop().unwrap();
        let from = cursor.clone();
        let (arrivals, last) = db
            .read(move |tx| chats::list_arrivals(tx, &from.workspace, from.seq, 100))
            .await
            .unwrap();
        let ids: Vec<MessageId> = arrivals.into_iter().map(|arrival| arrival.message_id).collect();
        assert_eq!(
            ids,
            [MessageId::new(T0.plus(MINUTE_MS), 2)],
            "what came before is left alone"
        );
        // Two nodes read the same; one moves on.
        for moved in [true, false] {
            let from = cursor.clone();
            assert_eq!(
                db.write(move |tx| automations::advance(tx, &from, last)).await.unwrap(),
                moved
            );
        }
        receive(&db, 3, T0.plus(2 * MINUTE_MS)).await;
        assert_eq!(cursors(&db).await.len(), 1);
        let off = automation(1, Kind::Greeting).switched(false, T0);
        assert!(
            db.write(move |tx| automations::update(tx, &home(), &off, 1, "us_1", T0))
                .await
                .unwrap()
        );
        assert_eq!(cursors(&db).await, []);
    })
    .await;
}

#[tokio::test]
async fn there_is_one_greeting_and_each_writing_is_kept() {
    on_both(async |db| {
        db.write(|tx| automations::insert(tx, &home(), &automation(1, Kind::Greeting), "us_1"))
            .await
            .unwrap();
        let twin = db
            .write(|tx| automations::insert(tx, &home(), &automation(2, Kind::Greeting), "us_1"))
            .await;
        assert!(twin.unwrap_err().is_duplicate_in("automations"));
        let new = automation(1, Kind::Greeting).written(r#"{"text":"b"}"#);
        for written in [true, false] {
            let new = new.clone();
            let done = db
                .write(move |tx| automations::update(tx, &home(), &new, 1, "us_2", T0))
                .await;
            assert_eq!(done.unwrap(), written, "the second has read an old version");
        }
        let versions = db
            .read(|tx| automations::list_versions(tx, &home(), &AutomationId::new(T0, 1), 10))
            .await
            .unwrap();
        let told: Vec<(i64, &str)> = versions
            .iter()
            .map(|one| (one.version, one.written_by.as_str()))
            .collect();
        assert_eq!(told, [(2, "us_2"), (1, "us_1")]);
    })
    .await;
}

#[tokio::test]
async fn a_message_is_decided_about_once() {
    on_both(async |db| {
        receive(&db, 1, T0).await;
        let run = |place| Run {
            id: RunId::new(T0, place),
            automation_id: AutomationId::new(T0, 1),
            kind: Kind::Rule,
            conversation_id: ConversationId::new(T0, 1),
            message_id: MessageId::new(T0, 1),
            outcome: "sent".to_owned(),
            reason: None,
            acts: "[]".to_owned(),
            sent_message_id: Some(MessageId::new(T0, 101)),
            at: T0,
        };
        db.write(|tx| automations::insert(tx, &home(), &automation(1, Kind::Rule), "us_1"))
            .await
            .unwrap();
        for (place, claimed) in [(1, true), (2, false)] {
            let one = run(place);
            assert_eq!(
                db.write(move |tx| runs::claim(tx, &home(), &one)).await.unwrap(),
                claimed
            );
        }
        let told = db.read(|tx| runs::list(tx, &home(), None, None, 10)).await.unwrap();
        assert_eq!(
            (told.len(), told[0].contact_name.as_str(), told[0].text.as_str()),
            (1, "Анна", "x")
        );
        let gone = db
            .write(|tx| runs::delete_before(tx, &home(), &RunId::new(T0.plus(1), 0)))
            .await
            .unwrap();
        assert_eq!(gone, 1);
    })
    .await;
}

#[tokio::test]
async fn knows_the_last_contact_in_either_direction_and_who_has_the_chat() {
    on_both(async |db| {
        let at = |days: i64| T0.plus(days * DAY_MS);
        receive(&db, 1, at(0)).await;
        let first = known(&db, 1, at(0)).await.chat;
        assert_eq!(
            (first.last_contact_at, first.person_at, first.is_saved),
            (None, None, false)
        );
        send(&db, 1, Some("automation:greeting:au_1"), at(1)).await;
        receive(&db, 2, at(2)).await;
        let second = known(&db, 2, at(2)).await.chat;
        assert_eq!(
            (second.last_contact_at, second.person_at),
            (Some(at(1)), None),
            "automation is nobody"
        );
        send(&db, 2, Some("us_1"), at(3)).await;
        let mark = Mark {
            at: at(3),
            period_at: at(1),
        };
        db.write(move |tx| {
            chats::set_mark(
                tx,
                &home(),
                &ConversationId::new(T0, 1),
                &AutomationId::new(T0, 1),
                mark,
            )?;
            let contact = contacts::find_contact(tx, &home(), &ContactId::new(T0, 1))?.unwrap();
            contacts::update_contacts(tx, &home(), &[contact])
        })
        .await
        .unwrap();
        receive(&db, 3, at(4)).await;
        let third = known(&db, 3, at(4)).await.chat;
        assert_eq!(
            (third.last_contact_at, third.person_at, third.is_saved),
            (Some(at(3)), Some(at(3)), true)
        );
        assert_eq!(third.marks.get(&AutomationId::new(T0, 1)), Some(&mark));
        // A notice of WhatsApp's, as of a new phone, and a mark on what is not here are nobody's words.
        let unsaid = ["system", "reaction"].map(|kind| InboundMessage {
            kind: kind.to_owned(),
            wamid: format!("wamid.{kind}"),
            ..written(if kind == "system" { 4 } else { 6 }, at(5))
        });
        db.write(move |tx| apply_messages(tx, &home(), &unsaid, at(5)))
            .await
            .unwrap();
        receive(&db, 5, at(6)).await;
        assert_eq!(known(&db, 5, at(6)).await.chat.last_contact_at, Some(at(4)));
        // The first message again: what came after it is not before it.
        assert_eq!(known(&db, 1, at(0)).await.chat.last_contact_at, None);
    })
    .await;
}

#[tokio::test]
async fn a_campaigns_message_is_no_persons_answer() {
    on_both(async |db| {
        receive(&db, 1, T0).await;
        let offer = Intent {
            campaign_id: Some(CampaignId::new(T0, 1)),
            ..sent(1, Some("us_1"))
        };
        db.write(move |tx| insert_intents(tx, &home(), std::slice::from_ref(&offer), T0.plus(MINUTE_MS)))
            .await
            .unwrap();
        let at = T0.plus(DAY_MS);
        receive(&db, 2, at).await;
        let chat = known(&db, 2, at).await.chat;
        assert_eq!((chat.last_contact_at, chat.person_at), (Some(T0.plus(MINUTE_MS)), None));
    })
    .await;
}
