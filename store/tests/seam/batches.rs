//! Batches: many rows as one parameter of one statement.

use galka_store::testing::on_both_with;
use galka_store::{Error, Result, Rows, Tx, sql};

use crate::{Person, SCHEMA, count_people, list_people, read_person};

fn rows_of(people: &[Person]) -> Rows {
    let mut rows = Rows::new();
    for person in people {
        rows.push(&[
            &person.id,
            &person.phone,
            &person.name,
            &person.opted_out,
            &person.score,
            &person.photo,
            &person.created_at,
        ]);
    }
    rows
}

fn insert_people(tx: &mut Tx<'_>, rows: &Rows) -> Result<u64> {
    tx.execute_rows(
        sql!(
            "INSERT INTO people (id, phone, name, opted_out, score, photo, created_at)
             SELECT r.id, r.phone, r.name, r.opted_out, r.score, r.photo, r.created_at
             FROM each($1: id TEXT, phone TEXT, name TEXT, opted_out BOOLEAN, score DOUBLE PRECISION,
                           photo BYTEA, created_at BIGINT) AS r
             WHERE TRUE
             ON CONFLICT (phone) DO NOTHING"
        ),
        &[],
        rows,
    )
}

#[tokio::test]
async fn every_type_survives_a_batch() {
    on_both_with(SCHEMA, async |db| {
        let people = vec![
            Person::numbered(1),
            Person {
                name: Some("Ж\"\\\u{1}\u{1f}\u{2028}😀".into()),
                opted_out: true,
                score: Some(-1.0e-300),
                photo: Some(vec![]),
                created_at: i64::MIN,
                ..Person::numbered(2)
            },
            Person {
                name: Some(String::new()),
                score: Some(0.1 + 0.2),
                photo: Some((0..=255).collect()),
                created_at: 9_007_199_254_740_993,
                ..Person::numbered(3)
            },
        ];
        let rows = rows_of(&people);
        assert_eq!(db.write(move |tx| insert_people(tx, &rows)).await, Ok(3));
        assert_eq!(db.read(list_people).await, Ok(people));
    })
    .await;
}

#[tokio::test]
async fn a_batch_updates_and_selects_by_its_rows() {
    on_both_with(SCHEMA, async |db| {
        let rows = rows_of(&(1..=5).map(Person::numbered).collect::<Vec<_>>());
        db.write(move |tx| insert_people(tx, &rows)).await.unwrap();
        let mut names = Rows::new();
        names.push(&[&"p_000002", &Some("Two")]);
        names.push(&[&"p_000004", &None::<String>]);
        names.push(&[&"nobody", &Some("Nobody")]);
        let changed = db.write(move |tx| {
            tx.query_rows(
                sql!(
                    "UPDATE people SET name = r.name, created_at = $1
                     FROM each($2: id TEXT, name TEXT) AS r
                     WHERE people.id = r.id
                     RETURNING people.id, phone, people.name, opted_out, score, photo, created_at"
                ),
                &[&99_i64],
                &names,
                read_person,
            )
        });
        let mut changed = changed.await.unwrap();
        changed.sort_by(|one, other| one.id.cmp(&other.id));
        let two = Person {
            name: Some("Two".into()),
            created_at: 99,
            ..Person::numbered(2)
        };
        let four = Person {
            created_at: 99,
            ..Person::numbered(4)
        };
        assert_eq!(changed, [two, four]);
    })
    .await;
}

#[tokio::test]
async fn an_empty_batch_does_nothing() {
    on_both_with(SCHEMA, async |db| {
        assert_eq!(db.write(|tx| insert_people(tx, &Rows::new())).await, Ok(0));
    })
    .await;
}

#[tokio::test]
async fn a_batch_of_many_runs_is_one_transaction() {
    on_both_with(SCHEMA, async |db| {
        let mut people: Vec<Person> = (1..=12_000).map(Person::numbered).collect();
        let rows = rows_of(&people);
        assert_eq!(db.write(move |tx| insert_people(tx, &rows)).await, Ok(12_000));
        people.iter_mut().for_each(|person| person.phone.push('9'));
        people.truncate(6_000);
        let rows = rows_of(&people);
        let refused = db.write(move |tx| {
            tx.execute(sql!("DELETE FROM people WHERE id < $1"), &[&"p_005500"])?;
            insert_people(tx, &rows)
        });
        assert!(refused.await.unwrap_err().is_duplicate_in("people"));
        assert_eq!(db.read(count_people).await, Ok(12_000));
    })
    .await;
}

#[tokio::test]
async fn wrong_batches_are_refused_alike() {
    on_both_with(SCHEMA, async |db| {
        let mut short = Rows::new();
        short.push(&[&"p_1"]);
        let refused = db.write(move |tx| insert_people(tx, &short)).await;
        assert!(matches!(refused, Err(Error::Driver(_))), "{refused:?}");
        let mut with_nul = Rows::new();
        with_nul.push(&[&"a\0"]);
        let refused = db.read(move |tx| {
            tx.query_rows(sql!("SELECT r.id FROM each($1: id TEXT) AS r"), &[], &with_nul, |row| {
                row.get::<String>("id")
            })
        });
        assert_eq!(refused.await, Err(Error::HoldsNul));
    })
    .await;
}
