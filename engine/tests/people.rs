//! One person on both databases: merging under a running inbox, and erasing so that nothing is found in the files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod people {
    mod unused;
}

use std::path::Path;

use galka_domain::consent::ConsentState;
use galka_domain::desk::EntryKind;
use galka_domain::ids::{
    CampaignId, ConnectionId, ContactId, ConversationId, DeadLetterId, EntryId, LabelId, MessageId, NumberId,
    WorkspaceId,
};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_engine::contacts::ContactRefusal;
use galka_engine::people::erase::{EraseWorker, erase_contact};
use galka_engine::people::merge::{Taken, merge_contacts};
use galka_engine::runner::{NextWake, Worker as _};
use galka_engine::{Engine, EngineSettings};
use galka_store::apply::{InboundMessage, Sender, apply_messages};
use galka_store::contacts::{self, ContactRow};
use galka_store::dead_letters::{self, DeadLetter};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::idempotency::{self, RequestKey};
use galka_store::journal::{self, JournalEntry};
use galka_store::labels::{self, Label};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::people::erase::find_erasure;
use galka_store::people::history::list_threads;
use galka_store::testing::TestDatabase;
use galka_store::{Kind, marketing, messages, migrate, search, sql};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn home() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn number(place: u64) -> NumberId {
    NumberId::new(T0, place)
}

