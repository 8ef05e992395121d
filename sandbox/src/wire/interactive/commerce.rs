//! Products of a catalogue: several of them, or all.
//!
//! Meta, "Product messages" and "Catalog messages", 2026.

use super::named;
use crate::errors::GraphError;
use crate::rules::{products, shape};
use serde_json::Value;

/// Sections of products.
pub(super) fn product_list(action: &Value) -> Result<(), GraphError> {
    shape::required_id(&action["catalog_id"], "interactive['action']['catalog_id']")?;
    products::check_sections(&action["sections"], "interactive['action']['sections']")
}

/// The whole catalogue, with a product for its picture.
pub(super) fn catalog(action: &Value) -> Result<(), GraphError> {
    named(action, "catalog_message")?;
    let parameters = &action["parameters"];
    shape::optional_object(parameters, "interactive['action']['parameters']")?;
    shape::optional_id(
        &parameters["thumbnail_product_retailer_id"],
        "parameters['thumbnail_product_retailer_id']",
    )?;
    Ok(())
}
