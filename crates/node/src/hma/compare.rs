//! `POST /m/compare`: how far two hashes are apart.

use axum::Json;
use khien_casework::bank::{RADIUS, SignalKind};
use khien_signal::{Hash256, vpdq};
use serde_json::{Map, Value, json};

use super::asked::Object;
use super::caller::Caller;
use super::film;
use super::said::Said;
use super::sought::{comparing, kind_of};

/// Compares pairs of hashes, a kind at a time; says of each pair whether it matches.
///
/// # Errors
/// 400 for what is no pair of hashes.
pub async fn compare(_: Caller, Object(pairs): Object) -> Result<Json<Value>, Said> {
    compared(pairs).await
}

/// Pairs of hashes, compared.
///
/// # Errors
/// As [`compare`].
pub async fn compared(pairs: Map<String, Value>) -> Result<Json<Value>, Said> {
    let mut said = Map::new();
    for (name, pair) in &pairs {
        let kind = kind_of(name)?;
        let Value::Array(pair) = pair else { return Err(Said::bad(format!("{kind}: a list of two hashes is wanted"))) };
        let [Value::String(a), Value::String(b)] = pair.as_slice() else {
            return Err(Said::bad(format!("{kind}: exactly two hashes, as text, are wanted")));
        };
        if kind == SignalKind::Vpdq {
            let (a, b) = (film::read(a)?, film::read(b)?);
            let overlap = comparing(move || vpdq::compare(&a, &b, vpdq::Rule::default())).await?;
            let shares = json!({
                "query_match_percent": overlap.query.percent(), "compared_match_percent": overlap.target.percent(),
            });
            said.insert(kind.to_string(), json!([film::is_match(&overlap), shares]));
            continue;
        }
        let read = |text: &str| kind.read(text).map_err(|refusal| Said::bad(format!("invalid hash: {refusal}")));
        let (a, b) = (read(a)?, read(b)?);
        let answer = match (a.parse::<Hash256>(), b.parse::<Hash256>()) {
            (Ok(a), Ok(b)) if !kind.is_exact() => {
                let distance = a.distance(b);
                json!([distance <= u32::from(RADIUS), {"distance": distance}])
            }
            _ => json!([a == b, {}]),
        };
        said.insert(kind.to_string(), answer);
    }
    Ok(Json(Value::Object(said)))
}
