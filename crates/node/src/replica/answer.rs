//! Lookups over HTTP, in the shapes of Hasher-Matcher-Actioner: what the node answers this platform, its replica answers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use axum::{Json, Router, middleware};
use khien_casework::bank::SignalKind;
use khien_signal::Hash256;
use serde_json::{Map, Value, json};

use super::Replica;
use crate::hma::caller::{in_headers, was_passed_on};
use crate::hma::compare::compared;
use crate::hma::document::{Table, page};
use crate::hma::hash::{answer, asked_in_body, hashes_of, is_json};
use crate::hma::lookup::{by_bank, in_banks, raw_matches};
use crate::hma::matcher::MOST;
use crate::hma::sought::{Found, Near, Sought, videos};
use crate::hma::{Asked, Object, Said, kinds, upload};

/// The lookup routes with their names.
pub fn table() -> Table<Arc<Replica>> {
    let uploads = Table::new().post("/h/hash", hash).get("/m/lookup", by_signal).post("/m/lookup", by_file);
    Table::new()
        .get("/status", ready)
        .get("/status/live", || async { "I-AM-ALIVE" })
        .get("/site-map", |_: Caller| async { Json(table().addresses()) })
        .get("/openapi/openapi.json", |_: Caller| async { Ok::<_, Said>(Json(table().document(false)?)) })
        .get("/openapi/", |_: Caller| async { Ok::<_, Said>(Html(page(&table().document(false)?))) })
        .get("/m/raw_lookup", raw)
        .post("/m/compare", compare)
        .get("/m/index/status", index)
        .get("/c/banks", banks)
        .get("/c/signal_type", |_: Caller| async { kinds::signals() })
        .get("/c/content_type", |_: Caller| async { kinds::contents() })
        .files(uploads)
}

/// The lookup routes of the interface, with and without its usual prefix.
pub fn router(replica: Arc<Replica>) -> Router {
    let routes = table().router();
    Router::new()
        .nest("/hma/{token}", routes.clone())
        .nest("/hma", routes.clone())
        .merge(routes)
        .layer(middleware::from_fn(crate::remainder::read_out))
        .with_state(replica)
}

/// Whoever may ask: programs of this machine, or whoever has the platform's token.
struct Caller;

impl FromRequestParts<Arc<Replica>> for Caller {
    type Rejection = Said;

    async fn from_request_parts(parts: &mut Parts, replica: &Arc<Replica>) -> Result<Self, Said> {
        // Who is a victim is told to no stranger: a proxy in front passes on what anybody asks.
        if replica.near && !was_passed_on(&parts.headers) {
            return Ok(Self);
        }
        let in_path = match RawPathParams::from_request_parts(parts, replica).await {
            Ok(names) => names.iter().find(|(name, _)| *name == "token").map(|(_, token)| token.to_owned()),
            Err(_) => None,
        };
        let (wanted, token) = (replica.token(), in_path.or_else(|| in_headers(&parts.headers)));
        // Hashes are compared, so the time that it takes says nothing of the token.
        match token {
            Some(token) if khien_seal::sha256(token.as_bytes()) == wanted => Ok(Self),
            _ => Err(Said::new(StatusCode::UNAUTHORIZED, "come with the platform's token: Authorization: Bearer")),
        }
    }
}

impl Replica {
    /// Whether what is held may answer.
    fn answers(&self) -> Result<(), Said> {
        let state = self.state();
        if state.ended {
            return Err(Said::new(StatusCode::SERVICE_UNAVAILABLE, "the node ended this platform's access"));
        }
        let now = khien_store::journal::now().as_second();
        let fresh = |heard: Instant| {
            // By both clocks: one stands still while a machine sleeps, the other may be set back.
            let age = now.saturating_sub(state.heard_at).try_into().unwrap_or(0);
            heard.elapsed() <= self.keep && Duration::from_secs(age) <= self.keep
        };
        if !state.heard.is_some_and(fresh) {
            return Err(Said::new(StatusCode::SERVICE_UNAVAILABLE, "index not yet ready"));
        }
        Ok(())
    }

    /// What stands for what is asked for, nearest first. A hash computes for a tenth of a millisecond: it stays on the thread that
    /// reads the request.
    async fn find(&self, sought: &Sought) -> Result<Vec<Found>, Said> {
        self.answers()?;
        match sought {
            Sought::Hash(kind, value) => Ok(self.find_hash(*kind, value)),
            Sought::Video(frames) => {
                let alike = videos(self.index(), frames.clone()).await?;
                let holding = self.holding.read().unwrap_or_else(PoisonError::into_inner);
                let now = khien_store::journal::now().as_microsecond();
                let standing = alike.into_iter().filter_map(|(content, near)| {
                    holding.standing(content, now).map(|standing| Found { standing, near })
                });
                Ok(standing.take(MOST).collect())
            }
        }
    }

