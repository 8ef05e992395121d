//! Contacts, segments, the ledger and repeated requests on both databases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use galka_domain::consent::ConsentState;
use galka_domain::ids::{ContactId, ConversationId, LabelId, MessageId, NumberId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_domain::together::DraftMode;
use galka_store::apply::{InboundMessage, Sender, apply_messages};
use galka_store::contacts::{ConsentRow, ContactRow, find_contact, insert_contacts, update_consents};
use galka_store::drafts::{self, DraftRow};
use galka_store::facts::load_people;
use galka_store::fields::{self, Field};
use galka_store::idempotency::{RequestKey, claim_request, settle_request};
use galka_store::labels::add_labels;
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::marketing;
use galka_store::people::erase::{self, Erasure};
use galka_store::people::merge::{fold_thread, update_names};
use galka_store::segments::{self, ContactFilter, MatchMode, SegmentCondition, SegmentFilter};
use galka_store::testing::on_both;
use galka_store::{Error, sql};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn contact(number: u64, name: &str, country: &str, city: &str) -> ContactRow {
    ContactRow {
        id: ContactId::new(T0, number),
        name: name.to_owned(),
        phone: Some(format!("+7916000000{number}")),
        username: None,
        country: Some(country.to_owned()),
        locale: None,
        fields: format!("{{\"city\":\"{city}\"}}"),
        consent_state: ConsentState::Unknown,
        consent_source: None,
        consent_at: None,
        blocked: false,
        last_inbound_at: None,
        import_id: None,
        created_at: T0,
        updated_at: T0,
    }
}

fn condition(field: &str, op: &str, value: &str) -> SegmentCondition {
    SegmentCondition {
        field: field.to_owned(),
        op: op.to_owned(),
        value: Some(value.to_owned()),
    }
}

#[tokio::test]
async fn segments_find_the_same_people() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let label = LabelId::new(T0, 1);
        let people = [
            contact(1, "Анна", "RU", "Москва"),
            contact(2, "Пётр", "DE", "Берлин"),
            contact(3, "Мария", "RU", ""),
        ];
        let (own, worn) = (home.clone(), label.clone());
        db.write(move |tx| {
            insert_contacts(tx, &own, &people)?;
            add_labels(tx, &own, &[(people[0].id.clone(), worn.clone())])?;
            insert_contacts(tx, &WorkspaceId::new(T0, 2), &people)
        })
        .await
        .unwrap();
        for (mode, conditions, expected) in [
            (MatchMode::All, vec![], vec![3, 2, 1]),
            (MatchMode::All, vec![condition("label", "is", label.as_str())], vec![1]),
            (
                MatchMode::All,
                vec![condition("label", "is_not", label.as_str())],
                vec![3, 2],
            ),
            (
                MatchMode::Any,
                vec![condition("country", "is", "de"), condition("name", "contains", "АНН")],
                vec![2, 1],
            ),
            (
                MatchMode::All,
                vec![
                    condition("field:city", "contains", "моск"),
                    condition("country", "is", "RU"),
                ],
                vec![1],
            ),
            (MatchMode::All, vec![condition("field:city", "is_not_set", "")], vec![3]),
            (
                MatchMode::All,
                vec![condition("created_at", "before", "2020-01-01")],
                vec![],
            ),
            (
                MatchMode::All,
                vec![condition("phone", "contains", "6000000")],
                vec![3, 2, 1],
            ),
        ] {
            let filter = SegmentFilter {
                mode,
                conditions,
                ..SegmentFilter::everyone()
            };
            let (own, asked) = (home.clone(), filter.clone());
            let (ids, count) = db
                .read(move |tx| {
                    let ids = segments::list_contact_ids(tx, &own, &asked, None, 10)?;
                    Ok((ids, segments::count(tx, &own, &asked)?))
                })
                .await
                .unwrap();
            let expected: Vec<ContactId> = expected.into_iter().map(|number| ContactId::new(T0, number)).collect();
            assert_eq!(
                (ids, count),
                (expected.clone(), i64::try_from(expected.len()).unwrap()),
                "{filter:?}"
            );
        }
        let own = home.clone();
        let pages = db.read(move |tx| {
            let first = segments::list_matching(tx, &own, &ContactFilter::default(), None, 2)?;
            let second = segments::list_matching(tx, &own, &ContactFilter::default(), first.last(), 2)?;
            Ok((first.len(), second.len()))
        });
        assert_eq!(pages.await.unwrap(), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_grant_does_not_overwrite_a_newer_withdrawal() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let anna = contact(1, "Анна", "RU", "");
        let consent = |state, at: Timestamp| ConsentRow {
            contact_id: anna.id.clone(),
            state,
            source: None,
            at: Some(at),
        };
        let (withdrawn, granted) = (
            consent(ConsentState::Withdrawn, T0.plus(5)),
            consent(ConsentState::Granted, T0),
        );
        let found = db.write(move |tx| {
            insert_contacts(tx, &home, std::slice::from_ref(&anna))?;
            update_consents(tx, &home, std::slice::from_ref(&withdrawn), T0)?;
            update_consents(tx, &home, std::slice::from_ref(&granted), T0)?;
            find_contact(tx, &home, &anna.id)
        });
        assert_eq!(found.await.unwrap().unwrap().consent_state, ConsentState::Withdrawn);
    })
    .await;
}

