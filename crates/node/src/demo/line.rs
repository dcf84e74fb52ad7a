//! The line between the two nodes of the demo: both sides known by the keys that their nodes name, and by nothing else.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD as B64};

use super::desks::{Side, held};
use crate::Failure;
use crate::abroad::line::calling::met;

/// How long an answer is waited for.
const WAIT: Duration = Duration::from_secs(10);

/// Meets the other node as its desk listens, and looks at what the handshake proved.
pub(super) async fn proven(here: &Side, there: &Side) -> Result<String, Failure> {
    let state = here.app().other_state(&there.desk.code).await?.ok_or_else(|| held("it is not in the directory"))?;
    let desk = state.desk.clone().ok_or_else(|| held("it names no listener of its desk"))?;
    let own = here.app().presented().await?;
    let (pins, at) = (state.pins.clone(), desk.clone());
    let wrong = vec![B64.encode([0u8; 32])];
    let (met_it, other) = tokio::task::spawn_blocking(move || (met(&own, pins, &at), met(&own, wrong, &at).is_err()))
        .await
        .map_err(held)?;
    let met_it = met_it.map_err(held)?;
    if !other {
        return Err(held("another key than those that its node names was believed"));
    }
    let line = here.app().line(&state, WAIT).await?;
    let asked = move || line.agent.get(format!("{}/x/1/versions", line.url)).call().map(|answer| answer.status());
    let status = tokio::task::spawn_blocking(asked).await.map_err(held)?.map_err(held)?;
    if status != 200 {
        return Err(held(format!("it answers {status}")));
    }
    Ok(format!(
        "{} answers at {desk} by {} with {}; its key {}… is one of the {} that its node names, and it let us in by ours; another key was not believed",
        there.desk.code,
        met_it.protocol,
        met_it.group,
        met_it.pin.get(..12).unwrap_or_default(),
        state.pins.len(),
    ))
}
