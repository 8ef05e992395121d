//! What the list shows: every view and filter against the same question asked of all rows in memory.

use galka_domain::conversation::ConversationState;
use galka_domain::desk::{Stage, Standing};
use galka_domain::ids::{AlertId, ContactId, ConversationId, EntryId, LabelId, TeamId};
use galka_domain::time::{HOUR_MS, Timestamp};
use galka_domain::together::AlertKind;
use galka_store::alerts::{self, NewAlert};
use galka_store::conversations::ConversationRow;
use galka_store::inbox::{self, InboxFilter, LabelMatch, Shelf, Sort, ViewCount};
use galka_store::testing::on_both;
use galka_store::{Tx, conversations, labels, notes, standings};

use crate::{T0, hear, hire, home, number, say, text, thread, user};

const PEOPLE: u64 = 60;

fn label(nth: u64) -> LabelId {
    LabelId::new(T0, nth)
}

fn team() -> TeamId {
    TeamId::new(T0, 1)
}

fn labels_of(who: u64) -> Vec<LabelId> {
    [1, 2]
        .into_iter()
        .filter(|nth| who.is_multiple_of(nth + 1))
        .map(label)
        .collect()
}

/// People of every kind, so that each filter keeps some and drops some.
fn settle(tx: &mut Tx<'_>) {
    for who in 1..=PEOPLE {
        hear(tx, &[text(who, i64::try_from(who % 17 * 10).unwrap())]);
        let pairs: Vec<(ContactId, LabelId)> = labels_of(who)
            .into_iter()
            .map(|label| (ContactId::new(T0, who), label))
            .collect();
        labels::add_labels(tx, &home(), &pairs).unwrap();
        if who % 5 == 0 {
            say(tx, who, 500 + i64::try_from(who).unwrap(), Some("us_x"));
        }
        if who % 3 == 0 {
            conversations::mark_read(tx, &home(), &thread(who)).unwrap();
        }
        let (_, before) = standings::load(tx, &home(), &[thread(who)]).unwrap().pop().unwrap();
        let stage = match who % 11 {
            0 => Stage::Closed,
            1 => Stage::Snoozed { until: None },
            _ => before.stage,
        };
        let after = Standing {
            stage,
            assignee: (who % 2 == 0).then(|| user(who % 4)),
            team: (who % 7 < 2).then(team),
            is_spam: who % 13 == 0,
            bot: who % 6 == 0,
            ..before
        };
        standings::write(tx, &home(), &[(thread(who), after)]).unwrap();
    }
}

fn shelf_of(row: &ConversationRow) -> Shelf {
    match row.state {
        _ if row.is_spam => Shelf::Spam,
        ConversationState::Snoozed => Shelf::Snoozed,
        ConversationState::Closed => Shelf::Closed,
        ConversationState::Open | ConversationState::Waiting => Shelf::Active,
    }
}

/// The place of a row in the order, if the question finds it.
fn place(row: &ConversationRow, who: u64, filter: &InboxFilter, sort: Sort) -> Option<Timestamp> {
    let is = |id: Option<&str>, wanted: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| id.unwrap_or_default() == wanted)
    };
    let worn = labels_of(who);
    let labelled = match filter.label_match {
        LabelMatch::Any => filter.labels.is_empty() || filter.labels.iter().any(|label| worn.contains(label)),
        LabelMatch::All => filter.labels.iter().all(|label| worn.contains(label)),
    };
    let window = row.window_expires_at.unwrap_or(Timestamp::from_millis(0));
    let found = shelf_of(row) == filter.shelf
        && is(row.assignee_id.as_ref().map(|id| id.as_str()), &filter.owner)
        && is(row.team_id.as_ref().map(|id| id.as_str()), &filter.team)
        && filter.number.as_ref().is_none_or(|number| row.number_id == *number)
        && filter.contact.as_ref().is_none_or(|contact| row.contact_id == *contact)
        && filter.state.is_none_or(|state| row.state == state)
        && filter.bot.is_none_or(|bot| row.bot == bot)
        && (!filter.unread || row.unread > 0)
        && (!filter.waiting || row.waiting_since.is_some())
        && filter.from.is_none_or(|from| row.last_activity_at >= from)
        && filter.to.is_none_or(|to| row.last_activity_at < to)
        && filter.window_after.is_none_or(|after| window > after)
        && filter.window_until.is_none_or(|until| window <= until)
        && labelled;
    let at = match sort {
        Sort::Newest => Some(row.last_activity_at),
        Sort::Waiting => row.waiting_since,
        Sort::Window => row.window_expires_at,
    };
    at.filter(|_| found)
}

