//! The line between two nodes: TLS 1.3 and nothing older, both sides known by the keys that their States' nodes name
//! (`khien_desk::directory::tls`), no authority of the web in between, no early data, no session that is resumed.
//!
//! Rooms: [`certificate`] (what this node presents), [`group`] (the key exchange), [`pins`] (who is let in, and who is believed to have
//! answered), [`calling`] (to another node), [`listening`] (for other nodes), [`offering`] (a node that only calls waits on its own lines),
//! [`called`] (lines of such a node, on which it is asked).

pub mod called;
pub mod calling;
mod certificate;
mod group;
pub mod listening;
pub mod offering;
mod pins;

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::TLS13;
use rustls::{ClientConfig, ServerConfig};

pub use calling::{Line, Lines};

/// Arithmetic of the line: ring's, and before it the exchange that a quantum computer does not undo.
fn provider() -> Arc<CryptoProvider> {
    let ring = ring::default_provider();
    let groups = std::iter::once(group::X25519_ML_KEM_768).chain(ring.kx_groups.iter().copied()).collect();
    Arc::new(CryptoProvider { kx_groups: groups, ..ring })
}

/// How this node calls a State that names these pins.
fn client(own: &Arc<CertifiedKey>, pins: Vec<String>) -> Result<ClientConfig, rustls::Error> {
    let provider = provider();
    let verifier = pins::Named::new(pins, &provider);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(own))));
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// How this node answers whoever is in the table.
fn server(own: &Arc<CertifiedKey>, table: &pins::Table) -> Result<ServerConfig, rustls::Error> {
    let provider = provider();
    let verifier = pins::Known::new(table.clone(), &provider);
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(own))));
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(config)
}

#[cfg(test)]
mod tests;
