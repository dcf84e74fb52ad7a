//! `GET /m/raw_lookup`, `GET /m/lookup`: which banks know a hash.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::asked::Asked;
use super::caller::Caller;
use super::said::Said;
use super::sought::{Found, Sought};
use super::{hash, upload};

/// Numbers of the contents that match, whether their banks take part now or not.
///
/// # Errors
/// 400 for a kind or hash that there is not, 503 before the index is read in.
pub async fn raw(caller: Caller, asked: Asked) -> Result<Json<Value>, Said> {
    let [signal, kind] = asked.need(["signal", "signal_type"])?;
    let with_distance = asked.flag("include_distance", false)?;
    Ok(raw_matches(find(&caller, kind, signal).await?, &asked, with_distance))
}

/// Numbers of the contents that match, in the banks that the query names.
pub fn raw_matches(found: Vec<Found>, asked: &Asked, with_distance: bool) -> Json<Value> {
    let found = in_banks(found, asked);
    let one = |found: &Found| if with_distance { found.told() } else { json!(found.standing.content) };
    Json(json!({"matches": found.iter().map(one).collect::<Vec<_>>()}))
}

/// Banks that know a hash, with the contents that match.
///
/// # Errors
/// As [`raw`]; for the address of a file as [`upload::fetch`].
pub async fn by_signal(caller: Caller, asked: Asked) -> Result<Response, Said> {
    if let Some(url) = asked.text("url") {
        let sent = upload::fetch(&caller, &asked, url).await?;
        return hash::known(&caller, &asked, &sent).await;
    }
    let (Some(signal), Some(kind)) = (asked.text("signal"), asked.text("signal_type")) else {
        return Err(Said::bad("Either url or both signal and signal_type are required"));
    };
    let bypass = asked.flag("bypass_coinflip", false)?;
    let found = in_banks(find(&caller, kind, signal).await?, &asked);
    Ok(Json(by_bank(&found, &asked, bypass)?).into_response())
}

/// What answers the caller for a hash.
pub async fn find(caller: &Caller, kind: &str, signal: &str) -> Result<Vec<Found>, Said> {
    let sought = Sought::read(kind, signal)?;
    if !caller.app.matcher.is_ready() {
        return Err(Said::new(StatusCode::SERVICE_UNAVAILABLE, "index not yet ready"));
    }
    caller.app.matcher.find(&caller.app.store, &caller.asker, &sought).await
}

/// Those in the banks that the query names.
pub fn in_banks(found: Vec<Found>, asked: &Asked) -> Vec<Found> {
    match asked.list("banks") {
        None => found,
        Some(names) => found.into_iter().filter(|found| names.contains(&found.standing.name.as_str())).collect(),
    }
}

/// Matches by bank, of the banks that take part in this lookup.
pub fn by_bank(found: &[Found], asked: &Asked, bypass: bool) -> Result<Value, Said> {
    let coin = coin(asked.text("seed"))?;
    let mut banks: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for one in found {
        if bypass || one.standing.ratio.as_f64() >= coin {
            banks.entry(&one.standing.name).or_default().push(one.told());
        }
    }
    Ok(json!(banks))
}

/// A number above 0 and below 1: the same for the same seed, drawn anew without one. A bank that is switched off never wins.
fn coin(seed: Option<&str>) -> Result<f64, Said> {
    let bytes: [u8; 32] = match seed {
        Some(seed) => khien_seal::sha256(seed.as_bytes()),
        None => khien_seal::random().map_err(khien_store::Fault::from)?,
    };
    let eight = bytes.first_chunk::<8>().copied().unwrap_or_default();
    Ok(((u64::from_be_bytes(eight) >> 11).max(1)) as f64 / (1u64 << 53) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coin_is_the_same_for_the_same_seed_and_within_its_bounds() {
        let a = coin(Some("x")).expect("coin");
        assert_eq!(a, coin(Some("x")).expect("coin"));
        assert_ne!(a, coin(Some("y")).expect("coin"));
        for _ in 0..100 {
            let drawn = coin(None).expect("coin");
            assert!(drawn > 0.0 && drawn < 1.0);
        }
    }
}
