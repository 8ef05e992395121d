//! The header of a template: a text with one variable, a file, a place, a product.

use super::{Face, kind_of, received};
use crate::errors::GraphError;
use crate::rules::{location, products, shape};
use serde_json::Value;

impl Face<'_> {
    pub(super) fn check_header(&self) -> Result<(), GraphError> {
        let given = self.parameters("header");
        let Some(header) = self.defined("HEADER") else {
            return self.expect_count("header", given.len(), 0);
        };
        let format = header["format"].as_str().unwrap_or("TEXT").to_ascii_uppercase();
        match format.as_str() {
            "TEXT" => {
                let filled = self.fill_text("header", header["text"].as_str().unwrap_or_default(), given)?;
                if shape::is_longer(&filled, self.filling.figures.template_header_max) {
                    return Err(GraphError::new(132_005)
                        .details("header: text is too long after its parameters were filled in"));
                }
                Ok(())
            }
            "IMAGE" | "VIDEO" | "DOCUMENT" | "GIF" | "LOCATION" | "PRODUCT" => self.check_object(&format, given),
            _ => Ok(()),
        }
    }

    /// A header that is not text takes one parameter of its own type.
    fn check_object(&self, format: &str, given: &[Value]) -> Result<(), GraphError> {
        let Some(parameter) = given
            .first()
            .filter(|first| kind_of(first).eq_ignore_ascii_case(format))
        else {
            return Err(self.mismatch("header", format, received(given.first())));
        };
        self.expect_count("header", given.len(), 1)?;
        let key = format.to_ascii_lowercase();
        let object = &parameter[&key];
        match format {
            "LOCATION" => location::check(object),
            "PRODUCT" => products::check_product(object, "product"),
            // Meta, "Marketing Messages API", 2026: a GIF is a film in MP4.
            "GIF" => (self.filling.media)("video", object),
            _ => (self.filling.media)(&key, object),
        }
    }
}
