//! Where an answer goes to a customer who writes from more than one phone or account.

use galka_domain::ids::{ContactId, ConversationId, MessageId};
use galka_domain::reach::Address;
use galka_domain::template::TemplateCategory;
use galka_store::apply::{InboundMessage, MovedTo, apply_messages};
use galka_store::conversations::ConversationRow;
use galka_store::dispatch::{Intent, insert_intents, list_due};
use galka_store::people::{identities, merge};
use galka_store::testing::on_both;
use galka_store::{Db, Tx, contacts, sql};

use super::inbound::{inbox, text};
use crate::{T0, lane, number, workspace};

const PIERRE: &str = "+79160000001";
const OTHER: &str = "+79160000002";
const DAY: i64 = 86_400_000;

async fn comes(db: &Db, message: InboundMessage) {
    db.write(move |tx| apply_messages(tx, &workspace(), std::slice::from_ref(&message), T0).map(drop))
        .await
        .unwrap();
}

/// From an account whose phone WhatsApp hides.
fn hidden(nth: u64) -> InboundMessage {
    let mut message = text(3, nth, "Я без номера");
    message.sender.identities = vec![("user_id", "RU.3".to_owned())];
    (message.sender.phone, message.sender.country) = (None, None);
    message
}

/// Merges the contact of the second thread into that of the first, as a colleague does.
async fn merges(db: &Db, own: &ConversationRow, gone: &ConversationRow) {
    let (own, gone) = (own.clone(), gone.clone());
    db.write(move |tx| {
        let home = workspace();
        merge::note_answered_at(tx, &home, &gone.contact_id)?;
        merge::note_answered_at(tx, &home, &own.contact_id)?;
        identities::move_identities(tx, &home, &gone.contact_id, &own.contact_id)?;
        merge::fold_thread(tx, &home, &gone.id, &own.id, &own.contact_id)?;
        merge::delete_contact_row(tx, &home, &gone.contact_id)
    })
    .await
    .unwrap();
}

fn queued(contact: &ContactId, thread: &ConversationId, nth: u64) -> Intent {
    Intent {
        message_id: MessageId::new(T0, nth),
        conversation_id: thread.clone(),
        contact_id: contact.clone(),
        number_id: number(),
        kind: "text".to_owned(),
        content: "{}".to_owned(),
        text: "да".to_owned(),
        context_wamid: None,
        media_id: None,
        template_id: None,
        campaign_id: None,
        recipient_id: None,
        sent_by: None,
        priority: 0,
        due_at: T0,
    }
}

/// Where an answer in the thread goes now.
async fn answered_at(db: &Db, thread: &ConversationRow) -> Option<Address> {
    let intent = queued(&thread.contact_id, &thread.id, 1);
    let due = db.write(move |tx| {
        insert_intents(tx, &workspace(), std::slice::from_ref(&intent), T0)?;
        let due = list_due(tx, &lane(), T0, 10)?.pop();
        tx.abandon();
        Ok(due)
    });
    due.await.unwrap().unwrap().to
}

async fn two_threads(db: &Db) -> (ConversationRow, ConversationRow) {
    let threads = inbox(db).await;
    let of = |phone: &str| {
        let is_of = |thread: &&ConversationRow| thread.contact_phone.as_deref() == Some(phone);
        threads.iter().find(is_of).unwrap().clone()
    };
    (of(PIERRE), of(OTHER))
}

#[tokio::test]
async fn who_has_two_phones_is_answered_where_they_wrote_from_last() {
    let phone = |text: &str| Some(Address::Phone(text.to_owned()));
    on_both(async |db| {
        comes(&db, text(1, 1, "С первого")).await;
        comes(&db, text(2, 5, "Со второго")).await;
        let (own, gone) = two_threads(&db).await;
        assert_eq!(answered_at(&db, &own).await, phone(PIERRE));
        merges(&db, &own, &gone).await;
        let merged = inbox(&db).await.pop().unwrap();
        assert_eq!(merged.contact_phone.as_deref(), Some(PIERRE), "the chosen one");
        assert_eq!(answered_at(&db, &merged).await, phone(OTHER));
        assert_eq!(
            merged.window_expires_at,
            Some(T0.plus(5_000 + DAY)),
            "of the same phone"
        );
        assert_eq!(
            merged.answer_since,
            Some(T0.plus(1_001)),
            "after the other's last words"
        );
        // The first phone writes again; what comes late from the second changes nothing.
        comes(&db, text(1, 9, "Снова с первого")).await;
        assert_eq!(answered_at(&db, &merged).await, phone(PIERRE));
        comes(&db, text(2, 8, "Опоздало")).await;
        assert_eq!(answered_at(&db, &merged).await, phone(PIERRE));
        let known = inbox(&db).await.pop().unwrap();
        assert_eq!(known.answer_since, Some(T0.plus(9_000)));
        // A notice opens no window and is answered nowhere.
        let mut notice = text(2, 11, "Сменил имя");
        notice.window_expires_at = None;
        comes(&db, notice).await;
        assert_eq!(answered_at(&db, &merged).await, phone(PIERRE));
        comes(&db, text(2, 12, "Со второго")).await;
        assert_eq!(answered_at(&db, &merged).await, phone(OTHER));
        // A colleague takes the phone away from the contact: it is not written to any more.
        let id = merged.contact_id.clone();
        db.write(move |tx| contacts::delete_identity(tx, &workspace(), "phone", OTHER, &id).map(drop))
            .await
            .unwrap();
        assert_eq!(answered_at(&db, &merged).await, phone(PIERRE));
    })
    .await;
}

