//! Which versions, suites, acts and forms this node knows: for whoever writes a node of their own, and for whoever was told that something
//! is not supported here.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use khien_desk::Kind;
use khien_desk::request::Act;
use khien_desk::wire::{outer, sealed};
use khien_terms::{DataError, DataFiles};
use serde_json::{Map, Value, json};

use crate::app::App;

/// The data of the forms.
const FORMS: &str = "desk/forms.json";

/// The forms as they are served, and by which they are known again (`etag`).
pub(super) struct Told {
    bytes: Bytes,
    etag: String,
}

/// Which versions, suites, acts and forms there are here.
pub(super) async fn versions(State(app): State<App>) -> Json<Value> {
    let forms: Vec<String> = Kind::ALL.into_iter().map(|kind| app.form_id(kind)).collect();
    Json(json!({
        "desk": [outer::VERSION], "suites": [sealed::SUITE], "bytes": outer::MAX, "acts": Act::NAMES, "forms": forms, "crit": [],
    }))
}

/// The forms: their data as this node reads it, and each as JSON Schema. Whoever has them by their `etag` is told so.
pub(super) async fn forms(State(app): State<App>, asked: HeaderMap) -> Response {
    let made = app.abroad.forms.get_or_try_init(|| async { told(&app, &app.files) }).await;
    let told = match made {
        Ok(told) => told,
        Err(error) => {
            tracing::error!(%error, "the forms cannot be told");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let kept = [(header::ETAG, told.etag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == told.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, "application/json")], told.bytes.clone()).into_response()
}

fn told(app: &App, files: &DataFiles) -> Result<Told, DataError> {
    let data: Value = files.json(FORMS)?;
    let version = app.forms.version();
    let of = |schema: &dyn Fn(Kind) -> Option<Value>| -> Map<String, Value> {
        Kind::ALL.into_iter().filter_map(|kind| Some((kind.to_string(), schema(kind)?))).collect()
    };
    let whole = json!({
        "version": format!("{}.{}", version.major, version.minor), "data": data,
        "schemas": of(&|kind| Some(app.forms.schema(kind))), "answers": of(&|kind| app.forms.answer_schema(kind)),
    });
    let bytes = Bytes::from(whole.to_string());
    let etag = format!("\"{}\"", &khien_seal::sha256_hex(&bytes)[..32]);
    Ok(Told { bytes, etag })
}
