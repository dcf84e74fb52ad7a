//! Asking another State which of our identifiers it knows: blinded here, signed in the officer's browser, sent once, compared here.
//! Values and blinding stand in memory for a quarter of an hour and are never written.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use khien_casework::Refusal;
use khien_casework::identifier::Identifier;
use khien_desk::lookup::answer::ANSWER_MAX;
use khien_desk::lookup::query::HOLDS_MINUTES;
use khien_desk::lookup::{Answer, Blinded, ELEMENTS, Query};
use khien_desk::wire::receipt::{Receipt, What};
use khien_desk::wire::signed::{OfficerSignature, Subject};
use khien_store::Fault;
use khien_store::lookups::{Asking, reference};
use khien_terms::Moment;
use khien_terms::id::StaffId;
use khien_terms::moment::HOUR;
use zeroize::Zeroizing;

use super::COSE;
use super::line::Line;
use super::sending::code_of;
use super::states::OtherState;
use crate::app::App;

/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(30);
/// How long what is asked stands in memory.
const REMEMBER: Duration = Duration::from_secs(15 * 60);
/// Queries that stand in memory at most.
const AT_ONCE: usize = 64;
/// What is written down where nothing that counts came back.
const NO_ANSWER: &str = "no-answer";

/// Identifiers by their number in the case.
pub type Shown = Vec<(u32, Zeroizing<String>)>;

/// A query that waits for its signature, or was answered a moment ago.
struct Waiting {
    made: Instant,
    by: StaffId,
    shown: Shown,
    /// Taken when it is sent: once.
    query: Option<Prepared>,
    other_key: bool,
}

/// What is sent, and what takes the blinding away.
struct Prepared {
    query: Query,
    text: Vec<u8>,
    blinded: Blinded,
    asking: Asking,
}

/// Queries to other States, and the connections for them.
#[derive(Default)]
pub struct Asker {
    waiting: Mutex<HashMap<String, Waiting>>,
}

/// What an officer wants to ask.
pub struct Wanted {
    /// The case's number.
    pub case: i64,
    /// Who is asked.
    pub peer: String,
    /// The basis in law, by its code.
    pub basis: String,
    /// To what end, by its code.
    pub purpose: String,
    /// About what.
    pub identifiers: Vec<Identifier>,
}

/// What an officer signs.
pub struct ToSign {
    /// The query's number.
    pub query: String,
    /// The text, as it is signed.
    pub text: String,
    /// About what, by the number in the case.
    pub shown: Shown,
}

/// What is still known of a query a moment after it was answered.
pub struct Recent {
    /// About what it asked, by the number in the case.
    pub shown: Shown,
    /// The State answered under another key than before.
    pub other_key: bool,
}

impl Asker {
    fn keep(&self, number: String, waiting: Waiting) -> Result<(), Refusal> {
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| one.made.elapsed() < REMEMBER);
        if all.len() >= AT_ONCE {
            return Err(Refusal::NotNow("too many queries are being asked at once"));
        }
        all.insert(number, waiting);
        Ok(())
    }

    /// Takes a query to send it; each is sent once, by whoever made it.
    fn take(&self, number: &str, by: StaffId) -> Option<Prepared> {
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.get_mut(number).filter(|one| one.by == by && one.made.elapsed() < REMEMBER)?;
        one.query.take()
    }

    /// Forgets what has stood in memory for its time.
    pub fn forget_old(&self) {
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| one.made.elapsed() < REMEMBER);
    }

    fn mark(&self, number: &str) {
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = all.get_mut(number) {
            one.other_key = true;
        }
    }

    /// What is still known of a query, for whoever asked it.
    #[must_use]
    pub fn recent(&self, number: &str, by: StaffId) -> Option<Recent> {
        let all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.get(number).filter(|one| one.by == by && one.made.elapsed() < REMEMBER)?;
        Some(Recent { shown: one.shown.clone(), other_key: one.other_key })
    }
}

