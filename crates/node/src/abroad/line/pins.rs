//! Who is on the other end: a key that a State's node named, and that signed this handshake. Names, dates and authorities in a
//! certificate count for nothing.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use khien_desk::directory::tls::pin_of_spki;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

/// The pins of all States that are known here.
#[derive(Debug, Clone, Default)]
pub(super) struct Table(Arc<RwLock<HashSet<String>>>);

impl Table {
    /// Puts others in place of those that were there.
    pub(super) fn set(&self, pins: HashSet<String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = pins;
    }

    fn has(&self, pin: &str) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(pin)
    }
}

/// The pin of a certificate's key.
pub(super) fn pin(certificate: &CertificateDer<'_>) -> Result<String, Error> {
    Ok(pin_of_spki(&ParsedCertificate::try_from(certificate)?.subject_public_key_info()))
}

fn if_named(named: bool) -> Result<(), Error> {
    if named { Ok(()) } else { Err(CertificateError::ApplicationVerificationFailure.into()) }
}

/// No older TLS is spoken here, so nobody asks.
fn older() -> Error {
    Error::General("TLS 1.3 and nothing older".into())
}

/// Whoever presents a key that a known State names is let in.
#[derive(Debug)]
pub(super) struct Known {
    table: Table,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Known {
    pub(super) fn new(table: Table, provider: &CryptoProvider) -> Self {
        Self { table, algorithms: provider.signature_verification_algorithms }
    }
}

impl ClientCertVerifier for Known {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if_named(self.table.has(&pin(presented)?)).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(older())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        presented: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, presented, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Whoever answers presents one of the keys that the State that is called names.
#[derive(Debug)]
pub(super) struct Named {
    pins: Vec<String>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Named {
    pub(super) fn new(pins: Vec<String>, provider: &CryptoProvider) -> Self {
        Self { pins, algorithms: provider.signature_verification_algorithms }
    }
}

impl ServerCertVerifier for Named {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if_named(self.pins.contains(&pin(presented)?)).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(older())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        presented: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, presented, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
