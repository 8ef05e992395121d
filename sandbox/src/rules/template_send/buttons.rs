//! The buttons of a template and what a call may put into each.
//!
//! Meta, "Send message templates" and its pages by button, 2026.

use super::{Face, Replies, kind_of, parameters_of, received};
use crate::errors::GraphError;
use crate::rules::template_text::variables;
use crate::rules::{order, products, shape};
use serde_json::Value;

const FLOW_TOKEN_MAX: usize = 4_096;
const CALL_TTL_MAX: i64 = 43_200;
const CALL_PAYLOAD_MAX: usize = 512;

impl<'a> Face<'a> {
    /// Checks all buttons; gives the quick replies.
    pub(super) fn check_buttons(&self) -> Result<Replies, GraphError> {
        let defined = self.defined("BUTTONS").and_then(|part| part["buttons"].as_array());
        let defined = defined.map_or(&[][..], Vec::as_slice);
        let sent = self.sent_buttons(defined)?;
        let mut replies = Vec::new();
        for (index, button) in defined.iter().enumerate() {
            let parameters = sent[index].unwrap_or_default();
            let kind = kind_of(button).to_ascii_uppercase();
            match kind.as_str() {
                "QUICK_REPLY" => replies.push(self.check_reply(index, button, parameters)?),
                "URL" => self.check_url(index, button, parameters)?,
                "COPY_CODE" => self.check_coupon(index, parameters)?,
                "FLOW" | "CATALOG" | "MPM" | "ORDER_DETAILS" => self.check_action(index, &kind, parameters)?,
                "VOICE_CALL" => self.check_call(parameters)?,
                _ if !parameters.is_empty() => return Err(self.takes_nothing(index, &kind)),
                _ => {}
            }
        }
        Ok(replies)
    }