/// Blinds what is asked and makes the text that the officer signs.
///
/// # Errors
/// [`Fault::Refused`] for what is not asked: an identifier that nobody assessed in that case, a State that is not trusted here.
pub async fn prepare(app: &App, wanted: Wanted, by: StaffId, officer: &str) -> Result<ToSign, Fault> {
    let own = app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let state = app.other_state(&wanted.peer).await?.ok_or(Refusal::NotNow("this State is not in the directory"))?;
    if state.by_letter.is_some() {
        return Err(Refusal::NotNow("this State is asked by letter, not by its node").into());
    }
    if !state.trust.preserves() {
        return Err(Refusal::NotNow("this State is not trusted here: compare its words by voice first").into());
    }
    if !app.lookup_rules().know(&wanted.basis, &wanted.purpose) {
        return Err(Refusal::Field { field: "basis", problem: "choose a basis and an end" }.into());
    }
    if wanted.identifiers.is_empty() || wanted.identifiers.len() > ELEMENTS {
        return Err(Refusal::Field { field: "identifier", problem: "ask about one to sixteen identifiers" }.into());
    }
    let tags = app.store.marks(&wanted.identifiers).await?.into_iter().map(|marks| marks.tag).collect();
    let (case, numbers) = app.store.lookup_about(wanted.case, tags, by).await?;
    let texts: Vec<Zeroizing<String>> = wanted.identifiers.iter().map(Identifier::text).collect();
    let blinded = tokio::task::spawn_blocking(move || {
        let inputs: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
        Blinded::of(&inputs)
    });
    let blinded = blinded.await.map_err(|_| Fault::Stopping)?.map_err(|error| Fault::Corrupt(error.to_string()))?;
    let (salt, now) = (khien_seal::random()?, app.now());
    let query = Query {
        lookup: "1".to_owned(),
        query: hex::encode(khien_seal::random::<16>()?),
        from: own.state.clone(),
        to: wanted.peer.clone(),
        issued_at: now,
        expires_at: Moment(now.0 + HOLDS_MINUTES * HOUR / 60),
        officer: officer.to_owned(),
        case: reference(&salt, case),
        basis: wanted.basis.clone(),
        purpose: wanted.purpose.clone(),
        key: app.store.peer_lookup_key(wanted.peer.clone()).await?.unwrap_or_else(|| "-".to_owned()),
        blinded: blinded.elements().iter().map(hex::encode).collect(),
    };
    let text = query.text().map_err(|error| Fault::Corrupt(error.to_string()))?;
    let shown: Shown = numbers
        .iter()
        .copied()
        .zip(wanted.identifiers.iter().map(|one| Zeroizing::new(one.value().to_owned())))
        .collect();
    let asking = Asking {
        query: query.query.clone(),
        case,
        salt,
        peer: wanted.peer,
        basis: wanted.basis,
        purpose: wanted.purpose,
        identifiers: numbers,
        by,
    };
    let to_sign = ToSign {
        query: query.query.clone(),
        text: String::from_utf8(text.clone()).map_err(|error| Fault::Corrupt(error.to_string()))?,
        shown: shown.clone(),
    };
    let prepared = Prepared { query, text, blinded, asking };
    let waiting = Waiting { made: Instant::now(), by, shown, query: Some(prepared), other_key: false };
    app.abroad.asker.keep(to_sign.query.clone(), waiting)?;
    Ok(to_sign)
}

/// Sends a query that its officer signed, and writes down what came of it. That it is asked stands in the journal before it leaves.
///
/// # Errors
/// [`Fault::Refused`] when it is not the query that was prepared, or its signature does not hold.
pub async fn send(app: &App, number: &str, by: StaffId, signature: OfficerSignature) -> Result<(), Fault> {
    let own = app.own_desk().await?.ok_or(Refusal::NotNow("this State's desk has no entry yet"))?;
    let prepared = app.abroad.asker.take(number, by);
    let prepared = prepared.ok_or(Refusal::NotNow("this query is over or was sent; ask anew"))?;
    let state = app.other_state(&prepared.query.to).await?.ok_or(Refusal::NotFound)?;
    let body = Subject::Lookup.assemble(&prepared.text, &own.node, &signature).map_err(|_| Refusal::Forged)?;
    // As the other node will verify it: a certificate of an older key, or of another, ends here and not there.
    Subject::Lookup.verify(&body, &own.own_voices).map_err(|_| Refusal::Forged)?;
    app.store.ask_lookup(prepared.asking.clone()).await?;
    let line = app.line(&state, WAIT).await?;
    let attempt = tokio::task::spawn_blocking(move || attempt(&line, &state, &prepared, &body));
    match attempt.await.unwrap_or_else(|_| Err(NO_ANSWER.to_owned())) {
        Ok((hits, key)) => {
            if app.store.lookup_answered(number.to_owned(), hits, key).await? {
                app.abroad.asker.mark(number);
            }
            Ok(())
        }
        Err(code) => app.store.lookup_refused(number.to_owned(), code).await,
    }
}

