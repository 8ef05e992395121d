//! Where a call goes: the provider, its address, and the secrets that belong to it.

use std::fmt;

use galka_cloud_api::signature::appsecret_proof;
use url::Url;

/// Whose form of the Cloud API is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Meta's own: version and ids in the path, a bearer token. Our sandbox speaks it too.
    Meta,
    /// 360dialog's: one key per number, no ids in the path.
    Dialog360,
}

/// A text that must not be seen in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Everything a call needs to know about a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whose form is spoken.
    pub provider: Provider,
    /// `https://graph.facebook.com`, `https://waba-v2.360dialog.io`, or the address of a sandbox.
    pub base_url: String,
    /// `v26.0`; empty leaves the version to the provider.
    pub api_version: String,
    /// The token, or the key of 360dialog.
    pub access_token: Secret,
    /// With it every call to Meta carries a proof.
    pub app_secret: Option<Secret>,
    /// The business number.
    pub phone_number_id: Option<String>,
    /// The WhatsApp Business account.
    pub waba_id: Option<String>,
    /// Whether loopback and private addresses may be connected to: for the sandbox and what the owner allows.
    pub allow_private: bool,
}

/// A target that cannot be turned into an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The base address is not one of the web.
    #[error("the base address is not a valid http or https address")]
    BaseUrl,
    /// The base address is not encrypted, and nothing allows that.
    #[error("the base address must be https")]
    NotEncrypted,
    /// The call is about a number, and the target names none.
    #[error("the target names no phone number id")]
    NoNumber,
    /// The call is about an account, and the target names none.
    #[error("the target names no WhatsApp Business account id")]
    NoAccount,
    /// The token holds characters that no header can carry.
    #[error("the access token holds characters that cannot be sent")]
    Token,
}

/// The object a call is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    Number,
    Account,
    Id(&'a str),
    Root,
}

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Target {
    /// The base address, checked.
    pub(crate) fn base(&self) -> Result<Url, TargetError> {
        let url = Url::parse(&self.base_url).map_err(|_| TargetError::BaseUrl)?;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_private => {}
            "http" => return Err(TargetError::NotEncrypted),
            _ => return Err(TargetError::BaseUrl),
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(TargetError::BaseUrl);
        }
        Ok(url)
    }

    /// The address of an object or one of its edges; ids are escaped, so that none of them can leave its place.
    pub(crate) fn url(&self, node: Node<'_>, edge: &[&str]) -> Result<Url, TargetError> {
        let mut url = self.base()?;
        {
            let mut path = url.path_segments_mut().map_err(|()| TargetError::BaseUrl)?;
            path.pop_if_empty();
            let version = self.api_version.trim_matches('/');
            if self.provider == Provider::Meta && !version.is_empty() {
                path.push(version);
            }
            match (node, self.provider) {
                (Node::Id(id), _) => {
                    path.push(id);
                }
                (Node::Number, Provider::Meta) => {
                    path.push(named(self.phone_number_id.as_deref()).ok_or(TargetError::NoNumber)?);
                }
                (Node::Account, Provider::Meta) => {
                    path.push(named(self.waba_id.as_deref()).ok_or(TargetError::NoAccount)?);
                }
                (Node::Root, _) | (_, Provider::Dialog360) => {}
            }
            path.extend(edge);
        }
        url.set_query(None);
        if let Some(proof) = self.proof() {
            url.query_pairs_mut().append_pair("appsecret_proof", &proof);
        }
        Ok(url)
    }

    fn proof(&self) -> Option<String> {
        let secret = self.app_secret.as_ref().filter(|secret| !secret.expose().is_empty())?;
        match self.provider {
            Provider::Meta => Some(appsecret_proof(secret.expose(), self.access_token.expose())),
            Provider::Dialog360 => None,
        }
    }
}

fn named(id: Option<&str>) -> Option<&str> {
    id.filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(provider: Provider, base_url: &str) -> Target {
        Target {
            provider,
            base_url: base_url.to_owned(),
            api_version: "v26.0".to_owned(),
            access_token: Secret::new("EAAsandboxtoken"),
            app_secret: None,
            phone_number_id: Some("1099".to_owned()),
            waba_id: Some("2088".to_owned()),
            allow_private: false,
        }
    }

    #[test]
    fn addresses_of_both_forms() {
        let meta = target(Provider::Meta, "https://graph.facebook.com/");
        assert_eq!(
            meta.url(Node::Number, &["messages"]).unwrap().as_str(),
            "https://graph.facebook.com/v26.0/1099/messages"
        );
        assert_eq!(
            meta.url(Node::Account, &["message_templates"]).unwrap().as_str(),
            "https://graph.facebook.com/v26.0/2088/message_templates"
        );
        let partner = target(Provider::Dialog360, "https://waba-v2.360dialog.io");
        assert_eq!(
            partner.url(Node::Number, &["messages"]).unwrap().as_str(),
            "https://waba-v2.360dialog.io/messages"
        );
    }

    #[test]
    fn a_proof_is_added_when_a_secret_is_set() {
        let mut meta = target(Provider::Meta, "https://graph.facebook.com");
        meta.app_secret = Some(Secret::new("sandbox_app_secret"));
        assert_eq!(
            meta.url(Node::Number, &[]).unwrap().query(),
            Some("appsecret_proof=d9692b3a89ab74d164748b169c3cf6cd227e18a89060ba6644c5c262746b2865")
        );
    }

    #[test]
    fn an_id_cannot_leave_its_place() {
        let meta = target(Provider::Meta, "https://graph.facebook.com");
        for id in ["../../x", "a/b", "a?b=c", "a#b", "..", "%2e%2e"] {
            let url = meta.url(Node::Id(id), &[]).unwrap();
            assert_eq!(url.host_str(), Some("graph.facebook.com"));
            assert_eq!(url.query(), None);
            assert!(url.path().starts_with("/v26.0"), "{url}");
        }
    }

    #[test]
    fn plain_http_needs_leave() {
        let mut meta = target(Provider::Meta, "http://127.0.0.1:8081");
        assert_eq!(meta.base(), Err(TargetError::NotEncrypted));
        meta.allow_private = true;
        assert!(meta.base().is_ok());
        assert_eq!(target(Provider::Meta, "file:///etc").base(), Err(TargetError::BaseUrl));
        assert_eq!(target(Provider::Meta, "graph").base(), Err(TargetError::BaseUrl));
    }

    #[test]
    fn secrets_are_not_shown() {
        let mut meta = target(Provider::Meta, "https://graph.facebook.com");
        meta.app_secret = Some(Secret::new("sandbox_app_secret"));
        let shown = format!("{meta:?}");
        assert!(
            !shown.contains("EAAsandboxtoken") && !shown.contains("sandbox_app_secret"),
            "{shown}"
        );
    }
}
