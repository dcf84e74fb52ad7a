//! How things stand with another State at this moment: how far it is trusted, and whether enough witnesses have co-signed what our
//! ledger grew by. What discloses waits while either is out of date (`khien_desk::request::harm`).

use std::sync::PoisonError;
use std::time::Instant;

use khien_desk::request::harm::{Cosigned, Cosigner, Standing};
use khien_store::Fault;

use super::REMEMBER;
use super::states::OtherState;
use crate::app::App;

/// How things stand with this State.
///
/// # Errors
/// [`Fault::Database`].
pub async fn of(app: &App, state: &OtherState) -> Result<Standing, Fault> {
    Ok(Standing { trust: state.trust, cosigned: cosigned(app).await? })
}

/// How far our ledger is co-signed.
///
/// # Errors
/// [`Fault::Database`].
pub async fn cosigned(app: &App) -> Result<Cosigned, Fault> {
    Ok(Cosigned::by(&witnesses(app).await?, app.now()))
}

/// The States that co-sign our ledger: those that are heard here, whose node says that it is a witness, and that have signed some of it.
/// Remembered for two seconds.
///
/// # Errors
/// [`Fault::Database`].
pub async fn witnesses(app: &App) -> Result<Vec<Cosigner>, Fault> {
    let remembered = app.abroad.cosigners.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, known)) = remembered.filter(|(at, _)| at.elapsed() < REMEMBER) {
        return Ok(known);
    }
    let peers = app.store.peers().await?;
    let there = peers.into_iter().filter(|row| row.trust.receives() && row.known.entry.cosigner().is_some());
    let known = app.store.cosigners(there.map(|row| row.peer.state).collect()).await?;
    *app.abroad.cosigners.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), known.clone()));
    Ok(known)
}
