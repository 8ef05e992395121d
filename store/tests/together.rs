//! What people of a team keep for themselves and know of each other, on both databases.

use galka_domain::ids::{ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::together::{DraftMode, PRESENCE_MS, PresenceState, TYPING_AGAIN_MS, UserSettingKey};
use galka_store::drafts::{self, DraftRow};
use galka_store::people::threads;
use galka_store::testing::on_both;
use galka_store::users::{User, insert_user};
use galka_store::{Tx, presence, stars, user_settings};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn user(number: u64, name: &str) -> User {
    User {
        id: UserId::new(T0, number),
        email: format!("{number}@example.com"),
        name: name.to_owned(),
        password_hash: String::new(),
        locale: "ru".to_owned(),
        theme: "system".to_owned(),
        created_at: T0,
    }
}

fn draft(conversation: &ConversationId, mode: DraftMode, text: &str) -> DraftRow {
    DraftRow {
        conversation_id: conversation.clone(),
        mode,
        text: text.to_owned(),
        files: "[]".to_owned(),
        updated_at: T0,
    }
}

#[tokio::test]
async fn drafts_and_settings_are_ones_own() {
    on_both(async |db| {
        let (home, other) = (WorkspaceId::new(T0, 1), WorkspaceId::new(T0, 2));
        let (anna, oleg) = (UserId::new(T0, 1), UserId::new(T0, 2));
        let thread = ConversationId::new(T0, 1);
        let (own, hers, his, away) = (thread.clone(), anna.clone(), oleg.clone(), home.clone());
        db.write(move |tx| {
            drafts::save(tx, &away, &hers, &draft(&own, DraftMode::Reply, "раз"))?;
            drafts::save(tx, &away, &hers, &draft(&own, DraftMode::Reply, "два"))?;
            drafts::save(tx, &away, &hers, &draft(&own, DraftMode::Note, "заметка"))?;
            drafts::save(tx, &away, &his, &draft(&own, DraftMode::Reply, "чужое"))?;
            drafts::save(tx, &away, &his, &draft(&own, DraftMode::Reply, ""))?;
            user_settings::set(tx, &away, &hers, UserSettingKey::Alerts, "{}", T0)?;
            user_settings::set(tx, &away, &hers, UserSettingKey::Alerts, "{\"a\":1}", T0)
        })
        .await
        .unwrap();
        let (texts, his, elsewhere, setting) = db
            .read(move |tx| {
                let texts = |tx: &mut Tx<'_>, home: &WorkspaceId, user: &UserId| {
                    drafts::list(tx, home, user, 10)
                        .map(|rows| rows.into_iter().map(|row| row.text).collect::<Vec<_>>())
                };
                Ok((
                    texts(tx, &home, &anna)?,
                    texts(tx, &home, &oleg)?,
                    texts(tx, &other, &anna)?,
                    user_settings::find(tx, &home, &anna, UserSettingKey::Alerts)?,
                ))
            })
            .await
            .unwrap();
        let mut texts = texts;
        texts.sort_unstable();
        assert_eq!(texts, ["два", "заметка"]);
        assert_eq!((his, elsewhere), (Vec::new(), Vec::new()));
        assert_eq!(setting.as_deref(), Some("{\"a\":1}"));
    })
    .await;
}

#[tokio::test]
async fn who_says_nothing_more_is_gone_and_writing_is_told_once_for_a_while() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let thread = ConversationId::new(T0, 1);
        let (anna, oleg) = (user(1, "Анна"), user(2, "Олег"));
        let (own, place, hers, his) = (home.clone(), thread.clone(), anna.id.clone(), oleg.id.clone());
        let told = db
            .write(move |tx| {
                insert_user(tx, &anna)?;
                insert_user(tx, &oleg)?;
                presence::note_state(tx, &own, &place, &hers, Some(PresenceState::Typing), T0)?;
                presence::note_state(tx, &own, &place, &his, Some(PresenceState::Viewing), T0.plus(5_000))?;
                presence::note_draft(tx, &own, &place, &his, T0.plus(5_000))?;
                Ok([
                    presence::claim_typing(tx, &own, &place, &hers, T0)?,
                    presence::claim_typing(tx, &own, &place, &his, T0.plus(5_000))?,
                    presence::claim_typing(tx, &own, &place, &hers, T0.plus(TYPING_AGAIN_MS))?,
                ])
            })
            .await
            .unwrap();
        assert_eq!(told, [true, false, true]);
        let seen = async |at: Timestamp| {
            let home = home.clone();
            let rows = db.read(move |tx| presence::list(tx, &home, at)).await.unwrap();
            rows.into_iter().map(|row| (row.name, row.state)).collect::<Vec<_>>()
        };
        let (anna, oleg) = (
            ("Анна".to_owned(), Some(PresenceState::Typing)),
            ("Олег".to_owned(), Some(PresenceState::Viewing)),
        );
        assert_eq!(seen(T0.plus(6_000)).await, [anna, oleg.clone()]);
        assert_eq!(seen(T0.plus(PRESENCE_MS)).await, [oleg]);
        assert_eq!(seen(T0.plus(20_000)).await, []);
        let gone = db
            .write(|tx| presence::delete_expired(tx, T0.plus(PRESENCE_MS)))
            .await
            .unwrap();
        assert_eq!(gone, 1);
    })
    .await;
}

#[tokio::test]
async fn stars_are_ones_own_and_listed_by_the_age_of_their_messages() {
    on_both(async |db| {
        db.write(|tx| {
            let home = WorkspaceId::new(T0, 1);
            let (anna, oleg) = (UserId::new(T0, 1), UserId::new(T0, 2));
            let (one, other) = (ConversationId::new(T0, 1), ConversationId::new(T0, 2));
            let message = |nth: u64| MessageId::new(T0.plus(i64::try_from(nth).unwrap()), nth);
            for (nth, thread) in [(2, &one), (1, &one), (3, &other)] {
                assert!(stars::insert(tx, &home, &anna, &message(nth), thread, T0)?);
            }
            assert!(!stars::insert(tx, &home, &anna, &message(1), &one, T0)?);
            stars::insert(tx, &home, &oleg, &message(1), &one, T0)?;
            assert_eq!(stars::list(tx, &home, &anna, None, 2)?, [message(3), message(2)]);
            assert_eq!(stars::list(tx, &home, &anna, Some(&message(2)), 2)?, [message(1)]);
            let of_one = stars::list_of_thread(tx, &home, &anna, &one, None, 10)?;
            assert_eq!(of_one, [message(2), message(1)]);
            assert_eq!(stars::list(tx, &WorkspaceId::new(T0, 2), &anna, None, 2)?, []);
            assert_eq!(stars::count(tx, &home, &anna, 2)?, 2);

            threads::move_companions(tx, &home, &one, &other)?;
            assert_eq!(stars::list_of_thread(tx, &home, &anna, &other, None, 10)?.len(), 3);
            assert!(stars::delete(tx, &home, &anna, &message(1))?);
            assert!(!stars::delete(tx, &home, &anna, &message(1))?);
            threads::delete_companions(tx, &home, &other)?;
            assert_eq!(stars::list(tx, &home, &anna, None, 10)?, []);
            assert_eq!(stars::list(tx, &home, &oleg, None, 10)?, []);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}