#[tokio::test]
async fn names_are_written_beside_a_withdrawal_and_not_over_it() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let read = contact(1, "Анна", "RU", "Москва");
        let mut withdrawn = read.clone();
        withdrawn.consent_state = ConsentState::Withdrawn;
        withdrawn.blocked = true;
        let (own, id) = (home.clone(), read.id.clone());
        let named = ContactRow {
            username: Some("anna".to_owned()),
            ..read
        };
        db.write(move |tx| {
            insert_contacts(tx, &own, std::slice::from_ref(&withdrawn))?;
            update_names(tx, &own, &named)
        })
        .await
        .unwrap();
        let found = db.read(move |tx| find_contact(tx, &home, &id)).await.unwrap().unwrap();
        assert_eq!(found.username.as_deref(), Some("anna"));
        assert_eq!((found.consent_state, found.blocked), (ConsentState::Withdrawn, true));
    })
    .await;
}

#[tokio::test]
async fn the_ledger_is_a_chain() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let entry = |number: i64| NewLedgerEntry {
            kind: "consent.granted".to_owned(),
            actor: "system".to_owned(),
            subject_id: format!("ct_{number}"),
            details: "{}".to_owned(),
            at: T0.plus(number),
        };
        let entries: Vec<NewLedgerEntry> = (0..1_200).map(entry).collect();
        let broken = db.write(move |tx| {
            ledger::append(tx, &home, &entries[..700])?;
            ledger::append(tx, &home, &entries[700..])?;
            let about = ledger::list_entries_about(tx, &home, "ct_1199")?;
            Ok((ledger::find_broken_link(tx, &home, 2_000)?, about[0].seq))
        });
        assert_eq!(broken.await.unwrap(), (None, 1_200));
    })
    .await;
}

#[tokio::test]
async fn a_request_is_claimed_once_and_its_answer_kept() {
    on_both(async |db| {
        let key = RequestKey {
            workspace: WorkspaceId::new(T0, 1),
            route: "r".to_owned(),
            key: "k".to_owned(),
        };
        let outcome = db.write(move |tx| {
            let claim = |tx: &mut galka_store::Tx<'_>, now: Timestamp| {
                claim_request(tx, &key, "hash", now, now.minus(100), now.minus(1_000))
            };
            let first = claim(tx, T0)?;
            let running = claim(tx, T0.plus(1))?.map(|kept| kept.status);
            settle_request(tx, &key, T0, 201, "{}")?;
            let settled = claim(tx, T0.plus(500))?.map(|kept| kept.status);
            let expired = claim(tx, T0.plus(2_000))?;
            Ok((first.is_none(), running, settled, expired.is_none()))
        });
        assert_eq!(outcome.await.unwrap(), (true, Some(None), Some(Some(201)), true));
    })
    .await;
}

#[tokio::test]
async fn marketing_is_stopped_and_resumed_number_by_number() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let mut anna = contact(1, "Анна", "RU", "");
        anna.consent_state = ConsentState::Granted;
        let id = anna.id.clone();
        let (one, other) = (NumberId::new(T0, 1), NumberId::new(T0, 2));
        let stopped = db.write(move |tx| {
            insert_contacts(tx, &home, std::slice::from_ref(&anna))?;
            let mut news = Vec::new();
            for (number, stopped, at) in [
                (&one, true, 10),
                (&other, true, 10),
                (&one, true, 10),
                (&one, false, 20),
                // Late news of the past, and a stop in the same second as the resumption.
                (&one, true, 15),
                (&other, false, 10),
            ] {
                news.push(marketing::record_choice(tx, &home, &id, number, stopped, T0.plus(at))?);
            }
            let mut facts = Vec::new();
            for number in [&one, &other] {
                let people = load_people(tx, &home, number, "b", std::slice::from_ref(&id), T0.plus(100))?;
                let contact = people[&id].contact;
                facts.push((contact.consent, contact.opted_out_at, contact.marketing_stopped_at));
            }
            Ok((news, facts))
        });
        let (news, facts) = stopped.await.unwrap();
        assert_eq!(news, [true, true, false, true, false, false]);
        assert_eq!(
            facts,
            [
                (ConsentState::Granted, None, None),
                (ConsentState::Granted, None, Some(T0.plus(10)))
            ]
        );
    })
    .await;
}