fn expected(rows: &[(u64, ConversationRow)], filter: &InboxFilter, sort: Sort) -> Vec<ConversationId> {
    let mut places: Vec<(Timestamp, ConversationId)> = rows
        .iter()
        .filter_map(|(who, row)| Some((place(row, *who, filter, sort)?, row.id.clone())))
        .collect();
    places.sort_unstable();
    if sort == Sort::Newest {
        places.reverse();
    }
    places.into_iter().map(|(_, id)| id).collect()
}

/// All pages of a question, five at a time.
fn asked(tx: &mut Tx<'_>, filter: &InboxFilter, sort: Sort) -> Vec<ConversationId> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = inbox::list(tx, &home(), filter, sort, after.as_ref(), 5).unwrap();
        let Some((at, last)) = page.last() else { return all };
        after = Some((*at, last.id.clone()));
        all.extend(page.into_iter().map(|(_, row)| row.id));
    }
}

fn filters() -> Vec<InboxFilter> {
    let all = InboxFilter::default;
    let shelves = [Shelf::Active, Shelf::Snoozed, Shelf::Closed, Shelf::Spam];
    let mut filters: Vec<InboxFilter> = shelves
        .into_iter()
        .map(|shelf| InboxFilter { shelf, ..all() })
        .collect();
    filters.extend([
        InboxFilter {
            owner: Some(user(2).as_str().to_owned()),
            ..all()
        },
        InboxFilter {
            owner: Some(String::new()),
            ..all()
        },
        InboxFilter {
            team: Some(team().as_str().to_owned()),
            ..all()
        },
        InboxFilter {
            team: Some(String::new()),
            unread: true,
            ..all()
        },
        InboxFilter {
            number: Some(number()),
            ..all()
        },
        InboxFilter {
            contact: Some(ContactId::new(T0, 8)),
            ..all()
        },
        InboxFilter {
            state: Some(ConversationState::Waiting),
            ..all()
        },
        InboxFilter {
            bot: Some(true),
            ..all()
        },
        InboxFilter {
            bot: Some(false),
            waiting: true,
            ..all()
        },
        InboxFilter { unread: true, ..all() },
        InboxFilter {
            from: Some(T0.plus(40_000)),
            to: Some(T0.plus(90_000)),
            ..all()
        },
        InboxFilter {
            window_after: Some(T0.plus(24 * HOUR_MS + 60_000)),
            ..all()
        },
        InboxFilter {
            window_until: Some(T0.plus(24 * HOUR_MS + 60_000)),
            ..all()
        },
        InboxFilter {
            labels: vec![label(1)],
            ..all()
        },
        InboxFilter {
            labels: vec![label(1), label(2)],
            ..all()
        },
        InboxFilter {
            labels: vec![label(1), label(2)],
            label_match: LabelMatch::All,
            ..all()
        },
        InboxFilter {
            labels: vec![label(2)],
            owner: Some(String::new()),
            unread: true,
            ..all()
        },
        InboxFilter {
            labels: vec![label(9)],
            ..all()
        },
    ]);
    filters
}

