//! What can keep a bench from its end.

use galka_store::Error as StoreError;

use crate::product::ProductError;

/// What can keep a bench from its end.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The product.
    #[error(transparent)]
    Product(#[from] ProductError),
    /// The database of the bench or its reference.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A call that had no answer.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The system.
    #[error(transparent)]
    System(#[from] std::io::Error),
    /// An answer that was not the expected one.
    #[error("{0}")]
    Unexpected(String),
}

impl BenchError {
    /// An answer that was not the expected one.
    #[must_use]
    pub fn unexpected(what: impl Into<String>) -> Self {
        Self::Unexpected(what.into())
    }
}
