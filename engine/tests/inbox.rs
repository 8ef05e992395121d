//! The team inbox on both databases: who gets what waits, what wakes, and what many changes are put back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod inbox {
    mod many;
    mod sweep;
}

use std::collections::BTreeMap;

use galka_domain::access::Role;
use galka_domain::desk::{AssignmentMode, AssignmentSettings, EntryKind, Shift, Stage, Standing, StandingPatch};
use galka_domain::ids::{ContactId, ConversationId, MessageId, NumberId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::inbox::assign::give_out;
use galka_engine::inbox::bulk::{BulkAction, change_many};
use galka_engine::inbox::wake::wake_due;
use galka_engine::inbox::{ChangeOutcome, WantedChange, change_conversation};
use galka_engine::{Engine, EngineSettings};
use galka_store::apply::{InboundMessage, Sender, apply_messages};
use galka_store::migrate::MIGRATIONS;
use galka_store::testing::TestDatabase;
use galka_store::users::{User, insert_user};
use galka_store::{Tx, entries, events, members, settings, standings};

fn home() -> WorkspaceId {
    WorkspaceId::new(Timestamp::from_secs(1), 1)
}

fn user(nth: u64) -> UserId {
    UserId::new(Timestamp::from_secs(1), nth)
}

fn thread(who: u64) -> ConversationId {
    ConversationId::new(Timestamp::from_secs(1), who)
}

fn threads(count: u64) -> Vec<ConversationId> {
    (1..=count).map(thread).collect()
}

/// A company with colleagues, and customers who have written.
struct Desk {
    engine: Engine,
    database: TestDatabase,
    _files: tempfile::TempDir,
    now: Timestamp,
}

impl Desk {
    async fn open(database: TestDatabase, colleagues: u64, customers: u64) -> Self {
        let files = tempfile::tempdir().unwrap();
        let engine = engine_of(&database, files.path()).await;
        let now = engine.business_now();
        engine
            .db
            .write(move |tx| {
                for nth in 1..=colleagues {
                    hire(tx, nth, now);
                }
                write_in(tx, customers, now);
                Ok(())
            })
            .await
            .unwrap();
        Self {
            engine,
            database,
            _files: files,
            now,
        }
    }

    async fn set(&self, mode: AssignmentMode, capacity: Option<i64>) {
        let wanted = AssignmentSettings {
            mode,
            capacity,
            ..AssignmentSettings::default()
        };
        let now = self.now;
        self.engine
            .db
            .write(move |tx| settings::put(tx, &home(), &wanted, now))
            .await
            .unwrap();
    }

    async fn standing(&self, who: u64) -> Standing {
        let found = self
            .engine
            .db
            .write(move |tx| standings::load(tx, &home(), &[thread(who)]))
            .await;
        found.unwrap().pop().unwrap().1
    }

    /// How many conversations each colleague has; 0 is nobody.
    async fn loads(&self, count: u64) -> BTreeMap<u64, usize> {
        let all = self
            .engine
            .db
            .write(move |tx| standings::load(tx, &home(), &threads(count)));
        let mut loads = BTreeMap::new();
        for (_, standing) in all.await.unwrap() {
            let nth = (1..100).find(|nth| standing.assignee == Some(user(*nth))).unwrap_or(0);
            *loads.entry(nth).or_default() += 1;
        }
        loads
    }

    /// The number of the newest event.
    async fn head(&self) -> i64 {
        self.engine.db.read(|tx| events::head(tx, &home())).await.unwrap()
    }

    async fn told(&self, who: u64, kind: EntryKind) -> usize {
        let found = self
            .engine
            .db
            .read(move |tx| entries::list(tx, &home(), &thread(who), None, None, 100))
            .await;
        found.unwrap().into_iter().filter(|one| one.entry.kind == kind).count()
    }

    async fn close(self) {
        drop(self.engine);
        self.database.remove().await;
    }
}

async fn engine_of(database: &TestDatabase, files: &std::path::Path) -> Engine {
    Engine::open(EngineSettings {
        database_url: database.url.clone(),
        data_dir: files.to_owned(),
        public_url: "http://127.0.0.1:8080".to_owned(),
        sandbox_control: None,
        follow_clock: false,
        media_bytes_max: 1_000_000,
        journal_keep_days: 30,
        allow_private: Vec::new(),
        secret_key: None,
        push: None,
    })
    .await
    .unwrap()
}

fn hire(tx: &mut Tx<'_>, nth: u64, now: Timestamp) {
    let person = User {
        id: user(nth),
        email: format!("{nth}@example.org"),
        name: format!("Коллега {nth}"),
        password_hash: String::new(),
        locale: "ru".to_owned(),
        theme: "light".to_owned(),
        created_at: now,
    };
    insert_user(tx, &person).unwrap();
    members::insert_member(tx, &home(), &person.id, Role::Agent, now).unwrap();
}

fn write_in(tx: &mut Tx<'_>, customers: u64, at: Timestamp) {
    let messages: Vec<InboundMessage> = (1..=customers).map(|who| text(who, at)).collect();
    apply_messages(tx, &home(), &messages, at).unwrap();
}

fn text(who: u64, at: Timestamp) -> InboundMessage {
    let phone = format!("+7916{who:07}");
    InboundMessage {
        number_id: NumberId::new(Timestamp::from_secs(1), 1),
        message_id: MessageId::new(at, who),
        contact_id: ContactId::new(Timestamp::from_secs(1), who),
        conversation_id: thread(who),
        wamid: format!("wamid.{who}.{at}"),
        sender: Sender {
            identities: vec![("phone", phone.clone())],
            profile_name: None,
            phone: Some(phone),
            username: None,
            country: None,
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: "{}".to_owned(),
        text: "Здравствуйте".to_owned(),
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

/// The test on a company of each database.
async fn on_both(colleagues: u64, customers: u64, test: impl AsyncFn(&Desk)) {
    for database in [
        TestDatabase::sqlite(MIGRATIONS).await,
        TestDatabase::postgres(MIGRATIONS).await,
    ] {
        let desk = Desk::open(database, colleagues, customers).await;
        test(&desk).await;
        desk.close().await;
    }
}

#[tokio::test]
async fn what_waits_is_given_out_by_turn_and_stays_with_whoever_has_it() {
    on_both(3, 30, async |desk| {
        assert_eq!(
            give_out(&desk.engine, &home(), desk.now).await.unwrap(),
            0,
            "people take it themselves"
        );
        desk.set(AssignmentMode::RoundRobin, None).await;
        while give_out(&desk.engine, &home(), desk.now).await.unwrap() > 0 {}
        assert_eq!(desk.loads(30).await, BTreeMap::from([(1, 10), (2, 10), (3, 10)]));
        assert_eq!(desk.told(7, EntryKind::Assigned).await, 1);
    })
    .await;
}

#[tokio::test]
async fn limits_and_shifts_hold_and_what_is_left_goes_to_whoever_comes() {
    on_both(3, 12, async |desk| {
        desk.set(AssignmentMode::LeastBusy, Some(4)).await;
        desk.engine
            .db
            .write(|tx| {
                members::update_capacity(tx, &home(), &user(1), Some(1))?;
                members::update_shift(tx, &home(), &user(3), Shift::Off)
            })
            .await
            .unwrap();
        while give_out(&desk.engine, &home(), desk.now).await.unwrap() > 0 {}
        assert_eq!(desk.loads(12).await, BTreeMap::from([(0, 7), (1, 1), (2, 4)]));
        desk.engine
            .db
            .write(|tx| members::update_shift(tx, &home(), &user(3), Shift::On))
            .await
            .unwrap();
        while give_out(&desk.engine, &home(), desk.now).await.unwrap() > 0 {}
        assert_eq!(desk.loads(12).await, BTreeMap::from([(0, 3), (1, 1), (2, 4), (3, 4)]));
    })
    .await;
}

#[tokio::test]
async fn nodes_that_give_out_at_once_give_each_to_one_person() {
    on_both(4, 400, async |desk| {
        desk.set(AssignmentMode::RoundRobin, Some(90)).await;
        let workers: Vec<_> = (0..6)
            .map(|_| {
                let (engine, now) = (desk.engine.clone(), desk.now);
                tokio::spawn(async move {
                    let mut given = 0;
                    loop {
                        match give_out(&engine, &home(), now).await.unwrap() {
                            0 => return given,
                            some => given += some,
                        }
                    }
                })
            })
            .collect();
        let mut given = 0;
        for worker in workers {
            given += worker.await.unwrap();
        }
        assert_eq!(given, 360);
        let loads = desk.loads(400).await;
        assert_eq!(loads, BTreeMap::from([(0, 40), (1, 90), (2, 90), (3, 90), (4, 90)]));
        for who in [1, 100, 250] {
            assert_eq!(desk.told(who, EntryKind::Assigned).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn two_people_who_take_one_conversation_are_both_told_and_one_has_it() {
    on_both(2, 1, async |desk| {
        let take = |nth| {
            let wanted = WantedChange {
                patch: StandingPatch {
                    assignee: Some(Some(user(nth))),
                    ..StandingPatch::default()
                },
                ..WantedChange::default()
            };
            let engine = desk.engine.clone();
            async move {
                change_conversation(&engine, &home(), &thread(1), wanted, user(nth).as_str())
                    .await
                    .unwrap()
            }
        };
        let (one, other) = tokio::join!(take(1), take(2));
        assert_eq!((one, other), (ChangeOutcome::Done, ChangeOutcome::Done));
        assert!(desk.standing(1).await.assignee.is_some());
        assert_eq!(desk.told(1, EntryKind::Assigned).await, 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_knows_the_customer_gets_them_again() {
    on_both(2, 2, async |desk| {
        desk.set(AssignmentMode::RoundRobin, None).await;
        give_out(&desk.engine, &home(), desk.now).await.unwrap();
        let had = desk.standing(2).await.assignee;
        let back = WantedChange {
            patch: StandingPatch {
                assignee: Some(None),
                ..StandingPatch::default()
            },
            ..WantedChange::default()
        };
        change_conversation(&desk.engine, &home(), &thread(2), back, "us_x")
            .await
            .unwrap();
        give_out(&desk.engine, &home(), desk.now).await.unwrap();
        assert_eq!(desk.standing(2).await.assignee, had);
    })
    .await;
}

#[tokio::test]
async fn what_was_put_aside_wakes_at_its_moment_once() {
    on_both(1, 3, async |desk| {
        let until = desk.now.plus(60_000);
        let aside = BulkAction::Snooze(Some(until));
        change_many(&desk.engine, &home(), threads(2), aside, None, "us_x")
            .await
            .unwrap()
            .unwrap();
        assert!(!wake_due(&desk.engine, until.minus(1)).await.unwrap());
        assert!(wake_due(&desk.engine, until).await.unwrap());
        assert!(!wake_due(&desk.engine, until).await.unwrap());
        for who in 1..=3 {
            assert_eq!(desk.standing(who).await.stage, Stage::Open);
        }
        assert_eq!(
            (
                desk.told(1, EntryKind::State).await,
                desk.told(3, EntryKind::State).await
            ),
            (2, 0)
        );
    })
    .await;
}
