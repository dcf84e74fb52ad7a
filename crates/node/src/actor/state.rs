//! A State as code: a node with a desk, its officer and its approver, an entry that its root signed; and what they do with
//! requests, signed with their own keys as their browsers sign. Invented States with invented people.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use khien_casework::role::Role;
use khien_desk::Kind;
use khien_desk::directory::entry::{Authority, Entry, Ledger, Oversight, Role as Part};
use khien_desk::directory::peer::Command;
use khien_desk::directory::trust::Reason;
use khien_desk::directory::{Terms, Trust};
use khien_desk::request::Act;
use khien_desk::wire::signed::{OfficerSignature, to_be_signed};
use khien_seal::envelope;
use khien_seal::keys::{AgeIdentity, SignKey, verify_from_hex};
use khien_seal::statement::{self, Signed};
use khien_store::Store;
use khien_store::courier::Outgoing;
use khien_store::requests::Place;
use khien_store::setup::SetUp;
use khien_store::teams::MadeKey;
use khien_terms::Moment;
use khien_terms::id::{RequestId, StaffId, TeamId};
use serde_json::{Value, json};

use super::staff::{Person, TeamKey};
use crate::Failure;
use crate::abroad::information::PartKey;
use crate::abroad::saying;
use crate::app::App;
use crate::console::password;

/// A member of a desk.
pub struct Officer {
    /// The person, with their keys.
    pub person: Person,
    /// Their id.
    pub id: StaffId,
    /// The desk team vouches for them.
    pub certificate: Signed,
    /// Secret of the second factor.
    pub secret: Vec<u8>,
}

/// What an officer signs.
pub struct Message {
    /// Its number.
    pub number: [u8; 16],
    /// What it does.
    pub act: Act,
    /// Its words.
    pub body: Value,
    /// Of information (X1): what stays closed, sealed, and its key.
    pub part: Option<(Vec<u8>, PartKey)>,
}

/// A State with its desk.
pub struct DeskState {
    /// Its code.
    pub code: String,
    /// Drafts, and carries out.
    pub officer: Officer,
    /// Takes over at the end of a shift.
    pub relief: Officer,
    /// Approves, signs, decides.
    pub approver: Officer,
    /// Of the hotline: reads reports and opens cases.
    pub analyst: Officer,
    /// Opens what is sealed to the intake team.
    pub intake: AgeIdentity,
    /// Runs accounts; the secret of the second factor.
    pub admin: (Person, Vec<u8>),
    /// Reads who did what; the secret of the second factor.
    pub auditor: (Person, Vec<u8>),
    /// Opens what is sealed to the desk team.
    pub identity: AgeIdentity,
    /// The recovery kit as text, with the off-line root.
    pub kit: String,
}

/// Turns a sealing error into one of the walk.
fn sealing(error: khien_seal::SealError) -> Failure {
    Failure::Held(error.to_string())
}

fn held(error: impl std::fmt::Display) -> Failure {
    Failure::Held(error.to_string())
}

