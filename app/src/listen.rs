//! Taking a port, with words for the cases that happen.

use std::io::ErrorKind;
use std::net::SocketAddr;

use anyhow::anyhow;
use tokio::net::TcpListener;

/// Listens on `address`; `flag` is what would choose another one.
///
/// # Errors
/// When the address cannot be taken; says what to do.
pub(crate) async fn bind(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|failure| refused(address, flag, &failure))
}

/// Words for an address that cannot be taken.
pub(crate) fn refused(address: SocketAddr, flag: &str, failure: &std::io::Error) -> anyhow::Error {
    match failure.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "the port {} is in use: stop the program that has it, or choose another address, as in {flag} {}",
            address.port(),
            SocketAddr::new(address.ip(), next_port(address.port()))
        ),
        ErrorKind::PermissionDenied => anyhow!(
            "this user may not listen on {address}: ports below 1024 belong to the system; choose another with {flag}"
        ),
        ErrorKind::AddrNotAvailable => {
            anyhow!("{address} is no address of this machine: choose another with {flag}")
        }
        _ => anyhow!("cannot listen on {address}: {failure}; choose another address with {flag}"),
    }
}

fn next_port(port: u16) -> u16 {
    port.checked_add(10).unwrap_or(8090)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_names_the_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let words = bind(taken.local_addr().unwrap(), "--listen")
            .await
            .unwrap_err()
            .to_string();
        assert!(
            words.contains("in use") && words.contains("--listen 127.0.0.1:"),
            "{words}"
        );
    }
}