#[tokio::test]
async fn every_question_is_answered_in_pages_and_counted_as_it_would_be_in_memory() {
    on_both(async |db| {
        db.write(|tx| {
            settle(tx);
            let mut rows = Vec::new();
            for who in 1..=PEOPLE {
                rows.push((who, conversations::find(tx, &home(), &thread(who))?.unwrap()));
            }
            for filter in filters() {
                for sort in [Sort::Newest, Sort::Waiting, Sort::Window] {
                    if sort == Sort::Waiting && filter.shelf != Shelf::Active {
                        continue;
                    }
                    let expected = expected(&rows, &filter, sort);
                    assert_eq!(asked(tx, &filter, sort), expected, "{filter:?} {sort:?}");
                    let count = i64::try_from(expected.len()).unwrap();
                    let counted = inbox::count_view(tx, &home(), &filter, sort)?;
                    assert_eq!(counted, ViewCount { count, more: false }, "{filter:?} {sort:?}");
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_counts_are_those_of_the_lists() {
    on_both(async |db| {
        db.write(|tx| {
            settle(tx);
            let now = T0.plus(1_000_000);
            let counts = inbox::counts(tx, &home(), user(2).as_str(), now, now.plus(3 * HOUR_MS), 1_000)?;
            let mut count = |filter: InboxFilter| i64::try_from(asked(tx, &filter, Sort::Newest).len()).unwrap();
            let all = InboxFilter::default;
            assert_eq!(counts.all, count(all()));
            assert_eq!(
                counts.mine,
                count(InboxFilter {
                    owner: Some(user(2).as_str().to_owned()),
                    ..all()
                })
            );
            assert_eq!(
                counts.unassigned,
                count(InboxFilter {
                    owner: Some(String::new()),
                    ..all()
                })
            );
            assert_eq!(counts.unread, count(InboxFilter { unread: true, ..all() }));
            assert_eq!(
                counts.snoozed,
                count(InboxFilter {
                    shelf: Shelf::Snoozed,
                    ..all()
                })
            );
            assert_eq!(
                counts.closed,
                count(InboxFilter {
                    shelf: Shelf::Closed,
                    ..all()
                })
            );
            assert_eq!(
                counts.spam,
                count(InboxFilter {
                    shelf: Shelf::Spam,
                    ..all()
                })
            );
            assert!(counts.mine > 0 && counts.spam > 0 && counts.unread > 0);
            let few = inbox::counts(tx, &home(), "", now, now, 3)?;
            assert_eq!((few.all, few.mine), (3, 0));
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn where_somebody_was_named_is_found_once_wherever_it_stands() {
    on_both(async |db| {
        db.write(|tx| {
            hear(tx, &[text(1, 1), text(2, 2), text(3, 3), text(4, 4)]);
            for named in [1, 2] {
                hire(tx, named);
            }
            for (nth, who, named) in [(1, 1, 1), (2, 1, 1), (3, 2, 1), (4, 3, 2)] {
                let entry = EntryId::new(T0, nth);
                notes::insert_mentions(tx, &home(), &entry, &thread(who), &[user(named)], T0)?;
                alerts::insert(tx, &home(), &[mention(nth, who, named)], T0)?;
            }
            let closed = Standing {
                stage: Stage::Closed,
                ..Standing::default()
            };
            standings::write(tx, &home(), &[(thread(2), closed)])?;
            let mine = InboxFilter {
                shelf: Shelf::Any,
                mentioned: Some(user(1).as_str().to_owned()),
                ..InboxFilter::default()
            };
            assert_eq!(asked(tx, &mine, Sort::Newest), [thread(2), thread(1)]);
            let open = InboxFilter {
                shelf: Shelf::Active,
                ..mine
            };
            assert_eq!(asked(tx, &open, Sort::Newest), [thread(1)]);

            let unseen = |tx: &mut Tx<'_>| alerts::list_mentioned(tx, &home(), &user(1), 10);
            assert_eq!(unseen(tx)?, [thread(2), thread(1)]);
            alerts::mark_read(tx, &home(), &user(1), None, Some(&thread(2)), T0)?;
            assert_eq!(unseen(tx)?, [thread(1)]);
            for nth in [1, 2] {
                notes::forget_mentions(tx, &home(), &EntryId::new(T0, nth))?;
            }
            assert_eq!(unseen(tx)?, []);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

fn mention(nth: u64, who: u64, named: u64) -> NewAlert {
    NewAlert {
        id: AlertId::new(T0, nth),
        user_id: user(named),
        kind: AlertKind::Mention,
        subject: EntryId::new(T0, nth).as_str().to_owned(),
        conversation_id: thread(who),
        by: None,
        text: String::new(),
    }
}
