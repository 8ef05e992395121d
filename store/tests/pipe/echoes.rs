//! What a company writes in its app: in the thread as its own, once, and with no window.

use galka_domain::conversation::ConversationState;
use galka_domain::message::{Direction, MessageStatus};
use galka_store::apply::{Change, InboundMessage, SENT_BY_APP, apply_echoes, apply_messages};
use galka_store::conversations::ConversationRow;
use galka_store::testing::on_both;
use galka_store::{Db, messages};

use super::inbound::{inbox, text};
use crate::{T0, workspace};

/// What the company writes to customer `who`, its `nth`.
fn echo(who: u64, nth: u64, body: &str) -> InboundMessage {
    InboundMessage {
        wamid: format!("wamid.app.{who}.{nth}"),
        window_expires_at: None,
        ..text(who, nth, body)
    }
}

async fn apply(db: &Db, batch: Vec<InboundMessage>) -> usize {
    db.write(move |tx| Ok(apply_echoes(tx, &workspace(), &batch, T0)?.len()))
        .await
        .unwrap()
}

async fn thread(db: &Db) -> ConversationRow {
    inbox(db).await.into_iter().next().unwrap()
}

#[tokio::test]
async fn what_was_answered_in_the_app_stands_in_the_thread_once() {
    on_both(async |db| {
        db.write(|tx| apply_messages(tx, &workspace(), &[text(1, 1, "Есть пионы?")], T0))
            .await
            .unwrap();
        let batch = vec![echo(1, 2, "Есть"), echo(1, 2, "Есть")];
        assert_eq!(apply(&db, batch.clone()).await, 2, "the message and its conversation");
        assert_eq!(apply(&db, batch).await, 0);
        let shown = thread(&db).await;
        assert_eq!((shown.unread, shown.last_text.as_deref()), (0, Some("Есть")));
        assert_eq!(
            (shown.state, shown.last_direction, shown.last_status),
            (
                ConversationState::Waiting,
                Some(Direction::Outbound),
                Some(MessageStatus::Sent)
            )
        );
        assert_eq!(shown.window_expires_at, Some(T0.plus(1_000 + 86_400_000)));
        let (own, id) = (workspace(), echo(1, 2, "").message_id);
        let row = db.read(move |tx| messages::find(tx, &own, &id)).await.unwrap().unwrap();
        assert_eq!(
            (row.direction, row.status, row.sent_by.as_deref()),
            (Direction::Outbound, Some(MessageStatus::Sent), Some(SENT_BY_APP))
        );
    })
    .await;
}

#[tokio::test]
async fn who_was_written_to_first_in_the_app_has_a_conversation_without_a_window() {
    on_both(async |db| {
        assert_eq!(apply(&db, vec![echo(7, 1, "Добрый день")]).await, 3);
        let shown = thread(&db).await;
        assert_eq!(shown.contact_phone.as_deref(), Some("+79160000007"));
        assert_eq!((shown.unread, shown.window_expires_at), (0, None));
        assert_eq!(shown.state, ConversationState::Waiting);
    })
    .await;
}

#[tokio::test]
async fn an_echo_that_comes_late_hides_nothing_that_the_customer_wrote_since() {
    on_both(async |db| {
        db.write(|tx| apply_messages(tx, &workspace(), &[text(1, 5, "Алло?")], T0))
            .await
            .unwrap();
        apply(&db, vec![echo(1, 2, "Сейчас посмотрю")]).await;
        let shown = thread(&db).await;
        assert_eq!((shown.unread, shown.last_text.as_deref()), (1, Some("Алло?")));
        assert_eq!(shown.state, ConversationState::Open);
    })
    .await;
}

#[tokio::test]
async fn a_company_edits_and_takes_back_only_what_it_wrote() {
    on_both(async |db| {
        db.write(|tx| apply_messages(tx, &workspace(), &[text(1, 1, "Цена?")], T0))
            .await
            .unwrap();
        apply(&db, vec![echo(1, 2, "Сто")]).await;
        let edit = |target: &str| InboundMessage {
            change: Some(Change::Edit {
                target: target.to_owned(),
                kind: "text".to_owned(),
                content: r#"{"type":"text","text":{"body":"Двести"}}"#.to_owned(),
                text: "Двести".to_owned(),
            }),
            ..echo(1, 3, "")
        };
        assert_eq!(apply(&db, vec![edit("wamid.1.1")]).await, 0, "the customer's stays");
        assert_eq!(apply(&db, vec![edit("wamid.app.1.2")]).await, 2);
        assert_eq!(thread(&db).await.last_text.as_deref(), Some("Двести"));
        let revoke = InboundMessage {
            change: Some(Change::Revoke {
                target: "wamid.app.1.2".to_owned(),
            }),
            ..echo(1, 4, "")
        };
        assert_eq!(apply(&db, vec![revoke]).await, 2);
    })
    .await;
}
