//! The desk's tables on both databases: where conversations stand, who gets them, what the list shows.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod desk {
    mod list;
    mod merging;
    mod standing;
}

use galka_domain::access::Role;
use galka_domain::desk::Standing;
use galka_domain::ids::{ContactId, ConversationId, MessageId, NumberId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::apply::{InboundMessage, Sender, apply_messages};
use galka_store::dispatch::{Intent, insert_intents};
use galka_store::users::{User, insert_user};
use galka_store::{Tx, members, standings};

const T0: Timestamp = Timestamp::from_millis(1_795_000_000_000);

fn home() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn number() -> NumberId {
    NumberId::new(T0, 1)
}

fn user(nth: u64) -> UserId {
    UserId::new(T0, nth)
}

/// The thread of customer `who`.
fn thread(who: u64) -> ConversationId {
    ConversationId::new(T0, who)
}

/// A text of customer `who` at second `at`.
fn text(who: u64, at: i64) -> InboundMessage {
    let phone = format!("+79160000{who:03}");
    let when = T0.plus(at * 1_000);
    InboundMessage {
        number_id: number(),
        message_id: MessageId::new(when, who),
        contact_id: ContactId::new(T0, who),
        conversation_id: thread(who),
        wamid: format!("wamid.{who}.{at}"),
        sender: Sender {
            identities: vec![("phone", phone.clone())],
            profile_name: Some(format!("Клиент {who}")),
            phone: Some(phone),
            username: None,
            country: Some("RU".to_owned()),
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: "{}".to_owned(),
        text: format!("от {who}"),
        context_wamid: None,
        button: None,
        at: when,
        window_expires_at: Some(when.plus(86_400_000)),
        consent: None,
        media: None,
        reaction: None,
        change: None,
    }
}

/// Customers write.
fn hear(tx: &mut Tx<'_>, messages: &[InboundMessage]) {
    let newest = messages.iter().map(|message| message.at).max().unwrap_or(T0);
    apply_messages(tx, &home(), messages, newest).unwrap();
}

/// `sent_by` writes to customer `who` at second `at`.
fn say(tx: &mut Tx<'_>, who: u64, at: i64, sent_by: Option<&str>) {
    let when = T0.plus(at * 1_000);
    let intent = Intent {
        message_id: MessageId::new(when, 1_000 + who),
        conversation_id: thread(who),
        contact_id: ContactId::new(T0, who),
        number_id: number(),
        kind: "text".to_owned(),
        content: "{}".to_owned(),
        text: "да".to_owned(),
        context_wamid: None,
        media_id: None,
        template_id: None,
        campaign_id: None,
        recipient_id: None,
        sent_by: sent_by.map(str::to_owned),
        priority: 0,
        due_at: when,
    };
    insert_intents(tx, &home(), &[intent], when).unwrap();
}

/// A colleague.
fn hire(tx: &mut Tx<'_>, nth: u64) {
    let person = User {
        id: user(nth),
        email: format!("{nth}@example.org"),
        name: format!("Коллега {nth}"),
        password_hash: String::new(),
        locale: "ru".to_owned(),
        theme: "light".to_owned(),
        created_at: T0,
    };
    insert_user(tx, &person).unwrap();
    members::insert_member(tx, &home(), &person.id, Role::Agent, T0).unwrap();
}

fn standing(tx: &mut Tx<'_>, who: u64) -> Standing {
    standings::load(tx, &home(), &[thread(who)]).unwrap().pop().unwrap().1
}
