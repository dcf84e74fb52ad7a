//! What every answer has in common: headers that keep a page to itself, assets from the binary, health, limits.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use include_dir::{Dir, include_dir};
use tower::limit::ConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::app::App;

/// The files of the portal and the console, as they stand in this binary.
pub static ASSETS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// Requests that are worked on at once; more wait in their sockets.
const AT_ONCE: usize = 1024;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; connect-src 'self'; \
                   form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All routes of a node.
pub fn router(app: App) -> Router {
    // JSON is never compressed: a mailbox check has one length, whatever is in it.
    // The program that a person fetches neither: it is large, and keeps its length.
    let unlike = NotForContentType::const_new;
    let compress = CompressionLayer::new()
        .compress_when(SizeAbove::new(600).and(unlike("application/json")).and(unlike("application/octet-stream")));
    Router::new()
        .merge(crate::portal::router())
        .merge(crate::console::router(&app))
        .merge(crate::ledger::router())
        .merge(crate::directory::router())
        .merge(crate::hma::router())
        .merge(crate::feed::router())
        .merge(crate::ncmec::router())
        .merge(crate::share::router())
        .merge(crate::manifest::router())
        .merge(crate::abroad::router(&app))
        .route("/assets/{name}", get(asset))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/.well-known/security.txt", get(security_txt))
        .layer(middleware::from_fn_with_state(app.clone(), headers))
        .layer(middleware::from_fn(crate::burst::mark))
        .layer(middleware::from_fn(crate::remainder::read_out))
        .layer(compress)
        .layer(CatchPanicLayer::new())
        .layer(ConcurrencyLimitLayer::new(AT_ONCE))
        .with_state(app)
}

/// What other States' nodes ask for, and nothing else: the listener with pinned keys.
pub fn desk_router(app: App) -> Router {
    Router::new()
        .merge(crate::abroad::router(&app))
        .merge(crate::directory::router())
        .layer(middleware::from_fn(crate::remainder::read_out))
        .layer(CatchPanicLayer::new())
        .layer(ConcurrencyLimitLayer::new(AT_ONCE))
        .with_state(app)
}

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let secure = app.config.secure();
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    response
}

/// The scripts that run WebAssembly, with their rules: one hashes pictures on the person's own device, the other asks an opened
/// file on the case worker's how it was made.
const WORKERS: [(&str, &str); 2] = [
    ("protect-worker.js", crate::portal::protect::page::CSP),
    ("provenance-worker.js", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"),
];

async fn asset(Path(name): Path<String>) -> Response {
    let Some(file) = ASSETS.get_file(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    // A new binary may bring new scripts under the same name, so a page asks again after an hour at most.
    let kept = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")];
    // A worker obeys the rule that comes with its own script.
    if let Some((_, rule)) = WORKERS.into_iter().find(|(worker, _)| *worker == name) {
        return (kept, [(header::CONTENT_SECURITY_POLICY, rule)], file.contents()).into_response();
    }
    (kept, file.contents()).into_response()
}

async fn ready(State(app): State<App>) -> Response {
    match app.store.checkpoint().await {
        Ok(_) => "ready".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// RFC 9116. Without a contact in the configuration there is none to name, and no file.
async fn security_txt(State(app): State<App>) -> Response {
    let Some(contact) = app.config.contact() else { return StatusCode::NOT_FOUND.into_response() };
    let year = app.now().in_zone(&app.config.zone).year() + 1;
    let text = format!("Contact: mailto:{contact}\nExpires: {year}-01-01T00:00:00Z\nPreferred-Languages: en, vi, id\n");
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
