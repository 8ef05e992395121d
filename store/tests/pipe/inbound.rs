//! What comes in: each message once, on its own customer.

use galka_domain::consent::ConsentState;
use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ConversationId, MessageId, WorkspaceId};
use galka_store::apply::{Change, ConsentWord, InboundMessage, MovedTo, Sender, apply_messages};
use galka_store::conversations;
use galka_store::inbox::{self, InboxFilter, Sort};
use galka_store::testing::on_both;
use galka_store::{Db, contacts, events, messages, search};

use crate::{T0, number, workspace};

/// A text of customer `who`, its `nth`.
pub(super) fn text(who: u64, nth: u64, body: &str) -> InboundMessage {
    let at = T0.plus(i64::try_from(nth).unwrap() * 1_000);
    let phone = format!("+79160000{who:03}");
    InboundMessage {
        number_id: number(),
        message_id: MessageId::new(at, who * 10_000 + nth),
        contact_id: ContactId::new(at, who * 10_000 + nth),
        conversation_id: ConversationId::new(at, who * 10_000 + nth),
        wamid: format!("wamid.{who}.{nth}"),
        sender: Sender {
            identities: vec![("phone", phone.clone())],
            profile_name: Some(format!("Клиент {who}")),
            phone: Some(phone),
            username: None,
            country: Some("RU".to_owned()),
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: format!(r#"{{"type":"text","text":{{"body":{body:?}}}}}"#),
        text: body.to_owned(),
        context_wamid: None,
        button: None,
        at,
        window_expires_at: Some(at.plus(86_400_000)),
        consent: None,
        media: None,
        reaction: None,
        change: None,
    }
}

async fn apply(db: &Db, batch: Vec<InboundMessage>) -> usize {
    db.write(move |tx| Ok(apply_messages(tx, &workspace(), &batch, T0)?.len()))
        .await
        .unwrap()
}

pub(super) async fn inbox(db: &Db) -> Vec<conversations::ConversationRow> {
    let all = db.read(|tx| inbox::list(tx, &workspace(), &InboxFilter::default(), Sort::Newest, None, 100));
    all.await.unwrap().into_iter().map(|(_, row)| row).collect()
}

#[tokio::test]
async fn a_message_is_applied_once_however_often_it_comes() {
    on_both(async |db| {
        let batch = vec![
            text(1, 1, "Здравствуйте"),
            text(1, 2, "Есть пионы?"),
            text(1, 1, "Здравствуйте"),
            text(2, 1, "Hi"),
        ];
        let events = apply(&db, batch.clone()).await;
        assert_eq!(events, 3 + 2 + 2, "three messages, two new contacts, two conversations");
        assert_eq!(apply(&db, batch).await, 0);
        let threads = inbox(&db).await;
        assert_eq!(threads.iter().map(|thread| thread.unread).sum::<i64>(), 3);
        let first = threads
            .iter()
            .find(|thread| thread.contact_phone.as_deref() == Some("+79160000001"))
            .unwrap();
        assert_eq!((first.unread, first.last_text.as_deref()), (2, Some("Есть пионы?")));
        assert_eq!(first.window_expires_at, Some(T0.plus(2_000 + 86_400_000)));
    })
    .await;
}

#[tokio::test]
async fn a_late_message_neither_shortens_the_window_nor_takes_the_place_of_a_newer_one() {
    on_both(async |db| {
        apply(&db, vec![text(1, 50, "новое")]).await;
        apply(&db, vec![text(1, 10, "старое")]).await;
        let thread = inbox(&db).await.pop().unwrap();
        assert_eq!((thread.unread, thread.last_text.as_deref()), (2, Some("новое")));
        assert_eq!(thread.window_expires_at, Some(T0.plus(50_000 + 86_400_000)));
        let id = thread.id.clone();
        let page = db
            .read(move |tx| messages::list_thread(tx, &workspace(), &id, None, 10))
            .await
            .unwrap();
        let texts: Vec<&str> = page.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["новое", "старое"]);
    })
    .await;
}

/// A message of the customer with these identities, from this phone and under this user name.
fn shown(nth: u64, identities: &[(&'static str, &str)], phone: Option<&str>, username: &str) -> InboundMessage {
    let mut message = text(5, nth, "Это я");
    message.sender.identities = identities
        .iter()
        .map(|(kind, value)| (*kind, (*value).to_owned()))
        .collect();
    message.sender.phone = phone.map(str::to_owned);
    message.sender.username = Some(username.to_owned());
    message
}

#[tokio::test]
async fn a_user_name_and_a_phone_are_followed_and_a_move_to_another_phone_too() {
    const OLD: &str = "+79160000005";
    const NEW: &str = "+79160000006";
    on_both(async |db| {
        let known = async || {
            let thread = inbox(&db).await.pop().unwrap();
            let id = thread.contact_id.clone();
            let row = db.read(move |tx| contacts::find_contact(tx, &workspace(), &id)).await;
            let row = row.unwrap().unwrap();
            (row.username.unwrap_or_default(), row.phone)
        };
        let finds = async |words: &'static str| {
            let found = db
                .read(move |tx| search::find(tx, &workspace(), "contact", words, 10))
                .await;
            found.unwrap().len()
        };
        apply(&db, vec![shown(1, &[("user_id", "RU.1")], None, "anna")]).await;
        assert_eq!(known().await, ("anna".to_owned(), None));
        let events = apply(&db, vec![shown(2, &[("user_id", "RU.1")], None, "anna.k")]).await;
        assert_eq!(events, 3, "the message, its contact, its conversation");
        assert_eq!((finds("anna.k").await, finds("anna k").await), (1, 1));
        let both = [("user_id", "RU.1"), ("phone", OLD)];
        apply(&db, vec![shown(3, &both, Some(OLD), "anna.k")]).await;
        assert_eq!(known().await, ("anna.k".to_owned(), Some(OLD.to_owned())));
        assert_eq!(finds("79160000005").await, 1);
        // Two notices of one move come together: the phone's, and the id's.
        let mut phone = shown(
            4,
            &[("user_id", "RU.1"), ("phone", OLD), ("phone", NEW)],
            Some(OLD),
            "anna.k",
        );
        phone.sender.moved_to = Some(MovedTo {
            phone: Some(NEW.to_owned()),
            country: Some("RU".to_owned()),
            user_id: None,
        });
        let mut id = shown(5, &[("user_id", "RU.1"), ("user_id", "RU.2")], None, "anna.k");
        id.sender.moved_to = Some(MovedTo {
            phone: None,
            country: None,
            user_id: Some("RU.2".to_owned()),
        });
        apply(&db, vec![phone, id]).await;
        assert_eq!(known().await.1, Some(NEW.to_owned()));
        apply(
            &db,
            vec![shown(6, &[("user_id", "RU.2"), ("phone", NEW)], Some(NEW), "anna.k")],
        )
        .await;
        assert_eq!(inbox(&db).await.len(), 1, "it is one person all the time");
        // Where another contact is known by the phone, both have it.
        apply(&db, vec![text(7, 1, "Чужой")]).await;
        let taken = "+79160000007";
        let mut moved = shown(7, &[("user_id", "RU.2"), ("phone", taken)], Some(NEW), "anna.k");
        moved.sender.moved_to = Some(MovedTo {
            phone: Some(taken.to_owned()),
            country: None,
            user_id: None,
        });
        apply(&db, vec![moved]).await;
        let mut phones: Vec<_> = inbox(&db)
            .await
            .into_iter()
            .map(|thread| thread.contact_phone)
            .collect();
        phones.sort();
        assert_eq!(phones, [Some(taken.to_owned()), Some(taken.to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_found_by_any_identity_and_learns_new_ones() {
    on_both(async |db| {
        let mut first = text(1, 1, "по номеру");
        first.sender.identities = vec![("user_id", "RU.77".to_owned()), ("phone", "+79160000001".to_owned())];
        apply(&db, vec![first]).await;
        let mut hidden = text(9, 2, "без номера");
        hidden.sender.identities = vec![("user_id", "RU.77".to_owned())];
        hidden.sender.phone = None;
        apply(&db, vec![hidden]).await;
        let threads = inbox(&db).await;
        assert_eq!((threads.len(), threads[0].unread), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn stop_withdraws_consent_at_once_and_only_a_later_word_gives_it_back() {
    on_both(async |db| {
        let mut stop = text(1, 5, "Стоп");
        stop.consent = Some(ConsentWord::Withdraw);
        let mut early = text(1, 2, "Старт");
        early.consent = Some(ConsentWord::Grant);
        apply(&db, vec![stop]).await;
        apply(&db, vec![early]).await;
        let contact = inbox(&db).await.pop().unwrap().contact_id;
        let found = db
            .read(move |tx| contacts::find_contact(tx, &workspace(), &contact))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.consent_state, ConsentState::Withdrawn);
    })
    .await;
}

#[tokio::test]
async fn words_are_found_in_both_languages_and_only_in_their_workspace() {
    on_both(async |db| {
        apply(
            &db,
            vec![
                text(1, 1, "Когда доставка роз?"),
                text(2, 1, "Where is my order 10482?"),
            ],
        )
        .await;
        for (query, found) in [
            ("доставки", 1),
            ("роза", 1),
            ("orders", 1),
            ("104", 1),
            ("тюльпан", 0),
            ("\" NEAR(*", 0),
        ] {
            let hits = db
                .read(move |tx| search::find(tx, &workspace(), "message", query, 10))
                .await
                .unwrap();
            assert_eq!(hits.len(), found, "{query}");
        }
        let other = WorkspaceId::new(T0, 2);
        let hits = db
            .read(move |tx| search::find(tx, &other, "message", "доставка", 10))
            .await
            .unwrap();
        assert!(hits.is_empty());
    })
    .await;
}

#[tokio::test]
async fn events_are_numbered_without_gaps() {
    on_both(async |db| {
        for batch in [vec![text(1, 1, "a")], vec![text(2, 1, "b"), text(3, 1, "c")]] {
            db.write(move |tx| {
                let happened = apply_messages(tx, &workspace(), &batch, T0)?;
                events::append(tx, &workspace(), &happened, T0)
            })
            .await
            .unwrap();
        }
        let all = db
            .read(|tx| events::list_after(tx, &workspace(), 0, 100))
            .await
            .unwrap();
        let numbers: Vec<i64> = all.iter().map(|event| event.seq).collect();
        assert_eq!(numbers, (1..=9).collect::<Vec<i64>>());
        assert_eq!(all[0].kind, EventKind::MessageReceived);
        assert_eq!(db.read(|tx| events::head(tx, &workspace())).await.unwrap(), 9);
    })
    .await;
}

#[tokio::test]
async fn what_a_customer_changes_afterwards_is_a_mark_on_the_message() {
    on_both(async |db| {
        let edit = |nth: u64, body: &str| InboundMessage {
            kind: "edit".to_owned(),
            change: Some(Change::Edit {
                target: "wamid.1.1".to_owned(),
                kind: "text".to_owned(),
                content: format!(r#"{{"type":"text","text":{{"body":{body:?}}}}}"#),
                text: body.to_owned(),
            }),
            ..text(1, nth, "")
        };
        let first = text(1, 1, "Нужны розы");
        let id = first.message_id.clone();
        apply(&db, vec![first]).await;
        assert_eq!(apply(&db, vec![edit(3, "Нужны пионы")]).await, 2);
        assert_eq!(inbox(&db).await[0].last_text.as_deref(), Some("Нужны пионы"));
        assert_eq!(
            apply(&db, vec![edit(3, "Нужны пионы"), edit(2, "Нужны астры")]).await,
            0
        );
        let revoke = InboundMessage {
            kind: "revoke".to_owned(),
            change: Some(Change::Revoke {
                target: "wamid.1.1".to_owned(),
            }),
            ..text(1, 4, "")
        };
        assert_eq!(apply(&db, vec![revoke.clone(), revoke]).await, 2);
        let (found, hits) = db
            .read(move |tx| {
                Ok((
                    messages::find(tx, &workspace(), &id)?,
                    search::find(tx, &workspace(), "message", "пионы", 9)?.len()
                        + search::find(tx, &workspace(), "message", "розы", 9)?.len(),
                ))
            })
            .await
            .unwrap();
        let found = found.unwrap();
        assert_eq!((found.text.as_str(), hits), ("Нужны пионы", 1));
        assert_eq!(found.edited_at, Some(T0.plus(3_000)));
        assert!(found.first_content.unwrap().contains("розы"));
        assert_eq!(found.revoked_at, Some(T0.plus(4_000)));
        assert_eq!(inbox(&db).await[0].unread, 1, "changes are no messages of their own");
        // Its message never came: the change is all there is.
        let lost = InboundMessage {
            change: Some(Change::Revoke {
                target: "wamid.9.9".to_owned(),
            }),
            ..text(1, 5, "")
        };
        apply(&db, vec![lost]).await;
        assert_eq!(inbox(&db).await[0].unread, 2);
        // After a backlog the message and what marks it come together, in any order.
        let reaction = InboundMessage {
            kind: "reaction".to_owned(),
            reaction: Some(("wamid.2.1".to_owned(), "👍".to_owned())),
            ..text(2, 3, "")
        };
        let rewritten = InboundMessage {
            change: Some(Change::Edit {
                target: "wamid.2.1".to_owned(),
                kind: "text".to_owned(),
                content: "{}".to_owned(),
                text: "Две розы".to_owned(),
            }),
            ..text(2, 2, "")
        };
        apply(&db, vec![reaction, rewritten, text(2, 1, "Три розы")]).await;
        let threads = inbox(&db).await;
        let two = threads.iter().find(|row| row.last_text.as_deref() == Some("Две розы"));
        assert_eq!(two.map(|row| row.unread), Some(1), "marks are no messages of their own");
    })
    .await;
}

#[tokio::test]
async fn what_overtakes_its_message_marks_it_when_it_comes() {
    on_both(async |db| {
        let mark = |nth: u64, kind: &str, content: &str| InboundMessage {
            kind: kind.to_owned(),
            content: content.to_owned(),
            ..text(1, nth, "")
        };
        let target = || "wamid.1.1".to_owned();
        let edit = InboundMessage {
            text: "Нужны пионы".to_owned(),
            change: Some(Change::Edit {
                target: target(),
                kind: "text".to_owned(),
                content: "{}".to_owned(),
                text: "Нужны пионы".to_owned(),
            }),
            ..mark(2, "edit", r#"{"type":"edit","edit":{"original_message_id":"wamid.1.1","message":{"type":"text","text":{"body":"Нужны пионы"}}}}"#)
        };
        let reaction = InboundMessage {
            reaction: Some((target(), "👍".to_owned())),
            ..mark(3, "reaction", r#"{"type":"reaction","reaction":{"message_id":"wamid.1.1","emoji":"👍"}}"#)
        };
        let revoke = InboundMessage {
            change: Some(Change::Revoke { target: target() }),
            ..mark(4, "revoke", r#"{"type":"revoke","revoke":{"original_message_id":"wamid.1.1"}}"#)
        };
        for overtaking in [edit, reaction, revoke] {
            apply(&db, vec![overtaking]).await;
        }
        apply(&db, vec![text(1, 1, "Нужны розы"), text(1, 5, "Ещё здесь?")]).await;
        let id = text(1, 1, "").message_id;
        let (message, reactions) = db
            .read(move |tx| {
                let reactions = messages::list_reactions(tx, &workspace(), std::slice::from_ref(&id))?;
                Ok((messages::find(tx, &workspace(), &id)?, reactions.len()))
            })
            .await
            .unwrap();
        let message = message.unwrap();
        assert_eq!((message.text.as_str(), reactions), ("Нужны пионы", 1));
        assert_eq!(message.edited_at, Some(T0.plus(2_000)));
        assert_eq!(message.revoked_at, Some(T0.plus(4_000)));
    })
    .await;
}
