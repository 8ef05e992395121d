//! Addresses that people give us to call: webhooks of their systems, push services of their browsers.

use galka_connectors::address::{self, Address, BadAddress};
use url::Host;

use crate::engine::Engine;

/// Why an address is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreachable {
    /// It is no address that can be called.
    Bad(BadAddress),
    /// It is of this machine or network, and the operator did not list it.
    Private,
}

/// Reads an address that may be kept. That a name leads to a public address is checked again whenever it is called.
pub(crate) fn read(engine: &Engine, text: &str) -> Result<Address, Unreachable> {
    let address = address::read(text, &engine.settings.allow_private).map_err(Unreachable::Bad)?;
    let public = match address.url.host() {
        Some(Host::Ipv4(address)) => galka_graph_client::is_public(address.into()),
        Some(Host::Ipv6(address)) => galka_graph_client::is_public(address.into()),
        Some(Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
        None => false,
    };
    if public || address.listed {
        Ok(address)
    } else {
        Err(Unreachable::Private)
    }
}
