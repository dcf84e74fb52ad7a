//! Identifiers that are numbers with a check: lines, bank accounts, devices, wallets.

/// Letters of an address of a wallet in base 58: no `0`, `O`, `I`, `l`.
const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Letters after the `1` of an address in bech32 (BIP 173).
const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

fn without(text: &str, separators: &[char]) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !separators.contains(c)).collect()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// E.164: `+`, the country, the number; 8 to 15 digits. A number without its country names as many lines as there are countries.
pub(super) fn phone(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let text = lower.strip_prefix("tel:").unwrap_or(&lower).replace("(0)", "");
    let plain = without(&text, &['-', '.', '(', ')', '/', '\u{2010}', '\u{2011}', '\u{2013}']);
    let number = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"))?;
    let fits = digits(number) && (8..=15).contains(&number.len()) && !number.starts_with('0');
    fits.then(|| format!("+{number}"))
}

/// ISO 13616: capital letters and digits without separators, whose check digits fit (ISO 7064, MOD 97-10).
pub(super) fn iban(text: &str) -> Option<String> {
    let plain = without(text, &['-']).to_ascii_uppercase();
    let letters = plain.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !letters || !(15..=34).contains(&plain.len()) {
        return None;
    }
    let (head, rest) = plain.split_at_checked(4)?;
    let begins = head.bytes().take(2).all(|byte| byte.is_ascii_uppercase()) && digits(&head[2..]);
    let rest = rest.chars().chain(head.chars()).filter_map(|c| c.to_digit(36));
    let remainder = rest.fold(0u32, |sum, value| (sum * if value > 9 { 100 } else { 10 } + value) % 97);
    (begins && remainder == 1).then_some(plain)
}

/// An address of a wallet: Ethereum's in small letters, bech32 in small letters, base 58 as it is written. Check digits of the
/// chains are not counted here: a wrong letter meets nothing.
pub(super) fn wallet(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let address = if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) { rest } else { text };
    let address = address.split(['?', '@']).next()?.trim_start_matches("//").trim();
    let lower = address.to_ascii_lowercase();
    if let Some(number) = lower.strip_prefix("0x") {
        let fits = number.len() == 40 && number.bytes().all(|byte| byte.is_ascii_hexdigit());
        return fits.then_some(lower);
    }
    let one_case = address == lower || address == address.to_ascii_uppercase();
    let bech32 = lower.split_once('1').is_some_and(|(chain, data)| {
        matches!(chain, "bc" | "ltc" | "addr")
            && (14..=120).contains(&data.len())
            && data.chars().all(|c| BECH32.contains(c))
    });
    if bech32 && one_case {
        return Some(lower);
    }
    let base58 = (26..=106).contains(&address.len()) && address.chars().all(|c| BASE58.contains(c));
    base58.then(|| address.to_owned())
}

/// An IMEI without its check digit or its version of software, a MAC address, or an id of 128 bits.
pub(super) fn device(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let named = ["imei", "mac", "id"].into_iter().find_map(|name| {
        lower.strip_prefix(name).filter(|rest| rest.starts_with([':', ' '])).map(|rest| (name, &rest[1..]))
    });
    let (name, rest) = named.unwrap_or(("", &lower));
    let plain = without(rest, &['-', ':', '.', '{', '}', '/']);
    let hex = plain.bytes().all(|byte| byte.is_ascii_hexdigit());
    match plain.len() {
        14 if name == "imei" && digits(&plain) => Some(format!("imei:{plain}")),
        15 if digits(&plain) && luhn(&plain) => Some(format!("imei:{}", &plain[..14])),
        16 if digits(&plain) => Some(format!("imei:{}", &plain[..14])),
        12 if hex && name != "imei" => Some(format!("mac:{}", parts(&plain, &[2; 6], ":"))),
        32 if hex && name != "imei" => Some(format!("id:{}", parts(&plain, &[8, 4, 4, 4, 12], "-"))),
        _ => None,
    }
}

/// The check digit of an IMEI (ISO/IEC 7812, Luhn).
fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

fn parts(text: &str, lengths: &[usize], between: &str) -> String {
    let mut rest = text;
    let mut cut = Vec::new();
    for length in lengths {
        let (part, after) = rest.split_at_checked(*length).unwrap_or((rest, ""));
        cut.push(part);
        rest = after;
    }
    cut.join(between)
}