/// A customer's message that opens a thread of their own.
fn written(nth: u64) -> InboundMessage {
    let at = T0.plus(i64::try_from(nth).unwrap() * 1_000);
    InboundMessage {
        number_id: NumberId::new(T0, 1),
        message_id: MessageId::new(at, nth),
        contact_id: ContactId::new(T0, nth),
        conversation_id: ConversationId::new(T0, nth),
        wamid: format!("wamid.{nth}"),
        sender: Sender {
            identities: vec![("user_id", format!("RU.{nth}"))],
            profile_name: None,
            phone: None,
            username: None,
            country: None,
            moved_to: None,
        },
        kind: "text".to_owned(),
        content: "{}".to_owned(),
        text: format!("слово {nth}"),
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

#[tokio::test]
async fn a_folded_thread_gives_its_newest_words_and_wakes_what_was_put_aside() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let (kept, gone) = (ConversationId::new(T0, 1), ConversationId::new(T0, 2));
        let folded = db.write(move |tx| {
            apply_messages(tx, &home, &[written(1), written(2)], T0)?;
            tx.execute(
                sql!(
                    "UPDATE conversations SET state = 'snoozed', snoozed_until = 9 WHERE workspace_id = $1 AND id = $2"
                ),
                &[&home, &kept],
            )?;
            tx.execute(
                sql!("UPDATE conversations SET last_assignee_id = 'us_1' WHERE workspace_id = $1 AND id = $2"),
                &[&home, &gone],
            )?;
            drafts::save(tx, &home, &UserId::new(T0, 9), &draft(&gone))?;
            fold_thread(tx, &home, &gone, &kept, &ContactId::new(T0, 1))?;
            let moved = drafts::list(tx, &home, &UserId::new(T0, 9), 10)?;
            let row = tx.query_one(
                sql!(
                    "SELECT state, snoozed_until, last_assignee_id, last_text FROM conversations
                     WHERE workspace_id = $1 AND id = $2"
                ),
                &[&home, &kept],
                |row| {
                    Ok((
                        row.get::<String>("state")?,
                        row.get::<Option<i64>>("snoozed_until")?,
                        row.get::<Option<String>>("last_assignee_id")?,
                        row.get::<Option<String>>("last_text")?,
                    ))
                },
            )?;
            Ok((row, moved[0].conversation_id == kept))
        });
        let ((state, until, had, words), moved) = folded.await.unwrap();
        assert_eq!((state.as_str(), until), ("open", None));
        assert_eq!((had.as_deref(), words.as_deref()), (Some("us_1"), Some("слово 2")));
        assert!(moved, "also the draft of somebody who has left");
    })
    .await;
}

fn draft(thread: &ConversationId) -> DraftRow {
    DraftRow {
        conversation_id: thread.clone(),
        mode: DraftMode::Reply,
        text: "Букет".to_owned(),
        files: "[]".to_owned(),
        updated_at: T0,
    }
}

#[tokio::test]
async fn an_erasure_that_cannot_be_read_is_no_finished_one() {
    on_both(async |db| {
        let erasure = Erasure {
            workspace: WorkspaceId::new(T0, 1),
            contact_id: ContactId::new(T0, 1),
            needles: vec!["79160000001".to_owned()],
            files: Vec::new(),
            journal_seen: 0,
            requested_by: "us_1".to_owned(),
            requested_at: T0,
            finished_at: None,
        };
        db.write(move |tx| {
            erase::insert_erasure(tx, &erasure)?;
            tx.execute(sql!("UPDATE erasures SET needles = '[\"7916'"), &[])
        })
        .await
        .unwrap();
        let running = db.read(erase::find_running).await;
        let unreadable = matches!(&running, Err(Error::Inconsistent { column, .. }) if column == "needles");
        assert!(unreadable, "{running:?}");
    })
    .await;
}

#[tokio::test]
async fn a_field_that_an_import_brings_stands_after_the_others() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let field = |key: &str, at: i64| Field {
            key: key.to_owned(),
            name: key.to_owned(),
            kind: "text".to_owned(),
            created_at: T0.plus(at),
        };
        let keys = db.write(move |tx| {
            fields::insert_field(tx, &home, &field("city", 0))?;
            fields::insert_field(tx, &home, &field("size", 1))?;
            fields::ensure_field(tx, &home, &field("brought", 2))?;
            fields::order_fields(tx, &home, &["size".to_owned(), "city".to_owned(), "brought".to_owned()])?;
            fields::ensure_field(tx, &home, &field("later", 3))?;
            fields::ensure_field(tx, &home, &field("city", 4))?;
            fields::list_fields(tx, &home)
        });
        let keys: Vec<String> = keys.await.unwrap().into_iter().map(|field| field.key).collect();
        assert_eq!(keys, ["size", "city", "brought", "later"]);
    })
    .await;
}