impl DeskState {
    /// Sets a node up as its people would: root, a hotline with an analyst, a desk team of three, an entry in the directory.
    ///
    /// # Errors
    /// When the node refuses.
    pub async fn found(store: &Store, origin: &str, code: &str, url: &str) -> Result<Self, Failure> {
        let (online, root) = (store.online_key().await?, SignKey::generate().map_err(sealing)?);
        let admin = Person::new("admin", "Administration", "a passphrase of an invented State").map_err(sealing)?;
        let set_up = SetUp {
            account: account(&admin).await?,
            root: root.verify_hex(),
            online_certificate: Signed::new(statement::online(origin, &online.verify_hex()), &root),
            recovery_recipient: None,
            team_name: "Intake".into(),
            custodian_name: "Custodians".into(),
        };
        let token = store.new_setup_token().await?;
        let admin_secret = secret_of(store, &token).await?;
        let admin_person = admin;
        let admin = store.set_up(&token, origin.to_owned(), online, set_up).await?;
        let team = store.found_desk_team("24/7 desk".into(), admin).await?;
        let people = [
            (Role::Officer, "officer", "Night officer"),
            (Role::Approver, "approver", "Legal officer"),
            (Role::Officer, "relief", "Day officer"),
        ];
        let members = joined(store, &[team], admin, people.into()).await?;
        let key = TeamKey::make(&team.to_string(), "desk").map_err(sealing)?;
        let desk = certified(store, &key, team, admin, &root, members).await?;
        let [officer, approver, relief] = desk.try_into().map_err(|_| held("three people have to join"))?;
        let (analyst, intake) = hotline(store, admin, &root).await?;
        let auditors = joined(store, &[], admin, vec![(Role::Auditor, "auditor", "Oversight")]).await?;
        let auditor = auditors.into_iter().next().map(|(person, _, secret)| (person, secret));
        let auditor = auditor.ok_or_else(|| held("nobody joined"))?;
        let entry = entry(store, &root, code, url).await?;
        store.put_own_entry(entry, admin).await?;
        store.keep_desk_keys().await?;
        let identity = key.pair.identity().map_err(sealing)?;
        let admin = (admin_person, admin_secret);
        let kit = format!("Khiên recovery kit\nroot-seed: {}\n", hex::encode(root.seed().as_slice()));
        Ok(Self { code: code.to_owned(), officer, relief, approver, analyst, intake, admin, auditor, identity, kit })
    }

    /// Brings another State's entry in; both members say that they compared its words by voice, and it is trusted.
    ///
    /// # Errors
    /// When the node refuses.
    pub async fn trust(&self, own: &Store, other: &Store, code: &str) -> Result<(), Failure> {
        let offered = other.own_offered().await?.ok_or_else(|| held("the other State has no entry"))?;
        let root = offered.root.clone();
        own.introduce_state(offered, self.approver.id).await?;
        for by in [self.officer.id, self.approver.id] {
            own.peer_command(code.to_owned(), Command::HearWords { root: root.clone(), by }, by).await?;
        }
        let by = self.approver.id;
        let trust = Command::SetTrust { trust: Trust::Full, reason: Reason::Agreement, by };
        own.peer_command(code.to_owned(), trust, by).await?;
        Ok(())
    }

    /// Drafts a request: its form, sealed to the desk.
    ///
    /// # Errors
    /// When the node refuses.
    pub async fn draft(&self, app: &App, to: &str, kind: Kind, form: &Value) -> Result<RequestId, Failure> {
        let words = envelope::seal_json(form, [self.identity.recipient().as_str()]).map_err(sealing)?;
        Ok(app.store.draft_request(to.to_owned(), kind, words, self.officer.id).await?)
    }

    /// Signs a message and puts it into the outbox.
    ///
    /// # Errors
    /// When the node refuses.
    pub async fn say(
        &self,
        app: &App,
        id: RequestId,
        by: &Officer,
        act: Act,
        body: Value,
    ) -> Result<Outgoing, Failure> {
        let number = khien_seal::random::<16>().map_err(sealing)?;
        self.sign(app, id, by, Message { number, act, body, part: None }).await
    }

    /// Signs a message that may have a part under a key of its own, and puts it into the outbox; the node is told the key.
    ///
    /// # Errors
    /// When the node refuses.
    pub async fn sign(&self, app: &App, id: RequestId, by: &Officer, message: Message) -> Result<Outgoing, Failure> {
        let page = Page::of(app, id).await?;
        let signed = self.signed(&page, app.now(), by, message)?;
        said(app, by, signed).await
    }

