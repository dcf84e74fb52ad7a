//! The two ends against each other, in memory.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use khien_desk::directory::tls::pin_of;
use khien_seal::keys::SignKey;
use khien_store::own_tls::TlsSecret;
use proptest::prelude::*;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, NamedGroup, ProtocolVersion, ServerConnection};

use super::calling::ByPins;
use super::certificate::Presented;
use super::pins::{Table, pin};
use super::{client, provider, server};

fn presented(seed: u8) -> (Presented, String) {
    let key = SignKey::from_seed([seed; 32]);
    let pin = pin_of(&key.verify_bytes());
    let not_before = Timestamp::UNIX_EPOCH;
    let secret = TlsSecret { key, not_before, not_after: not_before + SignedDuration::from_hours(90 * 24) };
    (Presented::of(&secret).expect("certificate"), pin)
}

fn table(pins: &[&String]) -> Table {
    let table = Table::default();
    table.set(pins.iter().map(|pin| (*pin).clone()).collect::<HashSet<_>>());
    table
}

/// Lets the two talk until neither has anything to say; gives the first that refuses.
fn shaken(config: ClientConfig, server: rustls::ServerConfig) -> Result<(ClientConnection, ServerConnection), String> {
    let name = ServerName::try_from("desk.xb.example").expect("name");
    let mut here = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    let mut there = ServerConnection::new(Arc::new(server)).map_err(|error| error.to_string())?;
    for _ in 0..8 {
        let mut bytes = Vec::new();
        while here.wants_write() {
            here.write_tls(&mut bytes).expect("memory");
        }
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            there.read_tls(&mut rest).expect("memory");
            there.process_new_packets().map_err(|error| format!("there: {error}"))?;
        }
        let mut bytes = Vec::new();
        while there.wants_write() {
            there.write_tls(&mut bytes).expect("memory");
        }
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            here.read_tls(&mut rest).expect("memory");
            here.process_new_packets().map_err(|error| format!("here: {error}"))?;
        }
    }
    if here.is_handshaking() || there.is_handshaking() { Err("they do not end".into()) } else { Ok((here, there)) }
}

#[test]
fn both_sides_know_each_other_by_their_keys_and_agree_beyond_a_quantum_computer() {
    let ((us, our_pin), (them, their_pin)) = (presented(1), presented(2));
    let config = client(&us.certified, vec![their_pin.clone()]).expect("client");
    let served = server(&them.certified, &table(&[&our_pin])).expect("server");
    let (here, there) = shaken(config, served).expect("they meet");
    assert_eq!(here.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    let group = here.negotiated_key_exchange_group().map(|group| group.name());
    assert_eq!(group, Some(NamedGroup::X25519MLKEM768));
    let seen =
        |chain: Option<&[rustls::pki_types::CertificateDer<'static>]>| pin(&chain.expect("chain")[0]).expect("pin");
    assert_eq!((seen(here.peer_certificates()), seen(there.peer_certificates())), (their_pin, our_pin));
    assert_eq!(here.tls13_tickets_received(), 0, "nothing is resumed");
}

#[test]
fn another_key_than_a_known_one_is_refused_on_either_side() {
    let ((us, our_pin), (them, their_pin), (_, strange)) = (presented(1), presented(2), presented(3));
    let config = client(&us.certified, vec![strange.clone()]).expect("client");
    let served = server(&them.certified, &table(&[&our_pin])).expect("server");
    let refused = shaken(config, served).expect_err("another answers");
    assert!(refused.starts_with("here: "), "{refused}");
    for known in [table(&[]), table(&[&strange])] {
        let config = client(&us.certified, vec![their_pin.clone()]).expect("client");
        let served = server(&them.certified, &known).expect("server");
        let refused = shaken(config, served).expect_err("nobody knows us");
        assert!(refused.starts_with("there: "), "{refused}");
    }
}

proptest! {
    #[test]
    fn whatever_is_presented_as_a_certificate_is_refused_or_has_a_pin(cut in 0usize..400, at in 0usize..400, to in any::<u8>()) {
        let (us, our_pin) = presented(1);
        let mut der = us.certified.cert[0].to_vec();
        let at = at % der.len();
        der[at] = to;
        der.truncate(der.len() - cut.min(der.len()) * usize::from(cut % 2 == 0));
        let read = pin(&der.clone().into());
        let same = der == us.certified.cert[0].to_vec();
        prop_assert!(!same || read == Ok(our_pin));
    }
}

/// Somebody at an address who answers each connection in clear, as a server of the web would; gives what was said to them.
fn in_clear() -> (String, std::thread::JoinHandle<Vec<u8>>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("listen");
    let at = format!("https://{}", listener.local_addr().expect("address"));
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody");
        stream.set_read_timeout(Some(Duration::from_secs(2))).expect("set");
        let mut said = vec![0; 4096];
        let first = stream.read(&mut said).expect("said");
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("answered");
        let rest = stream.read(&mut said[first..]).unwrap_or(0);
        said.truncate(first + rest);
        said
    });
    (at, heard)
}

