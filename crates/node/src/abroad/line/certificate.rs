//! What this node presents: a certificate of its TLS key that it signed itself. Whoever reads it looks at the key alone.

use std::sync::Arc;

use khien_seal::keys::SignKey;
use khien_store::Fault;
use khien_store::own_tls::TlsSecret;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ED25519, date_time_ymd};
use rustls::crypto::ring::sign::any_eddsa_type;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

/// What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410).
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The key and its certificate.
#[derive(Debug)]
pub struct Presented {
    /// The public key, hex: whether another is presented now shows in it.
    pub key: String,
    /// As TLS takes it.
    pub certified: Arc<CertifiedKey>,
}

impl Presented {
    /// Makes the certificate of a key.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when the key makes none.
    pub fn of(secret: &TlsSecret) -> Result<Self, Fault> {
        let wrong = |error: &dyn std::fmt::Display| Fault::Corrupt(format!("the certificate of the desk: {error}"));
        let der = pkcs8(&secret.key);
        let pair = PrivatePkcs8KeyDer::from(der.as_slice());
        let signs = KeyPair::from_pkcs8_der_and_sign_algo(&pair, &PKCS_ED25519).map_err(|error| wrong(&error))?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Khien desk");
        // Pins decide; the dates are for those who look at both.
        let day = |at: jiff::Timestamp| {
            let date = jiff::tz::Offset::UTC.to_datetime(at).date();
            let part = |n: i8| u8::try_from(n).unwrap_or(1);
            date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
        };
        params.not_before = day(secret.not_before);
        params.not_after = day(secret.not_after + jiff::SignedDuration::from_hours(24));
        let certificate = params.self_signed(&signs).map_err(|error| wrong(&error))?;
        let key = any_eddsa_type(&pair).map_err(|error| wrong(&error))?;
        let certified = CertifiedKey::new(vec![certificate.der().clone()], key);
        Ok(Self { key: secret.key.verify_hex(), certified: Arc::new(certified) })
    }
}

fn pkcs8(key: &SignKey) -> Zeroizing<Vec<u8>> {
    let seed = Zeroizing::new(key.seed());
    Zeroizing::new([&PKCS8[..], seed.as_slice()].concat())
}
