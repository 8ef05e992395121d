//! The two OpenAPI documents, as the crates generate them.

use anyhow::Context;

use crate::cli::Document;

/// A document as pretty JSON with a newline at its end.
///
/// # Errors
/// When it cannot be written as JSON.
pub(crate) fn document(of: Document) -> anyhow::Result<String> {
    match of {
        Document::Product => Ok(galka_server::openapi::openapi()),
        Document::Sandbox => {
            let text = galka_sandbox::openapi().to_pretty_json().context("the sandbox's document has a serial form")?;
            Ok(format!("{text}\n"))
        }
    }
}