    /// A message as an officer's browser makes and signs it on a page that it was shown before.
    ///
    /// # Errors
    /// When the officer's key is none.
    pub fn signed(&self, page: &Page, now: Moment, by: &Officer, message: Message) -> Result<SignedMessage, Failure> {
        let Message { number, act, body, part } = message;
        let mut frame = json!({
            "desk": "1", "message": hex::encode(number),
            "thread": format!("{:032x}", page.request.bits()), "seq": page.place.seq, "prev": page.place.prev,
            "from": self.code, "to": page.peer, "issued_at": now, "expires_at": now.plus_days(14),
            "officer": by.person.desk_name, "act": act, "body": body,
        });
        let (sealed, key) = part.unzip();
        if let Some(sealed) = sealed {
            frame["sealed"] = STANDARD.encode(sealed).into();
        }
        let text = frame.to_string().into_bytes();
        let signing = by.person.pair.sign_key().map_err(sealing)?;
        let verify = signing.verify_bytes();
        let signature = signing.sign(&to_be_signed(&text, &verify));
        let signature = OfficerSignature { verify, signature, certificate: by.certificate.clone() };
        Ok(SignedMessage { request: page.request, text, signature, key })
    }

    /// Answers the safeguards of our side, all with "does not arise", for invented requests.
    ///
    /// # Errors
    /// When the node refuses.
    pub async fn gate(&self, app: &App, id: RequestId) -> Result<(), Failure> {
        let answers: BTreeMap<String, String> =
            app.desk_law().asked.iter().map(|code| (code.clone(), "not_needed".to_owned())).collect();
        Ok(app.store.gate_request(id, answers, self.officer.id).await?)
    }
}

/// What an officer's page knows of a request before anything is signed on it.
pub struct Page {
    request: RequestId,
    place: Place,
    peer: String,
}

impl Page {
    /// The page of a request now.
    ///
    /// # Errors
    /// [`Failure`] when there is none.
    pub async fn of(app: &App, request: RequestId) -> Result<Self, Failure> {
        let (place, state) = app.store.next_place(request).await?;
        Ok(Self { request, place, peer: state.peer })
    }
}

/// What an officer's browser sends to its node.
pub struct SignedMessage {
    request: RequestId,
    text: Vec<u8>,
    signature: OfficerSignature,
    key: Option<PartKey>,
}

/// Puts what an officer signed into the outbox.
///
/// # Errors
/// When the node refuses.
pub async fn said(app: &App, by: &Officer, signed: SignedMessage) -> Result<Outgoing, Failure> {
    let SignedMessage { request, text, signature, key } = signed;
    Ok(saying::say(app, request, by.id, text, signature, key).await?)
}

/// The account as the node keeps it: of the sign-in key only its argon2id.
async fn account(person: &Person) -> Result<khien_store::staff::NewAccount, Failure> {
    let mut account = person.account().map_err(sealing)?;
    account["sign_in_key"] = password::hashed(person.sign_in_key().to_owned()).await?.into();
    serde_json::from_value(account).map_err(held)
}

async fn secret_of(store: &Store, token: &str) -> Result<Vec<u8>, Failure> {
    store.invitation(token).await?.map(|(_, secret)| secret).ok_or_else(|| held("the address is spent"))
}

/// People join a team as they would: invited, each with an account of their own.
async fn joined(
    store: &Store,
    teams: &[TeamId],
    admin: StaffId,
    people: Vec<(Role, &str, &str)>,
) -> Result<Vec<(Person, StaffId, Vec<u8>)>, Failure> {
    let mut joined = Vec::new();
    for (role, login, name) in people {
        let person = Person::new(login, name, "a passphrase of an invented State").map_err(sealing)?;
        let (id, token) = store.invite(role, teams.to_vec(), Some(admin)).await?;
        let secret = secret_of(store, &token).await?;
        store.join(&token, account(&person).await?).await?;
        joined.push((person, id, secret));
    }
    Ok(joined)
}

/// The hotline of the State: an analyst who holds the intake team's key, certified by the root.
async fn hotline(store: &Store, admin: StaffId, root: &SignKey) -> Result<(Officer, AgeIdentity), Failure> {
    let teams = store.teams().await?;
    let intake = teams.iter().find(|team| team.purpose == "intake").ok_or_else(|| held("there is no intake team"))?.id;
    let people = joined(store, &[intake], admin, vec![(Role::Analyst, "analyst", "Hotline")]).await?;
    let key = TeamKey::make(&intake.to_string(), "intake").map_err(sealing)?;
    let analyst =
        certified(store, &key, intake, admin, root, people).await?.pop().ok_or_else(|| held("nobody joined"))?;
    Ok((analyst, key.pair.identity().map_err(sealing)?))
}

