//! The seam on both databases: every test here runs the same function twice.

mod seam {
    pub(crate) mod batches;
    pub(crate) mod outages;
    pub(crate) mod schema;
    pub(crate) mod transactions;
}

use galka_store::migrate::Migration;
use galka_store::{Result, Row, Tx, sql};

/// A schema of these tests' own, so that they do not change with the product's.
pub(crate) const SCHEMA: &[Migration] = &[Migration {
    version: 1,
    name: "seam",
    sql: include_str!("seam.sql"),
}];

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Person {
    id: String,
    phone: String,
    name: Option<String>,
    opted_out: bool,
    score: Option<f64>,
    photo: Option<Vec<u8>>,
    created_at: i64,
}

impl Person {
    pub(crate) fn numbered(number: i64) -> Self {
        Self {
            id: format!("p_{number:06}"),
            phone: format!("+7{number:010}"),
            name: None,
            opted_out: false,
            score: None,
            photo: None,
            created_at: number,
        }
    }
}

pub(crate) fn insert_person(tx: &mut Tx<'_>, person: &Person) -> Result<u64> {
    tx.execute(
        sql!(
            "INSERT INTO people (id, phone, name, opted_out, score, photo, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            &person.id,
            &person.phone,
            &person.name,
            &person.opted_out,
            &person.score,
            &person.photo,
            &person.created_at,
        ],
    )
}

pub(crate) fn list_people(tx: &mut Tx<'_>) -> Result<Vec<Person>> {
    tx.query(
        sql!("SELECT id, phone, name, opted_out, score, photo, created_at FROM people ORDER BY id"),
        &[],
        read_person,
    )
}

pub(crate) fn count_people(tx: &mut Tx<'_>) -> Result<i64> {
    tx.query_one(sql!("SELECT COUNT(*) AS people FROM people"), &[], |row| {
        row.get("people")
    })
}

pub(crate) fn read_person(row: &Row<'_>) -> Result<Person> {
    Ok(Person {
        id: row.get("id")?,
        phone: row.get("phone")?,
        name: row.get("name")?,
        opted_out: row.get("opted_out")?,
        score: row.get("score")?,
        photo: row.get("photo")?,
        created_at: row.get("created_at")?,
    })
}
