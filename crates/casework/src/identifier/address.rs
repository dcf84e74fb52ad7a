//! Identifiers that are addresses: mailboxes, accounts on services, pages of the web. Hosts are read as browsers read them
//! (WHATWG URL, with IDNA).

use url::{Host, Url};

/// Labels before a host that name the same service for another screen.
const SCREENS: [&str; 5] = ["www.", "m.", "mobile.", "mbasic.", "touch."];
/// Parameters that say where a visitor came from and not what is shown; also every one that begins with `utm_`.
const TRACKING: [&str; 14] = [
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "si",
    "ref_src", "spm",
];

/// A host in its ASCII form; one with a name that has a dot, and that is read as itself.
fn named_host(text: &str) -> Option<String> {
    let domain = |text: &str| match Host::parse(text).ok()? {
        Host::Domain(name) => Some(name),
        _ => None,
    };
    let name = domain(text)?.trim_end_matches('.').to_owned();
    let whole = name.contains('.') && name.split('.').all(|label| !label.is_empty());
    (whole && domain(&name)? == name).then_some(name)
}

/// Without the labels that name another screen of the same service.
fn same_service(mut host: &str) -> &str {
    while let Some(rest) = SCREENS.iter().find_map(|screen| host.strip_prefix(screen)).filter(|rest| rest.contains('.'))
    {
        host = rest;
    }
    host
}

/// A mailbox in small letters. Dots and what follows a `+` stay: services differ in what they make of them.
pub(super) fn mail(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (who, host) = lower.strip_prefix("mailto:").unwrap_or(&lower).rsplit_once('@')?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || "@*\"(),:;<>[]\\?".contains(c);
    if who.is_empty() || who.chars().count() > 64 || who.contains(odd) {
        return None;
    }
    named_host(host).map(|host| format!("{who}@{host}"))
}

/// `service/account`, in small letters, without `@` before the name. An address whose query names the account is refused: its
/// path alone would name everybody.
pub(super) fn account(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let rest = ["https://", "http://"].into_iter().find_map(|scheme| lower.strip_prefix(scheme)).unwrap_or(&lower);
    let (service, name) = rest.split_once('/')?;
    let host = named_host(service.trim())?;
    let parts: Vec<&str> = name.split('/').map(|part| part.trim().trim_start_matches('@').trim()).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "*?#%&=\\".contains(c);
    if parts.is_empty() || parts.len() > 3 || parts.iter().any(|part| part.contains(odd)) {
        return None;
    }
    Some(format!("{}/{}", same_service(&host), parts.join("/")))
}

/// A page: `https`, the host without the labels of other screens, the path without its last `/`, the parameters in order and without
/// those that track. Port 80 and 443, and what follows `#`, go. A short link stays one: nobody follows it.
pub(super) fn url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let host = match url.host()? {
        Host::Domain(_) => same_service(&named_host(url.host_str()?)?).to_owned(),
        address => address.to_string(),
    };
    let port = url.port().filter(|port| !matches!(port, 80 | 443)).map(|port| format!(":{port}")).unwrap_or_default();
    let path = plainly(url.path());
    let path = path.trim_end_matches('/');
    let mut query: Vec<String> = url.query().unwrap_or_default().split('&').filter_map(kept).collect();
    query.sort();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let path = if path.is_empty() { "/" } else { path };
    // What decoding made of it is read once more: what stands here, a browser reads the same.
    let made = Url::parse(&format!("https://{host}{port}{path}{query}")).ok()?;
    (made.path() == path).then(|| made.to_string())
}

/// A parameter that says what is shown.
fn kept(parameter: &str) -> Option<String> {
    let parameter = plainly(parameter);
    let name = parameter.split('=').next().unwrap_or_default().to_lowercase();
    let tracks = name.starts_with("utm_") || TRACKING.contains(&name.as_str());
    (!parameter.is_empty() && !tracks).then_some(parameter)
}

/// Percent signs in capital letters, and none before what needs none (RFC 3986, 6.2.2).
fn plainly(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok().map(|byte| (code, byte)));
        match code {
            Some((code, byte)) => {
                let needs_none = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                if needs_none {
                    plain.push(byte.into())
                } else {
                    plain.push_str(&format!("%{}", code.to_ascii_uppercase()))
                }
                rest = &after[2..];
            }
            // A sign that begins nothing stands for itself; what comes before it must not make it begin something.
            None => {
                plain.push_str("%25");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}
