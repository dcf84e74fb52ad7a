//! Our checkpoints go to the witnesses of other States after each beat. What comes back counts when its signature holds; that our own
//! ledger is not what it was is believed of nobody but our own key.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use khien_desk::clocks::Heard;
use khien_seal::checkpoint::{Checkpoint, Note, NoteSignature, number};
use khien_seal::witness::Request;
use khien_store::Fault;
use khien_terms::Moment;
use tokio::task::JoinSet;

use super::SIZE;
use crate::abroad::line::Line;
use crate::abroad::sending::ANSWER_MAX;
use crate::abroad::states::OtherState;
use crate::app::App;

/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(10);
/// Witnesses that are asked at once.
const AT_ONCE: usize = 64;
/// How often one is asked within a turn: with what we think it has, and with what it says it has.
const TRIES: usize = 2;

/// What a witness answered.
enum Answer {
    Signed(Vec<NoteSignature>),
    /// It has seen another size last.
    Other(u64),
    /// It does not take our proof.
    Unproven,
    /// Nothing that counts.
    Silent,
}

/// Asks every State whose node co-signs and that has not signed our newest checkpoint yet. After a start each is asked first what it
/// saw of us last: a node that comes back from an old copy learns it before it says anything.
///
/// # Errors
/// [`Fault::Database`].
pub async fn ask_all(app: &App) -> Result<(), Fault> {
    if app.own_desk().await?.is_none() {
        return Ok(());
    }
    let mut asked = JoinSet::new();
    for row in app.store.peers().await? {
        let Some(state) = app.other_state(&row.peer.state).await? else { continue };
        if !state.speaks() || state.witness.is_none() {
            continue;
        }
        while asked.len() >= AT_ONCE {
            logged(asked.join_next().await);
        }
        let app = app.clone();
        asked.spawn(async move {
            let asked = &app.abroad.witnesses.asked;
            let first = !asked.lock().unwrap_or_else(PoisonError::into_inner).contains(&state.code);
            // One that was silent, or has moved since this copy of us was made, is asked again.
            if first {
                let said = shown(&app, &state).await?;
                let of = if said { asked } else { &app.abroad.witnesses.silent };
                of.lock().unwrap_or_else(PoisonError::into_inner).insert(state.code.clone());
                // Whoever does not answer is handed nothing in this turn, which would wait for it a second time.
                if !said {
                    return Ok(());
                }
            }
            // A ledger that is not what it was is shown to nobody before people decide.
            if app.store.came_back().await? { Ok(()) } else { ask(&app, state).await }
        });
    }
    while let Some(done) = asked.join_next().await {
        logged(Some(done));
    }
    if app.abroad.witnesses.may_know_more() && enough_told(app).await? {
        app.abroad.witnesses.told.store(true, Ordering::Relaxed);
        app.abroad.forget();
    }
    Ok(())
}

/// Whether enough of the States that co-sign our ledger have said since this node started what they saw of us last.
async fn enough_told(app: &App) -> Result<bool, Fault> {
    let witnesses = crate::abroad::standing::witnesses(app).await?;
    let codes: Vec<&str> = witnesses.iter().map(|witness| witness.state.as_str()).collect();
    Ok(app.abroad.witnesses.is_enough(&codes))
}

/// Waits until the witnesses have said what they know of us, or for so long as a node that starts waits for them.
///
/// # Errors
/// [`Fault::Database`].
pub async fn heard_of_us(app: &App) -> Result<(), Fault> {
    // Where nobody co-signs there is nobody to wait for.
    while app.abroad.witnesses.may_know_more() && !enough_told(app).await? {
        ask_all(app).await?;
        if app.abroad.witnesses.may_know_more() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    Ok(())
}

fn logged(done: Option<Result<Result<(), Fault>, tokio::task::JoinError>>) {
    if let Some(Ok(Err(fault))) = done {
        tracing::error!(%fault, "a witness is asked again later");
    }
}

async fn ask(app: &App, state: Arc<OtherState>) -> Result<(), Fault> {
    let Some(witness) = state.witness.clone() else { return Ok(()) };
    let mut old = None;
    for _ in 0..TRIES {
        let Some(request) = app.store.for_witness(state.code.clone(), old).await? else { return Ok(()) };
        let note = Note::read(&request.note)?;
        let checkpoint = Checkpoint::from_body(&note.body)?;
        let before = request.old;
        let asked = app.now();
        match handed(app.line(&state, WAIT).await?, request).await {
            Answer::Signed(lines) => {
                let signed = |line| witness.signed_at(&note.body, &line).map(|at| (line, at));
                let Some((line, at)) = lines.into_iter().find_map(signed) else { return Ok(()) };
                // In whole seconds: the second in which it signed had begun before.
                let there = Moment(i64::try_from(at).unwrap_or(i64::MAX).saturating_mul(1_000_000));
                app.abroad.clocks.heard(&state.code, Heard { asked, there, here: app.now() });
                return app.store.keep_cosignature(state.code.clone(), witness, checkpoint.size, line).await;
            }
            Answer::Other(size) if size <= checkpoint.size && size != before => old = Some(size),
            Answer::Other(_) | Answer::Unproven => return shown(app, &state).await.map(drop),
            Answer::Silent => return Ok(()),
        }
    }
    Ok(())
}

/// What the witness saw of us last, with our own signature: proof of what we lost, or nothing. Says whether it answered.
async fn shown(app: &App, state: &Arc<OtherState>) -> Result<bool, Fault> {
    let Some(own) = app.own_desk().await? else { return Ok(false) };
    let line = app.line(state, WAIT).await?;
    let at = format!("{}/x/1/witness/last/{}", line.url, own.state);
    let note = tokio::task::spawn_blocking(move || {
        let mut answer = line.agent.get(&at).call().ok()?;
        match answer.status().as_u16() {
            200 => answer.body_mut().with_config().limit(ANSWER_MAX).read_to_string().ok().map(Some),
            // It has seen nothing of us.
            404 => Some(None),
            _ => None,
        }
    });
    let Ok(Some(said)) = note.await else { return Ok(false) };
    let Some(note) = said else { return Ok(true) };
    match app.store.is_disowned(state.code.clone(), note, app.online.verify_bytes()).await {
        Ok(true) => {
            tracing::error!(state = state.code, "our ledger is not the one that this State co-signed");
            app.abroad.forget();
        }
        Ok(false) => {}
        // Not signed by us: it says nothing.
        Err(Fault::Corrupt(_)) => tracing::info!(state = state.code, "a witness does not go on and shows no reason"),
        Err(fault) => return Err(fault),
    }
    Ok(true)
}

async fn handed(line: Line, request: Request) -> Answer {
    let at = format!("{}/x/1/witness/add-checkpoint", line.url);
    tokio::task::spawn_blocking(move || {
        let sent = line.agent.post(&at).header("content-type", "text/plain; charset=utf-8").send(request.text());
        let Ok(mut answer) = sent else { return Answer::Silent };
        let status = answer.status().as_u16();
        let sized = answer.headers().get("content-type").is_some_and(|kind| kind == SIZE);
        let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_string().unwrap_or_default();
        let lines = body.lines().filter_map(|line| NoteSignature::read(line).ok()).collect();
        match (status, number(body.trim_end())) {
            (200, _) => Answer::Signed(lines),
            (409, Some(size)) if sized => Answer::Other(size),
            (422, _) => Answer::Unproven,
            _ => Answer::Silent,
        }
    })
    .await
    .unwrap_or(Answer::Silent)
}
