//! Files that a platform names by their address: fetched only from hosts that whoever runs the node has named, over HTTPS, without
//! redirects, and only from public addresses. A name of the list that begins to point into the node's own network (DNS rebinding) is
//! refused, for the address that is checked is the one that is connected to.

use std::fmt;
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::abroad::line::calling::{ByPins, connector};

/// How long a file is waited for.
const WAIT: Duration = Duration::from_secs(60);

/// A host from which files may be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    name: String,
    port: Option<u16>,
}

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is no address of the web.
    #[error("the address is not one that begins with https:// and names a host")]
    Address,
    /// The host is not in the list.
    #[error("this node does not fetch from this host; whoever runs it may allow it (fetch_hosts)")]
    Host,
    /// The server could not be reached, or the address is one of an inner network.
    #[error("the file could not be fetched: {0}")]
    Reach(String),
    /// Nobody says what kind of file it is.
    #[error("neither the query (content_type) nor the server says whether this is a photo or a video")]
    Kind,
    /// It is larger than a file of its kind may be.
    #[error("the file is too large")]
    Large,
}

impl FromStr for Host {
    type Err = String;

    /// A name, or an address of an inner network that is meant as it stands; each with a port or without.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no host: a name such as media.example, with :port where it is not 443");
        let authority: ureq::http::uri::Authority = text.parse().map_err(|_| wrong())?;
        let name = authority.host().to_ascii_lowercase();
        if authority.as_str().contains('@') || name.is_empty() || name.contains('*') {
            return Err(wrong());
        }
        Ok(Self { name, port: authority.port_u16() })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl Host {
    /// Its address, where it is named by it.
    fn address(&self) -> Option<IpAddr> {
        self.name.trim_matches(['[', ']']).parse().ok()
    }
}

/// The address of a file, if it may be fetched.
///
/// # Errors
/// [`Refused::Address`], [`Refused::Host`].
pub fn allowed(url: &str, hosts: &[Host]) -> Result<(Uri, Host), Refused> {
    let uri: Uri = url.parse().map_err(|_| Refused::Address)?;
    let authority = uri.authority().ok_or(Refused::Address)?;
    if authority.as_str().contains('@') {
        return Err(Refused::Address);
    }
    let (name, tls) = (authority.host().to_ascii_lowercase(), uri.scheme_str() == Some("https"));
    let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
    let host = hosts.iter().find(|host| host.name == name && host.port.unwrap_or(443) == port).ok_or(Refused::Host)?;
    // Only a server that was named by its address, so one of the node's own network, may go without.
    if tls || (uri.scheme_str() == Some("http") && host.address().is_some()) {
        Ok((uri.clone(), host.clone()))
    } else {
        Err(Refused::Address)
    }
}

/// What takes a file.
pub trait Sink {
    /// The server calls the file's type so; gives how many bytes of it are taken at most.
    ///
    /// # Errors
    /// Why it is not taken.
    fn begin(&mut self, kind: Option<&str>) -> Result<u64, Refused>;