#[tokio::test]
async fn an_account_without_a_phone_is_answered_as_such_and_a_move_leads_to_the_new_phone() {
    on_both(async |db| {
        comes(&db, text(1, 1, "С телефона")).await;
        comes(&db, hidden(3)).await;
        let threads = inbox(&db).await;
        let own = threads.iter().find(|one| one.contact_phone.is_some()).unwrap();
        let gone = threads.iter().find(|one| one.contact_phone.is_none()).unwrap();
        merges(&db, own, gone).await;
        let user = Some(Address::UserId("RU.3".to_owned()));
        assert_eq!(answered_at(&db, own).await, user);
        let merged = inbox(&db).await.pop().unwrap();
        assert_eq!(
            merged.answer_since, None,
            "it may be the same account, whose phone is hidden now"
        );
        comes(&db, text(1, 4, "С телефона")).await;
        assert_eq!(answered_at(&db, own).await, Some(Address::Phone(PIERRE.to_owned())));
        let mut notice = text(1, 6, "");
        notice.window_expires_at = None;
        notice.sender.identities.push(("phone", "+79160000077".to_owned()));
        notice.sender.moved_to = Some(MovedTo {
            phone: Some("+79160000077".to_owned()),
            country: Some("RU".to_owned()),
            user_id: None,
        });
        comes(&db, notice).await;
        assert_eq!(
            answered_at(&db, own).await,
            Some(Address::Phone("+79160000077".to_owned()))
        );
        comes(&db, text(1, 5, "Опоздало со старого")).await;
        assert_eq!(
            answered_at(&db, own).await,
            Some(Address::Phone("+79160000077".to_owned()))
        );
    })
    .await;
}

fn insert_template(tx: &mut Tx<'_>, id: &str, category: TemplateCategory) -> galka_store::Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO templates (workspace_id, id, connection_id, name, language, category, content, status, quality,
                                    history, created_at, updated_at)
             VALUES ($1, $2, 'c', $2, 'ru', $3, '{}', 'approved', 'unknown', '[]', 0, 0)"
        ),
        &[&workspace(), &id, &category],
    )
    .map(drop)
}

#[tokio::test]
async fn a_campaign_goes_to_the_chosen_phone_and_a_code_never_to_an_account() {
    on_both(async |db| {
        comes(&db, text(1, 1, "С телефона")).await;
        comes(&db, hidden(3)).await;
        let threads = inbox(&db).await;
        let own = threads.iter().find(|one| one.contact_phone.is_some()).unwrap();
        let gone = threads.iter().find(|one| one.contact_phone.is_none()).unwrap();
        merges(&db, own, gone).await;
        let (contact, thread) = (own.contact_id.clone(), own.id.clone());
        let due = db.write(move |tx| {
            insert_template(tx, "tp_1", TemplateCategory::Marketing)?;
            insert_template(tx, "tp_2", TemplateCategory::Authentication)?;
            let template = |nth: u64, id: &str| Intent {
                kind: "template".to_owned(),
                template_id: Some(galka_domain::ids::TemplateId::from_stored(id.to_owned())),
                ..queued(&contact, &thread, nth)
            };
            let of_campaign = Intent {
                campaign_id: Some(galka_domain::ids::CampaignId::new(T0, 1)),
                ..template(1, "tp_1")
            };
            insert_intents(
                tx,
                &workspace(),
                &[of_campaign, template(2, "tp_1"), template(3, "tp_2")],
                T0,
            )?;
            list_due(tx, &lane(), T0, 10)
        });
        let to: Vec<Option<Address>> = due.await.unwrap().into_iter().map(|message| message.to).collect();
        let (phone, user) = (Address::Phone(PIERRE.to_owned()), Address::UserId("RU.3".to_owned()));
        assert_eq!(to, [Some(phone.clone()), Some(user), Some(phone)]);
    })
    .await;
}
