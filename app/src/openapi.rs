//! The two OpenAPI documents, as the crates generate them.

use crate::cli::Document;

/// A document as pretty JSON with a newline at its end.
pub(crate) fn document(of: Document) -> String {
    match of {
        Document::Product => galka_server::openapi(),
        Document::Sandbox => galka_sandbox::openapi(),
    }
}