    /// The next bytes.
    fn take(&mut self, piece: &[u8]);
}

/// Fetches a file and hands its bytes on as they come. Blocks.
///
/// # Errors
/// [`Refused`].
pub fn fetch(uri: &Uri, host: &Host, sink: &mut impl Sink) -> Result<(), Refused> {
    let config = Config::builder().timeout_global(Some(WAIT)).max_redirects(0).proxy(None).http_status_as_error(false);
    let resolver = Checked { named: host.address(), loopback: false, inner: DefaultResolver::default() };
    let agent = Agent::with_parts(config.build(), DefaultConnector::new(), resolver);
    let reach = |error: &dyn fmt::Display| Refused::Reach(error.to_string());
    let answer = agent.get(uri).call().map_err(|error| reach(&error))?;
    if answer.status() != 200 {
        return Err(reach(&format!("its server answers {}", answer.status().as_u16())));
    }
    let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    let most = sink.begin(kind)?;
    let mut body = answer.into_body().into_reader();
    let (mut piece, mut seen) = (vec![0; 64 << 10], 0_u64);
    loop {
        let read = body.read(&mut piece).map_err(|error| reach(&error))?;
        if read == 0 {
            return Ok(());
        }
        seen += read as u64;
        if seen > most {
            return Err(Refused::Large);
        }
        sink.take(&piece[..read]);
    }
}

/// As [`agent`], by TLS with pinned keys.
#[must_use]
pub fn agent_by(config: Config, loopback: bool, pins: ByPins) -> Agent {
    Agent::with_parts(config, connector(pins), Checked { named: None, loopback, inner: DefaultResolver::default() })
}

/// The addresses of a host that may be connected to: public ones, and, for trials, this machine itself. Blocks.
///
/// # Errors
/// When the name is not known, or leads to no such address.
pub fn places(host: &str, port: u16, loopback: bool) -> std::io::Result<Vec<SocketAddr>> {
    let all = std::net::ToSocketAddrs::to_socket_addrs(&(host, port))?;
    let some: Vec<SocketAddr> =
        all.filter(|place| (loopback && place.ip().is_loopback()) || is_public(place.ip())).collect();
    if some.is_empty() { Err(std::io::ErrorKind::AddrNotAvailable.into()) } else { Ok(some) }
}

/// Connections to public addresses, and, for trials, to this machine itself.
#[must_use]
pub fn agent(config: Config, loopback: bool) -> Agent {
    Agent::with_parts(
        config,
        DefaultConnector::new(),
        Checked { named: None, loopback, inner: DefaultResolver::default() },
    )
}

/// Resolves names to public addresses only.
#[derive(Debug)]
struct Checked {
    /// The address that the list names itself.
    named: Option<IpAddr>,
    /// Whether this machine itself may be spoken with.
    loopback: bool,
    inner: DefaultResolver,
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = self.inner.resolve(uri, config, timeout)?;
        let mut some = self.empty();
        let may = |address: &&SocketAddr| {
            self.named == Some(address.ip()) || (self.loopback && address.ip().is_loopback()) || is_public(address.ip())
        };
        all.iter().filter(may).for_each(|address| some.push(*address));
        if some.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(some) }
    }
}

/// Whether an address is one of the public network (IANA's registries of special-purpose addresses, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let inner = matches!(
        (a, b),
        (0 | 10 | 127 | 240.., _) | (169, 254) | (172, 16..=31) | (192, 168) | (100, 64..=127) | (198, 18 | 19)
    );
    let special = inner || matches!((a, b, c), (192, 0, 0 | 2) | (192, 88, 99) | (198, 51, 100) | (203, 0, 113));
    !special && !address.is_multicast()
}

/// Global unicast (2000::/3) but for what carries an older address, tunnels, and documentation.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(old) = address.to_ipv4_mapped() {
        return is_public_v4(old);
    }
    match address.segments() {
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Sink for Nothing {
        fn begin(&mut self, _: Option<&str>) -> Result<u64, Refused> {
            Ok(0)
        }

        fn take(&mut self, _: &[u8]) {}
    }

    fn hosts(names: &[&str]) -> Vec<Host> {
        names.iter().map(|name| name.parse().expect("host")).collect()
    }

    #[test]
    fn only_hosts_of_the_list_over_tls_and_on_their_port() {
        let list = hosts(&["media.example", "cdn.example:8443", "127.0.0.1:9000", "[::1]:9000"]);
        for fine in [
            "https://media.example/a.jpg?x=1",
            "https://MEDIA.example:443/a",
            "https://cdn.example:8443/",
            "http://127.0.0.1:9000/a",
            "http://[::1]:9000/a",
        ] {
            assert!(allowed(fine, &list).is_ok(), "{fine}");
        }
        for wrong in [
            "http://media.example/a.jpg",
            "https://media.example:8443/",
            "https://cdn.example/",
            "https://media.example.evil.example/",
            "https://sub.media.example/",
            "https://media.example@evil.example/",
            "https://user@media.example/",
            "https://127.0.0.1/",
            "http://127.0.0.1:9001/",
            "file:///etc/hosts",
            "gopher://media.example/",
            "//media.example/a",
            "media.example",
            "",
        ] {
            assert!(allowed(wrong, &list).is_err(), "{wrong}");
        }
        for wrong in ["", "*.example", "user@media.example", "media.example/a", "https://media.example"] {
            assert!(wrong.parse::<Host>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_inner_networks_are_not_public() {
        for inner in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(inner.parse().expect("address")), "{inner}");
        }
        for public in ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"] {
            assert!(is_public(public.parse().expect("address")), "{public}");
        }
    }

    #[test]
    fn a_name_that_points_inside_is_not_connected_to() {
        let host: Host = "localhost:1".parse().expect("host");
        let uri = "https://localhost:1/".parse().expect("uri");
        let refused = fetch(&uri, &host, &mut Nothing).expect_err("inside");
        assert!(refused.to_string().contains("host not found"), "{refused}");
    }
}