#[test]
fn nothing_goes_in_clear_to_a_state_that_is_reached_by_its_keys() {
    let ((us, _), (_, their_pin)) = (presented(1), presented(2));
    for scheme in ["https", "http"] {
        let (at, heard) = in_clear();
        let at = at.replace("https", scheme);
        let by_pins = ByPins::new(client(&us.certified, vec![their_pin.clone()]).expect("client"));
        let settings = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).build();
        let agent = crate::remote::agent_by(settings, true, by_pins);
        assert!(agent.put(format!("{at}/x/1/in/XA/07")).send("what was sealed").is_err(), "{scheme}");
        let said = heard.join().expect("heard");
        assert_eq!(said.first(), Some(&0x16), "a handshake, and not a request: {scheme}");
        assert!(!said.windows(6).any(|part| part == b"sealed"), "{scheme}");
    }
}

#[test]
fn whoever_shows_no_certificate_is_refused() {
    let ((_, our_pin), (them, their_pin)) = (presented(1), presented(2));
    let verifier = super::pins::Named::new(vec![their_pin], &provider());
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("TLS 1.3")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let served = server(&them.certified, &table(&[&our_pin])).expect("server");
    let refused = shaken(config, served).expect_err("nobody");
    assert!(refused.starts_with("there: "), "{refused}");
}

#[test]
fn a_certificate_of_a_known_key_without_the_key_is_refused() {
    let ((us, our_pin), (them, their_pin), (thief, _)) = (presented(1), presented(2), presented(3));
    let stolen = rustls::sign::CertifiedKey::new(us.certified.cert.clone(), Arc::clone(&thief.certified.key));
    let config = client(&Arc::new(stolen), vec![their_pin]).expect("client");
    let served = server(&them.certified, &table(&[&our_pin])).expect("server");
    let refused = shaken(config, served).expect_err("the key is not there");
    assert!(refused.starts_with("there: "), "{refused}");
}

#[test]
fn whoever_does_not_know_the_pair_of_groups_agrees_by_x25519_in_the_same_exchange() {
    let ((us, our_pin), (them, their_pin)) = (presented(1), presented(2));
    let mut old = rustls::crypto::ring::default_provider();
    old.kx_groups.retain(|group| group.name() == NamedGroup::X25519);
    let verifier = super::pins::Known::new(table(&[&our_pin]), &old);
    let resolver = rustls::sign::SingleCertAndKey::from(Arc::clone(&them.certified));
    let served = rustls::ServerConfig::builder_with_provider(Arc::new(old))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("TLS 1.3")
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(resolver));
    let (here, _) = shaken(client(&us.certified, vec![their_pin]).expect("client"), served).expect("they meet");
    assert_eq!(here.negotiated_key_exchange_group().map(|group| group.name()), Some(NamedGroup::X25519));
    assert_eq!(here.handshake_kind(), Some(rustls::HandshakeKind::Full), "no second hello");
}
