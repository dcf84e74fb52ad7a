//! Identifiers of a suspect: a telephone line, a mailbox, an account, an address, a wallet, a bank account, a device. Each is brought
//! into one form, so that two people who write it differently, in two States, mean the same (`docs/formats.md` section 15).
//!
//! The value itself stays with the people who need it: what is kept is made of it under keys ([`Identifier::text`] is what
//! goes in), and what the journal says is how it stands ([`Standing`]).

mod address;
mod number;

use khien_terms::Moment;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::Refusal;

/// Letters of an identifier as it is written, at most.
const WRITTEN_MAX: usize = 2048;

/// What an identifier names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A telephone line (E.164).
    Phone,
    /// A mailbox.
    Mail,
    /// An account on a service, as `service/account`.
    Account,
    /// An address of the web.
    Url,
    /// A wallet of a chain.
    Wallet,
    /// A bank account (ISO 13616).
    Iban,
    /// A device: IMEI, MAC address, or an id of 128 bits.
    Device,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] =
        [Kind::Phone, Kind::Mail, Kind::Account, Kind::Url, Kind::Wallet, Kind::Iban, Kind::Device];

    /// The name in data and words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Phone => "phone",
            Kind::Mail => "mail",
            Kind::Account => "account",
            Kind::Url => "url",
            Kind::Wallet => "wallet",
            Kind::Iban => "iban",
            Kind::Device => "device",
        }
    }

    /// A kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    fn problem(self) -> &'static str {
        match self {
            Kind::Phone => "write the number with its country, as +84 901 234 567",
            Kind::Mail => "this is not an e-mail address",
            Kind::Account => "write service and account, as example.com/name",
            Kind::Url => "write the whole address, with https and no password",
            Kind::Wallet => "this is not the address of a wallet",
            Kind::Iban => "the check digits of this IBAN do not fit",
            Kind::Device => "this is no IMEI, MAC address or device id",
        }
    }
}

/// How an identifier stands: three states that no sentence mixes up (`docs/threat-model.md`), and the end of a suspicion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Somebody said so.
    Alleged,
    /// We looked into it and hold it to be a suspect's.
    Assessed,
    /// A court or the police confirmed it.
    Confirmed,
    /// It was said, and is not so.
    Unfounded,
}

impl Standing {
    /// All of them.
    pub const ALL: [Standing; 4] = [Standing::Alleged, Standing::Assessed, Standing::Confirmed, Standing::Unfounded];

    /// The name in data and words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Alleged => "alleged",
            Standing::Assessed => "assessed",
            Standing::Confirmed => "confirmed",
            Standing::Unfounded => "unfounded",
        }
    }

    /// A standing by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == name)
    }

    /// Whether another State may learn that it is known here, and whether another State is asked about it.
    #[must_use]
    pub fn is_shared(self) -> bool {
        matches!(self, Standing::Assessed | Standing::Confirmed)
    }
}

/// Days after which an identifier lapses (`data/desk/lookup.json`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Periods {
    /// One that nobody assessed.
    pub alleged_days: u16,
    /// One that was unfounded.
    pub unfounded_days: u16,
}

impl Periods {
    /// When an identifier lapses that came to stand so at a moment; `None` for those that stay until somebody ends them. What was
    /// only assessed is told to no State once its case is closed without anything found.
    #[must_use]
    pub fn lapses(&self, standing: Standing, since: Moment) -> Option<Moment> {
        match standing {
            Standing::Alleged => Some(since.plus_days(self.alleged_days.into())),
            Standing::Unfounded => Some(since.plus_days(self.unfounded_days.into())),
            Standing::Assessed | Standing::Confirmed => None,
        }
    }
}

/// An identifier in its one form. It is wiped from memory after use and says nothing when it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier {
    kind: Kind,
    value: Zeroizing<String>,
}

impl std::fmt::Debug for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identifier({})", self.kind.as_str())
    }
}