/// The numbers in the case of those that the State knows, and its key; or the code of why it does not say.
fn attempt(line: &Line, state: &OtherState, prepared: &Prepared, body: &[u8]) -> Result<(Vec<u32>, String), String> {
    let nothing = |_| NO_ANSWER.to_owned();
    let url = format!("{}/x/1/lookup/{}", line.url, prepared.query.from);
    let mut response = line.agent.post(&url).header("content-type", COSE).send(body).map_err(nothing)?;
    let answered = response.status() == 200;
    let limit = u64::try_from(ANSWER_MAX).unwrap_or(u64::MAX);
    let bytes = response.body_mut().with_config().limit(limit).read_to_vec().map_err(nothing)?;
    judge(&bytes, answered, &state.voices.nodes, prepared, &khien_seal::sha256(body))
}

/// What came back proves something only when the node that was asked signed it, for this very query.
fn judge(
    bytes: &[u8],
    answered: bool,
    nodes: &[[u8; 32]],
    prepared: &Prepared,
    outer: &khien_seal::Hash,
) -> Result<(Vec<u32>, String), String> {
    let query = &prepared.query;
    if !answered {
        let receipt = Receipt::verified(bytes, nodes).map_err(|_| NO_ANSWER.to_owned())?;
        let ours = receipt.outer == hex::encode(outer) && receipt.by == query.to && receipt.what == What::Refused;
        return Err(if ours { code_of(&receipt.code) } else { NO_ANSWER.to_owned() });
    }
    let answer = Answer::verified(bytes, nodes).map_err(|_| NO_ANSWER.to_owned())?;
    let unproven = || "unproven".to_owned();
    if !answer.answers(query, outer) {
        return Err(unproven());
    }
    let (evaluation, key) = answer.evaluation().zip(answer.public()).ok_or_else(unproven)?;
    let entries = prepared.blinded.finish(&evaluation, &key).map_err(|_| unproven())?;
    let known = answer.set().map_err(|_| unproven())?;
    let found = entries.iter().zip(&prepared.asking.identifiers);
    let hits = found.filter(|(entry, _)| known.binary_search(entry).is_ok()).map(|(_, n)| *n).collect();
    Ok((hits, answer.key.clone()))
}

#[cfg(test)]
mod tests {
    use khien_desk::lookup::known::set_of;
    use khien_desk::lookup::{Entry, LookupKey};
    use khien_seal::keys::SignKey;
    use khien_terms::id::CaseId;

    use super::*;

    fn prepared() -> Prepared {
        let blinded = Blinded::of(&[b"phone:+84901234567", b"mail:a@example.org"]).expect("blinded");
        let query = Query {
            lookup: "1".into(),
            query: "07".repeat(16),
            from: "XA".into(),
            to: "XB".into(),
            issued_at: Moment(0),
            expires_at: Moment(600_000_000),
            officer: "Night desk".into(),
            case: "ab".repeat(32),
            basis: "police".into(),
            purpose: "identify".into(),
            key: "-".into(),
            blinded: blinded.elements().iter().map(hex::encode).collect(),
        };
        let asking = Asking {
            query: query.query.clone(),
            case: CaseId::from_bits(1),
            salt: [1; 32],
            peer: "XB".into(),
            basis: "police".into(),
            purpose: "identify".into(),
            identifiers: vec![4, 9],
            by: StaffId::from_bits(1),
        };
        Prepared { text: query.text().expect("text"), query, blinded, asking }
    }

