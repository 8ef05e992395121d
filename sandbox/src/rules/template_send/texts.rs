//! Texts with variables: what is filled in, under which name, and how long it becomes.

use super::{Face, received};
use crate::errors::GraphError;
use crate::rules::shape;
use crate::rules::template_text::{fill, variables};
use serde_json::Value;

impl Face<'_> {
    pub(super) fn check_body(&self) -> Result<(), GraphError> {
        let given = self.parameters("body");
        let text = self.defined("BODY").and_then(|body| body["text"].as_str());
        let Some(text) = text else {
            return self.expect_count("body", given.len(), 0);
        };
        let filled = self.fill_text("body", text, given)?;
        let most = self.body_max;
        if shape::is_longer(&filled, most) {
            return Err(GraphError::new(132_005).details(self.place(&format!(
                "body: text is longer than {most} characters after its parameters were filled in"
            ))));
        }
        let code_max = self.filling.figures.authentication_code_max;
        if self.filling.template.category == "AUTHENTICATION" && shape::is_longer(self.code(), code_max) {
            return Err(GraphError::new(132_005).details(format!("body: a code has at most {code_max} characters")));
        }
        Ok(())
    }

    /// The code of an authentication template.
    pub(super) fn code(&self) -> &str {
        let first = self.parameters("body").first();
        first.and_then(|value| value["text"].as_str()).unwrap_or_default()
    }

    /// The text with its parameters in their places.
    pub(super) fn fill_text(&self, part: &str, text: &str, given: &[Value]) -> Result<String, GraphError> {
        let names = variables(text);
        self.expect_count(part, given.len(), names.len())?;
        let is_named = self.filling.template.parameter_format.eq_ignore_ascii_case("NAMED");
        let mut values: Vec<(&str, &str)> = Vec::with_capacity(names.len());
        for (index, parameter) in given.iter().enumerate() {
            let value = self.text_value(part, parameter)?;
            let name = if is_named {
                let name = parameter["parameter_name"].as_str().filter(|name| !name.is_empty());
                name.ok_or_else(|| self.wrong(part, "Parameter name is missing or empty"))?
            } else {
                let of_place = |name: &&str| name.parse() == Ok(index + 1);
                names.iter().copied().find(of_place).unwrap_or_default()
            };
            if values.iter().any(|(known, _)| *known == name) {
                return Err(self.wrong(part, &format!("parameter ({}) is given twice", shape::excerpt(name))));
            }
            values.push((name, value));
        }
        let value_of = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        if let Some(missing) = names.iter().find(|name| value_of(name).is_none()) {
            return Err(self.wrong(part, &format!("parameter ({missing}) of the template is not given")));
        }
        Ok(fill(text, value_of))
    }

    fn wrong(&self, part: &str, why: &str) -> GraphError {
        GraphError::new(132_012).details(self.place(&format!("{part}: {why}")))
    }

    fn text_value<'v>(&self, part: &str, parameter: &'v Value) -> Result<&'v str, GraphError> {
        let kind = received(Some(parameter));
        let value = match kind {
            "text" => &parameter["text"],
            "currency" | "date_time" => &parameter[kind]["fallback_value"],
            _ => return Err(self.mismatch(part, "TEXT", kind)),
        };
        let Some(value) = value.as_str() else {
            return Err(GraphError::new(100).details(format!(
                "Parameter '{kind}' is mandatory for component parameter type '{kind}'"
            )));
        };
        if kind == "currency" {
            self.check_currency(part, &parameter["currency"])?;
        }
        if value.is_empty() {
            return Err(GraphError::new(131_008)
                .details(self.place(&format!("{part}: Parameter of type {kind} is missing text value"))));
        }
        if value.contains(['\n', '\t', '\r']) || value.contains("     ") {
            let text = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
            return Err(self.filling.unfit(text.to_owned()));
        }
        Ok(value)
    }

    fn check_currency(&self, part: &str, currency: &Value) -> Result<(), GraphError> {
        let code = currency["code"].as_str().unwrap_or_default();
        let good = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if good && shape::whole_number(&currency["amount_1000"]).is_some() {
            return Ok(());
        }
        Err(self.wrong(part, "a currency needs code and amount_1000"))
    }
}