impl Identifier {
    /// Reads what a person wrote.
    ///
    /// # Errors
    /// [`Refusal::Field`] `identifier`: what is wrong with it.
    pub fn read(kind: Kind, written: &str) -> Result<Self, Refusal> {
        let wrong = |problem| Refusal::Field { field: "identifier", problem };
        if written.chars().count() > WRITTEN_MAX {
            return Err(wrong("longer than an identifier can be"));
        }
        let plain = plain(written);
        let value = match kind {
            Kind::Phone => number::phone(&plain),
            Kind::Iban => number::iban(&plain),
            Kind::Wallet => number::wallet(&plain),
            Kind::Device => number::device(&plain),
            Kind::Mail => address::mail(&plain),
            Kind::Account => address::account(&plain),
            Kind::Url => address::url(&plain),
        };
        let value = value.map(Zeroizing::new).ok_or_else(|| wrong(kind.problem()))?;
        Ok(Self { kind, value })
    }

    /// What it names.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its one form.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Kind and value: what goes into every keyed function. `phone:+84901234567`.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}:{}", self.kind.as_str(), *self.value))
    }
}

/// NFKC without what nobody sees, and without space around it.
fn plain(written: &str) -> Zeroizing<String> {
    let shown = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let text: Zeroizing<String> = Zeroizing::new(written.nfkc().filter(shown).collect());
    Zeroizing::new(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_form(kind: Kind, written: &str) -> Option<String> {
        Identifier::read(kind, written).ok().map(|identifier| identifier.value().to_owned())
    }

    #[test]
    fn what_is_written_differently_has_one_form() {
        for (kind, form, ways) in [
            (
                Kind::Phone,
                "+84901234567",
                &["+84 901 234 567", "0084 (0)901-234.567", "tel:+84901234567", "\u{202a}+84901234567\u{202c}"][..],
            ),
            (
                Kind::Mail,
                "some.one@example.org",
                &["Some.One@EXAMPLE.org", "mailto:some.one@example.org", " some.one@example.org. "],
            ),
            (Kind::Mail, "a@xn--bcher-kva.example", &["A@Bücher.example"]),
            (
                Kind::Account,
                "example.com/name.1",
                &[
                    "https://www.example.com/@Name.1/",
                    "example.com/name.1",
                    "m.example.com/Name.1",
                    "Example.com / @name.1",
                ],
            ),
            (
                Kind::Url,
                "https://example.com/a?b=1&c=2",
                &["http://www.example.com:80/a/?c=2&b=1&utm_source=x#top", "https://m.example.com/a?fbclid=zz&b=1&c=2"],
            ),
            (
                Kind::Url,
                "https://example.com/%C3%A9t%C3%A9~",
                &["https://EXAMPLE.com/%c3%a9t%C3%A9%7e", "https://example.com/été~"],
            ),
            (Kind::Url, "https://example.com/?%2530", &["http://example.com?%%330", "https://example.com/?%2530"]),
            (
                Kind::Wallet,
                "0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae",
                &["0xDE0B295669a9FD93d5F28D9Ec85E40f4cb697BAe", "ethereum:0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"],
            ),
            (
                Kind::Wallet,
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                &[
                    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                    "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1",
                ],
            ),
            (Kind::Iban, "DE89370400440532013000", &["DE89 3704 0044 0532 0130 00", "de89-3704-0044-0532-0130-00"]),
            (
                Kind::Device,
                "imei:49015420323751",
                &["49-015420-323751-8", "IMEI 490154203237518", "4901542032375101", "imei:49015420323751"],
            ),
            (Kind::Device, "mac:00:1b:44:11:3a:b7", &["00-1B-44-11-3A-B7", "001b.4411.3ab7"]),
            (Kind::Device, "id:38400000-8cf0-11bd-b23e-10b96e40000d", &["{38400000-8CF0-11BD-B23E-10B96E40000D}"]),
        ] {
            for way in ways {
                assert_eq!(one_form(kind, way).as_deref(), Some(form), "{way}");
            }
        }
    }

    #[test]
    fn what_names_nobody_or_many_is_refused_by_what_is_wrong() {
        for (kind, written) in [
            (Kind::Phone, "0901234567"),
            (Kind::Phone, "+84"),
            (Kind::Phone, "+84 9o1 234 567"),
            (Kind::Mail, "someone"),
            (Kind::Mail, "a b@example.org"),
            (Kind::Mail, "*@example.org"),
            (Kind::Mail, "a@localhost"),
            (Kind::Mail, "a@.0.."),
            (Kind::Account, "example.com"),
            (Kind::Account, "name"),
            (Kind::Account, "example.com/profile.php?id=12"),
            (Kind::Url, "example.com/a"),
            (Kind::Url, "ftp://example.com/a"),
            (Kind::Url, "https://me:secret@example.com/"),
            (Kind::Wallet, "0x12"),
            (Kind::Iban, "DE89370400440532013001"),
            (Kind::Iban, "DE8"),
            (Kind::Device, "490154203237519"),
            (Kind::Device, "phone"),
        ] {
            let refused = Identifier::read(kind, written);
            assert_eq!(refused, Err(Refusal::Field { field: "identifier", problem: kind.problem() }), "{written}");
        }
        let long = Identifier::read(Kind::Account, &"a".repeat(WRITTEN_MAX + 1));
        assert!(matches!(long, Err(Refusal::Field { problem: "longer than an identifier can be", .. })));
    }

    #[test]
    fn a_value_is_in_no_log() {
        let identifier = Identifier::read(Kind::Phone, "+84901234567").expect("a number");
        assert_eq!(format!("{identifier:?}"), "Identifier(phone)");
    }

    #[test]
    fn what_nobody_assessed_lapses_and_so_does_what_was_unfounded() {
        let periods = Periods { alleged_days: 365, unfounded_days: 90 };
        let since = Moment(0);
        let lapses = Standing::ALL.map(|standing| periods.lapses(standing, since));
        assert_eq!(lapses, [Some(since.plus_days(365)), None, None, Some(since.plus_days(90))]);
        assert_eq!(Standing::ALL.map(Standing::is_shared), [false, true, true, false]);
    }

    fn kinds() -> impl Strategy<Value = Kind> {
        proptest::sample::select(Kind::ALL.to_vec())
    }

    fn likely() -> impl Strategy<Value = String> {
        let url = "https?://(www\\.|m\\.){0,2}[a-z0-9]{1,4}\\.(com|org)(:[0-9]{1,4})?(/[a-zA-Z0-9%./_~-]{0,8}){0,3}(\\?[a-z%0-9=&]{0,12})?";
        prop_oneof![
            url,
            "(www\\.)?[a-z]{1,5}\\.com/@?[A-Za-z0-9._]{1,9}(/[A-Za-z]{0,4})?",
            "[+0]{1,2}[0-9 ().-]{6,18}",
            "[A-Za-z.+]{1,9}@[A-Za-z]{1,6}\\.[a-z]{2,3}",
            "[0-9A-Fa-f:.-]{12,40}",
            "[A-Z]{2}[0-9]{10,20}",
            "\\PC{0,40}",
        ]
    }

    proptest! {
        #[test]
        fn bringing_it_into_its_form_twice_is_doing_it_once(kind in kinds(), written in likely()) {
            if let Some(form) = one_form(kind, &written) {
                prop_assert_eq!(one_form(kind, &form), Some(form));
            }
        }

        #[test]
        fn space_around_it_and_marks_that_nobody_sees_change_nothing(kind in kinds(), written in likely()) {
            let wrapped = format!(" \u{2066}{written}\u{2069}\u{200b} ");
            prop_assert_eq!(one_form(kind, &wrapped), one_form(kind, &written));
        }
    }
}