    fn answer(prepared: &Prepared, key: &LookupKey, known: &[Entry]) -> Answer {
        let evaluation = key.evaluate(prepared.blinded.elements()).expect("evaluated");
        Answer::to(&prepared.query, &[9; 32], &evaluation, &key.public(), Moment(5))
            .with(&set_of(known.to_vec(), &[5; 32]))
    }

    #[test]
    fn what_the_asked_node_signed_for_this_query_says_which_are_known() {
        let (node, key) = (SignKey::from_seed([1; 32]), LookupKey::from_seed(&[7; 32]).expect("key"));
        let prepared = prepared();
        let known = [key.entry(b"mail:a@example.org").expect("entry")];
        let bytes = answer(&prepared, &key, &known).sign(&node).expect("signed");
        let nodes = [node.verify_bytes()];
        let found = judge(&bytes, true, &nodes, &prepared, &[9; 32]);
        assert_eq!(found, Ok((vec![9], hex::encode(key.public()))));
        assert_eq!(judge(&bytes, true, &nodes, &prepared, &[8; 32]), Err("unproven".into()), "to other bytes");
        let thief = [SignKey::from_seed([2; 32]).verify_bytes()];
        assert_eq!(judge(&bytes, true, &thief, &prepared, &[9; 32]), Err(NO_ANSWER.into()), "another node");
        assert_eq!(judge(b"<html>", false, &nodes, &prepared, &[9; 32]), Err(NO_ANSWER.into()));
    }

    #[test]
    fn an_answer_that_names_another_key_than_it_used_is_not_believed() {
        let (node, key) = (SignKey::from_seed([1; 32]), LookupKey::from_seed(&[7; 32]).expect("key"));
        let prepared = prepared();
        let other = LookupKey::from_seed(&[8; 32]).expect("key");
        let mut marked = answer(&prepared, &other, &[]);
        marked.key = hex::encode(key.public());
        let bytes = marked.sign(&node).expect("signed");
        assert_eq!(judge(&bytes, true, &[node.verify_bytes()], &prepared, &[9; 32]), Err("unproven".into()));
    }

    #[test]
    fn a_refusal_says_by_which_code_and_brings_no_free_text_along() {
        let node = SignKey::from_seed([1; 32]);
        let prepared = prepared();
        let refused = |code: &str, outer: [u8; 32]| {
            let receipt = Receipt::refused(&prepared.query.query, &outer, code, "XB", "XA", Moment(5));
            judge(&receipt.sign(&node).expect("signed"), false, &[node.verify_bytes()], &prepared, &[9; 32])
        };
        assert_eq!(refused("quota", [9; 32]), Err("quota".into()));
        assert_eq!(refused("Nguyễn Văn A", [9; 32]), Err("other".into()));
        assert_eq!(refused("quota", [8; 32]), Err(NO_ANSWER.into()), "of another query");
    }

    #[test]
    fn a_query_is_sent_once_by_whoever_made_it_and_stands_in_memory_only() {
        let asker = Asker::default();
        let (me, other) = (StaffId::from_bits(1), StaffId::from_bits(2));
        let shown: Shown = vec![(4, Zeroizing::new("+84901234567".into()))];
        let waiting = || Waiting {
            made: Instant::now(),
            by: me,
            shown: shown.clone(),
            query: Some(prepared()),
            other_key: false,
        };
        asker.keep("07".into(), waiting()).expect("kept");
        assert!(asker.take("07", other).is_none() && asker.recent("07", other).is_none(), "another officer");
        assert!(asker.take("07", me).is_some());
        assert!(asker.take("07", me).is_none(), "once");
        assert_eq!(asker.recent("07", me).expect("known").shown, shown);
        for n in 1..AT_ONCE {
            asker.keep(n.to_string(), waiting()).expect("kept");
        }
        assert!(asker.keep("one more".into(), waiting()).is_err());
    }
}