async fn certified(
    store: &Store,
    key: &TeamKey,
    team: TeamId,
    admin: StaffId,
    root: &SignKey,
    people: Vec<(Person, StaffId, Vec<u8>)>,
) -> Result<Vec<Officer>, Failure> {
    let mut officers = Vec::new();
    let maker = people.first().map(|(_, id, _)| *id).ok_or_else(|| held("nobody joined"))?;
    for (person, id, secret) in people {
        let verify = person.pair.sign_key().map_err(sealing)?.verify_bytes();
        let certificate = key.vouch(&person.desk_name, verify).map_err(sealing)?;
        let wrapped = key.wrapped(&person.recipient().map_err(sealing)?).map_err(sealing)?;
        if id == maker {
            let made = MadeKey {
                recipient: key.pair.identity().map_err(sealing)?.recipient(),
                verify: key.pair.sign_key().map_err(sealing)?.verify_hex(),
                wrapped,
                recovery: None,
                certificate: certificate.clone(),
            };
            store.make_team_key(team, id, made).await?;
            store.certify_team(team, admin, key.certified(root).map_err(sealing)?).await?;
        } else {
            store.give_team_key(team, 1, maker, id, wrapped, certificate.clone()).await?;
        }
        officers.push(Officer { person, id, certificate, secret });
    }
    Ok(officers)
}

async fn entry(store: &Store, root: &SignKey, code: &str, url: &str) -> Result<Signed, Failure> {
    let keys = store.desk_keys().await?.ok_or_else(|| held("the desk team has no certified key"))?;
    let online = statement::OnlineCert::verified(&keys.online, &verify_from_hex(&keys.root).map_err(sealing)?);
    let place = store.next_entry().await?;
    let now: Timestamp = Moment::from(khien_store::journal::now()).timestamp();
    let names = |name: &str| BTreeMap::from([("en".to_owned(), name.to_owned())]);
    let entry = Entry {
        state: code.to_owned(),
        names: names(&format!("Invented State {code}")),
        authorities: vec![Authority {
            id: Part::ContactPoint.as_str().into(),
            names: names("24/7 point"),
            roles: vec![Part::ContactPoint],
            phone: "+999 1 234 567".into(),
            hours: "24/7".into(),
            zone: "UTC".into(),
        }],
        url: url.to_owned(),
        node: store.desk_sign_key().await?.verify_hex(),
        beside: Vec::new(),
        desk: keys.teams.clone(),
        ledger: Ledger { origin: online.map_err(sealing)?.origin, online: keys.online.clone() },
        witness: store.witness_key().await?.verify_hex(),
        terms: Terms {
            state: code.to_owned(),
            languages: vec!["en".into(), "vi".into(), "id".into()],
            kinds: Kind::ALL.into(),
            reservations: Vec::new(),
            hold_days_default: 90,
            dual_criminality_required: false,
        },
        zone: "UTC".into(),
        oversight: Oversight { names: names("Commissioner"), contact: "oversight@state.example".into() },
        seq: place.seq,
        prev: place.prev,
        not_before: now - SignedDuration::from_hours(1),
        not_after: now + SignedDuration::from_hours(24 * 365),
        leaves: None,
    };
    Ok(Signed::new(entry.statement().map_err(held)?, root))
}