/// A text of somebody, the `nth` of the test.
fn text(nth: u64, on: u64, identities: &[(&'static str, &str)], body: &str) -> InboundMessage {
    let at = T0.plus(i64::try_from(nth).unwrap() * 1_000);
    let phone = identities.iter().find(|(kind, _)| *kind == "phone");
    InboundMessage {
        number_id: number(on),
        message_id: MessageId::new(at, nth),
        contact_id: ContactId::new(at, nth),
        conversation_id: ConversationId::new(at, nth),
        wamid: format!("wamid.{nth}"),
        sender: Sender {
            identities: identities
                .iter()
                .map(|(kind, value)| (*kind, (*value).to_owned()))
                .collect(),
            profile_name: Some(format!("Гость {nth}")),
            phone: phone.map(|(_, value)| (*value).to_owned()),
            username: None,
            country: None,
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: format!(r#"{{"type":"text","text":{{"body":{body:?}}}}}"#),
        text: body.to_owned(),
        context_wamid: None,
        button: None,
        at,
        window_expires_at: Some(at.plus(DAY_MS)),
        consent: None,
        media: None,
        reaction: None,
        change: None,
    }
}

async fn on_both(test: impl AsyncFn(Engine, &Path)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let database = match kind {
            Kind::Sqlite => TestDatabase::sqlite(migrate::MIGRATIONS).await,
            Kind::Postgres => TestDatabase::postgres(migrate::MIGRATIONS).await,
        };
        let folder = tempfile::tempdir().unwrap();
        let settings = EngineSettings {
            database_url: database.url.clone(),
            data_dir: folder.path().to_owned(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            sandbox_control: None,
            follow_clock: false,
            media_bytes_max: 10 << 20,
            journal_keep_days: 30,
            allow_private: Vec::new(),
            secret_key: None,
            push: None,
        };
        let engine = Engine::open(settings).await.unwrap();
        let file = database.url.trim_start_matches("sqlite://").to_owned();
        test(engine.clone(), Path::new(&file)).await;
        engine.db.close().await;
        database.remove().await;
    }
}

async fn hear(engine: &Engine, batch: Vec<InboundMessage>) {
    engine
        .db
        .write(move |tx| apply_messages(tx, &home(), &batch, T0))
        .await
        .unwrap();
}

async fn owner(engine: &Engine, kind: &'static str, value: &str) -> ContactId {
    let names = vec![(kind, value.to_owned())];
    let owners = engine
        .db
        .read(move |tx| contacts::find_owners(tx, &home(), &names))
        .await
        .unwrap();
    owners[0].1.clone()
}

async fn row(engine: &Engine, id: &ContactId) -> Option<ContactRow> {
    let id = id.clone();
    engine
        .db
        .read(move |tx| contacts::find_contact(tx, &home(), &id))
        .await
        .unwrap()
}

const ANNA: (&str, &str) = ("phone", "+79161234567");
const HIDDEN: (&str, &str) = ("user_id", "RU.7001");

#[tokio::test]
async fn two_records_of_one_person_become_one_with_one_thread_per_number() {
    on_both(async |engine, _| {
        hear(
            &engine,
            vec![
                text(1, 1, &[ANNA], "первое"),
                text(2, 1, &[HIDDEN], "второе"),
                text(3, 1, &[ANNA], "третье"),
                text(4, 2, &[HIDDEN], "на другом номере"),
            ],
        )
        .await;
        let (own, gone) = (owner(&engine, ANNA.0, ANNA.1).await, owner(&engine, HIDDEN.0, HIDDEN.1).await);
        let (kept, other) = (own.clone(), gone.clone());
        engine
            .db
            .write(move |tx| {
                for (number_of, stopped) in [(1, true), (2, true)] {
                    marketing::record_choice(tx, &home(), &other, &number(number_of), stopped, T0)?;
                }
                marketing::record_choice(tx, &home(), &kept, &number(1), false, T0.plus(1))?;
                let label = Label {
                    id: LabelId::new(T0, 1),
                    name: "VIP".to_owned(),
                    color: 1,
                    contacts: 0,
                    created_at: T0,
                };
                labels::insert_label(tx, &home(), &label)?;
                labels::add_labels(tx, &home(), &[(other.clone(), label.id)])?;
                tx.execute(
                    sql!("UPDATE contacts SET fields = '{\"city\":\"Тула\",\"size\":\"M\"}' WHERE workspace_id = $1 AND id = $2"),
                    &[&home(), &other],
                )?;
                tx.execute(
                    sql!(
                        "UPDATE contacts SET fields = '{\"city\":\"Псков\"}', consent_state = 'granted', consent_at = 5
                         WHERE workspace_id = $1 AND id = $2"
                    ),
                    &[&home(), &kept],
                )?;
                tx.execute(
                    sql!("UPDATE contacts SET consent_state = 'withdrawn', consent_at = 1 WHERE workspace_id = $1 AND id = $2"),
                    &[&home(), &other],
                )?;
                for (contact, campaign, state) in [(&kept, 1, "waiting"), (&other, 1, "delivered"), (&other, 2, "waiting")] {
                    tx.execute(
                        sql!(
                            "INSERT INTO campaigns (workspace_id, id, name, state, audience, value_sources, uncertain_policy, created_at)
                             VALUES ($1, $2, 'Весна', 'running', '{}', '[]', 'hold', 1)
                             ON CONFLICT (workspace_id, id) DO NOTHING"
                        ),
                        &[&home(), &CampaignId::new(T0, campaign)],
                    )?;
                    tx.execute(
                        sql!(
                            "INSERT INTO campaign_recipients (workspace_id, campaign_id, id, contact_id, state, value_list, updated_at)
                             VALUES ($1, $2, $3, $4, $5, '[]', 1)"
                        ),
                        &[&home(), &CampaignId::new(T0, campaign), &format!("rc_{contact}"), contact, &state],
                    )?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let taken: Taken = ["field:city".to_owned()].into();
        let merged = merge_contacts(&engine, &home(), "us_1", &own, &gone, taken).await.unwrap();
        assert_eq!(merged, Ok(own.clone()));
        assert_eq!(row(&engine, &gone).await, None);
        let person = row(&engine, &own).await.unwrap();
        assert_eq!(person.consent_state, ConsentState::Withdrawn, "the strictest holds");
        let fields: serde_json::Value = serde_json::from_str(&person.fields).unwrap();
        assert_eq!(fields, serde_json::json!({"city": "Тула", "size": "M"}));
        assert_eq!(owner(&engine, HIDDEN.0, HIDDEN.1).await, own);
        let kept = own.clone();
        let (threads, page, stops, worn, hits, recipients, broken) = engine
            .db
            .read(move |tx| {
                let threads = list_threads(tx, &home(), &kept)?;
                let first = threads.iter().find(|thread| thread.number_id == number(1)).unwrap();
                let page = messages::list_thread(tx, &home(), &first.id, None, 10)?;
                let stops = marketing::list_stops(tx, &home(), std::slice::from_ref(&kept))?;
                let worn = labels::list_labels_of(tx, &home(), std::slice::from_ref(&kept))?;
                let hits = search::find(tx, &home(), "message", "второе", 10)?;
                let recipients: Vec<(String, String)> = tx.query(
                    sql!("SELECT contact_id, state FROM campaign_recipients WHERE workspace_id = $1 ORDER BY campaign_id"),
                    &[&home()],
                    |row| Ok((row.get("contact_id")?, row.get("state")?)),
                )?;
                let broken = ledger::find_broken_link(tx, &home(), 1_000)?;
                Ok((threads.clone(), page, stops, worn, (hits, first.id.clone()), recipients, broken))
            })
            .await
            .unwrap();
        let texts: Vec<&str> = page.iter().map(|message| message.text.as_str()).collect();
        assert_eq!((threads.len(), texts), (2, vec!["третье", "второе", "первое"]));
        assert_eq!(stops.iter().map(|stop| stop.number_id.clone()).collect::<Vec<_>>(), [number(1), number(2)]);
        assert_eq!(worn.len(), 1);
        let (hits, thread) = hits;
        assert_eq!(hits[0].parent_id.as_deref(), Some(thread.as_str()), "the index knows the new thread");
        let kept = own.as_str().to_owned();
        assert_eq!(recipients, [(kept.clone(), "delivered".to_owned()), (kept, "waiting".to_owned())]);
        assert_eq!(broken, None);
        let again = merge_contacts(&engine, &home(), "us_1", &own, &gone, Taken::new()).await.unwrap();
        assert_eq!(again, Err(ContactRefusal::NotFound));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn messages_that_arrive_during_a_merge_reach_the_contact_that_stays() {
    on_both(async |engine, _| {
        hear(&engine, vec![text(1, 1, &[ANNA], "a"), text(2, 1, &[HIDDEN], "b")]).await;
        let (own, gone) = (
            owner(&engine, ANNA.0, ANNA.1).await,
            owner(&engine, HIDDEN.0, HIDDEN.1).await,
        );
        let mut running = tokio::task::JoinSet::new();
        for nth in 10..40 {
            let hearing = engine.clone();
            let on = if nth % 2 == 0 { 1 } else { 2 };
            running.spawn(async move { hear(&hearing, vec![text(nth, on, &[HIDDEN], "ещё")]).await });
            if nth == 20 {
                let (own, gone) = (own.clone(), gone.clone());
                let engine = engine.clone();
                running.spawn(async move {
                    let merged = merge_contacts(&engine, &home(), "us_1", &own, &gone, Taken::new()).await;
                    merged.unwrap().unwrap();
                });
            }
        }
        while let Some(done) = running.join_next().await {
            done.unwrap();
        }
        let (kept, gone) = (own.clone(), gone.clone());
        let (threads, left) = engine
            .db
            .read(move |tx| {
                let left: i64 = tx.query_one(
                    sql!(
                        "SELECT (SELECT COUNT(*) FROM messages WHERE workspace_id = $1 AND contact_id = $2)
                             + (SELECT COUNT(*) FROM conversations WHERE workspace_id = $1 AND contact_id = $2)
                             + (SELECT COUNT(*) FROM contacts WHERE workspace_id = $1 AND id = $2) AS count"
                    ),
                    &[&home(), &gone],
                    |row| row.get("count"),
                )?;
                Ok((list_threads(tx, &home(), &kept)?, left))
            })
            .await
            .unwrap();
        assert_eq!(left, 0, "nothing is left of the contact that went");
        assert_eq!(threads.len(), 2);
        assert_eq!(
            threads.iter().map(|thread| thread.received).sum::<i64>(),
            32,
            "no message is lost or twice"
        );
    })
    .await;
}

/// What is known of the person, each in a form in which it would be found.
const TELLING: [&str; 7] = [
    "Пряничникова",
    "пряничников",
    "79167654321",
    "9167654321",
    "Zyzzyva",
    "zyzzyva",
    "Сосновая-17",
];

async fn make_person(engine: &Engine) -> ContactId {
    let phone = ("phone", "+79167654321");
    hear(
        engine,
        vec![
            text(1, 1, &[phone], "Мой заказ Zyzzyva-7731"),
            text(2, 1, &[ANNA], "чужое"),
        ],
    )
    .await;
    let id = owner(engine, phone.0, phone.1).await;
    for name in [
        "Серафима Пряничникова",
        "С. Пряничникова",
        "Серафима Пряничникова-Zyzzyva",
    ] {
        let change = galka_engine::contacts::ContactChange {
            name: Some(name.to_owned()),
            fields: Some([("address".to_owned(), "Сосновая-17".to_owned())].into()),
            ..Default::default()
        };
        galka_engine::contacts::change_contact(engine, &home(), &id, change)
            .await
            .unwrap()
            .unwrap();
    }
    let person = id.clone();
    engine
        .db
        .write(move |tx| {
            let body = br#"{"entry":[{"changes":[{"value":{"contacts":[{"wa_id":"79167654321","profile":{"name":"Zyzzyva"}}]}}]}]}"#;
            for (at, connection, body) in [
                (1, ConnectionId::new(T0, 1), body.as_slice()),
                (2, ConnectionId::new(T0, 1), br#"{"from":"79161234567"}"#.as_slice()),
            ] {
                let entry = JournalEntry {
                    id: at,
                    connection_id: connection.as_str().to_owned(),
                    received_at: T0,
                    body: body.to_vec(),
                };
                journal::append(tx, std::slice::from_ref(&entry))?;
                journal::finish(tx, &[(entry.id, entry.connection_id)])?;
            }
            tx.execute(
                sql!(
                    "INSERT INTO connections (workspace_id, id, name, provider, base_url, api_version, waba_id, phone_number_id,
                         secrets, has_app_secret, verify_token, rule_set, rate_card, state, checks, next_check_at, created_at)
                     VALUES ($1, $2, '', 'sandbox', '', '', '', '', '', FALSE, '', '', '', '', '', 0, 0)"
                ),
                &[&home(), &ConnectionId::new(T0, 1)],
            )?;
            let letter = DeadLetter {
                id: DeadLetterId::new(T0, 1),
                journal_id: 1,
                connection_id: ConnectionId::new(T0, 1).to_string(),
                phone_number_id: None,
                kind: "unreadable".to_owned(),
                reason: "unreadable".to_owned(),
                detail: String::new(),
                item: r#"{"from":"79167654321","text":"Zyzzyva"}"#.to_owned(),
                state: "waiting".to_owned(),
                received_at: T0,
                created_at: T0,
                replayed_at: None,
            };
            dead_letters::insert(tx, &home(), &[letter])?;
            let note = NewEntry {
                id: EntryId::new(T0, 1),
                conversation_id: list_threads(tx, &home(), &person)?[0].id.clone(),
                kind: EntryKind::Note,
                author: Author::system(),
                data: r#"{"text":"Zyzzyva любит пионы"}"#.to_owned(),
            };
            let answer = format!(r#"{{"conversation_id":"{}","text":"Zyzzyva"}}"#, note.conversation_id);
            let request = RequestKey {
                workspace: home(),
                route: "create_note".to_owned(),
                key: "1".to_owned(),
            };
            idempotency::claim_request(tx, &request, "", T0, T0, T0)?;
            idempotency::settle_request(tx, &request, T0, 201, &answer)?;
            entries::append(tx, &home(), &[note], T0)?;
            let entry = |details: &str| NewLedgerEntry {
                kind: "consent.granted".to_owned(),
                actor: "us_1".to_owned(),
                subject_id: person.as_str().to_owned(),
                details: details.to_owned(),
                at: T0,
            };
            ledger::append(tx, &home(), &[entry(r#"{"proof":"Анкета Пряничникова, Сосновая-17"}"#), entry("{}")])
        })
        .await
        .unwrap();
    id
}

#[tokio::test]
async fn nothing_of_an_erased_person_is_found_in_the_files() {
    on_both(async |engine, file| {
        let id = make_person(&engine).await;
        if engine.db.kind() == Kind::Sqlite {
            assert!(!found_in(file).is_empty(), "the search finds what is there");
        }
        let erased = erase_contact(&engine, &home(), "us_1", &id).await.unwrap().unwrap();
        assert_eq!((erased.conversations, erased.messages), (1, 1));
        let mut worker = EraseWorker::new(engine.clone());
        let mut steps = 0;
        while !matches!(worker.step(T0).await.unwrap(), NextWake::After(30_000)) {
            steps += 1;
            assert!(steps < 10_000, "the erasure does not end");
        }
        let person = id.clone();
        let (row, erasure, broken, bodies, other) = engine
            .db
            .read(move |tx| {
                let bodies: i64 = tx.query_one(sql!("SELECT COUNT(*) AS count FROM journal"), &[], |row| {
                    row.get("count")
                })?;
                let other = search::find(tx, &home(), "message", "чужое", 10)?;
                Ok((
                    contacts::find_contact(tx, &home(), &person)?,
                    find_erasure(tx, &home(), &person)?.unwrap(),
                    ledger::find_broken_link(tx, &home(), 1_000)?,
                    bodies,
                    other,
                ))
            })
            .await
            .unwrap();
        assert_eq!(row, None);
        assert!(erasure.finished_at.is_some() && erasure.needles.is_empty());
        assert_eq!(broken, None, "the ledger is still a chain");
        assert_eq!((bodies, other.len()), (1, 1), "other people's rows stay");
        match engine.db.kind() {
            Kind::Sqlite => assert_eq!(found_in(file), Vec::<String>::new()),
            Kind::Postgres => assert_eq!(found_in_tables(&engine).await, Vec::<String>::new()),
        }
    })
    .await;
}

/// Which of the telling texts stand in the database's files.
fn found_in(file: &Path) -> Vec<String> {
    let folder = file.parent().unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for text in TELLING {
            if bytes.windows(text.len()).any(|part| part == text.as_bytes()) {
                found.push(format!("{text} in {}", path.display()));
            }
        }
    }
    found
}

/// Which of the telling texts stand in a row of any table.
async fn found_in_tables(engine: &Engine) -> Vec<String> {
    let found = engine.db.read(|tx| {
        let tables: Vec<String> = tx.query(
            sql!(
                "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables WHERE table_schema = 'public'"
            ),
            &[],
            |row| row.get("name"),
        )?;
        let mut found = Vec::new();
        for table in tables {
            let text =
                format!("SELECT COUNT(*) AS count FROM {table} AS t WHERE CAST(t AS TEXT) LIKE '%' || $1 || '%'");
            let statement = galka_store::Sql::from_literal(Box::leak(text.into_boxed_str()));
            for telling in TELLING {
                let count: i64 = tx.query_one(statement, &[&telling], |row| row.get("count"))?;
                if count > 0 {
                    found.push(format!("{telling} in {table}"));
                }
            }
        }
        Ok(found)
    });
    found.await.unwrap()
}
