//! One fresh database for one test.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use galka_domain::time::Timestamp;
use tokio_postgres::NoTls;

use super::cluster::Cluster;
use crate::db::Db;
use crate::migrate::{Migration, apply};

/// When the schemas of tests were made.
const MADE_AT: Timestamp = Timestamp::from_secs(1_790_000_000);

/// A database that belongs to one test.
#[derive(Debug)]
pub struct TestDatabase {
    /// It, open and migrated.
    pub db: Db,
    /// Its address, for a test that opens it again.
    pub url: String,
    files: Option<tempfile::TempDir>,
}

impl TestDatabase {
    /// A file in a folder of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite(migrations: &'static [Migration]) -> Self {
        let files = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}/galka.db", files.path().display());
        let db = Db::open(&*url).await.expect("SQLite opens");
        apply(&db, migrations, MADE_AT).await.expect("the schema is made");
        Self {
            db,
            url,
            files: Some(files),
        }
    }

    /// A database in the server named by `GALKA_TEST_POSTGRES_URL`, or in the cluster that tests share.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn postgres(migrations: &'static [Migration]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("galka_test_{}_{number}", std::process::id());
        let template = template(migrations).await;
        let admin = admin().await;
        drop_database(&admin, &name).await;
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        admin.batch_execute(&create).await.expect("a database is made");
        let url = url(&name);
        let db = Db::open(&*url).await.expect("the address is understood");
        Self { db, url, files: None }
    }

    /// Closes and deletes it.
    ///
    /// # Panics
    /// When PostgreSQL refuses.
    pub async fn remove(self) {
        self.db.close().await;
        if self.files.is_none() {
            let name = self.url.rsplit('/').next().unwrap_or_default();
            drop_database(&admin().await, name).await;
        }
    }
}

/// A database with this schema that new ones are copied from, made by the first test that needs it.
async fn template(migrations: &'static [Migration]) -> String {
    let mut hasher = DefaultHasher::new();
    for step in migrations {
        (step.version, step.name, step.sql).hash(&mut hasher);
    }
    let name = format!("galka_template_{:016x}", hasher.finish());
    let admin = admin().await;
    admin
        .batch_execute("SELECT pg_advisory_lock(1)")
        .await
        .expect("a lock is taken");
    let made = admin
        .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
        .await;
    if made.expect("databases can be listed").is_none() {
        let draft = format!("{name}_draft");
        drop_database(&admin, &draft).await;
        admin
            .batch_execute(&format!("CREATE DATABASE {draft}"))
            .await
            .expect("a database is made");
        let db = Db::open(url(&draft)).await.expect("the address is understood");
        apply(&db, migrations, MADE_AT).await.expect("the schema is made");
        db.close().await;
        let leave = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{draft}'");
        admin.batch_execute(&leave).await.expect("sessions can be ended");
        admin
            .batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}"))
            .await
            .expect("a database is renamed");
    }
    name
}

async fn drop_database(admin: &tokio_postgres::Client, name: &str) {
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    admin.batch_execute(&drop).await.expect("a database is dropped");
}

/// A connection that may make databases.
async fn admin() -> tokio_postgres::Client {
    connect(&url("postgres")).await
}

/// A connection without the seam; it ends with its client.
pub(super) async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the test server answers");
    tokio::spawn(connection);
    client
}

fn url(database: &str) -> String {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    match std::env::var("GALKA_TEST_POSTGRES_URL") {
        Ok(server) => {
            let (server, _) = server
                .rsplit_once('/')
                .expect("GALKA_TEST_POSTGRES_URL ends with /database");
            format!("{server}/{database}")
        }
        Err(_) => SHARED.get_or_init(Cluster::shared).url(database),
    }
}