    fn find_hash(&self, kind: SignalKind, value: &str) -> Vec<Found> {
        let holding = self.holding.read().unwrap_or_else(PoisonError::into_inner);
        let now = khien_store::journal::now().as_microsecond();
        let same = holding.exactly(kind, value).iter().filter_map(|content| holding.standing(*content, now));
        let mut found: Vec<Found> = same.take(MOST).map(|standing| Found { standing, near: Near::Same }).collect();
        if let Some(hash) = value.parse::<Hash256>().ok().filter(|_| !kind.is_exact()) {
            for (content, bits) in self.index().pictures.near(hash, holding.widest()) {
                if found.len() >= MOST {
                    break;
                }
                let Some(standing) = holding.standing(content, now) else { continue };
                if bits <= u32::from(standing.radius) {
                    found.push(Found { standing, near: Near::Bits(bits) });
                }
            }
        }
        found.sort_by_key(|found| (found.near.order(), found.standing.content));
        found.truncate(MOST);
        found
    }
}

async fn find(replica: &Replica, kind: &str, signal: &str) -> Result<Vec<Found>, Said> {
    replica.find(&Sought::read(kind, signal)?).await
}

async fn raw(State(replica): State<Arc<Replica>>, _: Caller, asked: Asked) -> Result<Json<Value>, Said> {
    let [signal, kind] = asked.need(["signal", "signal_type"])?;
    let with_distance = asked.flag("include_distance", false)?;
    Ok(raw_matches(find(&replica, kind, signal).await?, &asked, with_distance))
}

async fn by_signal(State(replica): State<Arc<Replica>>, _: Caller, asked: Asked) -> Result<Json<Value>, Said> {
    let [signal, kind] = asked.need(["signal", "signal_type"])?;
    let bypass = asked.flag("bypass_coinflip", false)?;
    let found = in_banks(find(&replica, kind, signal).await?, &asked);
    Ok(Json(by_bank(&found, &asked, bypass)?))
}

async fn by_file(
    State(replica): State<Arc<Replica>>,
    _: Caller,
    asked: Asked,
    request: Request,
) -> Result<Response, Said> {
    let bypass = asked.flag("bypass_coinflip", false)?;
    replica.answers()?;
    if is_json(&request) {
        let object = asked_in_body(request).await?;
        let found = find(&replica, object.need_text("signal_type")?, object.need_text("signal")?).await?;
        return Ok(Json(by_bank(&in_banks(found, &asked), &asked, bypass)?).into_response());
    }
    let sent = upload::read(&asked, request, replica.videos).await?;
    let mut said = Map::new();
    for hashed in &sent.hashes {
        let found = match hashed.sought() {
            Some(sought) => replica.find(&sought).await?,
            None => Vec::new(),
        };
        said.insert(hashed.kind.to_string(), by_bank(&in_banks(found, &asked), &asked, bypass)?);
    }
    Ok(answer(Value::Object(said), &sent))
}

async fn hash(
    State(replica): State<Arc<Replica>>,
    _: Caller,
    asked: Asked,
    request: Request,
) -> Result<Response, Said> {
    Ok(hashes_of(&upload::read(&asked, request, replica.videos).await?))
}

async fn compare(_: Caller, Object(pairs): Object) -> Result<Json<Value>, Said> {
    compared(pairs).await
}

/// Whether lookups can be answered.
async fn ready(State(replica): State<Arc<Replica>>) -> (StatusCode, &'static str) {
    match replica.answers() {
        Ok(()) => (StatusCode::OK, "I-AM-ALIVE"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "INDEX-NOT-LOADED"),
    }
}

/// What is held of each kind, and how old the node's last word is.
async fn index(State(replica): State<Arc<Replica>>, _: Caller) -> Json<Value> {
    let state = replica.state();
    let holding = replica.holding.read().unwrap_or_else(PoisonError::into_inner);
    let age = state.heard.map(|heard| Instant::now().duration_since(heard).as_secs());
    let built_to = if state.heard.is_some() { state.heard_at } else { -1 };
    let of = |kind: SignalKind| {
        let size = match kind {
            SignalKind::Pdq => replica.index().pictures.len(),
            SignalKind::Vpdq => replica.index().frames.len(),
            kind => holding.count(kind),
        };
        json!({"present": state.heard.is_some(), "built_to": built_to, "size": size, "seconds_since_heard": age})
    };
    let kinds: HashMap<&str, Value> = SignalKind::ALL.into_iter().map(|kind| (kind.as_str(), of(kind))).collect();
    Json(json!(kinds))
}

/// The banks that are held.
async fn banks(State(replica): State<Arc<Replica>>, _: Caller) -> Json<Value> {
    let holding = replica.holding.read().unwrap_or_else(PoisonError::into_inner);
    let one =
        |bank: &crate::share::wire::Listed| json!({"name": bank.name, "matching_enabled_ratio": bank.ratio.as_f64()});
    Json(holding.banks().map(one).collect())
}
