//! Messages and read receipts.

use galka_cloud_api::send::{ReadReceipt, SendRequest, SendResponse, Success};
use reqwest::Method;

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::outcome::{Outcome, Uncertainty};
use crate::target::{Node, Target};

impl GraphClient {
    /// Hands a message over, once.
    pub async fn send(&self, target: &Target, message: &SendRequest) -> Outcome {
        let url = match target.url(Node::Number, &["messages"]) {
            Ok(url) => url,
            Err(error) => {
                return Outcome::NotSent { why: error.to_string() };
            }
        };
        let request = match self.request(target, Method::POST, url) {
            Ok(request) => request.json(message),
            Err(no_answer) => return no_answer.into(),
        };
        let answer = match self.answer(target.provider, request).await {
            Ok(answer) => answer,
            Err(no_answer) => return no_answer.into(),
        };
        match answer.read::<SendResponse>() {
            Ok(Ok(response)) => accepted(response),
            Ok(Err(why)) => unreadable(why),
            Err(refusal) => refusal.into(),
        }
    }

    /// Marks a message and all earlier ones of its chat as read, with "typing…" if wanted.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn mark_read(&self, target: &Target, receipt: &ReadReceipt) -> Result<(), CallError> {
        let url = target.url(Node::Number, &["messages"])?;
        let request = self.request(target, Method::POST, url)?.json(receipt);
        let success: Success = self.call(target, request).await?;
        confirmed(success)
    }
}

/// A `success` that is false is a refusal without a reason.
pub(crate) fn confirmed(success: Success) -> Result<(), CallError> {
    if success.success {
        Ok(())
    } else {
        Err(CallError::unreadable("`success` is false".to_owned()))
    }
}

fn accepted(response: SendResponse) -> Outcome {
    let contact = response.contacts.into_iter().next().unwrap_or_default();
    match response.messages.into_iter().next() {
        Some(message) if !message.id.is_empty() => Outcome::Accepted {
            wamid: message.id,
            message_status: message.message_status,
            wa_id: contact.wa_id,
            user_id: contact.user_id,
        },
        _ => unreadable("the answer names no message".to_owned()),
    }
}

fn unreadable(why: String) -> Outcome {
    Outcome::Uncertain {
        why: Uncertainty::Unreadable(why),
        error: None,
    }
}
