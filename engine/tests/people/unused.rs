//! Uploads that nobody used, on both databases: they go after a time, what is used or named stays, and an erasure reaches
//! them before.

use futures_util::stream;
use galka_domain::ids::{ContactId, ConversationId, MediaId, NumberId, UserId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_domain::together::DraftMode;
use galka_engine::Engine;
use galka_engine::fetch::{NewUpload, StoreOutcome, store_upload};
use galka_engine::imports::upload_import;
use galka_engine::people::erase::{EraseWorker, erase_contact};
use galka_engine::reconcile::Reconcile;
use galka_engine::runner::{NextWake, Worker as _};
use galka_store::drafts::{self, DraftRow};
use galka_store::{imports, media, sql, unused};

use crate::on_both;

async fn in_company(test: impl AsyncFn(Engine)) {
    on_both(async |engine, _| {
        engine.db.write(company).await.unwrap();
        test(engine).await;
    })
    .await;
}

fn home() -> WorkspaceId {
    WorkspaceId::new(Timestamp::from_secs(1), 1)
}

fn anna() -> ContactId {
    ContactId::new(Timestamp::from_secs(1), 1)
}

fn thread() -> ConversationId {
    ConversationId::new(Timestamp::from_secs(1), 1)
}

fn company(tx: &mut galka_store::Tx<'_>) -> galka_store::Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO workspaces (id, slug, name, timezone, currency, locale, is_sample, created_at)
             VALUES ($1, 'w', 'w', 'UTC', 'RUB', 'ru', FALSE, 0)"
        ),
        &[&home()],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO contacts (workspace_id, id, name, phone, fields, consent_state, created_at, updated_at)
             VALUES ($1, $2, 'Анна', '+79161234567', '{}', 'unknown', 0, 0)"
        ),
        &[&home(), &anna()],
    )?;
    tx.execute(
        sql!(
            "INSERT INTO conversations (workspace_id, id, number_id, contact_id, unread, last_activity_at, created_at, state)
             VALUES ($1, $2, $3, $4, 0, 0, 0, 'open')"
        ),
        &[&home(), &thread(), &NumberId::new(Timestamp::from_secs(1), 1), &anna()],
    )?;
    Ok(())
}

async fn upload(engine: &Engine) -> MediaId {
    let upload = NewUpload {
        file_name: Some("Букет.txt".to_owned()),
        mime_type: "text/plain".to_owned(),
        is_voice: false,
    };
    let chunks = stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"rose"))]);
    match store_upload(engine, &home(), upload, chunks).await.unwrap() {
        StoreOutcome::Done(stored) => stored.id,
        _ => panic!("it is not kept"),
    }
}

async fn draft(engine: &Engine, file: &MediaId) {
    let row = DraftRow {
        conversation_id: thread(),
        mode: DraftMode::Reply,
        text: String::new(),
        files: serde_json::json!([file]).to_string(),
        updated_at: engine.machine_now(),
    };
    let saved =
        move |tx: &mut galka_store::Tx<'_>| drafts::save(tx, &home(), &UserId::new(Timestamp::from_secs(1), 1), &row);
    engine.db.write(saved).await.unwrap();
}

async fn list(engine: &Engine, phone: &str) -> galka_domain::ids::ImportId {
    let file = format!("Имя;Телефон\nАнна;{phone}\n").into_bytes();
    upload_import(engine, &home(), "us_1", "a.csv", file)
        .await
        .unwrap()
        .unwrap()
        .id
}

/// Whether a file is known, and whether it is on the disk.
async fn is_here(engine: &Engine, file: &MediaId) -> (bool, bool) {
    let id = file.clone();
    let known = engine.db.read(move |tx| media::find(tx, &home(), &id)).await.unwrap();
    (known.is_some(), engine.files.path(file).exists())
}

async fn is_listed(engine: &Engine, id: &galka_domain::ids::ImportId) -> bool {
    let id = id.clone();
    engine
        .db
        .read(move |tx| imports::find_import(tx, &home(), &id))
        .await
        .unwrap()
        .is_some()
}

#[tokio::test]
async fn what_nobody_used_goes_after_a_time_and_what_is_named_stays() {
    in_company(async |engine| {
        let (unsent, drafted, sent) = (upload(&engine).await, upload(&engine).await, upload(&engine).await);
        draft(&engine, &drafted).await;
        let used = sent.clone();
        let now = engine.business_now();
        let note = move |tx: &mut galka_store::Tx<'_>| unused::note_used(tx, &home(), &[&used], now);
        engine.db.write(note).await.unwrap();
        let never_imported = list(&engine, "+79161234567").await;
        let mut tidy = Reconcile::new(engine.clone());
        tidy.step(now.plus(6 * DAY_MS)).await.unwrap();
        assert!(is_listed(&engine, &never_imported).await);
        tidy.step(now.plus(8 * DAY_MS)).await.unwrap();
        assert!(!is_listed(&engine, &never_imported).await);
        assert_eq!(is_here(&engine, &unsent).await, (true, true));
        tidy.step(now.plus(31 * DAY_MS)).await.unwrap();
        assert_eq!(is_here(&engine, &unsent).await, (false, false));
        assert_eq!(is_here(&engine, &drafted).await, (true, true));
        assert_eq!(is_here(&engine, &sent).await, (true, true));
    })
    .await;
}

#[tokio::test]
async fn an_erasure_reaches_files_of_drafts_and_lists_that_were_never_imported() {
    in_company(async |engine| {
        let drafted = upload(&engine).await;
        draft(&engine, &drafted).await;
        let (of_anna, of_others) = (
            list(&engine, "8 (916) 123-45-67").await,
            list(&engine, "+79990000000").await,
        );
        erase_contact(&engine, &home(), "us_1", &anna()).await.unwrap().unwrap();
        let mut worker = EraseWorker::new(engine.clone());
        while worker.step(engine.business_now()).await.unwrap() != NextWake::After(30_000) {}
        assert_eq!(is_here(&engine, &drafted).await, (false, false));
        assert!(!is_listed(&engine, &of_anna).await);
        assert!(is_listed(&engine, &of_others).await);
    })
    .await;
}
