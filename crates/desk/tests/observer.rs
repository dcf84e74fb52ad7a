//! A1: whoever watches the line sees who asks whom and how much travels. That says next to nothing of what is asked.

#![expect(clippy::expect_used, reason = "a test that cannot go on says where")]

mod made;

use std::collections::BTreeMap;

use khien_desk::Kind;
use khien_desk::form::Forms;
use khien_desk::wire::outer::Lane;
use khien_desk::wire::sealed::{self, Address, RecipientKey};
use khien_desk::wire::signed::{OfficerSignature, assemble, to_be_signed};
use khien_seal::keys::SignKey;
use khien_seal::statement::{Signed, StaffCert};
use khien_terms::DataFiles;
use made::{Dice, whole};
use serde_json::{Value, json};

/// Exchanges that are watched.
const WATCHED: u64 = 1000;
/// Bytes of a form at most: longer ones show that they are.
const FORM_MAX: usize = 4 << 10;

struct Desk {
    node: SignKey,
    officer: SignKey,
    certificate: Signed,
    key: RecipientKey,
}

impl Desk {
    fn new() -> Self {
        let officer = SignKey::from_seed([3; 32]);
        let staff = StaffCert {
            team: "tea_00000000000000000000000009".into(),
            epoch: 1,
            desk_name: "Night desk".into(),
            verify: officer.verify_bytes(),
        };
        Self {
            node: SignKey::from_seed([2; 32]),
            certificate: Signed::new(staff.statement(), &SignKey::from_seed([4; 32])),
            officer,
            key: RecipientKey::generate().expect("a key"),
        }
    }

    /// The bytes that travel of a request with this form.
    fn travels(&self, kind: Kind, form: &Value) -> usize {
        let text = json!({
            "desk": "1", "message": "07".repeat(16), "thread": "08".repeat(16), "seq": 1, "prev": "-", "from": "XA", "to": "XB",
            "issued_at": 1_795_000_000_000_000_i64, "expires_at": 1_796_000_000_000_000_i64, "officer": "Night desk",
            "act": {"type": "request", "kind": kind, "form": format!("{kind}@1.0"), "urgency": "routine",
                    "respond_by": 1_795_500_000_000_000_i64},
            "body": form,
        })
        .to_string();
        let verify = self.officer.verify_bytes();
        let by = OfficerSignature {
            verify,
            signature: self.officer.sign(&to_be_signed(text.as_bytes(), &verify)),
            certificate: self.certificate.clone(),
        };
        let inner = assemble(text.as_bytes(), &self.node, &by).expect("assembled");
        let address = Address { message: [7; 16], to: "XB".into(), from: "XA".into(), lane: Lane::Normal };
        sealed::seal(&address, self.key.public(), &inner).expect("sealed").to_bytes().len()
    }
}

#[test]
fn a1_the_length_of_what_travels_does_not_say_of_which_kind_it_is() {
    let forms = Forms::load(&DataFiles::embedded()).expect("the data is right");
    let desk = Desk::new();
    let mut seen: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut of_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for n in 0..WATCHED {
        let kind = Kind::ALL[usize::try_from(n).expect("small") % Kind::ALL.len()];
        let form = whole(&forms, kind, &mut Dice::new(n + 1));
        if form.to_string().len() > FORM_MAX {
            continue;
        }
        *seen.entry(desk.travels(kind, &form)).or_default().entry(kind.as_str()).or_default() += 1;
        *of_kind.entry(kind.as_str()).or_default() += 1;
    }
    let most = |counts: &BTreeMap<&str, usize>| counts.values().copied().max().unwrap_or(0);
    let all: usize = of_kind.values().sum();
    // The best that anybody can do who knows all of this: the commonest kind of each length.
    let guessed: usize = seen.values().map(most).sum();
    let (guesses, chance) = (guessed as f64 / all as f64, most(&of_kind) as f64 / all as f64);
    assert!(all > 500, "{all} of {WATCHED} forms are short");
    assert!(guesses <= chance + 0.05, "{guesses:.3} by length, {chance:.3} by chance: {seen:?}");
}
