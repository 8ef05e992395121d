//! Where a webhook may lead: to `https` on the public internet, or to what the operator lists.
//!
//! Whether a name leads to a public address is checked by whoever connects, at the moment of connecting.

use galka_domain::webhook::URL_CHARS_MAX;
use url::Url;

/// An address that may be told of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address as it is called.
    pub url: Url,
    /// Whether the operator listed it: then it may be on this machine or network, and without encryption.
    pub listed: bool,
}

/// Why an address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is none.
    #[error("write the whole address, as in https://shop.example/hooks")]
    Unreadable,
    /// It is too long.
    #[error("the address is too long")]
    TooLong,
    /// It holds a name and password, which would be stored and shown.
    #[error("leave name and password out of the address: the signature proves who calls")]
    Credentials,
    /// It is not encrypted.
    #[error("the address must begin with https://")]
    NotEncrypted,
}

/// Reads an address; `listed` are the hosts, each with or without a port, that the operator allows beside public ones.
///
/// # Errors
/// When it cannot be used, with the reason.
pub fn read(text: &str, listed: &[String]) -> Result<Address, BadAddress> {
    if text.chars().count() > URL_CHARS_MAX {
        return Err(BadAddress::TooLong);
    }
    let mut url = Url::parse(text.trim()).map_err(|_| BadAddress::Unreadable)?;
    if !url.has_host() || !matches!(url.scheme(), "http" | "https") {
        return Err(BadAddress::Unreadable);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadAddress::Credentials);
    }
    url.set_fragment(None);
    let listed = is_listed(&url, listed);
    if url.scheme() == "http" && !listed {
        return Err(BadAddress::NotEncrypted);
    }
    Ok(Address { url, listed })
}

fn is_listed(url: &Url, listed: &[String]) -> bool {
    let Some(host) = url.host_str() else { return false };
    let with_port = url.port_or_known_default().map(|port| format!("{host}:{port}"));
    listed.iter().map(|entry| entry.trim()).any(|entry| {
        entry.eq_ignore_ascii_case(host) || with_port.as_deref().is_some_and(|own| entry.eq_ignore_ascii_case(own))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, listed: &[&str]) -> Result<bool, BadAddress> {
        let listed: Vec<String> = listed.iter().map(|entry| (*entry).to_owned()).collect();
        read(text, &listed).map(|address| address.listed)
    }

    #[test]
    fn leads_to_encrypted_addresses_and_to_what_the_operator_lists() {
        for (text, listed, expected) in [
            ("https://shop.example/hooks?a=1", &[][..], Ok(false)),
            ("http://shop.example/hooks", &[], Err(BadAddress::NotEncrypted)),
            ("http://127.0.0.1:9000/", &["127.0.0.1"], Ok(true)),
            ("http://127.0.0.1:9000/", &["127.0.0.1:9000"], Ok(true)),
            (
                "http://127.0.0.1:9001/",
                &["127.0.0.1:9000"],
                Err(BadAddress::NotEncrypted),
            ),
            ("https://127.0.0.1.evil.example/", &["127.0.0.1"], Ok(false)),
            ("http://CRM.lan/", &["crm.lan"], Ok(true)),
            ("https://crm.lan/", &["crm.lan:443"], Ok(true)),
            ("https://user:word@shop.example/", &[], Err(BadAddress::Credentials)),
            ("ftp://shop.example/", &[], Err(BadAddress::Unreadable)),
            ("javascript:alert(1)", &[], Err(BadAddress::Unreadable)),
            ("shop.example/hooks", &[], Err(BadAddress::Unreadable)),
            ("", &[], Err(BadAddress::Unreadable)),
        ] {
            assert_eq!(check(text, listed), expected, "{text}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(URL_CHARS_MAX));
        assert_eq!(check(&long, &[]), Err(BadAddress::TooLong));
    }

    #[test]
    fn what_only_the_browser_would_use_is_left_out() {
        assert_eq!(
            read("https://shop.example/a#b", &[]).unwrap().url.as_str(),
            "https://shop.example/a"
        );
    }
}
