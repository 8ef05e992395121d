//! Signed webhooks as WhatsApp writes them, made quickly and never twice the same.

use galka_cloud_api::signature;

use crate::load;
use crate::pace::epoch_ms;
use std::net::SocketAddr;

/// In whose name webhooks are made.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Where they go.
    pub address: SocketAddr,
    /// The path there.
    pub path: String,
    /// The key of the signatures.
    pub app_secret: String,
    /// The account.
    pub waba_id: String,
    /// The number.
    pub phone_number_id: String,
}

impl Signer {
    /// The same, to another address.
    #[must_use]
    pub fn towards(&self, address: SocketAddr, path: &str) -> Self {
        Self {
            address,
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// A request with one text message of one of `customers`; `run` tells the runs of one process apart.
    #[must_use]
    pub fn message(&self, run: u32, index: u64, customers: u64) -> Vec<u8> {
        let message = Self::message_json(run, index, customers);
        self.request(&self.body(
            &Self::contact_json(index, customers),
            &format!(r#""messages":[{message}]"#),
        ))
    }

    /// A request with the messages of this range.
    #[must_use]
    pub fn messages(&self, run: u32, indexes: std::ops::Range<u64>, customers: u64) -> Vec<u8> {
        let messages: Vec<String> = indexes
            .clone()
            .map(|index| Self::message_json(run, index, customers))
            .collect();
        let contacts: Vec<String> = indexes
            .take(usize::try_from(customers).unwrap_or(usize::MAX))
            .map(|index| Self::contact_json(index, customers))
            .collect();
        self.request(&self.body(&contacts.join(","), &format!(r#""messages":[{}]"#, messages.join(","))))
    }

    /// A request with one status, which echoes what the send carried.
    #[must_use]
    pub fn status(&self, sent: &Sent, status: &str) -> Vec<u8> {
        let Sent {
            wamid,
            to,
            callback_data,
        } = sent;
        let seconds = epoch_ms() / 1_000;
        let status = format!(
            r#""statuses":[{{"id":"{wamid}","status":"{status}","timestamp":"{seconds}","recipient_id":"{to}","biz_opaque_callback_data":"{callback_data}","pricing":{{"billable":true,"pricing_model":"PMP","category":"service","type":"regular"}}}}]"#
        );
        self.request(&self.body("", &status))
    }

    fn message_json(run: u32, index: u64, customers: u64) -> String {
        let seconds = epoch_ms() / 1_000;
        let phone = phone(index % customers);
        format!(
            r#"{{"from":"{phone}","id":"wamid.BENCH{:08X}{run:04X}{index:010X}","timestamp":"{seconds}","type":"text","text":{{"body":"Здравствуйте, хочу заказать букет номер {index} на завтра"}}}}"#,
            std::process::id()
        )
    }

    fn contact_json(index: u64, customers: u64) -> String {
        let customer = index % customers;
        format!(
            r#"{{"profile":{{"name":"Покупатель {customer}"}},"wa_id":"{}"}}"#,
            phone(customer)
        )
    }

    fn body(&self, contacts: &str, rest: &str) -> String {
        let Self {
            waba_id,
            phone_number_id,
            ..
        } = self;
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{waba_id}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"74950001005","phone_number_id":"{phone_number_id}"}},"contacts":[{contacts}],{rest}}},"field":"messages"}}]}}]}}"#
        )
    }

    fn request(&self, body: &str) -> Vec<u8> {
        let signature = signature::sign(&self.app_secret, body.as_bytes());
        load::post(
            self.address,
            &self.path,
            &[("x-hub-signature-256", &signature)],
            body.as_bytes(),
        )
    }
}

/// A message that the stub took.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The id it was given.
    pub wamid: String,
    /// To whom it went, digits only.
    pub to: String,
    /// What came with it, to be echoed.
    pub callback_data: String,
}

/// The phone of a customer, digits only.
#[must_use]
pub fn phone(customer: u64) -> String {
    format!("7917{customer:07}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use galka_cloud_api::webhook::split;

    #[test]
    fn every_body_is_readable_and_signed() {
        let signer = Signer {
            address: SocketAddr::from(([127, 0, 0, 1], 1)),
            path: "/w".to_owned(),
            app_secret: "secret".to_owned(),
            waba_id: "1".to_owned(),
            phone_number_id: "2".to_owned(),
        };
        let sent = Sent {
            wamid: "wamid.x".to_owned(),
            to: "7917".to_owned(),
            callback_data: "msg_1".to_owned(),
        };
        for (request, items) in [
            (signer.message(1, 5, 3), 1),
            (signer.messages(1, 0..10, 4), 10),
            (signer.status(&sent, "read"), 1),
        ] {
            let text = String::from_utf8(request).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            let split = split(body.as_bytes()).unwrap();
            assert_eq!(split.len(), items, "{body}");
            assert!(split.iter().all(|item| item.payload.is_ok()), "{body}");
            assert!(head.contains(&signature::sign("secret", body.as_bytes())));
        }
    }
}
