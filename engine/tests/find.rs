//! Searching with filters on both databases: what is found is what a look at every message would find.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeSet, VecDeque};

use galka_domain::access::Role;
use galka_domain::ids::{ContactId, ConversationId, LabelId, MessageId, NumberId, UserId, WorkspaceId};
use galka_domain::search_query::SearchQuery;
use galka_domain::time::{DAY_MS, HOUR_MS, Timestamp};
use galka_engine::find::find_messages;
use galka_store::Db;
use galka_store::apply::{Change, InboundMessage, Sender, apply_messages};
use galka_store::dispatch::{Intent, insert_intents};
use galka_store::labels::{self, Label};
use galka_store::members::insert_member;
use galka_store::testing::on_both;
use galka_store::users::{User, insert_user};

const MESSAGES: u64 = 900;
const NAMES: [&str; 5] = ["Анна Петрова", "Олег", "Мария", "Олег Ким", "Пётр"];

/// 2026-10-01.
const T0: Timestamp = Timestamp::from_secs(1_790_812_800);

/// A message as it was written.
struct Written {
    nth: u64,
    customer: usize,
    /// By our Мария, not by the customer.
    is_ours: bool,
    words: Vec<&'static str>,
    at: Timestamp,
}

fn home() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn contact(customer: usize) -> ContactId {
    ContactId::new(T0, customer as u64)
}

fn label() -> LabelId {
    LabelId::new(T0, 1)
}

/// Whether a message is one of those that are looked for.
type Passes = Box<dyn Fn(&Written) -> bool>;

/// Sixty days of messages; «букет» is in nearly all, «пион» in few, «герань» in old ones of Олег Ким only.
fn written() -> Vec<Written> {
    (0..MESSAGES)
        .map(|nth| {
            let customer = usize::try_from(nth * 7 % 5).unwrap();
            let mut words = vec!["букет"];
            if nth % 11 == 3 {
                words = vec!["пион"];
            }
            if customer == 3 && nth < 200 {
                words.push("герань");
            }
            Written {
                nth,
                customer,
                is_ours: nth % 13 == 0,
                words,
                at: T0.plus(i64::try_from(nth).unwrap() * 60 * DAY_MS / i64::try_from(MESSAGES).unwrap()),
            }
        })
        .collect()
}

impl Written {
    fn id(&self) -> MessageId {
        MessageId::new(self.at, self.nth)
    }

    fn inbound(&self) -> InboundMessage {
        let phone = format!("+7916000000{}", self.customer);
        InboundMessage {
            number_id: NumberId::new(T0, 1),
            message_id: self.id(),
            contact_id: contact(self.customer),
            conversation_id: ConversationId::new(T0, self.customer as u64),
            wamid: format!("wamid.{}", self.nth),
            sender: Sender {
                identities: vec![("phone", phone.clone())],
                profile_name: Some(NAMES[self.customer].to_owned()),
                phone: Some(phone),
                username: None,
                country: None,
                moved_to: None,
            },
            kind: "text".to_owned(),
            content: "{}".to_owned(),
            text: self.words.join(" "),
            context_wamid: None,
            button: None,
            at: self.at,
            window_expires_at: None,
            consent: None,
            media: None,
            reaction: None,
            change: None,
        }
    }

    fn outbound(&self) -> Intent {
        Intent {
            message_id: self.id(),
            conversation_id: ConversationId::new(T0, self.customer as u64),
            contact_id: contact(self.customer),
            number_id: NumberId::new(T0, 1),
            kind: "text".to_owned(),
            content: "{}".to_owned(),
            text: self.words.join(" "),
            context_wamid: None,
            media_id: None,
            template_id: None,
            campaign_id: None,
            recipient_id: None,
            sent_by: Some(UserId::new(T0, 1).as_str().to_owned()),
            priority: 0,
            due_at: self.at,
        }
    }
}

/// Some come days late, after newer ones; one is changed by its customer.
async fn fill(db: &Db) {
    db.write(|tx| {
        insert_user(
            tx,
            &User {
                id: UserId::new(T0, 1),
                email: "maria@example.com".to_owned(),
                name: "Мария Иванова".to_owned(),
                password_hash: String::new(),
                locale: "ru".to_owned(),
                theme: "system".to_owned(),
                created_at: T0,
            },
        )?;
        insert_member(tx, &home(), &UserId::new(T0, 1), Role::Agent, T0)?;
        // Their threads are there before we write in them.
        for customer in 0..NAMES.len() {
            let first = written()
                .into_iter()
                .find(|one| one.customer == customer && !one.is_ours);
            apply_messages(tx, &home(), &[first.unwrap().inbound()], T0)?;
        }
        let mut late: VecDeque<Written> = VecDeque::new();
        for one in written() {
            while let Some(due) = late.pop_front_if(|due| due.nth + 60 <= one.nth) {
                apply_messages(tx, &home(), &[due.inbound()], one.at)?;
            }
            if one.is_ours {
                insert_intents(tx, &home(), &[one.outbound()], one.at)?;
            } else if one.nth % 50 == 7 {
                late.push_back(one);
            } else {
                apply_messages(tx, &home(), &[one.inbound()], one.at)?;
            }
        }
        for due in late {
            apply_messages(tx, &home(), &[due.inbound()], due.at)?;
        }
        labels::insert_label(
            tx,
            &home(),
            &Label {
                id: label(),
                name: "Оплата".to_owned(),
                color: 0,
                contacts: 0,
                created_at: T0,
            },
        )?;
        labels::add_labels(tx, &home(), &[(contact(0), label()), (contact(3), label())])?;
        let mut edit = written()[110].inbound();
        edit.wamid = "wamid.edit".to_owned();
        edit.change = Some(Change::Edit {
            target: "wamid.110".to_owned(),
            kind: "text".to_owned(),
            content: "{}".to_owned(),
            text: "кактус".to_owned(),
        });
        edit.at = edit.at.plus(HOUR_MS / 4);
        apply_messages(tx, &home(), &[edit], T0.plus(60 * DAY_MS))
    })
    .await
    .unwrap();
}

