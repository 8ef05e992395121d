//! No statement walks a large table: SQLite is asked for its plan of each statement of the store.
//!
//! On a new database nothing was measured yet, and that is the database of every newcomer: the plans must be right there.

use std::path::Path;

use galka_store::migrate::MIGRATIONS;
use galka_store::testing::{TestDatabase, sqlite_statements};
use galka_store::{Param, Sql};

/// Tables that grow with every message or contact.
const LARGE: &[&str] = &[
    "messages",
    "contacts",
    "contact_identities",
    "contact_labels",
    "conversations",
    "campaign_recipients",
    "limit_uses",
    "template_sends",
    "events",
    "journal",
    "import_rows",
    "reactions",
    "media",
];
/// Statements that must read a whole table, by a word of theirs, with the reason.
const WHOLE: &[(&str, &str)] = &[
    ("WITH want AS", "a segment is any question about all contacts"),
    (
        "WITH own AS MATERIALIZED",
        "an erasure asks once whether others got the person's files too",
    ),
    (
        "SELECT COUNT(*) AS count FROM contacts",
        "how many contacts there are, where a plan limits them and one is made",
    ),
];

#[tokio::test]
async fn no_statement_walks_a_large_table() {
    let database = TestDatabase::sqlite(MIGRATIONS).await;
    let mut wrong = Vec::new();
    let statements = statements();
    assert!(
        statements.len() > 150,
        "only {} statements were found",
        statements.len()
    );
    for (place, text) in statements {
        if WHOLE.iter().any(|(word, _)| text.contains(word)) {
            continue;
        }
        let plan = plan_of(&database, &text).await;
        wrong.extend(
            plan.iter()
                .filter(|step| walks(step))
                .map(|step| format!("{place}: {step}\n{text}")),
        );
        let loops = plan.iter().take_while(|step| !step.contains("SUBQUERY"));
        let opens = ["CO-ROUTINE", "MATERIALIZE", "SCAN jsonb_each"];
        let loops = loops.filter(|step| !opens.iter().any(|word| step.starts_with(word)));
        if loops.skip(1).any(|step| step == "SCAN r") {
            wrong.push(format!(
                "{place}: the batch is read again for each row: {plan:?}\n{text}"
            ));
        }
    }
    database.remove().await;
    assert!(
        wrong.is_empty(),
        "{} plans are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A step that reads all rows of a large table, or all of a workspace by its primary key.
fn walks(step: &str) -> bool {
    let words: Vec<&str> = step.split(' ').collect();
    let [verb, table, ..] = words.as_slice() else {
        return false;
    };
    let primary = step.contains("USING PRIMARY KEY (workspace_id=?)")
        || (step.contains("_autoindex_") && step.ends_with("(workspace_id=?)"));
    let whole = *verb == "SCAN" && !step.contains("USING INDEX");
    (whole || (*verb == "SEARCH" && primary)) && LARGE.contains(table)
}

async fn plan_of(database: &TestDatabase, text: &str) -> Vec<String> {
    let question: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {text}").into_boxed_str());
    let count = (1..40)
        .rev()
        .find(|number| text.contains(&format!("${number}")))
        .unwrap_or(0);
    let asked = database.db.read(move |tx| {
        let nothing: Vec<Option<String>> = vec![None; count];
        let nothing: Vec<&dyn Param> = nothing.iter().map(|value| value as &dyn Param).collect();
        tx.query(Sql::from_literal(question), &nothing, |row| row.get::<String>("detail"))
    });
    asked.await.unwrap_or_else(|failure| panic!("{failure}: {question}"))
}

/// Every statement of the store that reads or changes rows, in SQLite's words, without aliases of large tables.
/// The seam and the tests have statements of their own making.
fn statements() -> Vec<(String, String)> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src");
    let own = ["db", "testing", "db.rs", "testing.rs", "migrate.rs"].map(|name| sources.join(name));
    sqlite_statements(&sources)
        .into_iter()
        .filter(|(place, _)| !own.iter().any(|own| Path::new(place).starts_with(own)))
        .map(|(place, text)| (place, without_aliases(&text)))
        .collect()
}

/// Plans name a table by its alias: `messages AS m` becomes `messages AS messages`, wherever `m.` stands.
fn without_aliases(text: &str) -> String {
    let mut text = text.to_owned();
    for table in LARGE {
        let declared = format!("{table} AS ");
        let Some(at) = text.find(&declared) else { continue };
        let alias: String = text[at + declared.len()..]
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        // Twice in one statement they cannot share a name.
        if text.matches(declared.as_str()).count() > 1 || alias == **table || text.contains(&format!("UPDATE {table} "))
        {
            continue;
        }
        text = text.replace(&format!("{declared}{alias}"), &format!("{table} AS {table}"));
        for before in [' ', '(', '\n', ',', '='] {
            text = text.replace(&format!("{before}{alias}."), &format!("{before}{table}."));
        }
    }
    text
}
