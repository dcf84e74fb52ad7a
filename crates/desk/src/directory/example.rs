//! Invented States for the tests of this room.

use jiff::Timestamp;
use khien_seal::keys::{AgeIdentity, SignKey};
use khien_seal::statement::{Signed, TeamCert, online};

use super::entry::{Authority, Entry, Ledger, Oversight, Role};
use super::fresh::{EpochKey, Fresh, HOLDS};
use super::{Offered, Terms, link};
use crate::Kind;

pub const ORIGIN: &str = "desk.xa.example/ledger";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

pub fn now() -> Timestamp {
    at("2026-11-27T08:00:00Z")
}

/// A State that tells of itself.
pub struct State {
    pub root: SignKey,
    pub node: SignKey,
    pub chain: Vec<Signed>,
    pub last: Entry,
}

fn names(name: &str) -> super::entry::Names {
    [("en".to_owned(), name.to_owned())].into()
}

fn team(root: &SignKey) -> Signed {
    let cert = TeamCert {
        team: "tea_00000000000000000000000009".into(),
        epoch: 1,
        purpose: "desk".into(),
        recipient: AgeIdentity::generate().recipient(),
        verify: SignKey::from_seed([5; 32]).verify_bytes(),
    };
    Signed::new(cert.statement(), root)
}

impl State {
    pub fn new() -> Self {
        let (root, node) = (SignKey::from_seed([1; 32]), SignKey::from_seed([2; 32]));
        let last = Entry {
            state: "XA".into(),
            names: names("Aland"),
            authorities: vec![Authority {
                id: "desk".into(),
                names: names("24/7 point"),
                roles: vec![Role::ContactPoint],
                phone: "+99 1 234 567".into(),
                hours: "24/7".into(),
                zone: "Asia/Ho_Chi_Minh".into(),
            }],
            url: "https://desk.xa.example".into(),
            node: node.verify_hex(),
            desk: vec![team(&root)],
            ledger: Ledger {
                origin: ORIGIN.into(),
                online: Signed::new(online(ORIGIN, &SignKey::from_seed([3; 32]).verify_hex()), &root),
            },
            beside: Vec::new(),
            witness: String::new(),
            terms: Terms {
                state: "XA".into(),
                languages: vec!["en".into()],
                kinds: Kind::ALL.into(),
                reservations: Vec::new(),
                hold_days_default: 90,
                dual_criminality_required: false,
            },
            zone: "Asia/Ho_Chi_Minh".into(),
            oversight: Oversight { names: names("Commissioner"), contact: "oversight@xa.example".into() },
            seq: 1,
            prev: "-".into(),
            not_before: at("2026-11-01T00:00:00Z"),
            not_after: at("2027-11-01T00:00:00Z"),
            leaves: None,
        };
        let chain = vec![Signed::new(last.statement().expect("entry"), &root)];
        Self { root, node, chain, last }
    }

    /// Says something new of itself.
    pub fn say(&mut self, change: impl FnOnce(&mut Entry)) {
        let before = self.chain.last().expect("one");
        self.last.seq += 1;
        self.last.prev = link(before).expect("link");
        change(&mut self.last);
        self.chain.push(Signed::new(self.last.statement().expect("entry"), &self.root));
    }

    /// Goes over to another root: certificates and entry are its from now on.
    pub fn renew(&mut self, root: SignKey) {
        let desk = vec![team(&root)];
        let online = Signed::new(online(ORIGIN, &SignKey::from_seed([3; 32]).verify_hex()), &root);
        self.root = root;
        self.say(|entry| {
            entry.desk = desk;
            entry.ledger.online = online;
        });
    }

    pub fn fresh(&self, now: Timestamp) -> Fresh {
        Fresh {
            state: "XA".into(),
            seq: self.last.seq,
            entry: link(self.chain.last().expect("one")).expect("link"),
            keys: vec![EpochKey {
                id: "k1".into(),
                suite: 1,
                public: "AAAA".into(),
                not_before: now,
                not_after: now + HOLDS,
            }],
            tls: Vec::new(),
            desk: None,
            calls: false,
            revoked: Vec::new(),
            issued_at: now,
            valid_until: now + HOLDS,
        }
    }

    pub fn show(&self, now: Timestamp) -> Offered {
        self.show_with(&self.fresh(now))
    }

    pub fn show_with(&self, fresh: &Fresh) -> Offered {
        Offered {
            root: self.root.verify_hex(),
            entries: self.chain.clone(),
            fresh: Signed::new(fresh.statement().expect("fresh"), &self.node),
            succession: None,
            successions: Vec::new(),
        }
    }
}