/// What a look at every message finds.
fn expected(passes: impl Fn(&Written) -> bool) -> BTreeSet<MessageId> {
    let found = written().into_iter().filter(passes);
    found.map(|one| one.id()).collect()
}

async fn found(db: &Db, typed: &'static str) -> BTreeSet<MessageId> {
    let query = SearchQuery::read(typed, "UTC", T0.plus(60 * DAY_MS));
    let pages = db.read(move |tx| {
        let (mut ids, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = find_messages(tx, &home(), &query, after.as_deref(), 40)?;
            assert!(page.found.len() <= 40, "a page is a page");
            pages += 1;
            ids.extend(page.found.into_iter().map(|one| one.message.id));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok((ids, pages)),
            }
        }
    });
    let (ids, pages) = pages.await.unwrap();
    assert!(
        pages <= ids.len() / 40 + 8,
        "{pages} pages for {} of {typed}",
        ids.len()
    );
    let all: BTreeSet<MessageId> = ids.iter().cloned().collect();
    assert_eq!(all.len(), ids.len(), "{typed}: nothing is found twice");
    all
}

#[tokio::test]
async fn filters_find_what_a_look_at_every_message_finds() {
    on_both(async |db| {
        fill(&db).await;
        let text = |one: &Written, word: &str| {
            let words = if one.nth == 110 {
                vec!["кактус"]
            } else {
                one.words.clone()
            };
            words.iter().any(|known| known.starts_with(word))
        };
        let from_oleg = |one: &Written| !one.is_ours && [1, 3].contains(&one.customer);
        let paid = |one: &Written| [0, 3].contains(&one.customer);
        let day = |month: i64, day: i64| T0.plus((month * 31 + day - 1) * DAY_MS);
        let (october, november) = (0, 1);
        let cases: Vec<(&'static str, Passes)> = vec![
            ("букет", Box::new(move |one| text(one, "букет"))),
            ("бук", Box::new(move |one| text(one, "бук"))),
            ("пион", Box::new(move |one| text(one, "пион"))),
            ("кактус", Box::new(move |one| text(one, "кактус"))),
            (
                "букет от:олег",
                Box::new(move |one| text(one, "букет") && from_oleg(one)),
            ),
            (
                "герань от:олег",
                Box::new(move |one| text(one, "герань") && from_oleg(one)),
            ),
            ("ярлык:оплата пион", Box::new(move |one| text(one, "пион") && paid(one))),
            (
                "букет до:03.10",
                Box::new(move |one| text(one, "букет") && one.at < day(october, 3)),
            ),
            (
                "букет после:20.11",
                Box::new(move |one| text(one, "букет") && one.at >= day(november, 20)),
            ),
            (
                "после:2026-11-02 до:2026-11-05",
                Box::new(move |one| one.at >= day(november, 2) && one.at < day(november, 5)),
            ),
            (
                "от:олег ярлык:оплата до:15.10",
                Box::new(move |one| from_oleg(one) && paid(one) && one.at < day(october, 15)),
            ),
            (
                "от:мария букет",
                Box::new(move |one| text(one, "букет") && (one.is_ours || one.customer == 2)),
            ),
            ("кактус до:10.10", Box::new(move |one| one.nth == 110)),
            ("кактус после:10.10", Box::new(|_| false)),
            ("ярлык:нет букет", Box::new(|_| false)),
        ];
        for (typed, passes) in cases {
            assert_eq!(found(&db, typed).await, expected(passes), "{typed}");
        }
        // A number is connected weeks after its customers wrote.
        let late = Written {
            nth: MESSAGES,
            customer: 1,
            is_ours: false,
            words: vec!["фикус"],
            at: day(october, 5),
        };
        let id = late.id();
        db.write(move |tx| apply_messages(tx, &home(), &[late.inbound()], T0.plus(60 * DAY_MS)))
            .await
            .unwrap();
        for (typed, is_found) in [
            ("фикус до:10.10", true),
            ("фикус после:04.10", true),
            ("фикус до:04.10", false),
        ] {
            assert_eq!(found(&db, typed).await.contains(&id), is_found, "{typed}");
        }
    })
    .await;
}
