//! Where a product under test keeps its data: a folder of its own, and a fresh database of one of two kinds.

use std::path::{Path, PathBuf};

use galka_store::Db;
use galka_store::migrate::MIGRATIONS;
use galka_store::testing::TestDatabase;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in the data directory.
    Sqlite,
    /// A database in the cluster that all tests share.
    Postgres,
}

/// A data directory and a database.
#[derive(Debug)]
pub struct Storage {
    folder: tempfile::TempDir,
    url: String,
    database: Option<TestDatabase>,
}

impl Storage {
    /// Fresh and empty.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn fresh(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::at(None),
            Kind::Postgres => {
                let database = TestDatabase::postgres(MIGRATIONS).await;
                Self {
                    url: database.url.clone(),
                    database: Some(database),
                    ..Self::at(None)
                }
            }
        }
    }

    /// A folder, with a database somewhere else.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn at(url: Option<String>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("galka-test-")
            .tempdir()
            .expect("a temporary folder");
        std::fs::create_dir(folder.path().join("data")).expect("a folder can be made");
        let file = folder.path().join("data/galka.db");
        let url = url.unwrap_or_else(|| format!("sqlite://{}", file.display()));
        Self {
            folder,
            url,
            database: None,
        }
    }

    /// The data directory.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder beside it, for logs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the database.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database itself; on SQLite only while no product runs.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(&self) -> Db {
        Db::open(&*self.url).await.expect("the database opens")
    }

    /// Removes what a drop would leave behind.
    pub async fn remove(self) {
        if let Some(database) = self.database {
            database.remove().await;
        }
    }
}
