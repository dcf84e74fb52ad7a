//! States without a node: who answers for them, the letters that were taken out, and the answers that came back. An answer is written as
//! any message of another State is: by the same rules, once, with a receipt.

use std::sync::Arc;

use khien_casework::Refusal;
use khien_desk::directory::Trust;
use khien_desk::directory::correspondent::{self, Command, Correspondent, CorrespondentEvent, Details};
use khien_desk::directory::peer::Refused;
use khien_desk::letter::TakenOut;
use khien_desk::request::place::{self, Misplaced};
use khien_desk::request::{self, Act, Event, Law};
use khien_seal::keys::SignKey;
use khien_terms::id::{RequestId, StaffId};

use crate::batch::Batch;
use crate::courier::{Arrived, Taken, hear};
use crate::db::Conn;
use crate::journal::{Actor, Meta};
use crate::requests::{append, load};
use crate::{Fault, Store, directory, information, packages, vals};

/// A letter: the message of ours that it carries, and the public key that answers made in it are signed with.
pub type Letter = (String, [u8; 32]);

/// A State without a node, with who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrespondentRow {
    /// What staff decided.
    pub correspondent: Correspondent,
    /// Who answers for it.
    pub details: Details,
}

impl Store {
    /// All States without a node, by code.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn correspondents(&self) -> Result<Vec<CorrespondentRow>, Fault> {
        self.read(|conn| {
            let rows = conn.query("SELECT id FROM correspondent ORDER BY id", &[])?;
            rows.iter().filter_map(|row| find(conn, row.text(0)).transpose()).collect()
        })
        .await
    }

    /// A State without a node, by its code.
    ///
    /// # Errors
    /// [`Fault::Database`], [`Fault::Corrupt`].
    pub async fn correspondent(&self, state: String) -> Result<Option<CorrespondentRow>, Fault> {
        self.read(move |conn| find(conn, &state)).await
    }

    /// Writes down who answers for a State without a node, first or anew. It is trusted for nothing until two officers called.
    ///
    /// # Errors
    /// [`Refusal::Field`] for details nobody can call, [`Refusal::NotNow`] when the State has a node or is this one.
    pub async fn name_correspondent(&self, details: Details, by: StaffId) -> Result<(), Fault> {
        details.check().map_err(|(field, problem)| Refusal::Field { field, problem })?;
        self.write("name correspondent", move |batch| {
            let state = details.state.as_str();
            if crate::own_entry::state_of(batch.conn()?)?.is_some_and(|own| own == state) {
                return Err(Refusal::NotNow("this is the entry of this State itself").into());
            }
            if directory::load(batch.conn()?, state)?.is_some_and(|(peer, _)| peer.trust != Trust::Left) {
                return Err(Refusal::NotNow("this State has a node: it is in the directory").into());
            }
            let (link, body) = details.link()?;
            let sql = "INSERT INTO correspondent_details (link, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            batch.conn()?.execute(sql, &vals![link.as_str(), body])?;
            act(batch, state, Command::Name { details: link }, by)
        })
        .await
    }

    /// Does what an officer decided about a State without a node.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn correspondent_command(&self, state: String, command: Command, by: StaffId) -> Result<(), Fault> {
        self.write("correspondent", move |batch| act(batch, &state, command.clone(), by)).await
    }

    /// Writes down that a blank letter was made for a State: in it its officer writes requests. `certificate` is as in [`Store::take_letter`].
    ///
    /// # Errors
    /// [`Refusal::NotNow`] when the State was not called, or has another certificate by now.
    pub async fn make_blank(
        &self,
        state: String,
        letter: Letter,
        certificate: Option<String>,
        by: StaffId,
    ) -> Result<(), Fault> {
        self.write("make blank", move |batch| {
            let Some(row) = trusted(batch, &state)? else { return Err(refused(Refused::WordsFirst)) };
            if certificate.is_some() && certificate != fingerprint(&row.details)? {
                return Err(Refusal::NotNow("its certificate has changed since then").into());
            }
            let (number, verify) = (letter.0.clone(), hex::encode(letter.1));
            act(batch, &state, Command::Blank { number, verify, certificate: certificate.clone() }, by)
        })
        .await
    }

    /// Takes a request in that was written in a blank letter: it is this State's request here, as one that a node brought. `by` is who
    /// takes it in, and not who made the blank letter.
    ///
    /// # Errors
    /// [`Refusal::Forged`] when no such blank letter was made, [`Refusal::NotNow`] when this officer made it, or when somebody else answers for
    /// the State by now; [`Fault::Declined`] when it does not follow. Then nothing is kept.
    pub async fn hear_request(
        &self,
        said: Arc<Arrived>,
        blank: Letter,
        by: StaffId,
        own: String,
        law: Arc<Law>,
        node: SignKey,
    ) -> Result<Taken, Fault> {
        self.write("hear request", move |batch| {
            let Some(row) = trusted(batch, &said.peer)? else { return Err(not_trusted()) };
            may_hear(&row.correspondent.blanks, &blank, &row.correspondent.details, by)?;
            match hear(batch, &said, &own, &law, &node)? {
                Taken::Refused(misplaced) => Err(declined(misplaced)),
                Taken::Full => Err(no_room()),
                Taken::Unproven => Err(Refusal::Forged.into()),
                Taken::Before(receipt) => Ok(Taken::Before(receipt)),
                Taken::New(receipt) => {
                    let (_, version) = load(batch.conn()?, said.request)?;
                    let event = Event::AskedByLetter { blank: blank.0.clone(), verify: hex::encode(blank.1), by };
                    append(batch, said.request, version, event, Actor::Staff(by))?;
                    Ok(Taken::New(receipt))
                }
            }
        })
        .await
    }

    /// Writes down that a message of ours was taken out as a letter. `certificate` is the one to which it was sealed, by its SHA-256 in
    /// hex; none where words open it. `key` says that the key of information lies in it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when we said no such message, [`Refusal::NotNow`] when the State has a node, or another certificate.
    pub async fn take_letter(
        &self,
        id: RequestId,
        letter: Letter,
        (certificate, key): (Option<String>, bool),
        by: StaffId,
    ) -> Result<(), Fault> {
        self.write("take letter", move |batch| {
            let (state, version) = load(batch.conn()?, id)?;
            let (message, verify) = (letter.0.clone(), hex::encode(letter.1));
            let gives = request::information::given(&state.asking).is_some_and(|(given, _)| given == message);
            if !state.half(state.side).messages.contains(&message) || (key && !gives) {
                return Err(Refusal::NotFound.into());
            }
            // A letter made anew is no less given than the message was.
            let Some(row) = trusted(batch, &state.peer)? else {
                return Err(Refusal::NotNow("this State is asked by its node, not by letter").into());
            };
            if certificate.is_some() && certificate != fingerprint(&row.details)? {
                return Err(Refusal::NotNow("its certificate has changed since then").into());
            }
            let (details, certificate) = (Some(row.correspondent.details), certificate.clone());
            let event = Event::Lettered(TakenOut { message, verify, by, details, certificate, key });
            append(batch, id, version, event, Actor::Staff(by))
        })
        .await
    }

    /// Takes an answer in: each of its acts as a message, in order, all or none. `said` is the answer as messages without their
    /// place, which follows from what is known; `by` is who takes it in, and not who took its letter out. The chunks that it names are kept
    /// already ([`Store::put_chunk`]). `key` is the key of information that it gives, sealed to our desk.
    ///
    /// # Errors
    /// [`Refusal::Forged`] when no such letter was taken out, [`Refusal::NotNow`] when this officer did, or when somebody else answers
    /// for the State by now; [`Fault::Declined`] when an act does not follow. Then nothing is kept.
    pub async fn hear_answer(
        &self,
        (said, key): (Vec<Arrived>, Option<Vec<u8>>),
        letter: Letter,
        by: StaffId,
        own: String,
        law: Arc<Law>,
        node: SignKey,
    ) -> Result<Taken, Fault> {
        let declines = said.iter().any(|one| matches!(one.act, Act::Decline { .. } | Act::Destroyed { .. }));
        let taken = self
            .write("hear answer", move |batch| {
                let mut last = None;
                for one in &said {
                    let (state, _) = load(batch.conn()?, one.request)?;
                    let Some(row) = trusted(batch, &state.peer)? else {
                        return Err(not_trusted());
                    };
                    if state.peer != one.peer {
                        return Err(Refusal::Forged.into());
                    }
                    may_hear(&state.letters, &letter, &row.correspondent.details, by)?;
                    let (seq, prev) = place::next(state.half(state.side.other()));
                    let placed = Arrived { seq, prev: prev.to_owned(), ..one.clone() };
                    match hear(batch, &placed, &own, &law, &node)? {
                        Taken::Refused(misplaced) => return Err(declined(misplaced)),
                        Taken::Full => return Err(no_room()),
                        Taken::Unproven => return Err(Refusal::Forged.into()),
                        taken => {
                            // Its chunks came with it: they are kept before the answer is heard.
                            if !placed.chunks.is_empty() {
                                packages::are_here(batch, one.request, &placed.message)?;
                            }
                            if let (Taken::New(_), Some(key)) = (&taken, &key) {
                                opens(batch, one.request, key)?;
                            }
                            last = Some(taken);
                        }
                    }
                }
                last.ok_or_else(|| Refusal::NotFound.into())
            })
            .await?;
        // The key that a node would have fetched is nowhere in the database's pages; our own copy stays, as that of any message.
        if declines && matches!(taken, Taken::New(_)) {
            self.scrub().await?;
        }
        Ok(taken)
    }
}