    /// The parameters of the call by the place of the button.
    fn sent_buttons(&self, defined: &[Value]) -> Result<Vec<Option<&'a [Value]>>, GraphError> {
        let mut sent = vec![None; defined.len()];
        let parts = self
            .sent
            .iter()
            .filter(|part| kind_of(part).eq_ignore_ascii_case("button"));
        for part in parts {
            let name = "template['components']['button']['index']";
            let index = shape::whole_number(&part["index"]).ok_or_else(|| GraphError::required(name))?;
            let found = usize::try_from(index).ok().filter(|index| *index < defined.len());
            let Some(index) = found else {
                return Err(self.unfit_button(&format!("the template has no button at index {index}")));
            };
            let kind = kind_of(&defined[index]).to_ascii_uppercase();
            let name = "template['components']['button']['sub_type']";
            let sub_type = shape::required_text(&part["sub_type"], name, 40)?;
            if !sub_type.eq_ignore_ascii_case(&kind) {
                return Err(self.mismatch("buttons", &kind, sub_type));
            }
            if sent[index].replace(parameters_of(part)).is_some() {
                return Err(self.unfit_button(&format!("the button at index {index} is given twice")));
            }
        }
        Ok(sent)
    }

    fn check_reply(
        &self,
        index: usize,
        button: &Value,
        parameters: &[Value],
    ) -> Result<(usize, String, String), GraphError> {
        let text = button["text"].as_str().unwrap_or_default().to_owned();
        let Some(parameter) = self.only(parameters, "PAYLOAD")? else {
            return Ok((index, text.clone(), text));
        };
        let most = self.filling.figures.payload_max;
        match parameter["payload"].as_str().unwrap_or_default() {
            "" => Err(self.requires(index, "QuickReply")),
            payload if shape::is_longer(payload, most) => Err(GraphError::value(format!(
                "Button payload length invalid. Max length: {most}"
            ))),
            payload => Ok((index, text, payload.to_owned())),
        }
    }

    fn check_url(&self, index: usize, button: &Value, parameters: &[Value]) -> Result<(), GraphError> {
        let url = button["url"].as_str().unwrap_or_default();
        let has_variable = !variables(url).is_empty();
        if !has_variable && !parameters.is_empty() {
            return Err(self.takes_nothing(index, "Url"));
        }
        let parameter = self.only(parameters, "TEXT")?;
        let text = parameter.and_then(|value| value["text"].as_str()).unwrap_or_default();
        if has_variable && text.is_empty() {
            return Err(self.requires(index, "Url"));
        }
        if self.filling.template.category == "AUTHENTICATION" && self.code() != text {
            return Err(self.unfit_button("the code of the button must equal the code of the body"));
        }
        if shape::is_longer(text, self.filling.figures.button_url_max) {
            return Err(GraphError::new(132_005).details(self.place(&format!(
                "buttons: the address of the button at index {index} is too long"
            ))));
        }
        Ok(())
    }

    fn check_coupon(&self, index: usize, parameters: &[Value]) -> Result<(), GraphError> {
        let parameter = self.only(parameters, "COUPON_CODE")?;
        let code = parameter
            .and_then(|value| value["coupon_code"].as_str())
            .unwrap_or_default();
        if code.is_empty() {
            return Err(self.requires(index, "CopyCode"));
        }
        let most = self.filling.figures.coupon_code_max;
        if shape::is_longer(code, most) {
            return Err(GraphError::value(format!("Coupon code has at most {most} characters")));
        }
        Ok(())
    }

    /// Buttons that open something of the business: what, is in `action`.
    fn check_action(&self, index: usize, kind: &str, parameters: &[Value]) -> Result<(), GraphError> {
        let is_optional = matches!(kind, "FLOW" | "CATALOG");
        let Some(parameter) = self.only(parameters, "ACTION")? else {
            return if is_optional {
                Ok(())
            } else {
                Err(self.requires(index, kind))
            };
        };
        let action = &parameter["action"];
        shape::required_object(action, "action")?;
        let thumbnail = &action["thumbnail_product_retailer_id"];
        match kind {
            "FLOW" => {
                shape::optional_text(&action["flow_token"], "action['flow_token']", FLOW_TOKEN_MAX)?;
                shape::optional_object(&action["flow_action_data"], "action['flow_action_data']")
            }
            "CATALOG" => shape::optional_id(thumbnail, "action['thumbnail_product_retailer_id']").map(drop),
            "MPM" => {
                shape::required_id(thumbnail, "action['thumbnail_product_retailer_id']")?;
                products::check_sections(&action["sections"], "action['sections']")
            }
            _ => order::check_details(&action["order_details"]),
        }
    }

    /// How long the button works, and what comes back with the call.
    fn check_call(&self, parameters: &[Value]) -> Result<(), GraphError> {
        for parameter in parameters {
            match received(Some(parameter)) {
                "ttl_minutes" => {
                    let minutes = shape::whole_number(&parameter["ttl_minutes"]);
                    if !minutes.is_some_and(|span| (1..=CALL_TTL_MAX).contains(&span)) {
                        return Err(GraphError::value(format!(
                            "Param ttl_minutes must be between 1 and {CALL_TTL_MAX}."
                        )));
                    }
                }
                "payload" => {
                    shape::required_text(&parameter["payload"], "payload", CALL_PAYLOAD_MAX)?;
                }
                other => return Err(self.mismatch("buttons", "TTL_MINUTES", other)),
            }
        }
        Ok(())
    }

    /// The one parameter that most buttons take, of the type that they take.
    fn only<'v>(&self, parameters: &'v [Value], expected: &str) -> Result<Option<&'v Value>, GraphError> {
        let Some(parameter) = parameters.first() else {
            return Ok(None);
        };
        self.expect_count("buttons", parameters.len(), 1)?;
        if received(Some(parameter)).eq_ignore_ascii_case(expected) {
            Ok(Some(parameter))
        } else {
            Err(self.mismatch("buttons", expected, received(Some(parameter))))
        }
    }

    fn requires(&self, index: usize, kind: &str) -> GraphError {
        GraphError::new(131_008).details(self.place(&format!(
            "buttons: Button at index {index} of type {kind} requires a parameter"
        )))
    }

    fn takes_nothing(&self, index: usize, kind: &str) -> GraphError {
        self.unfit_button(&format!("Button at index {index} of type {kind} takes no parameter"))
    }

    fn unfit_button(&self, why: &str) -> GraphError {
        self.filling.unfit(self.place(&format!("buttons: {why}")))
    }
}
