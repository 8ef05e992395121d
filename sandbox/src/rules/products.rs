//! Products of a catalogue, as messages name them.
//!
//! Meta, "Product messages" and "Multi-product templates", 2026: up to 30 products in up to 10 sections.
//! Catalogues are not modelled: every id is taken as existing.

use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;

const SECTIONS_MAX: usize = 10;
const PRODUCTS_MAX: usize = 30;
const TITLE_MAX: usize = 24;

/// Checks sections of products.
pub(crate) fn check_sections(value: &Value, name: &str) -> Result<(), GraphError> {
    let sections = shape::list(value, name)?;
    if sections.is_empty() || sections.len() > SECTIONS_MAX {
        return Err(GraphError::value(format!(
            "Invalid sections count. Min allowed: 1, Max allowed: {SECTIONS_MAX}"
        )));
    }
    let mut count = 0;
    for section in sections {
        let title = shape::optional_text(&section["title"], "section['title']", TITLE_MAX)?;
        if title.is_none() && sections.len() > 1 {
            return Err(GraphError::required("section['title']"));
        }
        let items = shape::list(&section["product_items"], "section['product_items']")?;
        if items.is_empty() {
            return Err(GraphError::required("section['product_items']"));
        }
        for item in items {
            shape::required_id(&item["product_retailer_id"], "product_items['product_retailer_id']")?;
        }
        count += items.len();
    }
    if count > PRODUCTS_MAX {
        return Err(GraphError::value(format!(
            "Total product count exceed max allowed count: {PRODUCTS_MAX}"
        )));
    }
    Ok(())
}

/// Checks the name of one product of a catalogue.
pub(crate) fn check_product(object: &Value, name: &str) -> Result<(), GraphError> {
    shape::required_object(object, name)?;
    shape::required_id(&object["catalog_id"], &format!("{name}['catalog_id']"))?;
    shape::required_id(
        &object["product_retailer_id"],
        &format!("{name}['product_retailer_id']"),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn section(title: &str, count: usize) -> Value {
        let items: Vec<Value> = (0..count)
            .map(|index| json!({"product_retailer_id": format!("sku-{index}")}))
            .collect();
        json!({"title": title, "product_items": items})
    }

    #[test]
    fn thirty_products_pass_and_one_more_does_not() {
        let code = |sections: Value| check_sections(&sections, "sections").map_or_else(|error| error.code, |()| 0);
        assert_eq!(code(json!([section("a", 15), section("b", 15)])), 0);
        assert_eq!(code(json!([section("a", 15), section("b", 16)])), 131_009);
        assert_eq!(code(json!([section("", 1)])), 0);
        assert_eq!(code(json!([section("a", 1), section("", 1)])), 100);
        assert_eq!(code(json!([])), 131_009);
        assert_eq!(code(json!(vec![section("a", 1); 11])), 131_009);
        assert_eq!(code(json!([section("a", 0)])), 100);
    }
}