/// Keeps the key of information that a State without a node gave, since we accepted its conditions.
fn opens(batch: &mut Batch<'_>, id: RequestId, key: &[u8]) -> Result<(), Fault> {
    crate::requests::must_be_sealed(key)?;
    let (state, _) = load(batch.conn()?, id)?;
    let given = request::information::given(&state.asking).filter(|_| state.side == request::Side::Asked);
    let message = given.map(|(message, _)| message.to_owned()).ok_or(Refusal::NotFound)?;
    if information::arrive(batch, id, &message, key)? {
        return Ok(());
    }
    Err(Refusal::NotNow("no key of information is waited for").into())
}

fn not_trusted() -> Fault {
    Refusal::NotNow("this State is not trusted here: compare its words by voice first").into()
}

fn no_room() -> Fault {
    Refusal::NotNow("there is no room for it now").into()
}

/// A State without a node to which letters go, and whose answers are taken in: two people called its number, and nobody suspended it.
fn trusted(batch: &mut Batch<'_>, state: &str) -> Result<Option<CorrespondentRow>, Fault> {
    Ok(find(batch.conn()?, state)?.filter(|row| row.correspondent.trust.preserves()))
}

/// The certificate of these details, by its SHA-256 in hex.
fn fingerprint(details: &Details) -> Result<Option<String>, Fault> {
    let certificate = details.certificate().map_err(|unusable| Fault::Corrupt(unusable.to_string()))?;
    Ok(certificate.map(|certificate| certificate.fingerprint))
}

