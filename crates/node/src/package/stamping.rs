//! Time-stamps of authorities that whoever runs the node has named (RFC 3161). They get one hash; whatever they answer is held against it, and
//! nothing waits for one that is silent.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::SignedDuration;
use khien_desk::package::stamp::{ANSWER_MAX, NoStamp, Stamped, question};
use khien_store::Fault;
use khien_terms::Moment;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use ureq::Agent;
use ureq::http::Uri;

use crate::app::App;
use crate::config::Config;

/// How long an authority is waited for.
const WAIT: Duration = Duration::from_secs(5);
/// How far an authority's clock and ours may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// Authorities that may be named.
pub const MOST: usize = 8;

/// An authority's answer, and what it says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As it came, DER.
    pub bytes: Vec<u8>,
    /// What it says.
    pub stamped: Stamped,
}

/// What came of it when the authorities were asked last.
#[derive(Debug, Clone)]
pub struct Lately {
    /// When.
    pub at: Moment,
    /// Who gave a time-stamp; nobody did where there is none.
    pub by: Option<String>,
}

/// Why an authority gave no time-stamp.
#[derive(Debug, thiserror::Error)]
enum Silent {
    #[error("it was not reached: {0}")]
    Reach(#[from] ureq::Error),
    #[error("it answers {0}")]
    Status(u16),
    #[error(transparent)]
    NoStamp(#[from] NoStamp),
    #[error("its certificate is none of those that time_stamp_roots names, and leads to none")]
    Stranger,
    #[error("its moment differs by more than five minutes from this machine's clock")]
    Hour,
}

/// A time-stamp over this SHA-256: that of the first authority, in the order in which they are named, that gives one within five seconds.
///
/// # Errors
/// [`Fault`] when there is no randomness for a question. An authority that is silent is no error.
pub async fn stamped(app: &App, hash: [u8; 32]) -> Result<Option<Answer>, Fault> {
    let Config { time_stamps, time_stamp_roots, .. } = &app.config;
    let answer = first_of(time_stamps, time_stamp_roots, hash, !app.config.secure()).await?;
    let lately = Lately { at: app.now(), by: answer.as_ref().map(|answer| answer.stamped.by.clone()) };
    *app.abroad.stamps.lock().unwrap_or_else(PoisonError::into_inner) = Some(lately);
    Ok(answer)
}

async fn first_of(
    authorities: &[Uri],
    vouched: &[Vec<u8>],
    hash: [u8; 32],
    on_trial: bool,
) -> Result<Option<Answer>, Fault> {
    let agent = crate::remote::agent(settings(), on_trial);
    let mut asked = Vec::with_capacity(authorities.len());
    for uri in authorities {
        let (agent, uri, nonce) = (agent.clone(), uri.clone(), khien_seal::random::<16>()?);
        let trusted = vouched.to_vec();
        asked.push(tokio::task::spawn_blocking(move || ask(&agent, &uri, &trusted, &hash, &nonce)));
    }
    // All are asked at once; nobody waits for those behind the first that answers.
    for (place, asked) in asked.into_iter().enumerate() {
        match asked.await {
            Ok(Ok(answer)) => return Ok(Some(answer)),
            Ok(Err(error)) => tracing::warn!(place = place + 1, %error, "a time-stamping authority gave no time-stamp"),
            Err(error) => tracing::error!(place = place + 1, %error, "a time-stamping authority was not asked"),
        }
    }
    Ok(None)
}

fn settings() -> ureq::config::Config {
    Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None).timeout_global(Some(WAIT)).build()
}

fn ask(agent: &Agent, uri: &Uri, trusted: &[Vec<u8>], hash: &[u8; 32], nonce: &[u8; 16]) -> Result<Answer, Silent> {
    let sent = agent.post(uri).header("content-type", "application/timestamp-query").send(&question(hash, nonce)[..]);
    let mut answer = sent?;
    if answer.status() != 200 {
        return Err(Silent::Status(answer.status().as_u16()));
    }
    let bytes = answer.body_mut().with_config().limit(ANSWER_MAX as u64).read_to_vec()?;
    let stamped = Stamped::read(&bytes, hash, Some(nonce))?;
    // Whoever stands in between signs with a certificate of their own.
    if !stamped.vouched(trusted) {
        return Err(Silent::Stranger);
    }
    let apart = stamped.at.duration_since(khien_store::journal::now()).abs();
    if apart > SKEW { Err(Silent::Hour) } else { Ok(Answer { bytes, stamped }) }
}

/// Certificates in a file: DER, or as many as stand in a PEM file; none where it holds none.
#[must_use]
pub fn certificates(file: &[u8]) -> Option<Vec<Vec<u8>>> {
    // A sequence of DER begins with the digit 0.
    if file.starts_with(b"0") {
        return Some(vec![file.to_vec()]);
    }
    let read: Result<Vec<CertificateDer<'_>>, _> = CertificateDer::pem_slice_iter(file).collect();
    read.ok().filter(|read| !read.is_empty()).map(|read| read.into_iter().map(|one| one.to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// What an authority of OpenSSL answered another question with.
    const OTHERS: &[u8] = include_bytes!("../../../desk/src/package/stamp/made/rsa.tsr");

    /// Something that answers once with this.
    fn authority(status: &'static str, body: &'static [u8]) -> Uri {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("asked");
            let mut asked = [0u8; 4096];
            let read = stream.read(&mut asked).expect("a question");
            assert!(read > 0, "a question");
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), body].concat()).expect("answered");
        });
        format!("http://{at}/").parse().expect("an address")
    }

    #[tokio::test]
    async fn l4_an_authority_that_is_silent_or_answers_something_else_gives_none_and_holds_nobody_up() {
        let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let hash = khien_seal::sha256(b"what a package is, by hashes\n");
        let root = [include_bytes!("../../../desk/src/package/stamp/made/root.der").to_vec()];
        let named = [
            format!("http://{gone}/").parse().expect("an address"),
            authority("500 no", b""),
            authority("200 so", b"<html>"),
            // The right hash, and the answer to somebody else's question.
            authority("200 so", OTHERS),
        ];
        assert!(first_of(&named, &root, hash, true).await.expect("asked").is_none());
        assert!(first_of(&[], &root, hash, true).await.expect("asked").is_none());
        let inner = authority("200 so", OTHERS);
        assert!(first_of(&[inner], &root, hash, false).await.expect("asked").is_none(), "none within our own network");
    }
}
