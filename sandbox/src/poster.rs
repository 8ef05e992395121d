//! The postman: the only file that opens connections, to callbacks alone.

use crate::deliveries::Outcome;
use crate::settings::Receiver;
use crate::wire::Handshake;
use galka_cloud_api::signature::sign;
use reqwest::Client;
use reqwest::redirect::Policy;
use std::collections::BTreeMap;
use std::time::Duration;

/// Meta waits a few seconds; a receiver that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// What names Meta to receivers.
const AGENT: &str = "facebookexternalua";

/// The headers of a webhook, the signature over its exact bytes among them.
pub(crate) fn headers(secret: &str, body: &[u8]) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("Content-Type", "application/json".to_owned()),
        ("User-Agent", AGENT.to_owned()),
        ("X-Hub-Signature-256", sign(secret, body)),
    ])
}

/// Posts webhooks over kept connections. Loopback addresses are welcome: this is a sandbox.
pub(crate) struct Poster {
    client: Client,
    receiver: Receiver,
}

impl Poster {
    /// A postman with connections of his own.
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox speaks to callbacks only, as WhatsApp; graph-client is the other side"
    )]
    pub(crate) fn new(receiver: Receiver) -> reqwest::Result<Self> {
        // An error means that the process has a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .tcp_nodelay(true)
            .no_proxy()
            .build()?;
        Ok(Self { client, receiver })
    }

    /// Posts one body, signed over its exact bytes.
    pub(crate) async fn post(&self, url: &str, secret: &str, body: String) -> Outcome {
        if let Receiver::Function(take) = &self.receiver {
            take(body.as_bytes());
            return Outcome {
                http_status: Some(200),
                error: None,
            };
        }
        let mut request = self.client.post(url);
        for (name, value) in headers(secret, body.as_bytes()) {
            request = request.header(name, value);
        }
        match request.body(body).send().await {
            Ok(response) => {
                let http_status = Some(response.status().as_u16());
                // Reading the rest lets the connection be used again.
                let _ = response.bytes().await;
                Outcome {
                    http_status,
                    error: None,
                }
            }
            Err(problem) => Outcome {
                http_status: None,
                error: Some(in_words(&problem)),
            },
        }
    }

    /// Asks an address whether it wants webhooks.
    ///
    /// # Errors
    /// Why the address may not be used, in the words of Meta's refusal.
    pub(crate) async fn shake_hands(&self, handshake: &Handshake) -> Result<(), String> {
        let query = [
            ("hub.mode", "subscribe"),
            ("hub.challenge", handshake.challenge.as_str()),
            ("hub.verify_token", handshake.callback.verify_token.as_str()),
        ];
        let failed = |why: String| format!("Callback verification failed with the following errors: {why}");
        let request = self.client.get(&handshake.callback.url).header("User-Agent", AGENT);
        let response = request.query(&query).send().await;
        let response = response.map_err(|problem| failed(in_words(&problem)))?;
        let status = response.status().as_u16();
        let body = response.text().await.unwrap_or_default();
        if status != 200 {
            return Err(failed(format!(
                "HTTP Status Code = {status}; HTTP Message = {}",
                body.chars().take(100).collect::<String>()
            )));
        }
        if body.trim() != handshake.challenge {
            return Err(failed("The response does not match the challenge".to_owned()));
        }
        Ok(())
    }
}

fn in_words(problem: &reqwest::Error) -> String {
    let kind = if problem.is_timeout() {
        "timed out"
    } else if problem.is_connect() {
        "could not connect"
    } else {
        "connection failed"
    };
    kind.to_owned()
}