/// Whether an answer of this letter may be taken in by this officer, while these details say who answers for the State.
fn may_hear(taken_out: &[TakenOut], letter: &Letter, details: &str, by: StaffId) -> Result<(), Refusal> {
    let verify = hex::encode(letter.1);
    let made: Vec<&TakenOut> = taken_out.iter().filter(|one| one.message == letter.0 && one.verify == verify).collect();
    if made.is_empty() {
        return Err(Refusal::Forged);
    }
    // Whoever made the letter has its key, and could have made the answer.
    if made.iter().any(|one| one.by == by) {
        return Err(Refusal::NotNow("whoever took the letter out does not take its answer in"));
    }
    if made.iter().all(|one| one.details.as_deref() != Some(details)) {
        return Err(Refusal::NotNow("this letter was made before its number or certificate changed"));
    }
    Ok(())
}

fn declined(misplaced: Misplaced) -> Fault {
    match misplaced {
        Misplaced::Illegal(illegal) => request::Refusal::Illegal(illegal).into(),
        _ => Refusal::Field { field: "answer", problem: "another answer has this number" }.into(),
    }
}

fn act(batch: &mut Batch<'_>, state: &str, command: Command, by: StaffId) -> Result<(), Fault> {
    let (before, version) = row(batch.conn()?, state)?.unzip();
    let events: Vec<CorrespondentEvent> =
        correspondent::decide(before.as_ref(), state, command, by).map_err(refused)?;
    let meta = Meta::once(Actor::Staff(by))?;
    batch.append(&correspondent::stream(state), version.unwrap_or(0), events, meta).map(drop)
}

/// A State without a node that takes part, and the version of its stream.
pub(crate) fn row(conn: &mut Conn, state: &str) -> Result<Option<(Correspondent, i64)>, Fault> {
    let found = conn.first("SELECT state, version FROM correspondent WHERE id = $1", &vals![state])?;
    found.map(|row| Ok((serde_json::from_str(row.text(0))?, row.int(1)))).transpose()
}

fn find(conn: &mut Conn, state: &str) -> Result<Option<CorrespondentRow>, Fault> {
    let Some((correspondent, _)) = row(conn, state)? else { return Ok(None) };
    let sql = "SELECT body FROM correspondent_details WHERE link = $1";
    let body = conn.first(sql, &vals![correspondent.details.as_str()])?;
    let body = body.ok_or_else(|| Fault::Corrupt(format!("who answers for {state} is not kept")))?;
    Ok(Some(CorrespondentRow { details: serde_json::from_str(body.text(0))?, correspondent }))
}

/// What the rules refuse, in the words of all rules.
fn refused(refused: Refused) -> Fault {
    Refusal::NotNow(match refused {
        Refused::NoState => "the State is two capital letters",
        Refused::Twice => "another officer has to do this",
        Refused::WordsFirst => "first two officers call its number",
        Refused::OtherRoot => "its number has changed since then",
        Refused::Left => "this State takes part no more",
        Refused::Known | Refused::NotShown | Refused::NothingHeld | Refused::NotGiven => {
            "trust of this kind is not given"
        }
    })
    .into()
}
