//! A place on the map, as messages and template headers carry it.
//!
//! Meta, "Location messages", 2026: the examples write numbers, the OpenAPI document text; both are taken.

use crate::errors::GraphError;
use crate::rules::shape;
use serde_json::Value;

/// The longest name or address: Meta gives no figure, a text message has this one.
const TEXT_MAX: usize = 4_096;

/// Checks the coordinates and the words of a place.
pub(crate) fn check(content: &Value) -> Result<(), GraphError> {
    shape::required_object(content, "location")?;
    for (key, most) in [("latitude", 90.0), ("longitude", 180.0)] {
        let value = &content[key];
        if value.is_null() {
            return Err(GraphError::required(&format!("location['{key}']")));
        }
        let number = shape::number(value)
            .ok_or_else(|| GraphError::parameter(format!("Param location['{key}'] must be a number.")))?;
        if number.abs() > most {
            return Err(GraphError::value(format!(
                "Param location['{key}'] must be between -{most} and {most}."
            )));
        }
    }
    shape::optional_text(&content["name"], "location['name']", TEXT_MAX)?;
    shape::optional_text(&content["address"], "location['address']", TEXT_MAX)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn coordinates_are_numbers_or_text_within_the_globe() {
        let code = |latitude: Value, longitude: Value| {
            check(&json!({"latitude": latitude, "longitude": longitude})).map_or_else(|error| error.code, |()| 0)
        };
        assert_eq!(code(json!(90), json!(-180)), 0);
        assert_eq!(code(json!("55.75"), json!("37.61")), 0);
        assert_eq!(code(json!(90.1), json!(0)), 131_009);
        assert_eq!(code(json!(0), json!(180.1)), 131_009);
        assert_eq!(code(json!("north"), json!(0)), 100);
        assert_eq!(code(Value::Null, json!(0)), 100);
    }
}
