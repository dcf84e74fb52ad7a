//! How things stand with another State at this moment: how far it is trusted, and whether enough witnesses have co-signed what our
//! ledger grew by. What discloses waits while either is out of date (`khien_desk::request::harm`).

use khien_desk::request::harm::{Cosigned, Cosigner, Standing};
use khien_store::Fault;

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
///
/// # Errors
/// [`Fault::Database`].
pub async fn witnesses(app: &App) -> Result<Vec<Cosigner>, Fault> {
    let peers = app.store.peers().await?;
    let there = peers.into_iter().filter(|row| row.trust.receives() && row.known.entry.cosigner().is_some());
    app.store.cosigners(there.map(|row| row.peer.state).collect()).await
}