/// The form of an urgent preservation of an invented matter; `text` fills its facts to a length.
#[must_use]
pub fn preservation(respond_by: Timestamp, text: &str) -> Value {
    let reason = "The invented account is named in three invented reports of the last week. A narrower measure would not show \
                  which of its files were shared, and they can be gone within days.";
    json!({
        "request_status": "new", "legal_basis": [{"instrument": "uncc", "article": "42"}],
        "verify_by": {"name": "Night officer", "number": "+999 1 234 567"},
        "respond_by": respond_by.to_string(), "respond_why": "Logs of the provider are kept for days only.",
        "urgency": "urgent", "urgency_reason": "volatile_data",
        "offence": {"basis": "convention", "articles": ["14"], "title": "Invented offence", "law_text": "Invented text of an invented law.",
                    "max_penalty_months": 84, "stage": "investigation"},
        "facts": format!("An invented account shared invented files with an invented group, as an invented report says. {text}"),
        "authorisation": {"by": "prosecutor", "date": "2026-11-20", "number": "X-1"},
        "necessity": reason, "proportionality": reason,
        "confidentiality": {"no_user_notice": false, "level": "restricted"},
        "use": {"purposes": ["the investigation that is named"], "other_use_only_with_consent": true,
                "no_onward_without_written_consent": true, "end": "delete", "end_by": respond_by.strftime("%Y-12-31").to_string()},
        "safeguards": BTreeMap::from(["S1", "S2", "S3", "S4", "S6", "S7", "S8", "S9"].map(|code| {
            (code, json!({"answer": if matches!(code, "S4" | "S7") { "no" } else { "yes" }, "text": "as the file shows"}))
        })),
        "lang": "en",
        "items": [{"id": "1", "class": "content", "identifier": {"type": "account_id", "value": "invented.account"},
                   "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z",
                   "relation_to_offence": "The account from which the invented files were shared."}],
        "volatility": "days", "volatility_why": "The provider says so.", "intends_mla": true, "hold_days": 90,
    })
}

/// The form of a wish to hold longer (P2), within the preservation that it is said in.
#[must_use]
pub fn extension(id: RequestId, until: Moment, reason: &str) -> Value {
    json!({
        "kind": "P2", "form": "P2@1.0", "ref": format!("{:032x}", id.bits()), "action": "extend",
        "new_end": until.day_in(&jiff::tz::TimeZone::UTC).to_string(), "reason": reason, "lang": "en",
        "legal_basis": [{"instrument": "uncc", "article": "42(9)"}],
    })
}

/// The form of a request for what was preserved in an invented matter.
#[must_use]
pub fn assistance(respond_by: Timestamp, preserved: &str) -> Value {
    let mut form = preservation(respond_by, "");
    if let Some(members) = form.as_object_mut() {
        for only in ["volatility", "volatility_why", "intends_mla", "hold_days", "urgency_reason"] {
            members.remove(only);
        }
        members.insert("urgency".into(), "routine".into());
        members.insert("legal_basis".into(), json!([{"instrument": "uncc", "article": "44"}]));
        members.insert("order".into(), "subscriber_first".into());
        members.insert("preserved_ref".into(), preserved.into());
        members.insert("certificate".into(), "none".into());
        members.insert("delivery".into(), "package".into());
        members.insert(
            "privilege_plan".into(),
            "Messages with an invented lawyer are left out before anybody reads.".into(),
        );
        let conduct = json!({"our_text": "Invented text of an invented law.", "our_conduct_elements": ["sharing invented files"]});
        members.insert("dual_criminality".into(), conduct);
    }
    form
}

/// What opens a request of another kind, as its form says it; `about` is the request that it follows.
///
/// # Errors
/// When the form has no moment to answer by.
pub fn opening_of(
    app: &App,
    kind: Kind,
    form: &Value,
    urgency: khien_desk::request::Urgency,
    about: Option<String>,
) -> Result<Act, Failure> {
    let by = form.get("respond_by").and_then(Value::as_str).unwrap_or_default();
    let respond_by = by.parse::<Timestamp>().map_err(held)?.into();
    let hold_days = (kind == Kind::P1).then_some(90);
    let follow_up = form.get("follow_up_by").and_then(Value::as_str).map(str::parse::<Timestamp>).transpose();
    let follow_up_by = follow_up.map_err(held)?.map(Moment::from);
    Ok(Act::Request {
        kind,
        form: app.form_id(kind),
        urgency,
        respond_by,
        hold_days,
        about,
        follow_up_by,
        information: None,
    })
}

/// What opens a preservation, as its form says it.
///
/// # Errors
/// When the form has no moment to answer by.
pub fn opening(app: &App, form: &Value) -> Result<Act, Failure> {
    opening_of(app, Kind::P1, form, khien_desk::request::Urgency::Urgent, None)
}
