//! The clients of the bench: plain, kept alive, without limits of rate.

use std::sync::Once;
use std::time::Duration;

/// A client with connections of its own.
///
/// # Panics
/// When the system gives no sockets.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the load comes from outside the product, through clients of its own"
)]
pub fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Fails only when a provider is installed already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .http1_only()
        .no_proxy()
        .tcp_nodelay(true)
        .pool_max_idle_per_host(1_024)
        .timeout(Duration::from_secs(30))
        .tls_certs_only([])
        .build()
        .expect("a client without certificates can always be built")
}
