//! An identifier names one account, line or device, never many (C13).

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};

use super::What;

/// What is wrong with an identifier of a type, if anything.
pub fn fault(of: &str, value: &str) -> Option<What> {
    let value = value.trim();
    if value.contains('*') || (of != "url" && value.contains(['?', '%'])) {
        return Some(What::Wildcard);
    }
    let fits = match of {
        "ipv4" if value.contains(['/', '-', ',']) => return Some(What::Wildcard),
        "ipv6_port" if value.contains(['/', '-', ',']) => return Some(What::Wildcard),
        "ipv4" => value.parse::<Ipv4Addr>().is_ok_and(|address| !address.is_unspecified()),
        "ipv6_port" => value.parse::<Ipv6Addr>().is_ok() || value.parse::<SocketAddrV6>().is_ok(),
        "msisdn" => is_number(value.strip_prefix('+').unwrap_or(value), 6..=15),
        "imsi" => is_number(value, 14..=15),
        "imei" => is_number(value, 14..=16),
        "email" => value
            .split_once('@')
            .is_some_and(|(who, domain)| !who.is_empty() && domain.contains('.') && !domain.contains(['@', ' ', ','])),
        "url" => ["http://", "https://"].iter().any(|scheme| value.len() > scheme.len() && value.starts_with(scheme)),
        _ => !value.is_empty(),
    };
    if fits { None } else { Some(What::NotAnAddress) }
}

fn is_number(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_that_means_many_is_refused() {
        for (of, value) in [
            ("email", "*@example.org"),
            ("ipv4", "192.0.2.0/24"),
            ("ipv4", "192.0.2.1-192.0.2.9"),
            ("msisdn", "8490%"),
            ("account_id", "user?"),
            ("ipv6_port", "2001:db8::/32"),
        ] {
            assert_eq!(fault(of, value), Some(What::Wildcard), "{of} {value}");
        }
    }

    #[test]
    fn an_identifier_is_what_its_type_says() {
        for (of, value) in [
            ("ipv4", "192.0.2.7"),
            ("ipv6_port", "[2001:db8::1]:443"),
            ("ipv6_port", "2001:db8::1"),
            ("msisdn", "+84901234567"),
            ("email", "someone@example.org"),
            ("url", "https://example.org/a?b=1%20"),
            ("account_id", "someone.1"),
        ] {
            assert_eq!(fault(of, value), None, "{of} {value}");
        }
        for (of, value) in
            [("ipv4", "0.0.0.0"), ("ipv4", "300.1.1.1"), ("url", "example.org"), ("imei", "12"), ("email", "a@b")]
        {
            assert_eq!(fault(of, value), Some(What::NotAnAddress), "{of} {value}");
        }
    }
}
