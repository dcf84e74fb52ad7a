//! `/c/signal_type`, `/c/content_type`; exchanges, which are set up by whoever runs the node.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use khien_casework::bank::SignalKind;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::asked::{Asked, Object};
use super::caller::Caller;
use super::said::Said;
use super::status::sizes;

/// A name in an address.
#[derive(Deserialize)]
pub struct Named {
    #[serde(rename = "signal_type_name")]
    name: String,
}

/// The kinds of hashes.
pub async fn signal_types(_: Caller) -> Json<Value> {
    signals()
}

/// The same for whoever may ask.
pub fn signals() -> Json<Value> {
    Json(SignalKind::ALL.into_iter().map(|kind| json!({"name": kind.as_str(), "enabled_ratio": 1.0})).collect())
}

/// The kinds of content.
pub async fn content_types(_: Caller) -> Json<Value> {
    contents()
}

/// The same for whoever may ask.
pub fn contents() -> Json<Value> {
    Json(json!([{"name": "photo", "enabled": true}, {"name": "video", "enabled": true}]))
}

/// A kind is not switched off for everybody by one platform; asking for what stands already is fine.
///
/// # Errors
/// 400 for a kind that there is not, 403 for another ratio than 1.
pub async fn set_signal_type(_: Caller, Path(Named { name }): Path<Named>, object: Object) -> Result<StatusCode, Said> {
    let _: SignalKind =
        name.parse().map_err(|_| Said::bad(format!("No such signal type '{}'", name.escape_default())))?;
    let ratio = object.number("enabled_ratio")?;
    match ratio {
        None => Err(Said::field("missing", "enabled_ratio", "Field required", Value::Object(object.0))),
        Some(1.0) => Ok(StatusCode::NO_CONTENT),
        Some(ratio) if (0.0..=1.0).contains(&ratio) => {
            let why = "kinds of hashes serve every platform of this node; switch off your own banks instead";
            Err(Said::new(StatusCode::FORBIDDEN, why))
        }
        Some(_) => Err(Said::bad("enabled_ratio is a number from 0 to 1")),
    }
}

/// How far the index of each kind has come.
///
/// # Errors
/// 400 for a kind that there is not.
pub async fn index(caller: Caller, asked: Asked) -> Result<Json<Value>, Said> {
    let built_to = caller.app.matcher.built_to();
    let mut said = Map::new();
    for (kind, size) in sizes(&caller, &asked).await? {
        let state = json!({
            "db_size": size, "index_size": size, "index_out_of_date": !caller.app.matcher.is_ready(),
            "newest_db_item": built_to, "index_built_to": built_to,
        });
        said.insert(kind.to_string(), state);
    }
    Ok(Json(Value::Object(said)))
}

/// Exchanges are not set up through this interface.
pub async fn no_exchanges(_: Caller) -> Said {
    let why = "exchanges with other bodies are set up by whoever runs the node, not through this interface";
    Said::new(StatusCode::NOT_IMPLEMENTED, why)
}
