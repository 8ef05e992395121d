//! Orders and their payment, as messages of India and Brazil carry them.
//!
//! Meta, "Payments API" for India and for Brazil, 2026. Payments are not modelled: an order is checked for its form and
//! its sums, and shown to the customer.

use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;

const REFERENCE_MAX_INDIA: usize = 35;
const REFERENCE_MAX: usize = 60;
const DESCRIPTION_MAX: usize = 120;
const ITEM_NAME_MAX: usize = 60;
const STATUSES: [&str; 6] = [
    "pending",
    "processing",
    "partially-shipped",
    "shipped",
    "completed",
    "canceled",
];

/// Checks the parameters of `review_and_pay`.
pub(crate) fn check_details(parameters: &Value) -> Result<(), GraphError> {
    shape::required_object(parameters, "parameters")?;
    let currency = shape::required_text(&parameters["currency"], "parameters['currency']", 3)?;
    if !matches!(currency, "INR" | "BRL") {
        return Err(GraphError::value("Param parameters['currency'] must be INR or BRL."));
    }
    let most = if currency == "INR" {
        REFERENCE_MAX_INDIA
    } else {
        REFERENCE_MAX
    };
    shape::required_text(&parameters["reference_id"], "parameters['reference_id']", most)?;
    let kind = shape::required_text(&parameters["type"], "parameters['type']", 20)?;
    if !matches!(kind, "digital-goods" | "physical-goods") {
        return Err(GraphError::value(
            "Param parameters['type'] must be digital-goods or physical-goods.",
        ));
    }
    shape::list(&parameters["payment_settings"], "parameters['payment_settings']")?;
    let order = &parameters["order"];
    shape::required_object(order, "parameters['order']")?;
    let items = shape::list(&order["items"], "order['items']")?;
    if items.is_empty() {
        return Err(GraphError::required("order['items']"));
    }
    for item in items {
        shape::required_text(&item["name"], "item['name']", ITEM_NAME_MAX)?;
        amount(&item["amount"], "item['amount']")?;
    }
    let total = amount(&parameters["total_amount"], "parameters['total_amount']")?;
    let part = |key: &str| match &order[key] {
        Value::Null => Ok(0),
        given => amount(given, key),
    };
    let subtotal = amount(&order["subtotal"], "order['subtotal']")?;
    let sum =
        i128::from(subtotal) + i128::from(part("tax")?) + i128::from(part("shipping")?) - i128::from(part("discount")?);
    if i128::from(total) != sum {
        return Err(GraphError::value(
            "Param parameters['total_amount'] must be subtotal + tax + shipping - discount.",
        ));
    }
    Ok(())
}

/// Checks the parameters of `review_order`, which are those of the template component `order_status` too.
pub(crate) fn check_status(parameters: &Value) -> Result<(), GraphError> {
    shape::required_object(parameters, "order_status")?;
    shape::required_text(
        &parameters["reference_id"],
        "order_status['reference_id']",
        REFERENCE_MAX,
    )?;
    let order = &parameters["order"];
    shape::required_object(order, "order_status['order']")?;
    let status = shape::required_text(&order["status"], "order['status']", 40)?;
    if !STATUSES.contains(&status) {
        return Err(GraphError::value(format!(
            "Param order['status'] must be one of {}.",
            STATUSES.join(", ")
        )));
    }
    shape::optional_text(&order["description"], "order['description']", DESCRIPTION_MAX)?;
    Ok(())
}

/// An amount of money in hundredths.
fn amount(value: &Value, name: &str) -> Result<i64, GraphError> {
    shape::required_object(value, name)?;
    if shape::whole_number(&value["offset"]) != Some(100) {
        return Err(GraphError::value(format!("Param {name}['offset'] must be 100.")));
    }
    shape::whole_number(&value["value"])
        .filter(|value| *value >= 0)
        .ok_or_else(|| GraphError::value(format!("Param {name}['value'] must be a whole number.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(total: i64) -> Value {
        let money = |value: i64| json!({"value": value, "offset": 100});
        json!({"reference_id": "r-1", "type": "digital-goods", "currency": "INR", "total_amount": money(total),
            "order": {"status": "pending", "subtotal": money(1000), "tax": money(100), "shipping": money(50), "discount": money(150),
                "items": [{"retailer_id": "sku-1", "name": "Tea", "amount": money(1000), "quantity": 1}]}})
    }

    #[test]
    fn an_order_adds_up() {
        assert!(check_details(&order(1_000)).is_ok());
        assert_eq!(check_details(&order(1_001)).unwrap_err().code, 131_009);
    }

    #[test]
    fn a_status_is_one_of_those_that_exist() {
        let status = |status: &str| check_status(&json!({"reference_id": "r-1", "order": {"status": status}}));
        assert!(status("shipped").is_ok());
        assert_eq!(status("lost").unwrap_err().code, 131_009);
    }
}
